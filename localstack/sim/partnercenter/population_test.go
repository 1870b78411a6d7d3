package partnercenter_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestAPopulationFollowsFromItsNumber(t *testing.T) {
	t.Parallel()
	people := partnercenter.Population{Seed: 7, Customers: 400, Subscriptions: 1200, Legacy: 30, Unsigned: 5, Recent: 10, Uneven: true, Resellers: 3}
	a, b := open(t, nil), open(t, nil)
	one, err := a.sim.Populate(people)
	if err != nil || len(one) != 400 {
		t.Fatalf("%d customers, %v", len(one), err)
	}
	b.do(http.MethodPost, "/_sim/populate", people).want(201, 0).has(`"400"`)
	if d := cmp.Diff(a.sim.Customers(), b.sim.Customers()); d != "" {
		t.Error(d)
	}
	all := a.sim.Subscriptions()
	legacy, addons, held := 0, 0, map[string]int{}
	for _, sub := range all {
		held[sub.Customer]++
		if sub.Legacy {
			legacy++
		}
		if sub.Parent != "" {
			addons++
		}
		if sub.Reseller == "" || sub.Status != "active" {
			t.Fatalf("got %+v", sub)
		}
	}
	if len(all) != 1200 || len(held) != 400 || legacy < 240 || addons < 20 {
		t.Errorf("%d subscriptions of %d customers, %d legacy ones, %d add-ons", len(all), len(held), legacy, addons)
	}
	if _, err := a.sim.Populate(people); err == nil {
		t.Error("the same people come twice")
	}
	a.do(http.MethodPost, "/_sim/populate", `{"customers":0}`).want(400, 0)
}

func TestAResellersCustomersAreFoundByItsTenant(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	buyer := w.buyer()
	w.buyer()
	if _, err := w.sim.AddSubscription(partnercenter.SubscriptionSeed{
		Customer: buyer, Item: basic, Quantity: 1, Term: "P1Y", BillingCycle: "annual", Reseller: "5555555",
	}); err != nil {
		t.Fatal(err)
	}
	filter := url.QueryEscape(`{"Field":"IndirectReseller","Value":"55555555-5555-4555-8555-555555555555","Operator":"starts_with"}`)
	w.do(http.MethodGet, "/v1/customers?size=0&filter="+filter, nil).want(200, 0).has(buyer).has(`"totalCount":1`)
}

func TestSubscriptionsMayComeInPages(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Quirks.SubscriptionPage = 2 })
	buyer := w.buyer()
	for range 3 {
		w.legacy(buyer, essentials, 50)
	}
	path := "/v1/customers/" + buyer + "/subscriptions"
	var first struct {
		Token string `json:"continuationToken"`
	}
	w.do(http.MethodGet, path, nil).want(200, 0).has(`"totalCount":2`).into(&first)
	w.do(http.MethodGet, path+"?seekOperation=Next", nil, header("MS-ContinuationToken", first.Token)).want(200, 0).has(`"totalCount":1`)
	w.do(http.MethodGet, path+"?seekOperation=Next", nil, header("MS-ContinuationToken", "x")).want(400, 2000)
}

func TestTenThousandCustomersAreReadInPages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("makes thirty thousand subscriptions")
	}
	w := open(t, nil)
	if _, err := w.sim.Populate(partnercenter.Population{Seed: 1, Customers: 10_000, Subscriptions: 30_000, Legacy: 20}); err != nil {
		t.Fatal(err)
	}
	token, seen := "", 0
	for range 20 {
		var page struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
			Token string `json:"continuationToken"`
		}
		query := "?size=500"
		if token != "" {
			query += "&seekOperation=Next"
		}
		w.do(http.MethodGet, "/v1/customers"+query, nil, header("MS-ContinuationToken", token)).want(200, 0).into(&page)
		seen, token = seen+len(page.Items), page.Token
	}
	if seen != 10_000 || token != "" {
		t.Errorf("%d customers, token %q", seen, token)
	}
}
