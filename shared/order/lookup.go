package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// lookup finds out what became of a checkout that may have been carried out. Microsoft documents that a request without an answer is sent again
// under its own id, so that comes first, once; a cart can be ordered only once in any case. Then the cart's status and the customer's
// orders are read, for the 15 minutes that a new order may take to show.
func (r *run) lookup(ctx context.Context, o Order) (move, error) {
	if o.Intent.Looks == 0 {
		receipt, err := r.seller.Carts.Checkout(ctx, o.Request(), o.Customer.Tenant, o.Cart.ID)
		if err == nil {
			return r.bought(ctx, o, receipt, "checkout answered under the same request id")
		}
		if k := fault.Of(err); k == fault.Throttled || k == fault.Unauthenticated {
			return move{}, err
		}
	}
	c, err := r.seller.Carts.Cart(ctx, o.Customer.Tenant, o.Cart.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return move{}, stillLost(err)
	}
	over := !r.Now().Before(o.Intent.At.Add(inDoubt))
	if err == nil && !c.Ordered {
		return r.notOrdered(ctx, o, over)
	}
	return r.match(ctx, o, over)
}

// notOrdered: the cart says that nothing was bought, yet a slow checkout may still be under way until the time of doubt is over. Then the same
// cart is submitted again under the same request id.
func (r *run) notOrdered(ctx context.Context, o Order, over bool) (move, error) {
	if !over {
		return move{result: Lost, evidence: "cart " + o.Cart.ID + " is not ordered yet", state: NotKnown, wait: r.nextLook(o)}, nil
	}
	receipt, err := r.seller.Carts.Checkout(ctx, o.Request(), o.Customer.Tenant, o.Cart.ID)
	if err != nil {
		return move{}, err
	}
	return r.bought(ctx, o, receipt, "cart was not ordered; checked out again under the same request id")
}

// match looks for the seller's orders that this checkout made: of this customer, since the intent, with the same item, seats and term, and claimed
// by no other order.
func (r *run) match(ctx context.Context, o Order, over bool) (move, error) {
	const skew = 5 * time.Minute
	sold, err := r.seller.Sales.SoldSince(ctx, o.Customer.Tenant, o.Checkout.Add(-skew))
	if err != nil {
		return move{}, stillLost(err)
	}
	lines := append([]Line(nil), o.Lines...)
	var found Receipt
	for _, s := range sold {
		if !assign(append([]Line(nil), lines...), s) {
			continue
		}
		err := r.Ledger.Claim(ctx, o.Partner, o.Customer.Tenant, s.ID, o.ID)
		if fault.Of(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return move{}, err
		}
		assign(lines, s)
		found.Sold = append(found.Sold, s)
	}
	open := 0
	for _, l := range lines {
		if l.State == LineOpen {
			open++
		}
	}
	switch {
	case open == 0:
		return r.bought(ctx, o, found, "found among the customer's orders")
	case !over:
		return move{result: Lost, evidence: "cart " + o.Cart.ID + " is ordered, the order does not show yet", state: NotKnown, wait: r.nextLook(o)}, nil
	case len(found.Sold) == 0:
		return unseen(o), nil
	}
	for _, l := range lines {
		if l.State == LineOpen {
			found.Refused = append(found.Refused, Refusal{Group: l.Group, Meaning: unshown()})
		}
	}
	return r.bought(ctx, o, found, "found among the customer's orders")
}

// unshown is what it means that a line's purchase does not show.
func unshown() Meaning {
	return Meaning{Class: Final, Whose: OfMicrosoft, Operator: "not among the customer's orders 15 minutes after the checkout"}
}

func unseen(o Order) move {
	return move{
		result: Lost, evidence: "cart " + o.Cart.ID + " is ordered, no order shows after 15 minutes", state: AsksPerson,
		ask: &Question{
			Text:    "Microsoft took the purchase but shows no order; look in Partner Center, then answer retry to look again; nothing is bought twice",
			Choices: []string{Retry},
		},
	}
}

// stillLost: a look that is refused says nothing about the purchase, so the order stays unknown and is looked at again. Of a sign-in that is refused
// the partner's hold may know more.
func stillLost(err error) error {
	if k := fault.Of(err); k.Retryable() || k == "" || k == fault.Unauthenticated {
		return err
	}
	return fault.Unavailable.Wrap(err, "looking for the purchase: %s", fault.Text(err))
}

// nextLook gives the wait before the next look, at most until the time of doubt is over.
func (r *run) nextLook(o Order) time.Duration {
	left := o.Intent.At.Add(inDoubt).Sub(r.Now())
	return max(min(backoff(o.Intent.Looks), left), time.Second)
}
