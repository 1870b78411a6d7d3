package migration_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// fates lets things happen at the seams: deaths, refusals, lost answers, another worker. How often is drawn, and where follows from a drawn seed.
func (w *world) fates(t *rapid.T, id string) {
	late := time.Duration(rapid.IntRange(0, 20).Draw(t, "late")) * time.Hour
	often := rapid.IntRange(7, 60).Draw(t, "often")
	chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) //nolint:gosec // the same fates for the same seed
	left := rapid.IntRange(0, 40).Draw(t, "fates")
	nested := false
	w.seam = func(call string, at migration.Tenant, after bool) error {
		n := chance.IntN(often)
		if call == "convert" { // where most can go wrong
			n = chance.IntN(8)
		}
		if n > 0 && n < 7 {
			left--
		}
		if left < 0 {
			return nil
		}
		switch {
		case n == 1:
			die()
		case n == 2 && !after:
			return fault.Throttled.Errorf("slow down")
		case n == 3 && !after && call != "head" && call != "move":
			return fault.Unavailable.Errorf("down")
		case n == 4 && after:
			return fault.Unknown.Errorf("no answer")
		case n == 5 && !after && call == "convert": // it arrives late
			i := w.items[at]
			for _, k := range i.Tasks {
				if k.State == migration.TaskActing && k.Base == "" {
					w.late = append(w.late, later{at: w.clock.Add(late), do: func() { w.beginAll(&i, &k) }})
				}
			}
			return fault.Unknown.Errorf("no answer")
		case n == 6 && at != "" && !nested: // another worker has the same message
			nested = true
			_, _ = w.worker().Do(t.Context(), id, at)
			nested = false
		}
		return nil
	}
}

// TestAnyPatternMigratesEachCustomerOnce: functions die, answers are lost, calls are refused, messages come twice and in any order, people pause and resume.
func TestAnyPatternMigratesEachCustomerOnce(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		customers := rapid.IntRange(1, 7).Draw(t, "customers")
		waves := []migration.Wave{{Count: rapid.IntRange(1, 3).Draw(t, "canary"), Wait: time.Hour}, {PerMille: 300, FailedPerMille: 500}, {FailedPerMille: 1000}}
		id := w.started(t.Context(), t, waves, customers, 2, func(n, k int) bool { return (n+k)%2 == 0 || n%3 == 0 })
		w.fates(t, id)
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			w.anything(t, id)
			w.holds(t.Context(), t, id)
		}
		for n := range 20 {
			if n == 10 {
				w.seam = nil
			}
			alone(func() { _, _ = migration.Resume(t.Context(), w, id) })
			w.run(t.Context(), id, 400)
			alone(func() { w.retryAll(t.Context(), id) })
		}
		w.holds(t.Context(), t, id)
		w.whole(t)
		cases++
	})
	fmt.Printf("property: each customer is migrated once, and the counters are the items': %d cases\n", cases)
}

func (w *world) anything(t *rapid.T, id string) {
	switch n := rapid.IntRange(0, 19).Draw(t, "what"); {
	case n < 9:
		w.deliver(t.Context(), id, rapid.IntRange(0, 50).Draw(t, "message"))
	case n < 13:
		alone(func() { _, _ = w.conductor().Advance(t.Context(), id) })
	case n < 15:
		w.tick(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
	case n == 15:
		alone(func() { _, _ = migration.Pause(t.Context(), w, id, "ann") })
	case n == 16:
		alone(func() { _, _ = migration.Resume(t.Context(), w, id) })
	case n == 17:
		if len(w.queue) > 0 {
			w.queue = append(w.queue, w.queue[0])
		}
	case n == 18: // messages are lost, and one comes that nobody sent
		w.queue = []migration.Tenant{tenant(rapid.IntRange(0, len(w.items)-1).Draw(t, "stray"))}
	case n == 19:
		at := tenant(rapid.IntRange(0, 6).Draw(t, "dead"))
		alone(func() { _ = w.worker().Dead(t.Context(), id, at, "came five times") })
	}
}

func (w *world) retryAll(ctx context.Context, id string) {
	groups, _ := migration.Groups(ctx, w, id)
	for _, g := range groups {
		_, _ = w.conductor().Again(ctx, id, migration.Retry{Cause: g.Cause, Looked: true})
	}
}

// TestNothingIsBegunAfterACancel: whatever happened before and happens after.
func TestNothingIsBegunAfterACancel(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		id := w.started(t.Context(), t, []migration.Wave{{Count: 3}, {FailedPerMille: 1000}}, 6, 2, all)
		w.fates(t, id)
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			w.anything(t, id)
		}
		w.seam = nil
		if w.heads[id].State == migration.HeadOver {
			return
		}
		if _, err := migration.Cancel(t.Context(), w, id, "ann"); err != nil {
			t.Fatal(err)
		}
		begun, clients := len(w.begun), len(w.clients)
		pending := len(w.late)
		if h := w.run(t.Context(), id, 600); h.State != migration.HeadCancelled {
			t.Fatal(h)
		}
		w.holds(t.Context(), t, id)
		if len(w.begun) > begun+2*pending || len(w.clients) != clients {
			t.Fatal("begun after the cancel", begun, len(w.begun), clients, len(w.clients))
		}
		for _, i := range w.items {
			for _, k := range i.Tasks { // what was bought is in the books, or is a failure that somebody sees
				if c := w.conversions[k.Service]; len(c) > 0 && w.taken[c[0].Result] == "" && k.Cause == "" && i.Cause == "" {
					t.Fatal("bought and forgotten:", i.State, k)
				}
			}
		}
		cases++
	})
	fmt.Printf("property: nothing is begun after a cancel: %d cases\n", cases)
}

// TestACrashAtAnyPlaceAndAnyTwoLosesNothing ends the function before and after each effect, and at every pair of them.
func TestACrashAtAnyPlaceAndAnyTwoLosesNothing(t *testing.T) {
	t.Parallel()
	play := func(first, second int) (seams int) {
		w := newWorld()
		h, err := migration.Start(t.Context(), w, "acme", "hash", "ann", []migration.Wave{{Count: 1}, {FailedPerMille: 1000}}, w.clock)
		if err != nil {
			t.Fatal(err)
		}
		w.seam = func(string, migration.Tenant, bool) error {
			if seams++; seams == first || seams == second {
				die()
			}
			return nil
		}
		for w.heads[h.ID].State == migration.HeadPreparing {
			alone(func() {
				_, _ = w.conductor().Prepare(t.Context(), h, w.customers(h.ID, h.Waves, 2, 2, func(n, k int) bool { return n+k < 2 }))
			})
		}
		for range 8 {
			w.run(t.Context(), h.ID, 200)
		}
		w.holds(t.Context(), t, h.ID)
		for _, i := range w.items {
			if i.Cause == migration.NotKnown { // it died before it asked: a person looks, and it is tried again
				if _, err := w.conductor().Again(t.Context(), h.ID, migration.Retry{Cause: migration.NotKnown, Looked: true}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 4 {
			_, _ = migration.Resume(t.Context(), w, h.ID)
			w.run(t.Context(), h.ID, 200)
		}
		w.holds(t.Context(), t, h.ID)
		w.whole(t)
		return seams
	}
	places, cases := play(0, 0), 0
	step := 1
	if testing.Short() {
		step = 19
	}
	for first := 1; first <= places; first++ {
		play(first, 0)
		cases++
		for second := first + 1; second <= places+10; second += step {
			play(first, second)
			cases++
		}
	}
	fmt.Printf("crash: %d places, %d cases\n", places, cases)
}
