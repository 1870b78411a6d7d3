package subscription_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/subscription"
)

func TestTheCostOfAnOrderHoldsForItsProductPlanAndTermOnly(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*subscription.Facts){
		"product": func(f *subscription.Facts) { f.Product = "CFQ7TTC0LH18" },
		"SKU":     func(f *subscription.Facts) { f.SKU = "0001" },
		"term":    func(f *subscription.Facts) { f.Term = "P3Y" },
		"billing": func(f *subscription.Facts) { f.Billing = "annual" },
		"renewal": func(f *subscription.Facts) { f.Started = f.Started.AddDate(1, 0, 0) },
	} {
		w := newWorld(licence())
		change(&w.seller.facts)
		d := w.make(t, subscription.Wish{Kind: subscription.Seats, Delta: 1}).Decision
		if d.Charge != nil || d.Owed != nil || !strings.Contains(d.Unpriced, "for CFQ7TTC0LCHC:0002 P1Y monthly in the term from 2026-03-02") {
			t.Errorf("%s: %v %v %q", name, d.Charge, d.Owed, d.Unpriced)
		}
		if err := w.work.Keep(t.Context(), subscription.Subscription{ID: sub, Partner: partner, Seen: w.clock(), Facts: w.seller.open()}); err != nil {
			t.Fatal(err)
		}
		if s := w.book.records[sub]; s.UnitCost != nil || s.Lapsed == "" {
			t.Errorf("%s: %v %q comes back", name, s.UnitCost, s.Lapsed)
		}
	}
}

func TestAnOptionIsPricedByWhatTheSellerShowsNow(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.seller.facts.Started = w.seller.facts.Started.AddDate(1, 0, 0)
	_, all, err := w.desk.Options(t.Context(), partner, sub, []subscription.Wish{{Kind: subscription.Seats, Delta: 1}})
	if err != nil || all[0].Decision.Charge != nil || all[0].Decision.Unpriced == "" {
		t.Errorf("%+v %v", all[0].Decision, err)
	}
}

func TestAnOrderThatIsRecordedAfterARenewalBringsNoCostForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	delete(w.book.records, sub)
	late := bought(w)
	w.seller.facts.Started = w.seller.facts.Started.AddDate(1, 0, 0)
	if err := w.work.Look(t.Context(), partner, tenant, sub); err != nil {
		t.Fatal(err)
	}
	if err := w.work.Keep(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if s := w.book.records[sub]; s.Order != "ord_1" || s.UnitCost != nil || s.Lapsed == "" {
		t.Errorf("%+v", s)
	}
}
