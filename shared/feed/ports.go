package feed

import (
	"context"
	"time"
)

// Journal keeps the events of orders.
type Journal interface {
	// Find gives the sequence of an order's last event, 0 before the first, and the event of a key, nil when there is none. It sees every event that
	// was appended before it was called.
	Find(ctx context.Context, owner, order, key string) (last int64, e *Event, err error)
	// Append keeps an event that has no place in the feed yet. It fails with fault.Stale when its sequence is taken, its key is, or the one before it is
	// not there.
	Append(ctx context.Context, e Event) error
	// Event gives an event, or fault.NotFound.
	Event(ctx context.Context, owner, id string) (Event, error)
}

// Backlog is what has no place in a feed yet.
type Backlog interface {
	// Unlisted gives up to limit events without a place, the oldest first. One that was appended a moment ago may be missing.
	Unlisted(ctx context.Context, limit int) ([]Event, error)
}

// Feeds keeps the events of each owner in one line.
type Feeds interface {
	// Head gives the last place that is taken, 0 in an empty feed, and when that was.
	Head(ctx context.Context, owner string) (position int64, listed time.Time, err error)
	// List gives an event its place. It fails with fault.Stale when that is not the one after the last, and with fault.Conflict when the event has a
	// place already.
	List(ctx context.Context, e Event) error
	// Page gives up to limit events behind a place, in their order.
	Page(ctx context.Context, owner string, after int64, limit int) ([]Event, error)
}

// History gives the events of an order that have a place, by sequence.
type History interface {
	OfOrder(ctx context.Context, owner, order string) ([]Event, error)
}

// Endpoints keeps endpoints.
type Endpoints interface {
	// Endpoint gives one, or fault.NotFound.
	Endpoint(ctx context.Context, id string) (Endpoint, error)
	// SaveEndpoint replaces an endpoint if its stored version is the one in e (0: if there is none yet), and leaves e with the next version. It fails with
	// fault.Stale when somebody else wrote in between.
	SaveEndpoint(ctx context.Context, e *Endpoint) error
	// EndpointsOf gives all of an owner.
	EndpointsOf(ctx context.Context, owner string) ([]Endpoint, error)
}

// Deliveries keeps what waits for endpoints and what became of it.
type Deliveries interface {
	// PutDelivery keeps a new delivery. One that is there already, whatever became of it, is left as it is.
	PutDelivery(ctx context.Context, d Delivery) error
	// Waiting gives up to limit deliveries of an endpoint that are due by a time, the ones due first in front; a zero time gives those of all times.
	// It sees every delivery that was put before it was called.
	Waiting(ctx context.Context, endpoint string, by time.Time, limit int) ([]Delivery, error)
	// SaveDelivery replaces a delivery if its stored version is the one in d, and leaves d with the next version. It fails with fault.Stale when
	// somebody else wrote in between.
	SaveDelivery(ctx context.Context, d *Delivery) error
}

// Lines keeps the lines of endpoints.
type Lines interface {
	// Line gives an endpoint's line; a new one is empty.
	Line(ctx context.Context, endpoint string) (Line, error)
	// SaveLine replaces a line if its stored version is the one in l (0: if there is none yet), and leaves l with the next version. It fails with
	// fault.Stale when somebody else wrote in between.
	SaveLine(ctx context.Context, l *Line) error
	// DueLines gives up to limit lines that are due by now, longest waiting first. One that was saved a moment ago may be missing.
	DueLines(ctx context.Context, now time.Time, limit int) ([]Line, error)
}

// Slots lets a few at a time post to an endpoint. A slot that was not given back is free at its end.
type Slots interface {
	// Acquire takes a slot. It fails with fault.Conflict when another has it.
	Acquire(ctx context.Context, name, owner string, until time.Time) (fence int64, err error)
	// Release gives a slot back. One that was lost is fine.
	Release(ctx context.Context, name, owner string, fence int64) error
}

// Secrets keeps secrets by name.
type Secrets interface {
	// Read gives a secret, or fault.NotFound. It may be minutes behind.
	Read(ctx context.Context, name string) (string, error)
	// Write makes a secret, or gives it another value.
	Write(ctx context.Context, name, value string) error
}

// Post is the way to endpoints.
type Post interface {
	// Check fails with fault.Invalid, its field /url, for an address that is never posted to.
	Check(address string) error
	// Post signs a message and sends it once. Every status is an answer and no error. It fails with fault.Denied when the address turned out to
	// be one that is never posted to, and with fault.Unavailable when no answer came; fault.Code is one word for what went wrong.
	Post(ctx context.Context, m Message) (Answer, error)
}

// Message is what is posted.
type Message struct {
	URL  string
	ID   string
	At   time.Time // of this post, which the signature covers
	Body []byte
	Keys []string // one signature with each
	// Nonce is what the answer has to echo; "" for nothing.
	Nonce string
}

// Answer is all that is kept of an answer.
type Answer struct {
	Status int
	Wait   time.Duration // that it asked for; 0: none
	Echoed bool          // it had the nonce
}

// Waker has somebody call Deliver for an endpoint soon. A wish that is lost is found again, because the line is due.
type Waker interface {
	Wake(ctx context.Context, endpoint string)
}

// Mourner tells people of a delivery that is dead.
type Mourner interface {
	// Dead is called before the delivery's state says so, and may be called twice for the same one: only once is anybody told.
	Dead(ctx context.Context, d Delivery) error
}
