package partnercenter

import (
	"context"
	"net/url"

	"github.com/seatwright/seatwright/shared/order"
)

// AllCustomers gives every customer of the partner, page by page. Partner Center gives 500 on a page at most.
func (c *Client) AllCustomers(ctx context.Context) ([]order.TenantID, error) {
	items, err := list[wireCustomer](ctx, c, "/v1/customers", url.Values{"size": {"500"}})
	if err != nil {
		return nil, err
	}
	all := make([]order.TenantID, 0, len(items))
	for _, w := range items {
		all = append(all, w.noun().ID)
	}
	return all, nil
}
