package partnercenter

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// CreateCart makes a cart. A partner number is that of an indirect reseller. The answer's lines stand in the order of
// those that were asked for; one that Microsoft refuses has its code and a reason.
func (c *Client) CreateCart(
	ctx context.Context, id order.RequestID, t order.TenantID, partnerNumber string, lines []order.CartLine,
) (order.Cart, error) {
	wish, err := cart(partnerNumber, lines)
	if err != nil {
		return order.Cart{}, err
	}
	var made wireCart
	if err := c.post(ctx, id, wish, &made, "/v1/customers/{customer}/carts", string(t)); err != nil {
		return order.Cart{}, err
	}
	cart := made.noun(len(lines))
	if cart.ID == "" || len(cart.Lines) != len(lines) {
		return order.Cart{}, fault.Unknown.Errorf("create a cart: Partner Center's cart is not the one that was asked for")
	}
	return cart, nil
}

// Cart reads a cart.
func (c *Client) Cart(ctx context.Context, t order.TenantID, cart string) (order.Cart, error) {
	var found wireCart
	if err := c.read(ctx, &found, "/v1/customers/{customer}/carts/{cart}", nil, string(t), cart); err != nil {
		return order.Cart{}, err
	}
	if found.ID == "" {
		found.ID = cart
	}
	return found.noun(manyLines), nil
}

// Checkout buys what is in a cart. Groups of it may be refused in an answer that is none: they are in the receipt.
func (c *Client) Checkout(ctx context.Context, id order.RequestID, t order.TenantID, cart string) (order.Receipt, error) {
	var w wireReceipt
	if err := c.post(ctx, id, nil, &w, "/v1/customers/{customer}/carts/{cart}/checkout", string(t), cart); err != nil {
		return order.Receipt{}, err
	}
	receipt := w.noun()
	if len(receipt.Sold)+len(receipt.Refused) == 0 {
		return receipt, fault.Unknown.Errorf("check out the cart: Partner Center's answer names no order and no refusal")
	}
	return receipt, nil
}
