package order_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func TestARequestKeepsItsIDUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	d := newDesk()
	fates := []string{"before", "after", "busy"}
	d.house.forgets = true
	d.house.fate = func(call string) string {
		if call != "create" || len(fates) == 0 {
			return "ok"
		}
		fate := fates[0]
		fates = fates[1:]
		return fate
	}
	d.settle(t, place(t, d, sample()))
	ids := d.house.requests["create"]
	if len(ids) < 4 || ids[0] != ids[1] || ids[1] != ids[2] {
		t.Fatalf("a creation without an answer must be sent again under its id: %v", ids)
	}
	if ids[3] == ids[2] {
		t.Errorf("after an answer the next request must have another id: %v", ids)
	}
}

func TestAnAnsweredQuestionGivesANewRequest(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.tenants["northwind.onmicrosoft.com"] = order.Tenant{ID: "someone", Domain: "northwind.onmicrosoft.com"}
	id := place(t, d, sample())
	d.settle(t, id)
	_, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/customer/domain", Value: json.RawMessage(`"fabrikam.onmicrosoft.com"`)})
	if o := d.settle(t, id); err != nil || o.State != order.Fulfilled {
		t.Fatalf("state %s, %v", o.State, err)
	}
	if len(d.house.requests["create"]) != 1 {
		t.Errorf("created %d times", len(d.house.requests["create"]))
	}
}

// lostTenant is an order whose tenant was created without an answer, at a seller that has forgotten the request since.
func lostTenant(t *testing.T, before func(*order.Order), after func(*order.Tenant)) order.Order {
	t.Helper()
	d := newDesk()
	d.house.forgets = true
	d.house.fate = func(call string) string {
		if call == "create" && len(d.house.tenants) == 0 {
			return "after"
		}
		return "ok"
	}
	id := place(t, d, sample())
	o, err := d.ledger.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	before(&o)
	if err := d.ledger.Save(t.Context(), &o); err != nil {
		t.Fatal(err)
	}
	sleep := d.Sleep
	d.Sleep = func(ctx context.Context, w time.Duration) error { // between the lost answer and the next try
		for name, tenant := range d.house.tenants {
			after(&tenant)
			d.house.tenants[name] = tenant
		}
		return sleep(ctx, w)
	}
	return d.settle(t, id)
}

func TestALostTenantIsAdoptedOnlyWhenItIsSurelyOurs(t *testing.T) {
	t.Parallel()
	same := func(*order.Tenant) {}
	nothing := func(*order.Order) {}
	if o := lostTenant(t, nothing, same); o.State != order.Fulfilled || o.Customer.Tenant != "tenant-1" {
		t.Errorf("ours: state %s", o.State)
	}
	if o := lostTenant(t, nothing, func(t *order.Tenant) { t.Company = "Somebody Else" }); o.State != order.AsksPerson {
		t.Errorf("another company's: state %s", o.State)
	}
	if o := lostTenant(t, nothing, func(t *order.Tenant) { t.Email = "else@example.com" }); o.State != order.AsksPerson {
		t.Errorf("another person's: state %s", o.State)
	}
	unseen := func(o *order.Order) { o.Intent.Step = order.StepTenant } // the domain was never seen free
	if o := lostTenant(t, unseen, same); o.State != order.AsksPerson {
		t.Errorf("a domain that was not seen free: state %s", o.State)
	}
}

func TestTwoLostPurchasesOfOneCustomerAreNotTakenForOne(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.replays = false
	first := sample()
	existing := func(ref string) order.Order {
		o := sample()
		o.Source.Ref, o.Customer.Existing, o.Customer.Tenant = ref, true, ""
		return o
	}
	d.settle(t, place(t, d, first))
	cuts := 2
	d.house.fate = func(call string) string {
		if call == "checkout" && cuts > 0 {
			cuts--
			return "after"
		}
		return "ok"
	}
	a, b := place(t, d, existing("k2")), place(t, d, existing("k3"))
	for _, id := range []order.ID{a, b} {
		if _, err := d.Run(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	one, two := d.settle(t, a), d.settle(t, b)
	if one.State != order.Fulfilled || two.State != order.Fulfilled || len(d.house.sold) != 3 {
		t.Fatalf("states %s and %s, sold %d", one.State, two.State, len(d.house.sold))
	}
	if one.Lines[0].Order == two.Lines[0].Order {
		t.Errorf("both orders claim %s", one.Lines[0].Order)
	}
}

func TestACartOfACrashedRunIsNotSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.ledger.lose = func() string {
		if len(d.house.carts) == 1 {
			return "before" // the run ends without having written the cart down
		}
		return ""
	}
	if _, err := d.Run(t.Context(), id); fault.Of(err) != fault.Unavailable {
		t.Fatalf("run: %v", err)
	}
	d.ledger.lose = nil
	if o := d.settle(t, id); o.State != order.Fulfilled {
		t.Fatalf("state %s", o.State)
	}
	ids := d.house.requests["cart"]
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 2 || len(d.house.sold) != 1 {
		t.Errorf("carts under %d ids, sold %d", n, len(d.house.sold))
	}
}

func TestARunThatWasOvertakenLooksBeforeItActs(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	other, nested := d.Fulfil, false
	d.ledger.lose = func() string {
		if len(d.house.tenants) == 1 && !nested {
			// Another worker comes by just before this one writes, and is cut off while it makes a cart.
			nested = true
			d.house.fate = func(call string) string {
				if call == "cart" {
					return "before"
				}
				return "ok"
			}
			o, err := other.Run(t.Context(), id)
			d.house.fate = func(string) string { return "ok" }
			if err != nil || o.State.Ended() {
				t.Errorf("the other worker: %s, %v", o.State, err)
			}
		}
		return ""
	}
	o := d.settle(t, id)
	if o.State != order.Fulfilled || len(d.house.sold) != 1 || len(d.house.tenants) != 1 {
		t.Fatalf("state %s, sold %d, tenants %d", o.State, len(d.house.sold), len(d.house.tenants))
	}
	ids := slices.Clone(d.house.requests["cart"])
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(d.house.requests["cart"]) {
		t.Errorf("a cart's request id was used by two runs: %v", d.house.requests["cart"])
	}
}

func TestACancelWaitsForTheAnswerWhileThePurchaseIsNotSeen(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.visible, d.house.replays = time.Hour, false
	cut := true
	d.house.fate = func(call string) string {
		if call == "checkout" && cut {
			cut = false
			return "after"
		}
		return "ok"
	}
	id := place(t, d, sample())
	if o := d.settle(t, id); o.State != order.AsksPerson {
		t.Fatalf("state %s", o.State)
	}
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	if o, err := d.Run(t.Context(), id); err != nil || o.State != order.AsksPerson {
		t.Fatalf("cancelled although nobody knows what was bought: %s, %v", o.State, err)
	}
	d.clock = d.clock.Add(time.Hour)
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: json.RawMessage(`"retry"`)}); err != nil {
		t.Fatal(err)
	}
	if o := d.settle(t, id); o.State != order.Cancelled || d.house.subs["sub-1"].Status != "deleted" {
		t.Fatalf("state %s, %+v", o.State, d.house.subs)
	}
}

func TestADeliveryThatComesAgainWakesAnOrderThatNobodyTookUp(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.ledger.woken = nil // the first message was lost with a crash
	place(t, d, sample())
	if !slices.Contains(d.ledger.woken, id) {
		t.Error("the order is not woken")
	}
}

func TestAnOrderWhoseCartIsOpenDoesNotTakeAnothersPurchase(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.settle(t, place(t, d, sample()))
	existing := func(ref string) order.Order {
		o := sample()
		o.Source.Ref, o.Customer.Existing = ref, true
		return o
	}
	d.house.visible, d.house.replays = 10*time.Minute, false
	fates := []string{"after", "ok", "before", "before"} // the first order is bought and seen late, the second is not bought
	d.house.fate = func(call string) string {
		if call != "checkout" || len(fates) == 0 {
			return "ok"
		}
		fate := fates[0]
		fates = fates[1:]
		return fate
	}
	a, b := place(t, d, existing("k2")), place(t, d, existing("k3"))
	run := func(id order.ID) {
		if _, err := d.Run(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	run(a)
	run(b)
	d.clock = d.clock.Add(12 * time.Minute)
	run(b)
	one, two := d.settle(t, a), d.settle(t, b)
	if one.State != order.Fulfilled || two.State != order.Fulfilled || len(d.house.sold) != 3 {
		t.Fatalf("states %s and %s, sold %d", one.State, two.State, len(d.house.sold))
	}
}
