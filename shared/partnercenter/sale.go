package partnercenter

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// SoldSince gives the customer's orders made at or after a time. One whose time is not told is among them: to leave it
// out could mean to buy it again.
func (c *Client) SoldSince(ctx context.Context, t order.TenantID, since time.Time) ([]order.Sold, error) {
	all, err := list[wireOrder](ctx, c, "/v1/customers/{customer}/orders", nil, string(t))
	if err != nil {
		return nil, err
	}
	var sold []order.Sold
	for _, w := range all {
		if w.Created.IsZero() || !w.Created.Before(since) {
			sold = append(sold, w.noun())
		}
	}
	return sold, nil
}

// SoldOrder gives one order.
func (c *Client) SoldOrder(ctx context.Context, t order.TenantID, id string) (order.Sold, error) {
	var w wireOrder
	if err := c.read(ctx, &w, "/v1/customers/{customer}/orders/{order}", nil, string(t), id); err != nil {
		return order.Sold{}, err
	}
	if w.ID == "" {
		w.ID = id
	}
	return w.noun(), nil
}

// manyLines is more than an order can have.
const manyLines = 1000

// Provisioned gives the status of each line by its position: "fulfilled" when the licences are there,
// "prefulfillmentpending" while they are not, "unfulfilled" when they were cancelled, "" when nothing is told.
func (c *Client) Provisioned(ctx context.Context, t order.TenantID, id string) ([]string, error) {
	all, err := list[wireProvisioning](ctx, c, "/v1/customers/{customer}/orders/{order}/provisioningstatus", nil, string(t), id)
	if err != nil {
		return nil, err
	}
	var status []string
	for _, w := range all {
		if w.Number < 0 || w.Number >= manyLines {
			return nil, fault.Unavailable.Errorf("read the provisioning status: Partner Center names line %d", w.Number)
		}
		for len(status) <= w.Number {
			status = append(status, "")
		}
		status[w.Number] = word(w.Status)
	}
	return status, nil
}
