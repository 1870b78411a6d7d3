package transfer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// apart is by how much the seller's clock and ours may differ.
const apart = 5 * time.Minute

// ask looks whether the seller has such a request already; if not, it is written down that one is being made.
func (r *run) ask(ctx context.Context) error {
	t := r.t
	all, err := r.seller.Views.List(ctx, t.Tenant)
	if err != nil {
		return err
	}
	have, err := r.House.Licences(ctx, t.Partner, t.Tenant)
	if err != nil {
		return err
	}
	t.Before = nil
	for _, l := range have {
		t.Before = append(t.Before, l.ID)
	}
	for _, shown := range all {
		if !r.ours(shown) || shown.Status != Open && shown.Status != AtWork {
			continue
		}
		by, err := r.Book.Of(ctx, t.Partner, shown.ID)
		if err != nil {
			return err
		}
		if by != "" && by != t.ID {
			r.enter(Failed, "the same is asked for already")
			r.trouble("duplicate", "transfer "+by+" is open for the same customer and partner")
			return nil
		}
		r.adopt(shown, "found at Partner Center")
		return nil
	}
	t.Request, t.Sent = r.Request(), r.Now()
	r.enter(Requesting, "as "+t.Request)
	return nil
}

// ours reports whether a transfer is one from the other partner to us.
func (r *run) ours(s Shown) bool {
	return s.Source.Tenant == r.t.Other.Tenant && s.Target.Tenant == r.seller.Own
}

// request makes the request, once. Whoever comes after a crash only looks.
func (r *run) request(ctx context.Context) error {
	if !r.fresh {
		return r.lookup(ctx)
	}
	t := r.t
	shown, err := r.seller.Hands.Create(ctx, t.Request, Request{
		Tenant: t.Tenant, Customer: t.Customer, Contact: t.Contact, Ours: t.Ours, Reseller: t.Reseller, Other: t.Other, Products: t.Products,
	})
	switch kind := fault.Of(err); {
	case err == nil:
		r.adopt(shown, "requested")
	case kind == fault.Unknown:
		r.unknown(err)
	case kind == "":
		return err
	case fault.Code(err) == NoRelationship:
		r.again(Asked, err)
		t.Task = t.relationship()
	case final(kind):
		r.fail(err)
	default:
		r.again(Asked, err)
	}
	return nil
}

// lookup looks for the request whose answer is lost.
func (r *run) lookup(ctx context.Context) error {
	all, err := r.seller.Views.List(ctx, r.t.Tenant)
	if err != nil {
		return err
	}
	for _, shown := range all {
		if !r.ours(shown) || !shown.Created.IsZero() && shown.Created.Before(r.t.Sent.Add(-apart)) {
			continue
		}
		by, err := r.Book.Of(ctx, r.t.Partner, shown.ID)
		if err != nil {
			return err
		}
		if by == "" || by == r.t.ID {
			r.adopt(shown, "found at Partner Center after its answer was lost")
			return nil
		}
	}
	r.trouble("outcome_unknown", "the answer is lost, and Partner Center does not show the request")
	r.pause(backoff(r.t.Tries))
	return nil
}

// adopt takes in a request as the seller shows it.
func (r *run) adopt(shown Shown, how string) {
	r.t.Seller = shown
	r.enter(Waiting, how)
	r.follow(shown)
}

// cancel takes the request back. That is a state, so that it may be sent again.
func (r *run) cancel(ctx context.Context) error {
	t := r.t
	shown, err := r.seller.Views.Read(ctx, t.Tenant, t.Seller.ID)
	if err != nil || r.follow(shown) {
		return err
	}
	if err := r.seller.Hands.End(ctx, t.Request, t.Tenant, t.Seller.ID, Withdrawn); err != nil {
		return err
	}
	r.enter(Cancelled, "taken back")
	return nil
}

// take has our records follow when the seller is through.
func (r *run) take(ctx context.Context) error {
	shown, err := r.seller.Views.Read(ctx, r.t.Tenant, r.t.Seller.ID)
	if err != nil {
		return err
	}
	r.t.Seller = shown
	have, err := r.House.Licences(ctx, r.t.Partner, r.t.Tenant)
	if err != nil {
		return err
	}
	moved, all := r.t.came(have)
	if r.t.Direction == Out {
		moved = r.t.left(have)
		all = len(moved) == len(r.t.Decision.lines())
	}
	r.t.Lines = moved
	if !all {
		r.trouble("not_seen", fmt.Sprintf("Partner Center is through, and %d subscriptions show it", len(moved)))
		r.pause(backoff(r.t.Tries))
		return nil
	}
	r.enter(Done, fmt.Sprintf("%d subscriptions", len(moved)))
	r.t.Contact, r.t.Ours = "", "" // nobody is written to any more
	return nil
}

// came gives the subscriptions that the transfer brought, and reports whether these are all. Orders may have bought others meanwhile. Where the seller names no
// lines, what is new is what came.
func (t *Transfer) came(have []Line) (came []Line, all bool) {
	var fresh []Line
	for _, l := range have {
		if l.NewCommerce && !l.Ordered && !slices.Contains(t.Before, l.ID) {
			fresh = append(fresh, l)
		}
	}
	if len(t.Seller.Items) == 0 {
		return fresh, len(fresh) > 0
	}
	for _, i := range t.Seller.Items {
		at := slices.IndexFunc(fresh, func(l Line) bool {
			return i.Quantity == l.Quantity && (i.Product == "" || i.Product == l.Product) && (i.SKU == "" || i.SKU == l.SKU)
		})
		if at < 0 {
			return came, false
		}
		came = append(came, fresh[at])
		fresh = slices.Delete(fresh, at, at+1)
	}
	return came, true
}
