package local_test

import (
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// pageOf is a page of the list.
type pageOf struct {
	Subscriptions []struct {
		ID       string `json:"id"`
		Tenant   string `json:"tenant_id"`
		Status   string `json:"status"`
		Month    string `json:"renewal_month"`
		Quantity int    `json:"quantity"`
		Changed  bool   `json:"changed_elsewhere"`
	} `json:"subscriptions"`
	Next string `json:"next"`
}

func TestTheListIsReadByPagesAndByFilters(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	other := newCustomer(t, l.System, "fabrikam.onmicrosoft.com")
	for range 120 {
		licensed(t, l.System, partnercenter.SubscriptionSeed{
			Customer: other, Item: "CFQ7TTC0LH18:0001", Term: "P1M", BillingCycle: "monthly", Quantity: 1,
		})
	}
	if err := l.Wake(t.Context(), "reread"); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"?": 121, "?tenant_id=" + other: 120, "?tenant_id=" + l.tenant: 1, "?product_id=CFQ7TTC0LH18": 120, "?status=active": 121, "?status=deleted": 0,
		"?renewal_month=2026-12": 120, "?renewal_month=2027-11&status=active": 1, "?renewal_month=2030-01": 0,
	} {
		seen := map[string]bool{}
		for next, pages := "", 0; pages == 0 || next != ""; pages++ {
			page := query
			if next != "" {
				page += "&cursor=" + next
			}
			p := do[pageOf](t, l, http.StatusOK, called{method: http.MethodGet, query: page})
			for _, s := range p.Subscriptions {
				seen[s.ID] = true
			}
			if next = p.Next; len(p.Subscriptions) > 50 || pages > 10 {
				t.Fatalf("%s: page %d of %d", query, pages, len(p.Subscriptions))
			}
		}
		if len(seen) != want {
			t.Errorf("%s: %d subscriptions, want %d", query, len(seen), want)
		}
	}
	for _, query := range []string{"?cursor=x", "?renewal_month=March", "?status=a&status=b"} {
		do[any](t, l, http.StatusBadRequest, called{method: http.MethodGet, query: query})
	}
	if p := do[pageOf](t, l, http.StatusOK, called{method: http.MethodGet, client: local.Foreign}); len(p.Subscriptions) != 0 {
		t.Errorf("another partner sees %+v", p)
	}
}
