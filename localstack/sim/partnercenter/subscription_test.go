package partnercenter_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

const oneDay = 24 * time.Hour

func TestASubscriptionIsCancelledInsideItsWindowOnly(t *testing.T) {
	t.Parallel()
	for _, days := range []bool{false, true} {
		w := open(t, func(o *partnercenter.Options) { o.Quirks.Days = days })
		customer := w.buyer()
		_, late := w.bought(customer, basic, 3, "P1Y", "annual")
		id, path := w.bought(customer, basic, 3, "P1Y", "annual")
		w.pass(7*oneDay - time.Second)
		w.edit(path, map[string]any{"status": "deleted"}).want(200, 0).has(`"status":"deleted"`)
		w.edit(path, map[string]any{"status": "active"}).want(400, 2011)
		order := w.one(id).Order
		w.do(http.MethodGet, "/v1/customers/"+customer+"/orders/"+order+"/provisioningstatus", nil).has(`"status":"unfulfilled"`)
		w.pass(time.Second)
		want := 900213
		if days {
			want = 900117
		}
		w.edit(late, map[string]any{"status": "deleted"}).want(400, want)
	}
}

func TestAPatchThatLosesFieldsIsPunishedAsDocumented(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id, path := w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	w.edit(path, map[string]any{"friendlyName": "Staff"}).want(200, 0).has(`"friendlyName":"Staff"`).has(`"autoRenewEnabled":true`)
	if v := w.sim.Violations(); len(v) != 0 {
		t.Fatalf("a full resource violates: %v", v)
	}
	w.do(http.MethodPatch, path, map[string]any{"quantity": 4}).want(200, 0)
	if sub := w.one(id); sub.AutoRenew || sub.Quantity != 4 || sub.FriendlyName != "Staff" {
		t.Fatalf("got %+v", sub)
	}
	lost := map[string]bool{}
	for _, v := range w.sim.Violations() {
		lost[v.Detail] = true
	}
	if !lost["autoRenewEnabled"] || !lost["scheduledNextTermInstructions"] || lost["quantity"] {
		t.Fatalf("lost: %v", lost)
	}
}

func TestAListThatAGetDoesNotShowWhenEmptyIsNoLostField(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	_, path := w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	w.edit(path, map[string]any{"scheduledActions": []any{}}).want(200, 0)
	w.edit(path, map[string]any{"quantity": 4}).want(200, 0)
	if v := w.sim.Violations(); len(v) != 0 {
		t.Errorf("a full resource violates: %v", v)
	}
}

func TestSeatsGoBackBatchByBatch(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id, path := w.bought(w.buyer(), basic, 10, "P1Y", "annual")
	w.pass(5 * oneDay)
	w.edit(path, map[string]any{"quantity": 14}).want(200, 0).has(`"totalQuantity":14`)
	w.edit(path, map[string]any{"quantity": 13}).want(200, 0).has(`"totalQuantity":13`).has(`{"quantity":3,`).has(`{"quantity":10,`)
	w.pass(3 * oneDay)
	w.do(http.MethodGet, path, nil).has(`"totalQuantity":3`)
	w.edit(path, map[string]any{"status": "deleted"}).want(400, 900213)
	w.edit(path, map[string]any{"quantity": 9}).want(400, 900214)
	w.edit(path, map[string]any{"quantity": 10}).want(200, 0).has(`"totalQuantity":0`)
	w.edit(path, map[string]any{"quantity": 0}).want(400, 2002)
	w.edit(path, map[string]any{"quantity": 301}).want(400, 2002)
	if q := w.one(id).Quantity; q != 10 {
		t.Fatalf("quantity %d", q)
	}
}

func TestSeatsCannotGoBackAtTheSecondOfTheDeadline(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	_, path := w.bought(w.buyer(), basic, 10, "P1Y", "annual")
	w.pass(7*oneDay - time.Second)
	w.edit(path, map[string]any{"quantity": 9}).want(200, 0)
	w.pass(time.Second)
	w.edit(path, map[string]any{"quantity": 8}).want(400, 900214)
}

func TestSuspensionSwitchesRenewalOffForGood(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id, path := w.bought(w.buyer(), basic, 3, "P1M", "monthly")
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	w.edit(path, map[string]any{"quantity": 4}).want(400, 2001)
	w.edit(path, map[string]any{"friendlyName": "x"}).want(400, 800091)
	w.edit(path, map[string]any{"status": "active", "autoRenewEnabled": true}).want(200, 0)
	if w.one(id).AutoRenew {
		t.Fatal("renewal came back")
	}
	w.edit(path, map[string]any{"autoRenewEnabled": true}).want(200, 0)
	w.edit(path, map[string]any{"status": "frozen"}).want(400, 800040)
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	w.pass(40 * oneDay)
	if s := w.one(id).Status; s != "deleted" {
		t.Fatalf("a suspended subscription at the end of its term is %s", s)
	}
}

func TestTermsEndAndBeginAsTheSamplesShow(t *testing.T) {
	t.Parallel()
	for start, end := range map[string][2]string{
		"2026-01-14T08:00:00Z": {"P1Y", "2027-01-13"}, "2025-01-29T00:00:00Z": {"P1M", "2025-02-27"},
		"2024-02-29T00:00:00Z": {"P3Y", "2027-02-27"}, "2025-12-31T23:59:59Z": {"P1M", "2026-01-30"},
	} {
		w := open(t, nil)
		at, _ := time.Parse(time.RFC3339, start)
		w.pass(at.Sub(w.now()))
		id, err := w.sim.AddSubscription(partnercenter.SubscriptionSeed{
			Customer: w.buyer(), Item: basic, Quantity: 1, Term: end[0], BillingCycle: "monthly",
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.one(id).End.Format(time.DateOnly); got != end[1] {
			t.Errorf("%s from %s ends %s, want %s", end[0], start, got, end[1])
		}
	}
}

func TestARenewalOpensANewWindowForAllSeats(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.RenewalTakes = 2 * time.Hour })
	id, path := w.bought(w.buyer(), basic, 3, "P1M", "monthly") // 10 June to 9 July
	before := w.one(id)
	w.pass(time.Date(2026, time.July, 9, 23, 59, 59, 0, time.UTC).Sub(w.now()))
	if sub := w.one(id); sub.End != before.End {
		t.Fatalf("renewed within its last day: %+v", sub)
	}
	w.pass(time.Second)
	sub := w.one(id)
	if sub.Start.Format(time.DateTime) != "2026-07-10 00:00:00" || sub.End.Format(time.DateOnly) != "2026-08-09" || sub.Offer == before.Offer {
		t.Fatalf("got %+v", sub)
	}
	w.do(http.MethodGet, path, nil).has(`"totalQuantity":3`).has(`"cancellationAllowedUntilDate":"2026-07-17T00:00:00Z"`)
	w.edit(path, map[string]any{"autoRenewEnabled": false}).want(409, 900278)
	w.edit(path, map[string]any{"quantity": 2}).want(200, 0)
	w.pass(2 * time.Hour)
	w.edit(path, map[string]any{"status": "deleted"}).want(200, 0)
}

func TestWithoutRenewalATermIsExtendedUnlessCancelledExplicitly(t *testing.T) {
	t.Parallel()
	cancel := []any{map[string]any{"scheduleType": "EndOfTerm", "actionType": "cancel", "effectiveDate": "2026-07-09T00:00:00Z"}}
	for name, c := range map[string]struct {
		actions  any
		rule     *partnercenter.ExtendedTerm
		status   string
		extended bool
	}{
		"nothing arranged":       {nil, nil, "active", true},
		"explicit cancel":        {cancel, nil, "expired", false},
		"rule off":               {nil, &partnercenter.ExtendedTerm{Off: true}, "expired", false},
		"bought before the rule": {nil, &partnercenter.ExtendedTerm{BoughtFrom: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}, "expired", false},
		"before the rule's time": {nil, &partnercenter.ExtendedTerm{ExpiresFrom: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}, "expired", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, func(o *partnercenter.Options) { o.Extended = c.rule })
			id, path := w.bought(w.buyer(), basic, 3, "P1M", "monthly")
			w.edit(path, map[string]any{"autoRenewEnabled": true, "scheduledActions": cancel}).want(400, 800002)
			change := map[string]any{"autoRenewEnabled": false}
			if c.actions != nil {
				change["scheduledActions"] = c.actions
			}
			w.edit(path, change).want(200, 0)
			w.pass(32 * oneDay)
			if sub := w.one(id); sub.Status != c.status || sub.Extended != c.extended {
				t.Fatalf("got %+v", sub)
			}
			if c.extended {
				return
			}
			w.edit(path, map[string]any{"friendlyName": "late"}).want(400, 900279)
			w.pass(31 * oneDay)
			if s := w.one(id).Status; s != "disabled" {
				t.Fatalf("after a month: %s", s)
			}
			w.pass(91 * oneDay)
			if s := w.one(id).Status; s != "deleted" {
				t.Fatalf("after four months: %s", s)
			}
		})
	}
}

func TestATrialBecomesPaidUnlessRenewalIsOff(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	trial := "CFQ7TTC0LCHC:0003"
	kept, path := w.bought(w.buyer(), trial, 25, "P1M", "none")
	ended, other := w.bought(w.buyer(), trial, 25, "P1M", "none")
	w.edit(path, map[string]any{"quantity": 26}).want(400, 800095)
	w.edit(path, map[string]any{"status": "suspended"}).want(400, 800096)
	w.edit(path, map[string]any{"termDuration": "P1Y"}).want(400, 800107)
	w.edit(other, map[string]any{"autoRenewEnabled": false}).want(200, 0)
	w.pass(31 * oneDay)
	if sub := w.one(kept); sub.Trial || sub.Term != "P1Y" || sub.BillingCycle != "monthly" || sub.Item != "CFQ7TTC0LCHC:0002" {
		t.Fatalf("got %+v", sub)
	}
	if s := w.one(ended).Status; s != "expired" {
		t.Fatalf("got %s", s)
	}
}

func TestWhatIsScheduledHappensAtRenewalAndIsLostByAChangeOfSeats(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	next := map[string]any{
		"product":  map[string]any{"productId": "CFQ7TTC0LDPB", "skuId": "0001", "termDuration": "P1Y", "billingCycle": "annual"},
		"quantity": 2,
	}
	kept, path := w.bought(w.buyer(), basic, 3, "P1M", "monthly")
	lost, other := w.bought(w.buyer(), basic, 3, "P1M", "monthly")
	w.edit(path, map[string]any{"scheduledNextTermInstructions": next}).want(200, 0).has(`"CFQ7TTC0LDPB"`)
	w.edit(other, map[string]any{"scheduledNextTermInstructions": next}).want(200, 0)
	w.edit(other, map[string]any{"quantity": 4}).want(200, 0).has(`"scheduledNextTermInstructions":null`)
	w.edit(other, map[string]any{"scheduledNextTermInstructions": next, "autoRenewEnabled": false}).want(400, 900280)
	w.edit(other, map[string]any{"scheduledNextTermInstructions": map[string]any{"quantity": 1}}).want(400, 800121)
	w.pass(31 * oneDay)
	if sub := w.one(kept); sub.Item != office || sub.Quantity != 2 || sub.Term != "P1Y" {
		t.Fatalf("got %+v", sub)
	}
	if sub := w.one(lost); sub.Item != basic || sub.Quantity != 4 {
		t.Fatalf("got %+v", sub)
	}
}

func TestAnAcceptedChangeShowsLaterAndBlocksTheNext(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.PatchAfter = time.Minute })
	_, path := w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	a := w.edit(path, map[string]any{"quantity": 5})
	if a.status != 202 || a.body != "" || a.header.Get("Location") != strings.TrimPrefix(path, "/v1") {
		t.Fatalf("got %d %q %q", a.status, a.header.Get("Location"), a.body)
	}
	w.do(http.MethodGet, path, nil).has(`"quantity":3`)
	w.edit(path, map[string]any{"quantity": 6}).want(409, 900278)
	w.pass(time.Minute)
	w.do(http.MethodGet, path, nil).has(`"quantity":5`)
}

func TestAChangeThatCannotBeIsRefusedByItsCode(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	_, path := w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	for _, c := range []struct {
		field, value string
		code         int
	}{
		{"termDuration", "P1M", 800122},
		{"termDuration", "P5Y", 800121},
		{"billingCycle", "monthly", 800097},
		{"id", "99999999-9999-4999-8999-999999999999", 800002},
	} {
		w.edit(path, map[string]any{c.field: c.value}).want(400, c.code)
	}
	w.do(http.MethodPatch, path, "[]").want(400, 800002)
	w.edit(path, map[string]any{"status": "suspended", "quantity": 4}).want(400, 800002)
}

func TestASubscriptionCanBeSeededPastItsWindow(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	id, err := w.sim.AddSubscription(partnercenter.SubscriptionSeed{
		Customer: customer, Item: basic, Quantity: 5, Term: "p1y", BillingCycle: "Monthly", Start: w.now().Add(-30 * oneDay),
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/v1/customers/" + customer + "/subscriptions/" + id
	w.do(http.MethodGet, path, nil).has(`"totalQuantity":0,"details":[]`)
	w.edit(path, map[string]any{"status": "deleted"}).want(400, 900213)
}
