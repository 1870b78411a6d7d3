package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

func TestAHundredTechniciansEachAddASeatAndNoneIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	var group sync.WaitGroup
	for n := range 100 {
		group.Go(func() {
			if _, err := w.ask(t, strconv.Itoa(n), subscription.Wish{Kind: subscription.Seats, Delta: 1}); err != nil {
				t.Error(err)
			}
		})
	}
	for range 4 {
		group.Go(func() {
			if _, err := w.work.Run(t.Context(), partner, sub); err != nil && fault.Of(err) != fault.Stale {
				t.Error(err)
			}
		})
	}
	group.Wait()
	w.drain(t)
	if w.seller.facts.Quantity != 110 || len(w.book.over) != 100 {
		t.Errorf("%d seats after %d wishes, want 110 after 100", w.seller.facts.Quantity, len(w.book.over))
	}
}

func TestFiftyTechniciansCancelAndItIsCancelledOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	for n := range 50 {
		if _, err := w.ask(t, strconv.Itoa(n), subscription.Wish{Kind: subscription.Cancel}); err != nil {
			t.Fatal(err)
		}
	}
	w.drain(t)
	states := map[subscription.ChangeState]int{}
	for _, c := range w.book.over {
		states[c.State]++
	}
	if w.seller.facts.Status != subscription.Deleted || len(w.seller.edits) != 1 || states[subscription.Done] != 1 || states[subscription.Refused] != 49 {
		t.Errorf("status %s after %d writes; %v", w.seller.facts.Status, len(w.seller.edits), states)
	}
}

func TestAWishUnderTheSameKeyIsOneWish(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	wish := subscription.Wish{Kind: subscription.Seats, Delta: 3}
	for range 3 {
		if _, err := w.ask(t, "same", wish); err != nil {
			t.Fatal(err)
		}
		w.drain(t)
	}
	if w.seller.facts.Quantity != 13 {
		t.Errorf("%d seats, want 13", w.seller.facts.Quantity)
	}
}

func TestWhatWasScheduledIsPutBackAfterTheSeatsChange(t *testing.T) {
	t.Parallel()
	f := licence()
	f.Next = &subscription.Next{Product: f.Product, SKU: f.SKU, Term: "P3Y", Billing: "annual", Quantity: 4}
	w := newWorld(f)
	c := w.make(t, subscription.Wish{Kind: subscription.Seats, Delta: 2})
	if d := cmp.Diff(f.Next, w.seller.facts.Next); d != "" || w.seller.facts.Quantity != 12 {
		t.Errorf("%d seats, schedule %s", w.seller.facts.Quantity, d)
	}
	if c.State != subscription.Done || len(c.Steps) != 3 {
		t.Errorf("%s after %+v", c.State, c.Steps)
	}
}

func TestSeatsThatCannotBeGivenBackAreGoneAtTheRenewal(t *testing.T) {
	t.Parallel()
	f := licence()
	f.Batches = []subscription.Batch{{Quantity: 2, Until: start().Add(48 * time.Hour)}}
	w := newWorld(f)
	c := w.make(t, subscription.Wish{Kind: subscription.Seats, Seats: 5})
	if c.State != subscription.Planned || c.Decision.When != subscription.Partly || c.Decision.Seats != -2 || c.Decision.Later != -3 {
		t.Errorf("%s: %+v", c.State, c.Decision)
	}
	if w.seller.facts.Quantity != 8 || w.seller.facts.Next == nil || w.seller.facts.Next.Quantity != 5 {
		t.Errorf("%d seats, next term %+v", w.seller.facts.Quantity, w.seller.facts.Next)
	}
}

func TestAWindowThatClosesWhileTheWishWaitsEndsTheTermInstead(t *testing.T) {
	t.Parallel()
	f := licence()
	w := newWorld(f)
	w.seller.facts.CancelUntil = start() // the seller's clock has the last word
	if _, err := w.ask(t, "late", subscription.Wish{Kind: subscription.Cancel}); err != nil {
		t.Fatal(err)
	}
	w.book.mu.Lock()
	w.book.mu.Unlock() //nolint:staticcheck // only the order of writes matters
	w.drain(t)
	c := w.book.over["late"]
	if c.State != subscription.Planned || w.seller.facts.Status != subscription.Active || w.seller.facts.AutoRenew || !w.seller.facts.Ends {
		t.Errorf("%s, %+v", c.State, w.seller.facts)
	}
}

func TestSeatsThatSomebodyElseAddsInBetweenAreCountedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.seller.faults = []func() (how, error){func() (how, error) {
		w.seller.facts.Quantity = 11 // in the portal, between our read and our write
		return fine, nil
	}}
	if c := w.make(t, subscription.Wish{Kind: subscription.Seats, Delta: 1}); c.State != subscription.Done || w.seller.facts.Quantity != 12 {
		t.Errorf("%s with %d seats, want 12", c.State, w.seller.facts.Quantity)
	}
}

func TestResumeBringsBackTheRenewalThatSuspensionTook(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.make(t, subscription.Wish{Kind: subscription.Suspend})
	if w.seller.facts.AutoRenew || w.seller.facts.Status != subscription.Suspended {
		t.Fatalf("%+v", w.seller.facts)
	}
	w.make(t, subscription.Wish{Kind: subscription.Resume})
	if !w.seller.facts.AutoRenew || w.seller.facts.Status != subscription.Active {
		t.Errorf("%+v", w.seller.facts)
	}
}

func TestResumeBringsBackTheEndThatSuspensionTook(t *testing.T) {
	t.Parallel()
	for _, how := range []subscription.AtTermEnd{subscription.End, subscription.ExtendMonthly} {
		w := newWorld(licence())
		w.make(t, subscription.Wish{Kind: subscription.Renewal, AtTermEnd: how})
		w.make(t, subscription.Wish{Kind: subscription.Suspend})
		c := w.make(t, subscription.Wish{Kind: subscription.Resume})
		if f := w.seller.facts; c.State != subscription.Done || f.Status != subscription.Active || f.AutoRenew || f.Ends != (how == subscription.End) {
			t.Errorf("%s: %s, %+v", how, c.State, f)
		}
	}
}

func TestAnUpgradeWithoutAnAnswerIsMadeOnce(t *testing.T) {
	t.Parallel()
	for _, when := range []how{before, after} {
		w := newWorld(licence())
		w.seller.faults = []func() (how, error){func() (how, error) { return when, fault.Unknown.Errorf("no answer") }}
		c := w.make(t, subscription.Wish{Kind: subscription.Upgrade, To: &subscription.Target{Product: "CFQ7TTC0LH18", SKU: "0001"}})
		want, times := subscription.Done, 1
		if when == before { // no sign of it: nobody may send it again
			want, times = subscription.Asks, 0
		}
		if c.State != want || w.seller.upgrades != times {
			t.Errorf("fault %d: %s after %d upgrades", when, c.State, w.seller.upgrades)
		}
	}
}

// TestAnEndWithoutAnAnswerIsTheOneThatWasAskedForLast has the answer to a change of mind get lost: that renewal is off already says nothing about what is to
// become of the service.
func TestAnEndWithoutAnAnswerIsTheOneThatWasAskedForLast(t *testing.T) {
	t.Parallel()
	for _, when := range []how{before, after} {
		w := newWorld(licence())
		w.make(t, subscription.Wish{Kind: subscription.Renewal, AtTermEnd: subscription.End})
		for _, last := range []subscription.AtTermEnd{subscription.ExtendMonthly, subscription.End} {
			w.seller.faults = []func() (how, error){func() (how, error) { return when, fault.Unknown.Errorf("no answer") }}
			c := w.make(t, subscription.Wish{Kind: subscription.Renewal, AtTermEnd: last})
			if c.State != subscription.Done || w.seller.facts.AutoRenew || w.seller.facts.Ends != (last == subscription.End) {
				t.Errorf("fault %d: %s to %s: %+v", when, c.State, last, w.seller.facts)
			}
		}
	}
}

func TestAPartnerOnHoldIsWaitedForWithoutAnyTime(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.held = true
	w.seller.faults = []func() (how, error){func() (how, error) { return before, fault.Unauthenticated.Errorf("dead") }}
	if _, err := w.ask(t, "held", subscription.Wish{Kind: subscription.Seats, Delta: 1}); err != nil {
		t.Fatal(err)
	}
	s, err := w.work.Run(t.Context(), partner, sub)
	for err == nil && !s.Hold {
		s, err = w.work.Run(t.Context(), partner, sub)
	}
	if err != nil || !s.Due.IsZero() || s.Intent.Change.State != subscription.Held {
		t.Fatalf("%v: %+v", err, s)
	}
	w.held = false
	w.drain(t)
	if w.seller.facts.Quantity != 11 {
		t.Errorf("%d seats, want 11", w.seller.facts.Quantity)
	}
}

// faults that a write can meet. After the effect only an unknown outcome is possible.
func troubles() []func() (how, error) {
	return []func() (how, error){
		func() (how, error) { return fine, nil },
		func() (how, error) { return before, fault.Unknown.Errorf("no answer") },
		func() (how, error) { return after, fault.Unknown.Errorf("no answer") },
		func() (how, error) { return before, fault.After(fault.Throttled.Errorf("busy"), time.Minute) },
		func() (how, error) { return before, fault.Unavailable.Errorf("down") },
		func() (how, error) { return before, fault.Conflict.Errorf("pending operation") },
	}
}

// TestAnyHistoryOfSeatsEndsWithTheSumOfWhatWasAccepted lets wishes meet every fault, in every order, with several workers.
func TestAnyHistoryOfSeatsEndsWithTheSumOfWhatWasAccepted(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(licence())
		var history []int
		for n := range rapid.IntRange(1, 8).Draw(t, "wishes") {
			delta := rapid.SampledFrom([]int{-3, -1, 1, 2}).Draw(t, "delta")
			for range rapid.IntRange(0, 3).Draw(t, "faults") {
				w.seller.faults = append(w.seller.faults, rapid.SampledFrom(troubles()).Draw(t, "trouble"))
			}
			history = append(history, delta, len(w.seller.faults))
			_, err := w.desk.Ask(context.Background(), subscription.Request{
				Partner: partner, Of: sub, By: "tester", Key: strconv.Itoa(n), Wish: subscription.Wish{Kind: subscription.Seats, Delta: delta, Rest: subscription.Refuse},
			})
			if err != nil && !errors.Is(err, fault.Conflict) {
				t.Fatalf("ask: %v", err)
			}
			if rapid.Bool().Draw(t, "work now") {
				w.drain(t)
			}
			_ = w.sleep(context.Background(), time.Duration(rapid.IntRange(0, 60).Draw(t, "hours"))*time.Hour)
		}
		w.drain(t)
		want := 10
		for _, c := range w.book.over {
			if c.State == subscription.Done {
				want += c.Wish.Delta
			} else if c.State != subscription.Refused {
				t.Fatalf("a wish ended as %s: %+v", c.State, c.Steps)
			}
		}
		if w.seller.facts.Quantity != want {
			t.Fatalf("%d seats, the accepted wishes make %d", w.seller.facts.Quantity, want)
		}
		seen[fmt.Sprint(history)] = true
	})
	fmt.Printf("property: any history of seats ends with the sum of what was accepted: %d distinct cases\n", len(seen))
}
