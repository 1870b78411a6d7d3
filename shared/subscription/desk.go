package subscription

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Waker wakes the worker for a wish. A lost wake-up is no harm: the wish is due by itself.
type Waker interface {
	Wake(ctx context.Context, s Subscription, c Change)
}

// Desk takes wishes in.
type Desk struct {
	Records Records
	Changes Changes
	Seller  func(ctx context.Context, partner string) (Seller, error)
	Waker   Waker
	Now     func() time.Time
}

// fresh is for how long what was read from the seller is good enough to answer with.
const fresh = 10 * time.Second

// Request is who wants what. Key names the wish: the same key again is the same wish.
type Request struct {
	Partner     string
	Of          ID
	Wish        Wish
	By          string
	Key         string
	Correlation string
}

// Ask takes a wish in and gives it with the policy's answer. What the policy refuses is not taken in: fault.Conflict, with the answer. The same wish
// again gives what became of it.
func (d Desk) Ask(ctx context.Context, r Request) (Change, error) {
	s, offers, err := d.look(ctx, r.Partner, r.Of, r.Wish.Kind)
	if err != nil {
		return Change{}, err
	}
	id := r.Key
	if id == "" {
		id = rand.Text()
	}
	c, err := d.Changes.Change(ctx, r.Partner, r.Of, id)
	if err == nil {
		return s.shown(c), nil
	}
	if fault.Of(err) != fault.NotFound {
		return Change{}, err
	}
	decision := Decide(s, r.Wish, d.Now(), offers)
	c = Change{
		ID: id, Partner: r.Partner, Of: r.Of, Wish: r.Wish, By: r.By, At: d.Now(), Correlation: r.Correlation, State: Accepted, Decision: &decision,
	}
	if decision.When == Never {
		c.State = Refused
		return c, fault.Coded(fault.Conflict.Errorf("%s", decision.Why), decision.Rule)
	}
	err = d.Changes.Ask(ctx, c)
	if fault.Of(err) == fault.Conflict {
		return d.Changes.Change(ctx, r.Partner, r.Of, id)
	}
	if err != nil {
		return Change{}, err
	}
	d.Waker.Wake(ctx, s, c)
	return c, nil
}

// Option is a change that somebody may think of, and the policy's answer to it.
type Option struct {
	Wish     Wish
	Decision Decision
}

// Options gives the policy's answer to some wishes, to a plan of the next term, and to each upgrade that the seller offers, without changing anything.
func (d Desk) Options(ctx context.Context, partner string, id ID, wishes []Wish) (Subscription, []Option, error) {
	s, offers, err := d.look(ctx, partner, id, Upgrade)
	if err != nil {
		return Subscription{}, nil, err
	}
	next := s.nextTerm()
	wishes = append(wishes, Wish{Kind: Schedule, Next: &next})
	for _, o := range offers {
		wishes = append(wishes, Wish{Kind: Upgrade, To: &Target{Product: o.Product, SKU: o.SKU}})
	}
	all := make([]Option, len(wishes))
	for i, w := range wishes {
		all[i] = Option{w, Decide(s, w, d.Now(), offers)}
	}
	return s, all, nil
}

// look gives the subscription as the seller shows it now. When the seller cannot be asked, what we know has to do: the worker decides again.
func (d Desk) look(ctx context.Context, partner string, id ID, k Kind) (Subscription, []Transition, error) {
	s, err := d.Records.Load(ctx, partner, id)
	if err != nil {
		return Subscription{}, nil, err
	}
	seller, err := d.Seller(ctx, partner)
	if err != nil {
		return s, nil, nil //nolint:nilerr // see above
	}
	if d.Now().Sub(s.Seen) > fresh {
		if f, err := seller.Licences.Read(ctx, s.Tenant, id); err == nil {
			s.show(f, d.Now())
		}
	}
	if k != Upgrade || !s.Facts.NewCommerce || s.Facts.Status != Active {
		return s, nil, nil
	}
	offers, err := seller.Upgrades.Offers(ctx, s.Tenant, id)
	return s, offers, err
}

// shown gives a change with what the record knows of it: the one that is being made is further than what was written when it was asked for, and those
// behind it wait with it.
func (s Subscription) shown(c Change) Change {
	if s.Intent != nil && s.Intent.Change.ID == c.ID {
		return s.Intent.Change
	}
	if s.Hold && !c.State.Over() {
		c.State = Held
	}
	return c
}

// Change gives a wish and what became of it, or fault.NotFound.
func (d Desk) Change(ctx context.Context, partner string, of ID, id string) (Change, error) {
	c, err := d.Changes.Change(ctx, partner, of, id)
	if err != nil || c.State.Over() {
		return c, err
	}
	s, err := d.Records.Load(ctx, partner, of)
	if err != nil {
		return c, err
	}
	return s.shown(c), nil
}
