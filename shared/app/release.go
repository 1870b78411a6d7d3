package app

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
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

// sendHeld sends the orders that wait for a partner's sign-in, the first that was placed first, and tells how many these are.
func (s sweeper) sendHeld(ctx context.Context, p order.PartnerID) (int, error) {
	ids, err := s.table.Held(ctx, p, most)
	if err != nil {
		return 0, err
	}
	sent := 0
	var failed error
	for _, id := range ids {
		o, err := s.table.Load(ctx, id)
		if fault.Of(err) == fault.NotFound || err == nil && !o.Held() {
			continue // the index shows it late
		}
		if err == nil {
			err = s.waker.sendAgain(ctx, o)
		}
		failed = errors.Join(failed, err)
		if fault.Of(err) != "" {
			break // the table or the queue is down; an order that cannot be read stops none of the others
		}
		sent++
	}
	return sent, failed
}
