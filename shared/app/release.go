package app

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// release has what waited for a sign-in go on, for every partner whose hold was lifted. One partner that fails does not stop the others.
func (s sweeper) release(ctx context.Context) error {
	partners, failed := s.table.Releases(ctx, s.env.Now(), most)
	for _, p := range partners {
		err := hold.Continue(ctx, s.table, p, s.env.Now(), func(ctx context.Context) (int, error) {
			return s.sendHeld(ctx, order.PartnerID(p))
		})
		failed = errors.Join(failed, err)
	}
	return failed
}

// sendHeld sends what waits for a partner's sign-in, the first that was placed first, and tells how much that is.
func (s sweeper) sendHeld(ctx context.Context, p order.PartnerID) (int, error) {
	all, err := s.table.Held(ctx, p, most)
	if err != nil {
		return 0, err
	}
	count := 0
	var failed error
	for _, w := range all {
		sent, err := s.sendOne(ctx, w)
		failed = errors.Join(failed, err)
		if fault.Of(err) != "" {
			break // the table or the queue is down; one that cannot be read stops none of the others
		}
		if sent || err != nil {
			count++
		}
	}
	return count, failed
}

// sendOne sends an order or a subscription if it still waits: the index shows late that it does not.
func (s sweeper) sendOne(ctx context.Context, w table.Waiting) (bool, error) {
	if w.Order != "" {
		o, err := s.table.Load(ctx, w.Order)
		if err != nil || !o.Held() {
			return false, unlessGone(err)
		}
		return true, s.waker.sendAgain(ctx, o)
	}
	l, err := s.table.Subscriptions().Load(ctx, w.Partner, w.Subscription)
	if err != nil || !l.Hold {
		return false, unlessGone(err)
	}
	return true, licenceWaker{s.waker}.again(ctx, l)
}

func unlessGone(err error) error {
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	return err
}
