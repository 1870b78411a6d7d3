package hold

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Continue has what waited for a partner's sign-in sent to its worker. It is called each minute for every partner with a release: send sends all that waits,
// in its order, and tells how much that was. The release ends when nothing was found for ten minutes, so that neither an order that shows
// late nor one whose message was lost stays behind. A partner that is on hold again keeps what waits.
func Continue(ctx context.Context, l Ledger, partner string, now time.Time, send func(ctx context.Context) (int, error)) error {
	s, err := l.Standing(ctx, partner)
	if err != nil || s.Hold != nil || s.Release == nil {
		return err
	}
	found, err := send(ctx)
	if err != nil {
		return err
	}
	empty := s.Release.Empty
	switch {
	case found > 0 && empty.IsZero(), found == 0 && !empty.IsZero() && now.Before(empty.Add(Emptying)):
		return nil
	case found > 0:
		s.Release = &Release{Due: s.Release.Due}
	case empty.IsZero():
		s.Release = &Release{Due: s.Release.Due, Empty: now}
	default:
		s.Release = nil
	}
	err = l.Settle(ctx, partner, s, nil)
	if fault.Of(err) == fault.Stale {
		return nil // somebody else looked too, or there is a new hold or a new sign-in
	}
	return err
}
