package partnercenter

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// upgrades is the client as mover of seats to other products.
type upgrades struct{ *Client }

const (
	transitionsRoute = subscriptionRoute + "/transitions"
	offersRoute      = subscriptionRoute + "/transitionEligibilities"
	withLicences     = "transition_with_license_transfer"
)

// Offers gives the upgrades that Microsoft shows for now. For a trial there are none.
func (u upgrades) Offers(ctx context.Context, tenant string, id subscription.ID) ([]subscription.Transition, error) {
	all, err := u.offers(ctx, tenant, id)
	if err != nil {
		return nil, err
	}
	var out []subscription.Transition
	for _, w := range all {
		product, sku, _ := item(w.Catalog)
		t := subscription.Transition{Product: product, SKU: sku, Name: w.Title, Quantity: w.Quantity}
		for _, e := range w.Eligibilities {
			t.Eligible = t.Eligible || e.Eligible
			t.Moves = t.Moves || e.Eligible && same(e.Type, withLicences)
		}
		if !t.Eligible {
			t.Why = w.why()
		}
		out = append(out, t)
	}
	return out, nil
}

func (u upgrades) offers(ctx context.Context, tenant string, id subscription.ID) ([]wireOffer, error) {
	return list[wireOffer](ctx, u.Client, offersRoute, url.Values{"eligibilityType": {"immediate"}}, tenant, string(id))
}

// Upgrade moves seats. What to move to is named as Microsoft's own list names it at this moment, and how many seats is said also when it is all of
// them. An upgrade that is still under way after some seconds is fault.Unknown.
func (u upgrades) Upgrade(
	ctx context.Context, request, tenant string, id subscription.ID, to subscription.Target,
) (subscription.ID, error) {
	var w wireSubscription
	if err := u.read(ctx, &w, subscriptionRoute, nil, tenant, string(id)); err != nil {
		return "", err
	}
	wish, err := u.wish(ctx, tenant, id, w, to)
	if err != nil {
		return "", err
	}
	since := u.now().Add(-time.Minute)
	var made wireTransition
	if err := u.post(ctx, order.RequestID(request), wish, &made, transitionsRoute, tenant, string(id)); err != nil {
		return "", err
	}
	for wait := time.Second; ; wait *= 2 {
		m := made.noun(id)
		switch {
		case m.State == subscription.NotMoved:
			return "", fault.Denied.Errorf("%s", m.Why)
		case m.State == subscription.Through && (made.To != "" || wish.Quantity == w.Quantity && wish.To == ""):
			return m.To, nil
		case wait > 8*time.Second:
			return "", fault.Unknown.Errorf("upgrade the subscription: Microsoft accepted it, and it is not through yet")
		}
		if err := u.sleep(ctx, wait); err != nil {
			return "", fault.Unknown.Wrap(err, "upgrade the subscription: there was no time left to see it")
		}
		made = u.look(ctx, tenant, id, made, since)
	}
}

// wish is the request for an upgrade.
func (u upgrades) wish(
	ctx context.Context, tenant string, id subscription.ID, w wireSubscription, to subscription.Target,
) (wireTransition, error) {
	all, err := u.offers(ctx, tenant, id)
	if err != nil {
		return wireTransition{}, err
	}
	for _, o := range all {
		product, sku, _ := item(o.Catalog)
		kind, eligible := o.best()
		if !eligible || !strings.EqualFold(product, to.Product) || !strings.EqualFold(sku, to.SKU) {
			continue
		}
		wish := wireTransition{
			Catalog: o.Catalog, To: string(to.Into), Quantity: w.Quantity, Term: w.Term, Billing: w.Billing, Type: kind,
		}
		if to.Seats != 0 {
			wish.Quantity = to.Seats
		}
		if to.Term != "" {
			wish.Term = to.Term
		}
		if to.Billing != "" {
			wish.Billing = to.Billing
		}
		return wish, nil
	}
	return wireTransition{}, fault.Invalid.Errorf("Microsoft offers no upgrade of the subscription to %s:%s now", to.Product, to.SKU)
}

// look reads how far an upgrade is. What cannot be read leaves it as it was.
func (u upgrades) look(ctx context.Context, tenant string, id subscription.ID, made wireTransition, since time.Time) wireTransition {
	all, err := list[wireTransition](ctx, u.Client, transitionsRoute, nil, tenant, string(id))
	if err != nil {
		return made
	}
	for _, w := range all {
		begun := w.begun()
		switch {
		case made.ID != "" && strings.EqualFold(w.ID, made.ID),
			made.ID == "" && strings.EqualFold(w.Catalog, made.Catalog) && w.Quantity == made.Quantity && !begun.Before(since):
			return w
		}
	}
	return made
}

// Upgraded gives the upgrades that began at or after a time. One whose time is not told is among them.
func (u upgrades) Upgraded(ctx context.Context, tenant string, id subscription.ID, since time.Time) ([]subscription.Moved, error) {
	all, err := list[wireTransition](ctx, u.Client, transitionsRoute, nil, tenant, string(id))
	if err != nil {
		return nil, err
	}
	var out []subscription.Moved
	for _, w := range all {
		if m := w.noun(id); m.At.IsZero() || !m.At.Before(since) {
			out = append(out, m)
		}
	}
	return out, nil
}
