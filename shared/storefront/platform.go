package storefront

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// Platform is a shop system as its webhooks show it.
type Platform interface {
	// Verify tells which of the secrets signed the body, by its place in the list, at constant time. It fails with fault.Unauthenticated
	// when none did or the delivery is too old or too new, and with fault.Unavailable when a secret itself cannot be used. A
	// plain message that the system sends unsigned to try an address is no failure: then ping is true and nothing is to be done.
	Verify(d Delivery, secrets []string) (which int, ping bool, err error)
	// Label reads the headers of a verified delivery, or what stands for them in the body.
	Label(d Delivery) Label
	// Read gives what a verified delivery says, in the terms of the connection's settings. It fails with fault.Malformed or fault.Invalid, which
	// Aside explains, when it is of no use.
	Read(d Delivery, c partner.Connection) (Reading, error)
}

// Shop is the API of a shop.
type Shop interface {
	// Changed gives what changed since, a page at a time: "" is the first page.
	Changed(ctx context.Context, since time.Time, page string) (Page, error)
	// Look reads what a delivery or a page named without telling all of it.
	Look(ctx context.Context, a Ask) (Reading, error)
}

// Delivery is a webhook as it arrived: the raw bytes, base64 undone.
type Delivery struct {
	Header map[string][]string
	Body   []byte
	At     time.Time
}

// MaxBody is how many bytes a delivery may have.
const MaxBody = 1 << 20

// All gives every value of a header, whatever its letter case.
func (d Delivery) All(name string) []string {
	var all []string
	for n, values := range d.Header {
		if strings.EqualFold(n, name) {
			all = append(all, values...)
		}
	}
	return all
}

// One gives a header that came exactly once and is not empty; else "". A second one could be what another reader believes.
func (d Delivery) One(name string) string {
	if all := d.All(name); len(all) == 1 {
		return all[0]
	}
	return ""
}

// Label names a delivery. Repeats have the same names, as far as the shop gives any: Delivery is of one attempt to tell one
// subscriber, Event of what happened; "" when the shop has none that can be relied on. Shop is "" when the shop does not name itself.
type Label struct {
	Delivery string
	Event    string
	Topic    string
	Shop     string
}

// Key is what a delivery is kept under, once and for all: by its event, and by its topic too, as one thing that a merchant does is sent under several
// topics. Sum is the hash of the body, which names a delivery that nothing else names.
func (l Label) Key(connection, sum string) string {
	event := l.Event
	if event == "" {
		event = l.Delivery
	}
	if event == "" || len(event)+len(l.Topic) > 300 {
		event = sum
	}
	return part(connection) + "#" + part(event) + "#" + part(Printable(l.Topic, 100))
}

// Reading is what a delivery says: sales, and what has to be looked up at the shop to know more. With neither, nothing was ordered or changed
// that matters here, and Ignored says why.
type Reading struct {
	Sales   []Sale
	Asks    []Ask
	Ignored string
}

// Ask names something to read at the shop's API.
type Ask struct {
	What string `json:"what"` // the platform's own word: "order", "session", "subscription", "payment"
	ID   string `json:"id"`
}

// Page is a part of what changed in a shop. Next is "" on the last page.
type Page struct {
	Reading

	Next string
}

// Secrets are a connection's. After a rotation the previous one is good until it retires.
type Secrets struct {
	Current  string    `json:"current"`
	Previous string    `json:"previous,omitempty"`
	RetireAt time.Time `json:"retire_at,omitzero"`
}

// Proof is who signed a delivery.
type Proof struct {
	Label Label
	Which string // "current" or "previous"; "" for a ping
	Ping  bool
	// Late says that the previous secret still signs and is about to retire: then the shop was not told of the new one.
	Late bool
}

// late is how long before its end a secret that still signs is an alarm.
const late = 30 * time.Minute

// Authentic tells who signed a delivery to a connection. It fails with fault.TooLarge, with fault.Unauthenticated when nobody did
// or the shop is another one, and with fault.Unavailable when the connection has no secret that can be used.
func Authentic(p Platform, d Delivery, c partner.Connection, s Secrets) (Proof, error) {
	switch {
	case len(d.Body) > MaxBody:
		return Proof{}, fault.TooLarge.Errorf("the body is larger than %d bytes", MaxBody)
	case len(d.Body) == 0:
		return Proof{}, fault.Unauthenticated.Errorf("the body is empty")
	case s.Current == "":
		return Proof{}, fault.Unavailable.Errorf("the connection has no secret")
	}
	secrets := []string{s.Current}
	if s.Previous != "" && d.At.Before(s.RetireAt) {
		secrets = append(secrets, s.Previous)
	}
	which, ping, err := p.Verify(d, secrets)
	if err != nil || ping {
		return Proof{Ping: ping}, err
	}
	proof := Proof{Label: p.Label(d), Which: "current"}
	if which == 1 {
		proof.Which, proof.Late = "previous", s.RetireAt.Sub(d.At) <= late
	}
	if proof.Label.Shop != "" && !strings.EqualFold(proof.Label.Shop, c.Shop) {
		return Proof{}, fault.Unauthenticated.Errorf("the delivery names another shop than the connection's")
	}
	return proof, nil
}

// part keeps a name from being taken for two: # and ~ part the names of a key.
func part(name string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", "~", "%7E").Replace(name)
}
