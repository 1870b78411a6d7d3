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
	essentials = "BD938F12-058F-4927-BBA3-AE36B1D2501C"
	protection = "A2706F86-868D-4048-989B-0C69E5C76B63"
	frontline  = "6FBAD345-B7DE-42A6-B6AB-79B363D0B371"
)

// legacy adds a legacy subscription that is some days old.
func (w *world) legacy(customer, offer string, old int, change ...func(*partnercenter.SubscriptionSeed)) string {
	w.t.Helper()
	seed := partnercenter.SubscriptionSeed{Customer: customer, Offer: offer, Quantity: 5, Start: w.now().AddDate(0, 0, -old)}
	for _, c := range change {
		c(&seed)
	}
	id, err := w.sim.AddSubscription(seed)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func below(base string) func(*partnercenter.SubscriptionSeed) {
	return func(s *partnercenter.SubscriptionSeed) { s.Parent = base }
}

// subscription gives one as it is now.
func (w *world) subscription(id string) partnercenter.Subscription {
	w.t.Helper()
	for _, sub := range w.sim.Subscriptions() {
		if sub.ID == id {
			return sub
		}
	}
	w.t.Fatalf("no subscription %s", id)
	return partnercenter.Subscription{}
}

type moved struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	Current string `json:"currentSubscriptionId"`
	Made    string `json:"newCommerceSubscriptionId"`
	Term    string `json:"termDuration"`
	Cycle   string `json:"billingCycle"`
	Addons  []struct {
		Made string `json:"newCommerceSubscriptionId"`
	} `json:"addOnMigrations"`
}

func body(current string, more map[string]any) map[string]any {
	all := map[string]any{"currentSubscriptionId": current}
	maps.Copy(all, more)
	return all
}

func TestALegacySubscriptionMovesWithItsAddOnAndKeepsItsTerm(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.MigrationTakes = 4 * time.Hour })
	customer := w.buyer()
	base := w.legacy(customer, essentials, 100)
	addon := w.legacy(customer, protection, 60, below(base))
	home := "/v1/customers/" + customer + "/migrations/newcommerce"
	wish := body(base, map[string]any{"externalReferenceId": "00000000-0000-4000-8000-00000000000A", "addOnMigrations": []any{body(addon, nil)}})
	w.do(http.MethodPost, home+"/validate", wish).want(200, 0).has(`"isEligible":true,"catalogItemId":"CFQ7TTC0LH18:0001:`)
	var m moved
	w.do(http.MethodPost, home, wish).want(201, 0).into(&m)
	if m.Status != "Processing" || m.Current != strings.ToUpper(base) || m.Cycle != "Monthly" || w.subscription(base).Status != "suspended" {
		t.Fatalf("begins as %+v", m)
	}
	w.do(http.MethodPost, home, wish).want(400, 900216)
	end := w.subscription(base).End
	w.pass(5 * time.Hour)
	w.do(http.MethodGet, home+"/"+m.ID, nil).want(200, 0).into(&m)
	made := w.subscription(m.Made)
	if m.Status != "Completed" || made.From != base || !made.End.Equal(end) || made.Quantity != 5 || made.CancelUntil.IsZero() || w.subscription(base).Status != "deleted" {
		t.Fatalf("ends as %+v: %+v", m, made)
	}
	if got := w.subscription(m.Addons[0].Made); got.Parent != made.ID || got.From != addon {
		t.Errorf("the add-on is %+v", got)
	}
	for _, query := range []string{"CustomerTenantId=" + customer, "currentSubscriptionId=" + base, "ExternalReferenceId=00000000-0000-4000-8000-00000000000a"} {
		w.do(http.MethodGet, "/v1/migrations/newcommerce?"+query, nil).want(200, 0).has(m.ID)
	}
	w.do(http.MethodGet, "/v1/migrations/newcommerce", nil).want(400, 800002)
	w.do(http.MethodGet, home+"/"+m.ID+"/events", nil).want(200, 0).has("NewCommerceSubscriptionProvisioned")
	w.do(http.MethodGet, home+"/"+base, nil).want(404, 900224)
	w.do(http.MethodPost, home, body(made.ID, nil)).want(403, 900263)
	if all := w.sim.Migrations(); len(all) != 1 || len(all[0].Made) != 2 {
		t.Errorf("got %+v", all)
	}
}

func TestAVerdictNamesEveryReasonByItsNumber(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	refused := w.buyer(func(s *partnercenter.CustomerSeed) { s.Review = "NotAllowed" })
	owner := w.legacy(customer, essentials, 100)
	w.legacy(customer, protection, 100, below(owner))
	for name, c := range map[string]struct {
		customer, current string
		more              map[string]any
		reason            string
		code              int
	}{
		"suspended":     {customer, w.legacy(customer, essentials, 100, func(s *partnercenter.SubscriptionSeed) { s.Suspended = true }), nil, `"code":0,`, 900215},
		"promotion":     {customer, w.legacy(customer, essentials, 100, func(s *partnercenter.SubscriptionSeed) { s.Promotion = "X" }), nil, `"code":3,`, 900216},
		"add-on left":   {customer, owner, nil, `"code":4,`, 900216},
		"no successor":  {customer, w.legacy(customer, frontline, 100), nil, `"code":5,`, 900216},
		"no such plan":  {customer, w.legacy(customer, essentials, 100), map[string]any{"termDuration": "P5Y"}, `"code":6,`, 900216},
		"young":         {customer, w.legacy(customer, essentials, 20), nil, `"code":7,`, 900216},
		"trade status":  {refused, w.legacy(refused, essentials, 100), nil, `"code":8,`, 900216},
		"reseller":      {customer, w.legacy(customer, essentials, 100, func(s *partnercenter.SubscriptionSeed) { s.Reseller = "5555556" }), nil, `"code":9,`, 900216},
		"last day":      {customer, w.legacy(customer, essentials, 364), nil, `"code":10,`, 900216},
		"end outside":   {customer, w.legacy(customer, essentials, 100), map[string]any{"customTermEndDate": "2031-01-31"}, `"code":11,`, 900291},
		"end unaligned": {customer, w.legacy(customer, essentials, 100), map[string]any{"customTermEndDate": "2026-12-13"}, `"code":12,`, 900292},
	} {
		home := "/v1/customers/" + c.customer + "/migrations/newcommerce"
		a := w.do(http.MethodPost, home+"/validate", body(c.current, c.more))
		if a.status != 200 || !strings.Contains(a.body, `"isEligible":false`) || !strings.Contains(a.body, c.reason) {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
		w.do(http.MethodPost, home, body(c.current, c.more)).want(400, c.code)
	}
	if n := len(w.sim.Migrations()); n != 0 {
		t.Errorf("%d migrations", n)
	}
	home := "/v1/customers/" + customer + "/migrations/newcommerce"
	w.do(http.MethodPost, home, body("00000000-0000-4000-8000-000000000001", nil)).want(404, 20003)
	w.do(http.MethodPost, home, `{}`).want(400, 800002)
	w.sim.Refuse(partnercenter.Refusal{Product: essentials, Code: 900225, Status: 408})
	w.do(http.MethodPost, home, body(w.legacy(customer, essentials, 100), nil)).want(408, 900225)
}

func TestAMonthlyTermEndsOnTheDayOfTheOldEnd(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	home := "/v1/customers/" + customer + "/migrations/newcommerce"
	for _, c := range []struct {
		more map[string]any
		end  string
	}{
		{map[string]any{"termDuration": "P1M"}, "2026-06-14"},
		{map[string]any{"termDuration": "P1M", "purchaseFullTerm": true}, "2026-07-09"},
		{map[string]any{"billingCycle": "annual"}, "2027-02-14"},
		{map[string]any{"customTermEndDate": "2026-12-31T00:00:00Z"}, "2026-12-31"},
	} {
		old := w.legacy(customer, essentials, 115)
		w.do(http.MethodPost, home, body(old, c.more)).want(201, 0)
		for _, m := range w.sim.Migrations() {
			if m.From[0] == old && w.subscription(m.Made[0]).End.Format(time.DateOnly) != c.end {
				t.Errorf("%v ends on %s", c.more, w.subscription(m.Made[0]).End)
			}
		}
	}
}

func TestAFailedMigrationMayHoldTheLegacySubscriptionForThreeDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure     partnercenter.MigrationFailure
		first, last string // states of the legacy subscription after an hour, and after four days
		state       string
	}{
		"free at once": {partnercenter.MigrationFailure{Offer: essentials}, "active", "active", "Failed"},
		"held":         {partnercenter.MigrationFailure{Offer: essentials, Suspended: true}, "suspended", "active", "Failed"},
		"recovers":     {partnercenter.MigrationFailure{Offer: essentials, Suspended: true, Recovers: "20h"}, "suspended", "deleted", "Completed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, nil)
			customer := w.buyer()
			old := w.legacy(customer, essentials, 100)
			w.do(http.MethodPost, "/_sim/migrations/fail", c.failure).want(201, 0)
			w.do(http.MethodPost, "/v1/customers/"+customer+"/migrations/newcommerce", body(old, nil)).want(201, 0)
			w.pass(time.Hour)
			if got := w.sim.Migrations()[0].State; got != "Failed" || w.subscription(old).Status != c.first {
				t.Errorf("%s, %s", got, w.subscription(old).Status)
			}
			w.pass(96 * time.Hour)
			if got := w.sim.Migrations()[0].State; got != c.state || w.subscription(old).Status != c.last {
				t.Errorf("at last %s, %s", got, w.subscription(old).Status)
			}
		})
	}
	if open(t, nil).sim.FailMigration(partnercenter.MigrationFailure{Recovers: "soon"}) == nil {
		t.Error("no duration passes")
	}
}

func TestASchedulesDayComesAndItCanBeChangedUntilThen(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	old, bad := w.legacy(customer, essentials, 100), w.legacy(customer, essentials, 100)
	addon := w.legacy(customer, protection, 100, below(old))
	home := "/v1/customers/" + customer + "/migrations/newcommerce/schedules"
	w.do(http.MethodPost, home, body(old, nil)).want(400, 800002)
	w.do(http.MethodPost, home, body(old, map[string]any{"targetDate": "2026-07-01", "migrateOnRenewal": true})).want(400, 800002)
	var made struct {
		ID string `json:"id"`
	}
	w.do(http.MethodPost, home, body(old, map[string]any{"targetDate": "2026-07-01"})).want(201, 0).into(&made)
	w.do(http.MethodPost, home, body(old, map[string]any{"migrateOnRenewal": true})).want(400, 900216)
	change := body(old, map[string]any{"targetDate": "2026-07-02", "addOnMigrationSchedules": []any{body(addon, nil)}})
	w.do(http.MethodPut, home+"/"+made.ID, change).want(200, 0).has("2026-07-02")
	w.do(http.MethodPost, home, body(bad, map[string]any{"migrateOnRenewal": true})).want(201, 0)
	status := "suspended"
	if err := w.sim.Portal(partnercenter.Edit{Subscription: bad, Status: &status}); err != nil {
		t.Fatal(err)
	}
	w.pass(23 * 24 * time.Hour)
	w.do(http.MethodGet, home+"/"+made.ID, nil).want(200, 0).has(`"status":"Completed"`)
	w.do(http.MethodPost, home+"/"+made.ID+"/cancel", nil).want(400, 900216)
	if all := w.sim.Migrations(); len(all) != 1 || len(all[0].Made) != 2 {
		t.Errorf("got %+v", all)
	}
	w.pass(400 * 24 * time.Hour)
	w.do(http.MethodGet, "/v1/migrations/newcommerce/schedules?customerTenantId="+customer, nil).want(200, 0).has(`"status":"Failed"`).has(`"errorCode":900215`)
	w.do(http.MethodGet, home+"/none", nil).want(404, 900224)
}

func TestALegacySubscriptionIsShownAsOneAndTakesFewChanges(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	old := w.legacy(customer, essentials, 100)
	path := "/v1/customers/" + customer + "/subscriptions/" + old
	a := w.do(http.MethodGet, path, nil).want(200, 0).has(`"offerId":"` + essentials + `"`).has(`"commitmentEndDate":"2027-03-02T00:00:00Z"`).has(`"etag"`)
	if strings.Contains(a.body, "OnlineServicesNCE") {
		t.Error(a.body)
	}
	w.edit(path, map[string]any{"quantity": 2}).want(200, 0)
	w.edit(path, map[string]any{"quantity": 0}).want(400, 2002)
	w.edit(path, map[string]any{"billingCycle": "annual"}).want(400, 2054)
	w.edit(path, map[string]any{"status": "deleted"}).want(400, 2006)
	w.do(http.MethodPost, path+"/transitions", map[string]any{"toCatalogItemId": w.look(customer, office)}).want(400, 2006)
	w.do(http.MethodGet, path+"/transitionEligibilities", nil).want(200, 0)
	w.do(http.MethodGet, path+"/provisioningstatus", nil).want(200, 0)
	for _, bad := range []partnercenter.SubscriptionSeed{
		{Customer: customer, Offer: protection, Quantity: 1},
		{Customer: customer, Offer: essentials, Quantity: 1, Parent: old},
		{Customer: customer, Offer: "none", Quantity: 1},
		{Customer: customer, Offer: essentials},
		{Customer: customer, Offer: essentials, Item: basic, Quantity: 1},
	} {
		if _, err := w.sim.AddSubscription(bad); err == nil {
			t.Errorf("%+v is added", bad)
		}
	}
}
