package partnercenter_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

const (
	defender  = "CFQ7TTC0LH04:0001"
	trialPlan = "CFQ7TTC0LCHC:0003"
	welcome   = "39NFJQT1Q5KK:0001:39NFJQT1PJ4H"
)

// item gives a line with extra fields.
func (w *world) item(customer, item string, quantity int, term, cycle string, extra map[string]any) map[string]any {
	w.t.Helper()
	l := map[string]any{"catalogItemId": w.look(customer, item), "quantity": quantity, "billingCycle": cycle, "termDuration": term}
	maps.Copy(l, extra)
	return l
}

// filled makes a cart and gives its path and the answer.
func (w *world) filled(customer string, lines ...map[string]any) (string, answer) {
	w.t.Helper()
	var made struct {
		ID string `json:"id"`
	}
	path := "/v1/customers/" + customer + "/carts"
	a := w.do(http.MethodPost, path, map[string]any{"partnerOnRecordAttestationAccepted": true, "lineItems": lines}).want(201, 0)
	a.into(&made)
	return path + "/" + made.ID, a
}

// buys checks such a cart out.
func (w *world) buys(customer string, lines ...map[string]any) answer {
	w.t.Helper()
	cart, _ := w.filled(customer, lines...)
	return w.do(http.MethodPost, cart+"/checkout", nil)
}

func TestAnAddOnBoughtWithItsBaseNamesIt(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.buys(customer, w.item(customer, basic, 5, "P1Y", "annual", map[string]any{
		"addonItems": []any{w.item(customer, defender, 5, "P1Y", "monthly", nil)},
	})).want(201, 0).has(`"parentSubscriptionId"`)
	all := w.sim.Subscriptions()
	if len(all) != 2 || all[1].Parent != all[0].ID {
		t.Fatalf("got %+v", all)
	}
	base, addon := "/v1/customers/"+customer+"/subscriptions/"+all[0].ID, "/v1/customers/"+customer+"/subscriptions/"+all[1].ID
	w.do(http.MethodGet, base, nil).has(`"hasPurchasableAddons":true`)
	w.do(http.MethodGet, base+"/addons", nil).want(200, 0).has(all[1].ID)
	w.edit(addon, map[string]any{"status": "suspended"}).want(200, 0)
	w.edit(base, map[string]any{"status": "deleted"}).want(200, 0)
	w.edit(addon, map[string]any{"status": "active"}).want(409, 27009)
	if s := w.one(all[1].ID).Status; s != "suspended" {
		t.Fatalf("the add-on is %s", s)
	}
}

func TestAnAddOnOfAnOwnedBaseNeedsAnActiveOneThatFits(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	right, path := w.bought(customer, basic, 5, "P1Y", "annual")
	wrong, _ := w.bought(customer, premium, 5, "P1Y", "annual")
	on := func(parent string) map[string]any {
		return w.item(customer, defender, 5, "P1Y", "annual", map[string]any{"provisioningContext": map[string]any{"ParentSubscriptionId": parent}})
	}
	for _, parent := range []string{wrong, "99999999-9999-4999-8999-999999999999"} {
		_, a := w.filled(customer, on(parent))
		a.has(`"errorCode":10007`)
	}
	w.buys(customer, on(strings.ToUpper(right))).want(201, 0)
	all := w.sim.Subscriptions()
	if got := all[len(all)-1].Parent; !strings.EqualFold(got, right) {
		t.Fatalf("the parent is %q", got)
	}
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	_, a := w.filled(customer, on(right))
	a.has(`"errorCode":10007`)
}

func TestAnAddOnFailsWithItsBase(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.sim.Refuse(partnercenter.Refusal{Product: basic})
	w.buys(customer, w.item(customer, basic, 5, "P1Y", "annual", map[string]any{
		"addonItems": []any{w.item(customer, defender, 5, "P1Y", "monthly", nil)},
	})).want(201, 0).has(`"orders":[]`)
	if n := len(w.sim.Subscriptions()); n != 0 {
		t.Fatalf("%d subscriptions", n)
	}
	_, a := w.filled(customer, w.item(customer, premium, 5, "P1Y", "annual", map[string]any{
		"addonItems": []any{w.item(customer, defender, 5, "P1Y", "monthly", nil)},
	}))
	a.has(`"errorCode":10006`)
}

func TestATrialBecomesASubscriptionOfTheTermThatWasChosen(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	wrong := map[string]any{"renewsTo": map[string]any{"termDuration": "P5Y"}}
	_, a := w.filled(customer, w.item(customer, trialPlan, 25, "P1M", "none", wrong))
	a.has(`"errorCode":10010`)
	w.buys(customer, w.item(customer, trialPlan, 25, "P1M", "none", map[string]any{"renewsTo": map[string]any{"termDuration": "P1M"}})).want(201, 0)
	id := w.sim.Subscriptions()[0].ID
	w.pass(29 * oneDay)
	if sub := w.one(id); !sub.Trial {
		t.Fatalf("got %+v", sub)
	}
	w.pass(oneDay)
	if sub := w.one(id); sub.Trial || sub.Item != premium || sub.Term != "P1M" || sub.CancelUntil.IsZero() {
		t.Fatalf("got %+v", sub)
	}
}

func TestAPromotionIsHadByTheEligibleOnly(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.do(http.MethodGet, "/v1/productpromotions?country=US&segment=commercial", nil).want(200, 0).has(`"totalCount":2`).
		has(`"pricingPolicies":[{"policyType":"PercentDiscount","value":"0.15"}]`)
	w.do(http.MethodGet, "/v1/productpromotions/39NFJQT1Q5KM:0001:39NFJQT1PJ4K?country=US", nil).want(200, 0)
	w.do(http.MethodGet, "/v1/productpromotions/A:B:C?country=US", nil).want(404, 1000)
	ask := func(item string, quantity int, term string) answer {
		return w.do(http.MethodPost, "/v1/customers/"+customer+"/promotionEligibilities", map[string]any{"items": []any{map[string]any{
			"id": 0, "catalogItemId": item, "quantity": quantity, "termDuration": term, "billingCycle": "annual", "promotionId": welcome,
		}}}).want(200, 0)
	}
	item := w.look(customer, premium)
	ask(item, 5, "P1Y").has(`"isEligible":true`)
	ask("A:B:C", 5, "P1Y").has(`"type":"InvalidCatalogItemId"`)
	ask(w.look(customer, basic), 5, "P1Y").has(`"type":"InvalidPromotion"`)
	ask(item, 5, "P3Y").has(`"type":"Term"`).has(`"eligibleTerms":[{"duration":"P1Y","billingCycle":"annual"}]`)
	ask(item, 101, "P1Y").has(`"type":"SeatCount"`).has(`"maxRequiredSeats":100`)
	promoted := map[string]any{"promotionId": welcome}
	_, a := w.filled(customer, w.item(customer, premium, 5, "P1Y", "monthly", promoted))
	a.has(`"errorCode":10010`)
	w.buys(customer, w.item(customer, premium, 5, "P1Y", "annual", promoted)).want(201, 0).has(`"promotionId":"` + welcome)
	ask(item, 5, "P1Y").has(`"type":"OfferPurchasedPreviously"`).has(`"type":"RedemptionLimit"`).has(`"remainingPromotionRedemptionCount":0`)
	if got := w.sim.Ledger()[0].Total; got != "1122.00" { // 264.00 for a seat and year, 15 % less, five seats
		t.Fatalf("the ledger says %s", got)
	}
	w.pass(366 * oneDay)
	if sub := w.sim.Subscriptions()[0]; sub.Promotion != "" {
		t.Fatalf("the promotion goes on: %+v", sub)
	}
}

func TestAnAutomaticPromotionAppliesWithoutBeingNamed(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.bought(customer, "CFQ7TTC0LH16:0001", 10, "P1Y", "annual")
	w.bought(customer, defender, 10, "P1Y", "monthly")
	w.bought(customer, defender, 9, "P1Y", "monthly")
	all := w.sim.Subscriptions()
	if all[1].Promotion == "" || all[2].Promotion != "" {
		t.Fatalf("got %+v", all)
	}
}

func TestACustomEndOfTheTermFollowsItsRules(t *testing.T) {
	t.Parallel()
	at := func(w *world, date string) {
		to, _ := time.Parse(time.DateOnly, date)
		w.pass(to.Sub(w.now()))
	}
	for _, c := range []struct {
		name, bought, term, cycle, end string
		good                           bool
	}{
		{"a year to the end of a month", "2027-07-15", "P1Y", "annual", "2028-06-30", true},
		{"a month to its end", "2027-07-15", "P1M", "monthly", "2027-07-31", true},
		{"a year to January", "2027-02-04", "P1Y", "annual", "2028-01-31T00:00:00Z", true},
		{"three years to a subscription's end", "2027-07-15", "P3Y", "annual", "2028-02-03", true},
		{"a month on the 30th that is not the last", "2027-07-15", "P1M", "monthly", "2027-07-30", false},
		{"a year to a day that is nobody's end", "2027-07-15", "P1Y", "annual", "2028-02-04", false},
		{"beyond the first term", "2027-07-15", "P1M", "monthly", "2027-08-31", false},
		{"in the past", "2027-07-15", "P1M", "monthly", "2027-06-30", false},
		{"a year to the end of a month's subscription", "2027-07-15", "P1Y", "annual", "2027-08-09", false},
		{"a month to the end of a month's subscription", "2027-07-15", "P1M", "monthly", "2027-08-09", true},
		{"no date", "2027-07-15", "P1Y", "annual", "soon", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, nil)
			customer := w.buyer()
			at(w, "2027-02-04")
			w.bought(customer, office, 1, "P1Y", "annual") // to 2028-02-03
			if c.bought > "2027-07-10" {
				at(w, "2027-07-10")
				w.bought(customer, office, 1, "P1M", "monthly") // to 2027-08-09
			}
			at(w, c.bought)
			l := w.item(customer, basic, 3, c.term, c.cycle, map[string]any{"customTermEndDate": c.end})
			if _, a := w.filled(customer, l); !c.good {
				a.has(`"errorCode":900242`)
				return
			}
			w.buys(customer, l).want(201, 0)
			all := w.sim.Subscriptions()
			sub := all[len(all)-1]
			if got := sub.End.Format(time.DateOnly); got != c.end[:10] {
				t.Fatalf("ends %s", got)
			}
			w.pass(sub.End.AddDate(0, 0, 1).Sub(w.now()))
			again := w.one(sub.ID)
			if want := again.Start.AddDate(0, 0, 27); again.Start != sub.End.AddDate(0, 0, 1) || again.End.Before(want) {
				t.Fatalf("the next term is not whole: %+v", again)
			}
		})
	}
}

func TestTheNextTermCanBeGivenAnEnd(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id, path := w.bought(w.buyer(), basic, 3, "P1M", "monthly") // to 9 July
	until := func(end string) map[string]any {
		n := next(basic)
		n["customTermEndDate"] = end
		return map[string]any{"scheduledNextTermInstructions": n}
	}
	w.edit(path, until("2027-07-31")).want(400, 900245)
	w.edit(path, until("2027-01-12")).want(400, 900246)
	w.edit(path, until("2027-01-31")).want(200, 0)
	w.pass(31 * oneDay)
	if sub := w.one(id); sub.End.Format(time.DateOnly) != "2027-01-31" || sub.Quantity != 2 {
		t.Fatalf("got %+v", sub)
	}
	w.pass(220 * oneDay)
	if sub := w.one(id); sub.End.Format(time.DateOnly) != "2028-01-31" {
		t.Fatalf("got %+v", sub)
	}
}
