package partnercenter_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// owed gives the total of a subscription, and its rows as reason and amount.
func (w *world) owed(id string) (string, []string) {
	w.t.Helper()
	for _, b := range w.sim.Ledger() {
		if b.Subscription != id {
			continue
		}
		var rows []string
		for _, r := range b.Rows {
			rows = append(rows, r.Reason+" "+r.Amount)
		}
		return b.Total, rows
	}
	w.t.Fatalf("subscription %s is not in the ledger", id)
	return "", nil
}

func (w *world) owes(id, total string) {
	w.t.Helper()
	if got, rows := w.owed(id); got != total {
		w.t.Fatalf("owes %s, want %s: %v", got, total, rows)
	}
}

// priced is a world in which a seat costs a euro a day: 365 for the year billed at once, 12 × 30 for the one billed monthly.
func priced(t *testing.T) *world {
	t.Helper()
	w := open(t, nil)
	for _, p := range []partnercenter.Price{
		{Item: basic, Term: "P1Y", BillingCycle: "annual", Price: "365"},
		{Item: basic, Term: "P1Y", BillingCycle: "monthly", Price: "360.00"},
		{Item: basic, Term: "P1M", BillingCycle: "monthly", Price: "31"},
		{Item: office, Term: "P1Y", BillingCycle: "annual", Price: "730"},
	} {
		if err := w.sim.SetPrice(p); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func TestACancelGivesBackTheDaysThatWereNotUsed(t *testing.T) {
	t.Parallel()
	w := priced(t)
	customer := w.buyer()
	id, path := w.bought(customer, basic, 2, "P1Y", "annual")
	w.owes(id, "730.00")
	w.pass(5 * oneDay) // the sixth day
	w.edit(path, map[string]any{"status": "deleted"}).want(200, 0)
	w.owes(id, "12.00")
	w.pass(400 * oneDay)
	w.owes(id, "12.00")
}

func TestSeatsArePaidFromTheirDayOnAndGivenBackByTheDay(t *testing.T) {
	t.Parallel()
	w := priced(t)
	id, path := w.bought(w.buyer(), basic, 2, "P1Y", "annual")
	w.pass(65 * oneDay)
	w.edit(path, map[string]any{"quantity": 3}).want(200, 0)
	w.owes(id, "1030.00")
	w.pass(oneDay)
	w.edit(path, map[string]any{"quantity": 2}).want(200, 0)
	w.owes(id, "732.00") // the day of the change counts
	if _, err := w.sim.AddSubscription(partnercenter.SubscriptionSeed{Customer: "x"}); err == nil {
		t.Fatal("seeded for nobody")
	}
}

func TestAMonthlyPlanIsChargedMonthByMonthEvenWhenSuspended(t *testing.T) {
	t.Parallel()
	w := priced(t)
	id, path := w.bought(w.buyer(), basic, 1, "P1Y", "monthly") // 10 June 2026
	w.owes(id, "30.00")
	w.pass(31 * oneDay)
	w.owes(id, "60.00")
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	w.pass(180 * oneDay)
	w.owes(id, "210.00") // seven cycles until 7 January
	w.pass(400 * oneDay)
	w.owes(id, "360.00")
}

func TestARenewalIsChargedAtThePriceOfItsTime(t *testing.T) {
	t.Parallel()
	w := priced(t)
	id, _ := w.bought(w.buyer(), basic, 1, "P1M", "monthly")
	if err := w.sim.SetPrice(partnercenter.Price{Item: basic, Term: "P1M", BillingCycle: "monthly", Price: "40"}); err != nil {
		t.Fatal(err)
	}
	w.owes(id, "31.00")
	w.pass(31 * oneDay)
	w.owes(id, "71.00")
}

func TestAShortFirstTermIsProrated(t *testing.T) {
	t.Parallel()
	w := priced(t)
	customer := w.buyer()
	w.buys(customer, w.item(customer, basic, 2, "P1Y", "annual", map[string]any{"customTermEndDate": "2026-06-30"})).want(201, 0)
	w.owes(w.sim.Subscriptions()[0].ID, "42.00") // 10 to 30 June
	w.pass(25 * oneDay)
	w.owes(w.sim.Subscriptions()[0].ID, "772.00")
}

func TestAnUpgradeGivesBackTheRestAndChargesTheNewPrice(t *testing.T) {
	t.Parallel()
	w := priced(t)
	id, path := w.bought(w.buyer(), basic, 1, "P1Y", "annual")
	w.pass(264 * oneDay) // 100 days are left after this one
	w.upgrade(path, office, nil).want(200, 0)
	_, rows := w.owed(id)
	if len(rows) != 3 || rows[1] != "transition -100.00" || rows[2] != "transition 200.00" {
		t.Fatalf("got %v", rows)
	}
}

func TestAnExtendedTermCostsMoreAndATrialNothing(t *testing.T) {
	t.Parallel()
	w := priced(t)
	customer := w.buyer()
	id, path := w.bought(customer, basic, 1, "P1M", "monthly")
	trial, _ := w.bought(customer, trialPlan, 25, "P1M", "none")
	w.edit(path, map[string]any{"autoRenewEnabled": false}).want(200, 0)
	w.owes(trial, "0.00")
	w.pass(30 * oneDay)
	w.owes(id, "62.93") // 31 and 31 with 3 % more
	if total, rows := w.owed(trial); total == "0.00" || rows[0] != "purchase 577.50" {
		t.Fatalf("a trial that became paid owes %s: %v", total, rows)
	}
}

func TestTheLedgerAndPricesAreUnderTheControl(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodPost, "/_sim/prices", map[string]any{"item": basic, "term": "P1Y", "billingCycle": "annual", "price": "1.23456"}).want(400, 0)
	w.do(http.MethodPost, "/_sim/prices", map[string]any{"item": basic, "term": "P1Y", "billingCycle": "annual", "price": "0.1"}).want(201, 0)
	w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	w.do(http.MethodGet, "/_sim/ledger", nil).want(200, 0).has(`"total":"0.30"`).has(`"price":"0.1000"`)
	w.pass(365*oneDay - time.Hour)
}
