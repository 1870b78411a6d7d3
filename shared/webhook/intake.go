package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Later has a worker ask the shop for what a kept delivery does not tell.
type Later interface {
	// Later has a delivery worked on. Those about the same thing of a shop, an order or a subscription, are worked on one after the other; one that cannot be
	// keeps no other waiting.
	Later(ctx context.Context, connection, event, about string) error
}

// Receive takes the webhooks of one platform.
type Receive struct {
	Settings Settings
	Secrets  Secrets
	Inbox    Inbox
	Platform storefront.Platform
	Kind     string // the platform, as connections name it
	Later    Later
	Desk     Desk
	Now      func() time.Time
}

// retry is when a shop should send a delivery again that could not be stored.
const retry = 30 * time.Second

// Receive verifies a delivery to a connection, keeps it and does what it asks for. It answers without an error when sending it again would not help: it is
// done, or kept for the worker or for a person. A delivery that was kept before goes the same way once more, as the first may have been cut short.
//
// It fails with fault.NotFound for a connection that is none of the platform, fault.Gone for a paused one, fault.Unauthenticated or fault.TooLarge when the
// delivery does not prove who sent it, and fault.Unavailable, with the time to wait, when it could not be kept or carried through.
func (r Receive) Receive(ctx context.Context, connection string, d storefront.Delivery) (Outcome, error) {
	c, err := r.Settings.Connection(ctx, connection)
	switch {
	case fault.Of(err) == fault.NotFound || err == nil && c.Platform != r.Kind:
		return Outcome{}, fault.NotFound.Errorf("the connection is not there")
	case err != nil:
		return Outcome{}, later(err)
	case c.Paused:
		return Outcome{}, fault.Gone.Errorf("the connection is paused")
	}
	d.At = r.Now()
	proof, err := r.authentic(ctx, c, d)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Result: Ignored, Text: "the shop tries the address"}
	if !proof.Ping {
		var kept Delivery
		var known bool
		if kept, known, err = r.keep(ctx, c, d, proof.Label); err == nil {
			out, err = r.use(ctx, c, kept)
		}
		out.Again = known
	}
	if err != nil {
		return Outcome{}, later(err)
	}
	out.Secret, out.Late = proof.Which, proof.Late
	return out, nil
}

func (r Receive) authentic(ctx context.Context, c partner.Connection, d storefront.Delivery) (storefront.Proof, error) {
	raw, err := r.Secrets.Read(ctx, SecretName(c.ID))
	if err != nil {
		return storefront.Proof{}, later(err)
	}
	var s storefront.Secrets
	if json.Unmarshal([]byte(raw), &s) != nil { // the decoder's own words could quote the secret
		return storefront.Proof{}, later(fault.Unavailable.Errorf("the connection's secret cannot be read"))
	}
	proof, err := storefront.Authentic(r.Platform, d, c, s)
	if k := fault.Of(err); err == nil || k == fault.Unauthenticated || k == fault.TooLarge {
		return proof, err
	}
	return proof, later(err)
}

// keep keeps a delivery. When the event was kept with another body, this one is kept beside it: both are authentic.
func (r Receive) keep(ctx context.Context, c partner.Connection, in storefront.Delivery, l storefront.Label) (d Delivery, again bool, err error) {
	hash := sha256.Sum256(in.Body)
	sum := hex.EncodeToString(hash[:])
	name := l.Key(c.ID, sum)
	d = Delivery{Connection: c.ID, Event: "dlv_" + short(name), Topic: storefront.Printable(l.Topic, 100), At: in.At, Body: in.Body, Header: map[string][]string{}}
	for h, values := range in.Header {
		if tells(h) {
			d.Header[h] = values
		}
	}
	k, err := r.Inbox.PutDelivery(ctx, d)
	if err == nil && k.Again && k.SHA256 != sum {
		d.Event = "dlv_" + short(name+"/"+sum)
		k, err = r.Inbox.PutDelivery(ctx, d)
	}
	if k.Again {
		d.At = k.At
	}
	return d, k.Again, err
}

// use does what a kept delivery says, as far as it tells it.
func (r Receive) use(ctx context.Context, c partner.Connection, d Delivery) (Outcome, error) {
	reading, err := r.Platform.Read(d.noun(), c)
	if doubt, aside := storefront.Aside(err); aside {
		return putAside(ctx, r.Inbox, d, doubt)
	}
	if err != nil {
		return Outcome{}, err
	}
	out, err := r.Desk.Take(ctx, c, reading.Sales, d.Event)
	if err != nil {
		return Outcome{}, err
	}
	if len(reading.Asks) > 0 {
		out = out.plus(Outcome{Result: Queued, Text: "the shop is asked for the order"})
		about := reading.Asks[0]
		err = r.Later.Later(ctx, c.ID, d.Event, about.What+"/"+about.ID)
	} else if out.Result == Ignored {
		out.Text = reading.Ignored
	}
	return out, err
}

// putAside keeps a delivery for a person.
func putAside(ctx context.Context, in Inbox, d Delivery, why storefront.Doubt) (Outcome, error) {
	n := Note{Connection: d.Connection, Event: d.Event, Delivery: d.Event, Code: why.Reason, Reason: why.Text, Suggestion: why.Suggestion, At: d.At}
	return Outcome{Result: Quarantined, Reason: why.Reason, Text: why.Text}, in.Quarantine(ctx, n)
}

func later(err error) error {
	return fault.After(fault.Unavailable.Wrap(err, "the delivery could not be stored; send it again"), retry)
}
