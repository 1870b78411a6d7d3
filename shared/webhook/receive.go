package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Settings knows connections and partners. Both fail with fault.NotFound for an unknown id.
type Settings interface {
	Connection(ctx context.Context, id string) (partner.Connection, error)
	Partner(ctx context.Context, id order.PartnerID) (partner.Partner, error)
}

// Secrets reads secrets by name, or fails with fault.NotFound.
type Secrets interface {
	Read(ctx context.Context, name string) (string, error)
}

// Inbox keeps what arrived.
type Inbox interface {
	// PutDelivery keeps a delivery before it is acknowledged. One that is there already is left as it is: then again is true.
	// Stored is the SHA-256 of the body that is kept, in hexadecimal.
	PutDelivery(ctx context.Context, d Delivery) (again bool, stored string, err error)
	// Quarantine keeps why a stored delivery could not be used, for a person.
	Quarantine(ctx context.Context, n Note) error
}

// Placer takes orders in.
type Placer interface {
	// Place fails with fault.Conflict when the same order of the shop was placed before with other content, and with
	// fault.Invalid when it cannot be taken. The same order again is fine, and is carried on with.
	Place(ctx context.Context, o order.Order) error
}

// Platform is what differs between shop systems.
type Platform interface {
	// Verify reports whether a signature is the body's, in constant time.
	Verify(secret string, body []byte, signature string) bool
	// Sells reports whether a topic says that an order is to be bought.
	Sells(topic string) bool
	// Reduce gives the order to place, or fails with fault.Malformed or fault.Invalid.
	Reduce(body []byte, c partner.Connection) (order.Order, error)
}

// Incoming is a delivery that nobody has verified. Headers that must come once are lists, so that a second one is seen.
type Incoming struct {
	Connection string
	Signatures []string
	Shops      []string // the shop's name for itself
	Topic      string
	Event      string // id of the event, "" when the shop gave none
	Body       []byte
}

// Outcome is what became of an authentic delivery.
type Outcome struct {
	Placed bool     // false: kept for a person, for the reason
	Order  order.ID // when placed
	Reason string
	Secret string // which secret matched: "current" or "previous"
}

// retry is when a shop should send a delivery again that could not be stored.
const retry = 30 * time.Second

// Receive takes the webhooks of one platform.
type Receive struct {
	Settings Settings
	Secrets  Secrets
	Inbox    Inbox
	Placer   Placer
	Platform Platform
	Now      func() time.Time
}

// Receive verifies a delivery, stores it and places its order. It answers without an error when the delivery is stored and either placed
// or kept for a person: sending it again would not help. A delivery that was seen before goes the same way once more, as the first
// may have been cut short after it was stored.
//
// It fails with fault.NotFound for an unknown connection, fault.Gone for a paused one, fault.Unauthenticated when the delivery does not
// prove who sent it, and fault.Unavailable, with the time to wait, when it could not be stored.
func (r Receive) Receive(ctx context.Context, in Incoming) (Outcome, error) {
	c, err := r.Settings.Connection(ctx, in.Connection)
	if err != nil {
		return Outcome{}, kept(err, fault.NotFound)
	}
	if c.Paused {
		return Outcome{}, fault.Gone.Errorf("the connection is paused")
	}
	matched, err := r.authentic(ctx, c, in)
	if err != nil {
		return Outcome{}, err
	}
	d := Delivery{Connection: c.ID, Event: eventKey(in), Topic: in.Topic, At: r.Now(), Body: in.Body}
	if err := r.store(ctx, &d); err != nil {
		return Outcome{}, later(err)
	}
	out, err := r.use(ctx, c, d)
	out.Secret = matched
	return out, err
}

// store keeps a delivery. When the event was kept with another body, this one is kept beside it: both are authentic.
func (r Receive) store(ctx context.Context, d *Delivery) error {
	sum := digest(d.Body)
	again, stored, err := r.Inbox.PutDelivery(ctx, *d)
	if err != nil || !again || stored == sum {
		return err
	}
	d.Event += "/" + sum
	_, _, err = r.Inbox.PutDelivery(ctx, *d)
	return err
}

// use places the order of a stored delivery, or keeps it for a person.
func (r Receive) use(ctx context.Context, c partner.Connection, d Delivery) (Outcome, error) {
	if !r.Platform.Sells(d.Topic) {
		return r.quarantine(ctx, d, "topic is not handled: "+printable(d.Topic), "look at the order in the shop; to give licences back, cancel the order here")
	}
	o, err := r.Platform.Reduce(d.Body, c)
	if k := fault.Of(err); k == fault.Malformed || k == fault.Invalid {
		return r.quarantine(ctx, d, fault.Text(err), advice(err))
	}
	if err != nil {
		return Outcome{}, err
	}
	if o.Test {
		p, err := r.Settings.Partner(ctx, c.Partner)
		if err != nil {
			return Outcome{}, later(err)
		}
		if p.Live {
			return r.quarantine(ctx, d, "a test order never buys on a live account", "connect the shop to a partner with a sandbox account")
		}
	}
	err = r.Placer.Place(ctx, o)
	switch fault.Of(err) {
	case fault.Conflict:
		return r.quarantine(ctx, d, "the order was placed before with other content", "compare the order in the shop with the one here; nothing more is bought")
	case fault.Invalid:
		return r.quarantine(ctx, d, fault.Text(err), advice(err))
	default:
		if err != nil {
			return Outcome{}, later(err)
		}
		return Outcome{Placed: true, Order: o.ID}, nil
	}
}

func (r Receive) quarantine(ctx context.Context, d Delivery, reason, suggestion string) (Outcome, error) {
	n := Note{Connection: d.Connection, Event: d.Event, Reason: reason, Suggestion: suggestion, At: d.At}
	if err := r.Inbox.Quarantine(ctx, n); err != nil {
		return Outcome{}, later(err)
	}
	return Outcome{Reason: reason}, nil
}

// advice is what would mend each field.
func advice(err error) string {
	var all []string
	for _, f := range fault.Fields(err) {
		all = append(all, strings.TrimSpace(f.Pointer+" "+f.Text))
	}
	return strings.Join(all, "; ")
}

// eventKey names the event for this topic: one thing that a merchant does is sent under several topics with the same id. Without an id
// the body names itself. What is too long for a key is hashed.
func eventKey(in Incoming) string {
	const most = 300
	event := in.Event
	if event == "" {
		event = digest(in.Body)
	}
	event += "/" + in.Topic
	if len(event) > most {
		return digest([]byte(event))
	}
	return event
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// kept gives err when it is of the kind, else that the shop should try again.
func kept(err error, k fault.Kind) error {
	if fault.Of(err) == k {
		return err
	}
	return later(err)
}

func later(err error) error {
	return fault.After(fault.Unavailable.Wrap(err, "the delivery could not be stored; send it again"), retry)
}

// printable keeps what came from outside to a length and letters that a log can take.
func printable(topic string) string {
	const most = 60
	topic = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, topic)
	return topic[:min(len(topic), most)]
}
