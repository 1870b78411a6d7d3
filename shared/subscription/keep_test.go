package subscription_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

func bought(w *world) subscription.Subscription {
	return subscription.Subscription{
		ID: sub, Partner: partner, Tenant: tenant, Order: "ord_1", Line: "1", UnitCost: euro("120.00"), Segment: "commercial",
		Facts: w.seller.open(), Seen: w.clock(),
	}
}

func TestAnOrdersOwnWorkIsNoDriftAndIsKeptOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.seller.facts.Status, w.seller.facts.AutoRenew = subscription.Deleted, false
	for range 3 {
		if err := w.work.Keep(t.Context(), bought(w)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.work.Refresh(t.Context(), partner, tenant); err != nil {
		t.Fatal(err)
	}
	s := w.book.records[sub]
	if s.Order != "ord_1" || s.Facts.Status != subscription.Deleted || len(s.Drift) != 0 || s.Edition != 1 || w.book.writes != 1 {
		t.Errorf("%d writes: %+v", w.book.writes, s)
	}
}

func TestARecordThatARefreshMadeLearnsWhatTheOrderKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	delete(w.book.records, sub)
	if err := w.work.Look(t.Context(), partner, tenant, sub); err != nil {
		t.Fatal(err)
	}
	if err := w.work.Keep(t.Context(), bought(w)); err != nil {
		t.Fatal(err)
	}
	s := w.book.records[sub]
	if s.UnitCost == nil || s.Line != "1" || s.Version != 2 || s.Edition != 1 || len(s.Drift) != 0 {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff(w.seller.open(), s.Facts); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheSellerShowsWhileAChangeIsMadeIsLeftToTheChange(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.seller.faults = []func() (how, error){func() (how, error) { return after, fault.After(fault.Unknown.Errorf("no answer"), time.Hour) }}
	if _, err := w.ask(t, "one", subscription.Wish{Kind: subscription.Seats, Delta: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.work.Run(t.Context(), partner, sub); err != nil {
		t.Fatal(err)
	}
	if err := w.work.Keep(t.Context(), bought(w)); err != nil {
		t.Fatal(err)
	}
	if s := w.book.records[sub]; s.Order != "ord_1" || s.Facts.Quantity != 10 || s.Intent == nil {
		t.Fatalf("%+v", s)
	}
	w.drain(t)
	if s := w.book.records[sub]; s.Facts.Quantity != 11 || len(s.Drift) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestWorkThatFailsTooOftenBecomesAQuestionAndTheNextWishGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	var ended []subscription.ChangeState
	w.work.Ended = func(_ context.Context, c subscription.Change) { ended = append(ended, c.State) }
	for _, key := range []string{"a", "b"} {
		if _, err := w.ask(t, key, subscription.Wish{Kind: subscription.Seats, Delta: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.work.Stick(t.Context(), partner, sub); err != nil {
		t.Fatal(err)
	}
	w.drain(t)
	if err := w.work.Stick(t.Context(), partner, sub); err != nil { // it rests
		t.Fatal(err)
	}
	if diff := cmp.Diff([]subscription.ChangeState{subscription.Asks, subscription.Done}, ended); diff != "" || w.seller.facts.Quantity != 11 {
		t.Errorf("%d seats; %s", w.seller.facts.Quantity, diff)
	}
}
