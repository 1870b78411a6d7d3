package table_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// crossed is a store whose transactions a test may do otherwise.
type crossed struct {
	store.Store
	transact func(do func() error) error
}

func (c *crossed) Transact(ctx context.Context, w []store.Write) error {
	return c.transact(func() error { return c.Store.Transact(ctx, w) })
}

func customer(n int) migration.Item {
	return migration.Item{Migration: "m-1", Partner: "p", Tenant: migration.Tenant(guid(n)), State: migration.Pending, Filled: map[migration.Field]string{}}
}

func pending() []migration.Delta {
	return []migration.Delta{{Shard: 3, Counts: migration.Counts{Pending: 1}}}
}

// crossing is what happens to the nth transaction, and what Move makes of it.
type crossing struct {
	transact func(n int, do func() error) error
	fails    fault.Kind
	counted  int
}

func crossings() map[string]crossing {
	throttled, conflict, lost := fault.Throttled.Errorf("busy"), fault.Conflict.Errorf("changed"), fault.Unknown.Errorf("no answer")
	return map[string]crossing{
		"others are at the counters for a while": {func(n int, do func() error) error {
			if n < 5 {
				return throttled
			}
			return do()
		}, "", 1},
		"others are at the counters all the time": {func(int, func() error) error { return conflict }, fault.Unavailable, 0},
		"the write is repeated after its answer was lost": {func(n int, do func() error) error {
			if err := do(); n > 0 || err != nil {
				return err
			}
			return conflict
		}, "", 1},
		"the answer is lost": {func(_ int, do func() error) error {
			if err := do(); err != nil {
				return err
			}
			return lost
		}, fault.Unknown, 1},
		"it was not sent": {func(int, func() error) error { return fault.Unavailable.Errorf("down") }, fault.Unavailable, 0},
	}
}

func TestACustomerIsCountedOnceWhateverHappensToTheWrite(t *testing.T) {
	t.Parallel()
	for name, c := range crossings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, s := -1, &crossed{Store: memory.NewStore(clock)}
			s.transact = func(do func() error) error { n++; return c.transact(n, do) }
			m, i := table.Open(s, clock).Migrations(), customer(1)
			err := m.Move(t.Context(), &i, pending())
			if fault.Of(err) != c.fails || (err == nil) != (i.Version == 1) {
				t.Fatalf("got %v, version %d", err, i.Version)
			}
			is, err := m.Item(t.Context(), i.Migration, i.Tenant)
			if there := err == nil; there != (c.counted == 1) || there && is.Version != 1 {
				t.Fatalf("the customer has version %d (%v)", is.Version, err)
			}
			if c.fails == fault.Unknown { // the message comes again
				s.transact = func(do func() error) error { return do() }
				if err := m.Move(t.Context(), &i, pending()); fault.Of(err) != fault.Stale {
					t.Fatalf("again: %v", err)
				}
			}
			tally, err := m.Tally(t.Context(), i.Migration)
			if err != nil || tally.Total().Pending != c.counted {
				t.Fatalf("counters %+v (%v), want %d", tally, err, c.counted)
			}
		})
	}
}

func TestAWriteThatOthersOvertakeCountsOnTopOfTheirs(t *testing.T) {
	t.Parallel()
	inner := memory.NewStore(clock)
	s, others := &crossed{Store: inner}, 0
	s.transact = func(do func() error) error {
		if others++; others <= 4 {
			other := customer(10 + others)
			if err := table.Open(inner, clock).Migrations().Move(t.Context(), &other, pending()); err != nil {
				t.Error(err)
			}
		}
		return do()
	}
	m, i := table.Open(s, clock).Migrations(), customer(1)
	if err := m.Move(t.Context(), &i, pending()); err != nil {
		t.Fatal(err)
	}
	tally, err := m.Tally(t.Context(), i.Migration)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(migration.Tally{0: {Pending: 5}}, tally); diff != "" {
		t.Fatalf("counters (-want +got):\n%s", diff)
	}
}

func TestAFewCustomersAreFoundAmongManyInFewReads(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	m := table.Open(s, clock).Migrations()
	const customers = 3000
	for n := range customers {
		i := customer(n)
		if i.Wave = 1; n%300 == 0 {
			i.Wave = 0
		}
		if n%500 == 7 {
			i.Due = clock()
		}
		i.Company = "Contoso " + strconv.Itoa(n)
		if err := m.Move(t.Context(), &i, nil); err != nil {
			t.Fatal(err)
		}
	}
	queries := 0
	s.Observe = func(op string, _ float64) {
		if op == "query MIGRATION" || op == "query DUECUSTOMER" || op == "get MIGRATION" {
			queries++
		}
	}
	for name, c := range map[string]struct {
		q          migration.Query
		found, ops int
	}{
		"a canary":        {migration.Query{Limit: 100, States: []migration.State{migration.Pending}}, 10, 5},
		"a page of all":   {migration.Query{Limit: 100, UpTo: 1}, 100, 1},
		"what is due":     {migration.Query{Limit: 100, UpTo: 1, DueBy: clock()}, 6, 7},
		"nothing is due":  {migration.Query{Limit: 100, UpTo: 1, DueBy: clock().AddDate(0, 0, -1)}, 0, 1},
		"none that ended": {migration.Query{Limit: 100, UpTo: 1, States: []migration.State{migration.Done}}, 0, 4},
	} {
		queries = 0
		found, err := m.Items(t.Context(), "m-1", c.q)
		if err != nil || len(found) != c.found || queries > c.ops {
			t.Errorf("%s: %d customers in %d reads (%v), want %d in %d", name, len(found), queries, err, c.found, c.ops)
		}
	}
}
