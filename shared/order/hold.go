package order

import (
	"context"
	"time"
)

// Hold is why a partner's orders wait: its sign-in is dead.
type Hold struct {
	Since  time.Time `json:"since"` // when the partner's work was stopped
	Code   string    `json:"code,omitempty"`
	Reason string    `json:"reason"`         // what happened, in plain words
	Actor  string    `json:"actor"`          // who must act
	Next   string    `json:"next"`           // what to do
	Link   string    `json:"link,omitempty"` // where
}

// Holds knows which partners' work stands still.
type Holds interface {
	// Hold gives a partner's hold, always the newest, or nil.
	Hold(ctx context.Context, p PartnerID) (*Hold, error)
}

// Held reports whether the order waits until the partner's hold is lifted. It is then due at no time; who lifts the hold sends it to the worker.
func (o Order) Held() bool { return o.Parked && o.Hold != nil && !o.over() }

// hold reads a partner's hold. Without Holds there is none.
func (f Fulfil) hold(ctx context.Context, p PartnerID) (*Hold, error) {
	if f.Holds == nil {
		return nil, nil //nolint:nilnil // no hold is an answer
	}
	return f.Holds.Hold(ctx, p)
}

// stopped reports whether a held order has to wait on: its hold stands, and nobody asked for something that can be done without the sign-in.
func (f Fulfil) stopped(ctx context.Context, o Order) (bool, error) {
	if !o.Held() || o.Return != nil && o.nothingBought() {
		return false, nil
	}
	h, err := f.hold(ctx, o.Partner)
	return err == nil && h != nil && h.Since.Equal(o.Hold.Since), err
}

// refused says what is done after the token service refused the partner: with a hold the order is put aside, and the try does not count, as it was
// surely not carried out. Without one, or while nobody can tell, it is tried again.
func (r *run) refused(ctx context.Context, o Order, m move) move {
	h, err := r.hold(ctx, o.Partner)
	if err == nil && h != nil {
		m.hold, m.wait, m.evidence = h, 0, "waiting for the partner's sign-in: "+h.Reason
		return m
	}
	if o.Hold != nil {
		m.wait = min(m.wait, afterHold)
	}
	return m
}

// afterHold is the longest wait of an order that is refused once more although the hold was lifted: workers remember a refusal for half a minute.
const afterHold = 30 * time.Second

// aside puts an order aside.
func (o *Order) aside(h *Hold) {
	o.Hold, o.Parked, o.Due = h, true, time.Time{}
}

// extend gives an order that was put aside its state's time anew: the time on hold does not count.
func (o *Order) extend(now time.Time) {
	if o.Hold == nil || o.Deadline.IsZero() || o.State == Waiting {
		return
	}
	if anew := o.due(now); anew.After(o.Deadline) {
		o.Deadline = anew
	}
}

// lifted looks at the hold once more after an order was put aside. A lift in between may have missed the order, so it goes on at once.
func (r *run) lifted(ctx context.Context, o Order) (bool, error) {
	stopped, err := r.stopped(ctx, o)
	return err == nil && !stopped, err
}
