package webhook

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/subscription"
)

// view is all that is looked at for one order of a shop.
type view struct {
	storefront.Case

	key     string
	orders  map[string]order.ID // which order of ours has a line
	all     []order.ID
	moving  bool                // a change of a licence, or an order of ours, is under way
	refused []storefront.Action // what the seller refused of what was asked
}

// view reads what was placed from the orders themselves, so that an order whose placing was not noted is known all the same.
func (d Desk) view(ctx context.Context, c partner.Connection, r Record) (view, error) {
	v := view{key: r.Order, orders: map[string]order.ID{}}
	v.Case = storefront.Case{Platform: c.Platform, Connection: c, State: r.State.Filled(r.Filled), Waived: r.Waived, Now: d.Now()}
	if r.State.Latest.Test {
		p, err := d.Settings.Partner(ctx, c.Partner)
		if err != nil {
			return v, err
		}
		v.Live = p.Live
	}
	first := order.NewID(c.Partner, order.Source{Kind: c.Platform, Of: c.ID, Ref: r.Order})
	for _, id := range append([]order.ID{first}, r.Orders...) {
		o, err := d.Orders.Load(ctx, id)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return v, err
		}
		v.all = append(v.all, id)
		for _, l := range o.Lines {
			if err := d.line(ctx, &v, o, l, r.Lines[l.Key]); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

// line puts a line of an order of ours into the view. One that was ordered again counts as it was ordered last.
func (d Desk) line(ctx context.Context, v *view, o order.Order, l order.Line, a Asked) error {
	p := storefront.Placed{
		Line: l.Key, SKU: l.SKU, Seats: cmp.Or(a.Seats, l.Quantity), Changes: a.Changes, Lapsed: a.Lapsed,
		Refused: l.State == order.LineRefused || o.State == order.Failed,
		Over:    l.State == order.LineCancelled || o.State == order.Cancelled || o.Return != nil && l.State != order.LineRunsOut,
	}
	if l.Subscription != nil && !p.Over && !p.Refused {
		if err := d.licence(ctx, v, &p, subscription.ID(l.Subscription.ID), a); err != nil {
			return err
		}
	}
	v.orders[l.Key] = o.ID
	i := slices.IndexFunc(v.Placed, func(x storefront.Placed) bool { return x.Line == l.Key })
	if i < 0 {
		v.Placed = append(v.Placed, p)
		return nil
	}
	p.Changes += v.Placed[i].Changes + 1
	v.Placed[i] = p
	return nil
}

// licence reads a line's licence. While something of it is being changed, it counts as not there yet.
func (d Desk) licence(ctx context.Context, v *view, p *storefront.Placed, id subscription.ID, a Asked) error {
	s, err := d.Licences.Licence(ctx, v.Connection.Partner, id)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if s.Facts.Status == subscription.Deleted || s.Facts.Status == subscription.Expired || s.Facts.Status == subscription.Disabled {
		p.Over = true
		return nil
	}
	if a.Change == "" || a.Licence != id {
		p.Licence = &s
		return nil
	}
	c, err := d.Licences.Change(ctx, v.Connection.Partner, id, a.Change)
	switch {
	case err != nil && fault.Of(err) != fault.NotFound:
		return err
	case err == nil && !c.State.Over():
		v.moving, p.Moving = true, true
		return nil
	case err != nil || c.State == subscription.Refused || c.State == subscription.Asks:
		v.refused = append(v.refused, refusal(v.Connection.ID, v.key, p.Line))
	}
	p.Licence = &s
	return nil
}

// refusal is for a person: what was asked of a licence was refused.
func refusal(connection, key, line string) storefront.Action {
	return storefront.Action{
		Key: connection + "#" + key + "#" + line + "#task#" + string(storefront.PolicyRefuses), Op: storefront.Task, Line: line, Reason: storefront.PolicyRefuses,
		Text:       "the licence was not changed as the shop's order asks: the seller or the policy of licences refused it",
		Suggestion: "look at the licence, and change it here",
	}
}

// again is when the order is compared again by itself: soon where something may not be done, later where something is under way.
func (v *view) again(todo []Todo, now time.Time) time.Time {
	const soon, later = 2 * time.Minute, 10 * time.Minute
	switch {
	case len(todo) > 0:
		return now.Add(soon)
	case v.moving:
		return now.Add(later)
	}
	return time.Time{}
}

func (v *view) tenant() string {
	c := v.State.Latest.Customer
	return cmp.Or(string(c.Tenant), c.Domain)
}

func (v *view) sku(line string) string {
	for _, l := range v.State.Latest.Lines {
		if l.Key == line {
			return l.SKU
		}
	}
	return ""
}

func (v *view) waived(r storefront.Reason) bool { return slices.Contains(v.Waived, r) }
