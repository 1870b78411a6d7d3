package storefront_test

import (
	"cmp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/subscription"
)

const day = 24 * time.Hour

func now() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func euro(text string) *money.Amount {
	a, err := money.Parse(text, "EUR")
	if err != nil {
		return nil
	}
	return &a
}

func connection() partner.Connection {
	item := order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}
	return partner.Connection{ID: "con_1", Partner: "p1", Platform: "shopify", Shop: "a.example", SKUs: map[string]partner.Mapping{
		"BP": {Item: item, UnitCost: euro("198.00")}, "E3": {Item: order.Item{Product: "CFQ7TTC0LFLX", SKU: "0001", Term: "P1Y", Billing: "annual"}},
	}}
}

// sold is a paid order for five seats of BP at 247.50 and, where asked, lines of E3 behind it.
func sold(seats ...int) storefront.Sale {
	s := storefront.Sale{
		Order: "1001", Name: "#1001", Version: now().Add(-time.Hour), Whole: true, Paid: true, Currency: "EUR", Kind: storefront.NewTenant,
		Customer: order.Customer{
			Domain: "northwind.onmicrosoft.com", Company: "Northwind Demo GmbH", First: "Mira", Last: "Beispiel", Email: "mira.beispiel@example.com",
			Phone: "+49 30 5550100", Address: order.Address{Line1: "Musterweg 7", City: "Berlin", PostalCode: "10115", Country: "DE"},
		},
	}
	for i, n := range seats {
		s.Lines = append(s.Lines, storefront.Line{
			Key: strconv.Itoa(i + 1), SKU: []string{"BP", "E3"}[min(i, 1)], Seats: n, Price: &storefront.Price{Net: 247_500_000 * money.Micro(max(n, 1)), Of: max(n, 1)},
		})
	}
	return s
}

// later is the sale after so many minutes.
func later(s storefront.Sale, minutes int, change func(*storefront.Sale)) storefront.Sale {
	s.Lines = slices.Clone(s.Lines)
	s.Version = s.Version.Add(time.Duration(minutes) * time.Minute)
	change(&s)
	return s
}

// licence is what was bought so long ago.
func licence(seats int, ago time.Duration) *subscription.Subscription {
	bought := now().Add(-ago)
	return &subscription.Subscription{ID: "s1", Facts: subscription.Facts{
		Product: "CFQ7TTC0LCHC", SKU: "0002", Status: subscription.Active, Quantity: seats, Term: "P1Y", Billing: "monthly", AutoRenew: true, NewCommerce: true,
		Started: bought, CommitmentEnds: bought.AddDate(1, 0, -1).Truncate(day), CancelUntil: bought.Add(7 * day),
		Batches: []subscription.Batch{{Quantity: seats, Until: bought.Add(7 * day)}},
	}}
}

func placed(line, sku string, seats int, ago time.Duration) storefront.Placed {
	return storefront.Placed{Line: line, SKU: sku, Seats: seats, Licence: licence(seats, ago)}
}

// world is a case with what was placed, and with the sales merged.
func world(p []storefront.Placed, sales ...storefront.Sale) storefront.Case {
	c := storefront.Case{Platform: "shopify", Connection: connection(), Live: true, Placed: p, Now: now()}
	for _, s := range sales {
		c.State = storefront.Merge(c.State, s)
	}
	return c
}

// brief is what an action comes down to.
type brief struct {
	Op     storefront.Op
	Line   string
	Target int
	Reason storefront.Reason
}

func briefs(c storefront.Case) []brief {
	var all []brief
	for _, a := range storefront.Compare("1001", c) {
		all = append(all, brief{a.Op, a.Line, a.Target, a.Reason})
	}
	slices.SortFunc(all, func(a, b brief) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Op, b.Op)) })
	return all
}

func expect(t *testing.T, name string, c storefront.Case, want ...brief) {
	t.Helper()
	slices.SortFunc(want, func(a, b brief) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Op, b.Op)) })
	if got := briefs(c); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
	}
}

func cancelled(s *storefront.Sale) { s.Ended.Cancelled = s.Version }
func refunded(s *storefront.Sale)  { s.Ended.Refunded = s.Version }
func ended(s *storefront.Sale)     { cancelled(s); refunded(s) }
