package local_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// sealedOrder gives a system with an order that was bought and cancelled, whose day is sealed, and the records of the order: two items or more.
func sealedOrder(t *testing.T) (*local.System, *local.Clock, []audit.Entry) {
	t.Helper()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	status(t, ask(t, s, local.Client, "cancel", "cancel.empty", on(o.ID, "")), http.StatusAccepted)
	finish(t, s, clock)
	tomorrow(t, s, clock)
	all, _ := records(t, s, clock, audit.Order(string(o.ID)))
	if r := verified(t, s, clock); len(r.Findings) != 0 || len(all) != 7 || all[4].With != 1 || all[5].With == 1 {
		t.Fatalf("%+v of %+v", r, all)
	}
	return s, clock, all
}

// edited gives the records of an item with another text in one of them.
func edited(seq int64, old, with string) func([]audit.Entry) []audit.Entry {
	return func(together []audit.Entry) []audit.Entry {
		for n, e := range together {
			if e.Seq == seq {
				together[n].Body = bytes.Replace(e.Body, []byte(old), []byte(with), 1)
			}
		}
		return together
	}
}

func none([]audit.Entry) []audit.Entry { return nil }

// swapped puts the text of each of two items in the other's place.
func swapped(ctx context.Context, s *local.System, a audit.Aggregate, one, two int64) error {
	first, second := key.Audit(string(a), one), key.Audit(string(a), two)
	x, err := s.Store.Get(ctx, store.Key{PK: string(first.PK), SK: string(first.SK)})
	if err != nil {
		return err
	}
	y, err := s.Store.Get(ctx, store.Key{PK: string(second.PK), SK: string(second.SK)})
	if err != nil {
		return err
	}
	x["doc"], y["doc"] = y["doc"], x["doc"]
	return s.Store.Transact(ctx, []store.Write{{Put: x}, {Put: y}})
}

// tampering is something that is done to the records of an order, and what is to be said of it.
type tampering struct {
	do   func(ctx context.Context, s *local.System, all []audit.Entry) error
	want []string
}

func tamperings() map[string]tampering {
	return map[string]tampering{
		"one removed from those that lie together": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Forget(ctx, all[2])
		}, []string{"3: removed"}},
		"an item removed": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Tamper(ctx, all[5], none)
		}, []string{"6: removed"}},
		"the end removed": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Tamper(ctx, all[6], none)
		}, []string{"7: removed"}},
		"the whole chain removed": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			for _, with := range []int{0, 5, 6} {
				if err := s.Tamper(ctx, all[with], none); err != nil {
					return err
				}
			}
			return nil
		}, []string{"1: removed", "2: removed", "3: removed", "4: removed", "5: removed", "6: removed", "7: removed"}},
		"a text altered": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Tamper(ctx, all[4], edited(5, "1080.00", "1.00"))
		}, []string{"5: altered: it is not the one that the record after it was left behind"}},
		"the last one altered": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Tamper(ctx, all[6], edited(7, "client:", "clerk:"))
		}, []string{"7: altered: it is not the one that was sealed"}},
		"two in each other's place": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return swapped(ctx, s, all[0].Aggregate, 6, 7)
		}, []string{"6: altered: it is not a record of this place", "7: altered: it is not the one that was sealed"}},
		"the person beside it altered": {func(ctx context.Context, s *local.System, all []audit.Entry) error {
			return s.Tamper(ctx, all[0], func(together []audit.Entry) []audit.Entry {
				together[0].Private.Data["email"] = "eve@example.com"
				return together
			})
		}, []string{"1: the data of people beside it was altered"}},
	}
}

func TestWhatIsDoneToTheRecordsOfASealedDayIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range tamperings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock, all := sealedOrder(t)
			must(t, c.do(t.Context(), s, all))
			found := map[string]bool{}
			for _, f := range verified(t, s, clock).Findings {
				found[strings.TrimPrefix(f.String(), string(all[0].Aggregate)+", record ")] = true
			}
			for _, want := range c.want {
				if !found[want] {
					t.Errorf("want %q among %v", want, found)
				}
			}
			if len(found) != len(c.want) {
				t.Errorf("found %v, want %v", found, c.want)
			}
		})
	}
}

func TestErasureOfPeopleLeavesTheChainAndItsRootWhole(t *testing.T) {
	t.Parallel()
	s, clock, all := sealedOrder(t)
	a, tab := all[0].Aggregate, table.Open(s.Store, clock.Now)
	if n, err := audit.Erase(t.Context(), audit.Trail{Chains: tab, Now: clock.Now}, tab, a, audit.Operator, ""); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if r := verified(t, s, clock); len(r.Findings) != 0 || r.Erased != 1 {
		t.Errorf("after an erasure: %+v", r)
	}
	for _, i := range s.Store.All() {
		if i.Key().PK != "AUDIT#"+string(a) {
			continue
		}
		if _, beside := i["private"]; beside {
			t.Errorf("item %s still has data of people", i.Key().SK)
		}
	}
	after, said := records(t, s, clock, a)
	if said[len(said)-1] != "operator personal.erased" || !bytes.Equal(after[0].Body, all[0].Body) {
		t.Errorf("%v", said)
	}
}

func TestWhatIsTakenFromTheBeginningOfADayThatIsNotSealedIsNamed(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	status(t, ask(t, s, local.Client, "cancel", "cancel.empty", on(o.ID, "")), http.StatusAccepted)
	finish(t, s, clock)
	all, _ := records(t, s, clock, audit.Order(string(o.ID)))
	must(t, s.Tamper(t.Context(), all[0], none))
	found := verified(t, s, clock).Findings
	if len(found) != 5 || found[0].String() != string(all[0].Aggregate)+", record 1: removed" {
		t.Errorf("%v", found)
	}
}
