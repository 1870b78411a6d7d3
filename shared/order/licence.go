package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Register keeps the records of licences, for the changes that come after an order.
type Register interface {
	// Keep notes what an order bought or gave back, with what only the order knows: the cost of a seat, and which order and line it was. To
	// note the same again is fine.
	Keep(ctx context.Context, s subscription.Subscription) error
}

// record gives the record of a line's licence, as the seller shows it. The line's cost is for what it bought: an upgrade or a later term has another.
func (o Order) record(l Line, id string, f subscription.Facts, now time.Time) subscription.Subscription {
	bought := f
	if l.Subscription != nil && !l.Subscription.Started.IsZero() {
		bought.Product, bought.SKU, bought.Started = l.Item.Product, l.Item.SKU, l.Subscription.Started
	}
	return subscription.Subscription{
		ID: subscription.ID(id), Partner: string(o.Partner), Tenant: string(o.Customer.Tenant), Facts: bought, Seen: now,
		Order: string(o.ID), Line: l.Key, Owner: o.owner(), UnitCost: l.UnitCost, Segment: l.Item.Segment,
	}.Shown(f, now)
}

// keep notes a licence in the register. Without one nobody changes it but the order.
func (r *run) keep(ctx context.Context, s subscription.Subscription) error {
	if r.Register == nil {
		return nil
	}
	err := r.Register.Keep(ctx, s)
	if kind := fault.Of(err); kind != "" && !kind.Retryable() {
		return fault.Unavailable.Wrap(err, "the licence could not be recorded") // nothing that a person could answer
	}
	return err
}

// read gives what the seller shows of a licence.
func (r *run) read(ctx context.Context, o Order, id string) (subscription.Facts, error) {
	return r.seller.Licences.Read(ctx, string(o.Customer.Tenant), subscription.ID(id))
}

// licensed gives what the order shows of a licence.
func licensed(id string, f subscription.Facts) *Subscription {
	return &Subscription{
		ID: id, Status: f.Status, Quantity: f.Quantity, AutoRenew: f.AutoRenew,
		CommitmentEnds: f.CommitmentEnds, CancelUntil: f.CancelUntil, Started: f.Started,
	}
}
