package app

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/table"
)

// transfer sends a transfer that is due. The index may show one that is not due any more. That nobody took it up in time is told here: the work, which tells everything
// else, may be what is broken.
func (s sweeper) transfer(ctx context.Context, d table.Waiting) error {
	kept, now := s.table.Transfers(), s.env.Now()
	t, err := kept.Load(ctx, d.Partner, d.Transfer)
	if err != nil || t.Due.IsZero() || t.Due.After(now) {
		return unlessGone(err)
	}
	return errors.Join(kept.Tell(ctx, &t, t.Overdue(now)), transferWaker{s.waker}.transfer(ctx, &t))
}
