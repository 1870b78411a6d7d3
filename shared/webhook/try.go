package webhook

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Tried is what a connection would do with an order. Nothing of it was done or kept.
type Tried struct {
	Topic   string
	Secret  string // the one that signed
	Asks    []storefront.Ask
	Ignored string
	Actions []storefront.Action // what would be done, and what would wait for a person
	Sales   []storefront.Sale
	Order   order.Order // what would be placed; without lines for nothing
}

// Sampled is a platform that can be tried.
type Sampled interface {
	storefront.Platform
	storefront.Sampler
}

// Try signs a trial as the shop would, and takes it the way of every delivery as far as it goes without writing anything: it is verified, read and compared.
// It fails with fault.Unavailable when the secret cannot be used, and as storefront.Aside explains when the body cannot be.
func (d Desk) Try(ctx context.Context, p Sampled, c partner.Connection, secret string, t storefront.Trial) (Tried, error) {
	now := d.Now()
	sent, err := p.Sample(t, c, secret, now)
	if err != nil {
		return Tried{}, err
	}
	proof, err := storefront.Authentic(p, sent, c, storefront.Secrets{Current: secret})
	if err != nil {
		return Tried{}, err
	}
	out := Tried{Topic: proof.Label.Topic, Secret: proof.Which}
	read, err := p.Read(sent, c)
	if err != nil {
		return out, err
	}
	out.Asks, out.Ignored, out.Sales = read.Asks, read.Ignored, read.Sales
	if len(t.Body) == 0 && len(read.Sales) == 0 {
		out.Sales = []storefront.Sale{t.Sale(c, now)}
	}
	settings, err := d.Settings.Partner(ctx, c.Partner)
	if err != nil {
		return out, err
	}
	for _, s := range out.Sales {
		v := storefront.Case{Platform: c.Platform, Connection: c, Live: settings.Live, State: storefront.Merge(storefront.State{}, s), Now: now}
		actions := storefront.Compare(s.Order, v)
		out.Actions = append(out.Actions, actions...)
		if o, err := storefront.Assemble(v, actions); err == nil {
			out.Order = o
		} else if fault.Of(err) != fault.Invalid {
			return out, err
		}
	}
	return out, nil
}
