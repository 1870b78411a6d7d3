package order_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func cancel(t *testing.T, d *desk, id order.ID, how order.AtTermEnd) order.Order {
	t.Helper()
	if _, err := d.Cancel(t.Context(), "acme", id, how, "client"); err != nil {
		t.Fatalf("cancel: %v", err)
	}
	return d.settle(t, id)
}

func TestInsideTheWindowTheLicenceIsGoneAndNothingIsOwed(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.settle(t, id)
	d.clock = d.clock.Add(6 * 24 * time.Hour)
	o := cancel(t, d, id, "")
	if o.State != order.Cancelled || d.house.subs["sub-1"].Status != "deleted" || !o.Lines[0].Ending.Immediate {
		t.Fatalf("state %s, %+v", o.State, o.Lines[0])
	}
}

func TestOutsideTheWindowRenewalEndsAndTheRestIsOwed(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.settle(t, id)
	d.clock = d.clock.Add(40 * 24 * time.Hour)
	o := cancel(t, d, id, order.ExtendMonthly)
	e := o.Lines[0].Ending
	if o.State != order.Cancelled || d.house.subs["sub-1"].AutoRenew || e.Immediate || e.AtTermEnd != order.ExtendMonthly {
		t.Fatalf("state %s, %+v", o.State, e)
	}
	// Bought on 1 March; on 10 April two of twelve periods have begun. 216.00 EUR a seat and year, five seats: 900.00 EUR.
	if e.Owed == nil || e.Owed.String() != "900.00 EUR" {
		t.Errorf("owed %v (%s)", e.Owed, e.OwedReason)
	}
	if e.CommittedUntil.IsZero() {
		t.Error("committed until is not said")
	}
}

func TestWithoutTheCostOfASeatTheAmountIsNotGuessed(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.Lines[0].UnitCost = nil
	id := place(t, d, o)
	d.settle(t, id)
	d.clock = d.clock.Add(40 * 24 * time.Hour)
	if e := cancel(t, d, id, order.End).Lines[0].Ending; e.Owed != nil || e.OwedReason == "" {
		t.Errorf("owed %v, reason %q", e.Owed, e.OwedReason)
	}
}

func TestInALaterTermTheCostOfTheFirstIsNotTakenForIt(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.settle(t, id)
	d.clock = d.clock.AddDate(1, 2, 0)
	s := d.house.subs["sub-1"]
	s.Started = s.Started.AddDate(1, 0, 0)
	d.house.subs["sub-1"] = s
	if e := cancel(t, d, id, order.End).Lines[0].Ending; e.Owed != nil || !strings.Contains(e.OwedReason, "in the term from 20") {
		t.Errorf("owed %v, reason %q", e.Owed, e.OwedReason)
	}
}

func TestACancelBeforeThePurchaseBuysNothing(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	if o := cancel(t, d, id, ""); o.State != order.Cancelled || len(d.house.sold) != 0 || len(d.house.tenants) != 0 {
		t.Fatalf("state %s, sold %d", o.State, len(d.house.sold))
	}
	if _, err := d.Cancel(t.Context(), "other", id, "", ""); fault.Of(err) != fault.NotFound {
		t.Errorf("another partner's order: %v", err)
	}
}

func TestACancelOfAnUnknownPurchaseIsDoneOnceItIsKnown(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.visible, d.house.replays = 10*time.Minute, false
	cut := true
	d.house.fate = func(call string) string {
		if call == "checkout" && cut {
			cut = false
			return "after"
		}
		return "ok"
	}
	id := place(t, d, sample())
	if o, err := d.Run(t.Context(), id); err != nil || o.State != order.NotKnown {
		t.Fatalf("state %s, %v", o.State, err)
	}
	o := cancel(t, d, id, "")
	if o.State != order.Cancelled || len(d.house.sold) != 1 || d.house.subs["sub-1"].Status != "deleted" {
		t.Fatalf("state %s, sold %d, %+v", o.State, len(d.house.sold), d.house.subs)
	}
}

func TestACancelWithoutAnAnswerIsLookedAtBeforeItIsRepeated(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.settle(t, id)
	calls := 0
	d.house.fate = func(call string) string {
		if call == "cancel" {
			calls++
			return "after"
		}
		return "ok"
	}
	if o := cancel(t, d, id, ""); o.State != order.Cancelled || calls != 1 {
		t.Fatalf("state %s, cancelled %d times", o.State, calls)
	}
}
