package partnercenter_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

const premium = "CFQ7TTC0LCHC:0002"

type transition struct {
	OperationID      string `json:"operationId"`
	FromSubscription string `json:"fromSubscriptionId"`
	ToSubscriptionID string `json:"toSubscriptionId"`
	TransitionType   string `json:"transitionType"`
	Events           []struct {
		Name   string `json:"name"`
		Status string `json:"status"`
		Errors []struct {
			Code int `json:"code"`
		} `json:"errors"`
	} `json:"events"`
}

// upgrade asks for a transition to an item.
func (w *world) upgrade(path, item string, extra map[string]any) answer {
	w.t.Helper()
	customer := strings.Split(path, "/")[3]
	body := map[string]any{"toCatalogItemId": w.look(customer, item)}
	maps.Copy(body, extra)
	return w.do(http.MethodPost, path+"/transitions", body)
}

func next(item string) map[string]any {
	product, sku, _ := strings.Cut(item, ":")
	return map[string]any{
		"product":  map[string]any{"productId": product, "skuId": sku, "termDuration": "P1Y", "billingCycle": "annual"},
		"quantity": 2,
	}
}

func TestAllSeatsAreUpgradedInPlaceAndWhatWasScheduledIsLost(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	id, path := w.bought(customer, basic, 5, "P1Y", "annual")
	before := w.one(id)
	w.edit(path, map[string]any{"scheduledNextTermInstructions": next(basic)}).want(200, 0)
	w.pass(10 * oneDay)
	w.do(http.MethodGet, path+"/transitionEligibilities?eligibilityType=immediate", nil).want(200, 0).has(`"totalCount":2`).
		has(`"isEligible":true,"transitionType":"transition_with_license_transfer"`)
	var got transition
	w.upgrade(path, office, nil).want(200, 0).into(&got)
	if got.ToSubscriptionID != "" || got.TransitionType != "transition_with_license_transfer" || len(got.Events) != 3 {
		t.Fatalf("got %+v", got)
	}
	sub := w.one(id)
	if sub.Item != office || sub.Quantity != 5 || sub.End != before.End || sub.CancelUntil != before.CancelUntil || sub.Scheduled {
		t.Fatalf("got %+v", sub)
	}
	w.do(http.MethodGet, path, nil).has(`"totalQuantity":0`)
	w.edit(path, map[string]any{"status": "deleted"}).want(400, 900213)
	w.do(http.MethodGet, path+"/transitions", nil).want(200, 0).has(`"totalCount":1`).has(got.OperationID)
}

func TestAPartOfTheSeatsBecomesASubscriptionThatEndsWithItsSource(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	id, path := w.bought(customer, basic, 5, "P1Y", "annual")
	w.pass(2 * oneDay)
	var got transition
	w.upgrade(path, office, map[string]any{"quantity": 2}).want(200, 0).into(&got)
	source, part := w.one(id), w.one(got.ToSubscriptionID)
	if source.Quantity != 3 || part.Quantity != 2 || part.Item != office || part.End != source.End || part.CancelUntil != source.CancelUntil {
		t.Fatalf("got %+v and %+v", source, part)
	}
	w.do(http.MethodGet, path, nil).has(`"totalQuantity":3`)
	w.do(http.MethodGet, "/v1/customers/"+customer+"/subscriptions/"+part.ID, nil).want(200, 0).has(`"totalQuantity":2`)
}

func TestSeatsCanGoToASubscriptionThatIsThere(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	from, path := w.bought(customer, basic, 5, "P1Y", "annual")
	w.pass(oneDay)
	into, other := w.bought(customer, office, 3, "P1Y", "monthly")
	to := func(id string, q int) map[string]any { return map[string]any{"toSubscriptionId": id, "quantity": q} }
	w.upgrade(path, office, to(into, 2)).want(400, 900261)
	w.pass(8 * oneDay)
	w.upgrade(path, premium, to(into, 2)).want(400, 900260)
	w.upgrade(path, office, to(from, 2)).want(400, 900259)
	w.upgrade(path, office, to("99999999-9999-4999-8999-999999999999", 2)).want(404, 20003)
	w.edit(other, map[string]any{"status": "suspended"}).want(200, 0)
	w.upgrade(path, office, to(into, 2)).want(400, 900258)
	w.edit(other, map[string]any{"status": "active"}).want(200, 0)
	w.upgrade(path, office, to(into, 2)).want(200, 0).has(`"toSubscriptionId":"` + into)
	if a, b := w.one(from), w.one(into); a.Quantity != 3 || b.Quantity != 5 || b.BillingCycle != "monthly" {
		t.Fatalf("got %+v and %+v", a, b)
	}
	w.upgrade(path, office, to(into, 3)).want(200, 0)
	if a, b := w.one(from), w.one(into); a.Status != "deleted" || b.Quantity != 8 {
		t.Fatalf("got %+v and %+v", a, b)
	}
	short, _ := w.bought(customer, office, 1, "P1M", "monthly")
	_, long := w.bought(customer, basic, 1, "P1Y", "annual")
	w.pass(8 * oneDay)
	w.upgrade(long, office, to(short, 1)).want(400, 900236)
}

func TestATransitionIsRefusedByItsCode(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	_, path := w.bought(customer, basic, 5, "P1Y", "annual")
	for _, c := range []struct {
		item         string
		extra        map[string]any
		status, code int
	}{
		{"CFQ7TTC0LH16:0001", nil, 403, 800020},
		{office, map[string]any{"quantity": 6}, 400, 2002},
		{office, map[string]any{"termDuration": "P1M"}, 400, 900267},
		{office, map[string]any{"termDuration": "P5Y"}, 400, 900268},
		{office, map[string]any{"billingCycle": "none"}, 400, 900269},
		{office, map[string]any{"billingCycle": "triennial"}, 400, 900270},
		{office, map[string]any{"transitionType": "sideways"}, 400, 800002},
	} {
		w.upgrade(path, c.item, c.extra).want(c.status, c.code)
	}
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	w.upgrade(path, office, nil).want(400, 800091)
	_, trial := w.bought(customer, "CFQ7TTC0LCHC:0003", 25, "P1M", "none")
	w.do(http.MethodGet, trial+"/transitionEligibilities", nil).want(200, 0).has(`"totalCount":0`)
	w.upgrade(trial, premium, nil).want(400, 800107)
}

func TestATransitionUnderWayBlocksOthersAndMayFail(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.TransitionTakes, o.Quirks.Blanks = time.Minute, true })
	customer := w.buyer()
	id, path := w.bought(customer, basic, 5, "P1Y", "annual")
	w.upgrade(path, office, map[string]any{"quantity": 2, "termDuration": "P3Y"}).want(200, 0).has(`"status":"Started "`)
	w.edit(path, map[string]any{"quantity": 6}).want(409, 900278)
	w.upgrade(path, office, nil).want(409, 900278)
	if n := len(w.sim.Subscriptions()); n != 1 || w.one(id).Quantity != 5 {
		t.Fatal("the seats moved at once")
	}
	w.pass(time.Minute)
	all := w.sim.Subscriptions()
	if len(all) != 2 || all[1].Term != "P3Y" || all[1].End.Format(time.DateOnly) != "2029-06-09" || all[0].Quantity != 3 {
		t.Fatalf("got %+v", all)
	}
	w.sim.Refuse(partnercenter.Refusal{Product: office})
	w.upgrade(path, office, nil).want(200, 0)
	w.pass(time.Minute)
	w.do(http.MethodGet, path+"/transitions", nil).has(`"status":"Failed ","timestamp"`).has(`"code":800020`)
	w.edit(path, map[string]any{"quantity": 6}).want(200, 0)
	w.sim.Refuse(partnercenter.Refusal{Product: office, Status: 403, Code: 800020})
	w.upgrade(path, office, nil).want(403, 800020)
}

func TestATermCanBeMadeLongerInItsCourseAndTheCycleOfThreeYearsChanged(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	id, path := w.bought(customer, basic, 5, "P1M", "monthly")
	w.pass(10 * oneDay)
	w.edit(path, map[string]any{"termDuration": "P3Y", "billingCycle": "monthly"}).want(200, 0)
	sub := w.one(id)
	if sub.Term != "P3Y" || sub.End.Format(time.DateOnly) != "2029-06-19" || sub.CancelUntil.Format(time.DateOnly) != "2026-06-17" {
		t.Fatalf("got %+v", sub)
	}
	w.edit(path, map[string]any{"status": "deleted"}).want(400, 900213)
	w.edit(path, map[string]any{"billingCycle": "triennial"}).want(400, 800097)
	w.edit(path, map[string]any{"billingCycle": "annual"}).want(200, 0).has(`"billingCycle":"monthly"`)
	w.pass(40 * oneDay)
	if sub := w.one(id); sub.BillingCycle != "annual" || sub.Term != "P3Y" {
		t.Fatalf("got %+v", sub)
	}
	_, year := w.bought(customer, basic, 5, "P1Y", "monthly")
	w.edit(year, map[string]any{"billingCycle": "annual"}).want(400, 800097)
	w.edit(year, map[string]any{"termDuration": "P3Y", "quantity": 9}).want(400, 800002)
}

func TestThePartnerOfRecordIsOneOfTheProvidersResellers(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id, path := w.bought(w.buyer(), basic, 5, "P1Y", "annual")
	for mpn, c := range map[string][2]int{
		"1234567": {404, 2072}, "9999999": {404, 800015}, "7654321": {400, 800016}, "5555556": {400, 900154}, "5555557": {403, 900123},
	} {
		w.edit(path, map[string]any{"partnerId": mpn}).want(c[0], c[1])
	}
	w.edit(path, map[string]any{"partnerId": "5555555"}).want(200, 0).has(`"partnerId":"5555555"`)
	if w.one(id).Reseller != "5555555" {
		t.Fatal("the partner of record did not change")
	}
	all := path[:strings.LastIndex(path, "/")]
	w.do(http.MethodGet, all+"?mpn_id=5555555", nil).want(200, 0).has(`"totalCount":1`)
	w.do(http.MethodGet, all+"?mpn_id=5555556", nil).want(200, 0).has(`"totalCount":0`)
}
