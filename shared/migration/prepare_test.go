package migration_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// crowded is a ledger that many write to at once, and that fails for some.
type crowded struct {
	*world

	mu     sync.Mutex
	at     map[int]int // writes under way by record of counters
	fails  migration.Tenant
	dies   migration.Tenant
	broken bool // two wrote one record of counters at once
}

func (c *crowded) Move(ctx context.Context, i *migration.Item, d []migration.Delta) error {
	c.mu.Lock()
	c.at[d[0].Shard]++
	c.broken = c.broken || c.at[d[0].Shard] > 1
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.at[d[0].Shard]--
	}()
	switch i.Tenant {
	case c.fails:
		return fault.Unavailable.Errorf("down")
	case c.dies:
		die()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.world.Move(ctx, i, d)
}

// prepared prepares a migration of many customers through a ledger.
func prepared(t *testing.T, c *crowded) (migration.Head, []migration.Item, migration.Conductor) {
	t.Helper()
	h, err := migration.Start(t.Context(), c, "acme", "hash", "ann", usualWaves(), c.clock)
	if err != nil {
		t.Fatal(err)
	}
	return h, c.customers(h.ID, h.Waves, 400, 1, none), migration.Conductor{Board: c, Ledger: c, Queue: c, AtOnce: 16, Now: c.now}
}

func TestCustomersAreWrittenDownSideBySideAndNeverTwoInOneRecordOfCounters(t *testing.T) {
	t.Parallel()
	c := &crowded{world: newWorld(), at: map[int]int{}}
	h, items, conductor := prepared(t, c)
	h, err := conductor.Prepare(t.Context(), h, items)
	if err != nil || h.State != migration.HeadRunning || len(c.items) != 400 || c.broken {
		t.Fatal(err, h.State, len(c.items), c.broken)
	}
	c.holds(t.Context(), t, h.ID)
}

func TestAFailureOrADeathOfOneWriteLeavesTheMigrationUnpreparedAndTheNextTryGoesOn(t *testing.T) {
	t.Parallel()
	for _, dies := range []bool{false, true} {
		c := &crowded{world: newWorld(), at: map[int]int{}}
		h, items, conductor := prepared(t, c)
		if c.fails = tenant(7); dies {
			c.fails, c.dies = "", tenant(7)
		}
		var err error
		ended := false
		alone(func() {
			_, err = conductor.Prepare(t.Context(), h, slices.Clone(items))
			ended = true
		})
		if ended == dies || !dies && fault.Of(err) != fault.Unavailable || c.heads[h.ID].State != migration.HeadPreparing {
			t.Fatal(ended, err, c.heads[h.ID].State)
		}
		c.fails, c.dies = "", ""
		if h, err = conductor.Prepare(t.Context(), h, items); err != nil || h.State != migration.HeadRunning || len(c.items) != 400 {
			t.Fatal(err, h.State, len(c.items))
		}
		c.holds(t.Context(), t, h.ID)
	}
}

// A partner whose sign-in is gone for two days: nobody fails of it, no rule trips, and nothing is asked for twice.
func TestCustomersWaitWhileNobodyIsSignedInForThePartner(t *testing.T) {
	t.Parallel()
	for _, refused := range []string{"services", "client", "convert", "converted", "service"} {
		w := newWorld()
		id := w.started(t.Context(), t, []migration.Wave{{Count: 2}, {}}, 8, 2, func(n, _ int) bool { return n%2 == 0 })
		until := w.clock.Add(48 * time.Hour)
		times := 0
		w.seam = func(call string, _ migration.Tenant, after bool) error {
			if call != refused || after || w.clock.After(until) {
				return nil
			}
			times++
			return fault.Unauthenticated.Errorf("sign in again")
		}
		for w.clock.Before(until) {
			if h := w.run(t.Context(), id, 5); h.State != migration.HeadRunning {
				t.Fatal(refused, h.State, h.Why)
			}
			w.tick(time.Hour)
		}
		for _, i := range w.items {
			if i.State == migration.Failed || i.Tries > 0 {
				t.Fatal(refused, i)
			}
		}
		if h := w.run(t.Context(), id, 400); h.State != migration.HeadOver || times < 20 {
			t.Fatal(refused, times, h)
		}
		w.holds(t.Context(), t, id)
		w.whole(t)
	}
}
