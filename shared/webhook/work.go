package webhook

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Deliveries reads what was kept.
type Deliveries interface {
	// Delivery gives a kept delivery, or fault.NotFound.
	Delivery(ctx context.Context, connection, event string) (Delivery, error)
}

// Work takes kept deliveries in with the shop's API.
type Work struct {
	Settings   Settings
	Inbox      Inbox
	Deliveries Deliveries
	Desk       Desk
	// Platform gives a shop system by the name that connections have for it, or fault.NotFound.
	Platform func(kind string) (storefront.Platform, error)
	// Shop opens the API of a connection's shop, or fails with fault.NotFound when nothing is kept by which it could be asked.
	Shop func(ctx context.Context, c partner.Connection) (storefront.Shop, error)
}

// Run takes a kept delivery in once more, with what the shop has to tell. It may be called again: what was mended in the settings meanwhile counts, and what
// was put aside is taken from the list when it can be used. It fails with a retryable kind when the shop cannot be asked now.
func (w Work) Run(ctx context.Context, connection, event string) (Outcome, error) {
	c, err := w.Settings.Connection(ctx, connection)
	if err != nil {
		return Outcome{}, err
	}
	d, err := w.Deliveries.Delivery(ctx, connection, event)
	if err != nil {
		return Outcome{}, err
	}
	p, err := w.Platform(c.Platform)
	if err != nil {
		return Outcome{}, err
	}
	r, err := p.Read(d.noun(), c)
	if err == nil {
		err = w.look(ctx, c, &r)
	}
	if doubt, aside := storefront.Aside(err); aside {
		return putAside(ctx, w.Inbox, d, doubt)
	}
	if err != nil {
		return Outcome{}, err
	}
	out, err := w.Desk.Take(ctx, c, r.Sales, event)
	if err != nil {
		return out, err
	}
	if out.Result == Ignored {
		out.Text = r.Ignored
	}
	return out, w.Inbox.Mended(ctx, Note{Connection: d.Connection, Event: d.Event, At: d.At})
}

// GiveUp keeps a delivery for a person that could not be taken in for too long.
func (w Work) GiveUp(ctx context.Context, connection, event string, why error) error {
	d, err := w.Deliveries.Delivery(ctx, connection, event)
	if err != nil {
		return err
	}
	_, err = putAside(ctx, w.Inbox, d, storefront.Doubt{
		Reason: storefront.NoAccess, Text: "the shop could not be asked for the order: " + fault.Text(why), Suggestion: "see to the shop and its keys, then replay the delivery",
	})
	return err
}

// mostAsks is how much one delivery or one look at a shop may lead to.
const mostAsks = 200

// look asks the shop until a reading asks for nothing more.
func (w Work) look(ctx context.Context, c partner.Connection, r *storefront.Reading) error {
	if len(r.Asks) == 0 {
		return nil
	}
	shop, err := w.Shop(ctx, c)
	if fault.Of(err) == fault.NotFound {
		return fault.At(fault.Coded(fault.Invalid.Errorf("the delivery does not tell the whole order, and there are no keys to ask the shop"), string(storefront.NoAccess)),
			fault.Field{Text: "store keys of the shop's API with the connection, then replay the delivery"})
	}
	if err != nil {
		return err
	}
	return looked(ctx, shop, r)
}

// looked asks for everything that a reading names, and for what the answers name.
func looked(ctx context.Context, shop storefront.Shop, r *storefront.Reading) error {
	seen := map[storefront.Ask]bool{}
	for i := 0; i < len(r.Asks) && i < mostAsks; i++ {
		a := r.Asks[i]
		if seen[a] {
			continue
		}
		seen[a] = true
		more, err := shop.Look(ctx, a)
		if err != nil {
			return err
		}
		r.Sales, r.Asks = append(r.Sales, more.Sales...), append(r.Asks, more.Asks...)
		if more.Ignored != "" {
			r.Ignored = more.Ignored
		}
	}
	r.Asks = nil
	return nil
}
