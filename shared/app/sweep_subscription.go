package app

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// heldWish is when a wish of a subscription on hold is looked at again. The end of the hold is what lets it go on.
const heldWish = time.Hour

// licence sends a subscription that is due, or that has a wish which nobody took up: once a sweep, however many wishes it has. Known holds those
// that this sweep has read.
func (s sweeper) licence(ctx context.Context, d table.Waiting, known map[table.Waiting]subscription.Subscription) error {
	name := table.Waiting{Partner: d.Partner, Subscription: d.Subscription}
	l, again := known[name]
	if !again {
		var err error
		l, err = s.table.Subscriptions().Load(ctx, d.Partner, d.Subscription)
		if err != nil {
			return unlessGone(err) // the index may show one that is gone
		}
		known[name] = l
	}
	switch {
	case l.Hold && d.Change != "":
		return s.postpone(ctx, d)
	case again, l.Hold, s.env.Now().Before(l.Due):
		return nil
	}
	return licenceWaker{s.waker}.due(ctx, l)
}

// postpone has a wish on hold looked at less often, so that many of them do not hide what could go on.
func (s sweeper) postpone(ctx context.Context, d table.Waiting) error {
	c, err := s.table.Subscriptions().Change(ctx, d.Partner, d.Subscription, d.Change)
	if fault.Of(err) == fault.NotFound || err == nil && c.State.Over() {
		return nil
	}
	if err != nil {
		return err
	}
	return s.table.Subscriptions().Postpone(ctx, c, s.env.Now().Add(heldWish))
}
