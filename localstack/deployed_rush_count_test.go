package localstack_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// settle waits until the queues are empty and all orders fulfilled, and counts what became of them. When that takes too long, the counts tell.
func (o *outcome) settle(ctx context.Context, c *deployed, orders []bought) error {
	const patience = 2 * time.Minute
	for end := now().Add(patience); ; {
		if err := c.Drain(ctx); err != nil {
			return err
		}
		found, err := shopOrders(ctx, c)
		if err != nil {
			return err
		}
		o.count(c, orders, found)
		if o.unended+o.lost == 0 || now().After(end) {
			return nil
		}
		if err := wait(ctx, 2*time.Second); err != nil {
			return err
		}
	}
}

// shopOrders lists the orders of the shop as its own client sees them, by the shop's names for them.
func shopOrders(ctx context.Context, c *deployed) (map[string][]api.OrderEntry, error) {
	token, err := c.Token(ctx, local.ShopClient)
	if err != nil {
		return nil, err
	}
	found := map[string][]api.OrderEntry{}
	for query := (url.Values{}); ; {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/v1/orders?"+query.Encode(), http.NoBody)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		var page api.OrderPage
		if status, err := answer(c, r, &page); err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("list of orders: status %d, %w", status, err)
		}
		for _, e := range page.Orders {
			found[e.Source.Reference] = append(found[e.Source.Reference], e)
		}
		if page.Next == nil {
			return found, nil
		}
		query.Set("cursor", *page.Next)
	}
}

// count compares the shop's orders with the list of our API, and with what is at the seller.
func (o *outcome) count(c *deployed, orders []bought, found map[string][]api.OrderEntry) {
	domains, seats, licences, sold := map[string]string{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, customer := range c.PartnerCenter.Customers() {
		domains[customer.ID] = customer.Domain
	}
	for _, s := range c.PartnerCenter.Subscriptions() {
		licences[domains[s.Customer]]++
		seats[domains[s.Customer]] += s.Quantity
	}
	for _, s := range c.PartnerCenter.Orders() {
		sold[domains[s.Customer]]++
	}
	o.right, o.lost, o.doubled, o.wrong, o.unended = 0, 0, 0, 0, 0
	for _, b := range orders {
		switch entries := found[b.ref]; {
		case len(entries) == 0:
			o.lost++
		case len(entries) > 1 || licences[b.domain] > 1 || sold[b.domain] > 1:
			o.doubled++
		case entries[0].State != api.StateFulfilled:
			o.unended++
		case licences[b.domain] == 0:
			o.lost++
		case seats[b.domain] != b.seats:
			o.wrong++
		default:
			o.right++
		}
	}
}
