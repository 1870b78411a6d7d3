package hold

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/notice"
)

// Lift says that a sign-in of that issue is in use and works: it ends the hold, if there is one, tells so with the same write, and has what waited sent
// to its worker. It is called also without a hold, so that later refusals of older sign-ins are known to be late. It reports
// whether there was a hold.
func Lift(ctx context.Context, l Ledger, partner string, issued, now time.Time) (bool, error) {
	for range tries {
		s, err := l.Standing(ctx, partner)
		if err != nil {
			return false, err
		}
		held := s.Hold
		good := Good{Issued: issued, Newest: issued}
		if s.Good != nil {
			good.Newest = later(good.Newest, s.Good.Newest)
		}
		var n *notice.Notice
		if held != nil {
			good.Newest = later(good.Newest, held.Refused)
			n = restored(held, now)
		}
		s.Hold, s.Good, s.Release = nil, &good, &Release{Due: now}
		err = l.Settle(ctx, partner, s, n)
		if !again(err) {
			return held != nil && err == nil, err
		}
	}
	return false, busy(partner)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// restored is the notice of a hold's end.
func restored(h *Hold, now time.Time) *notice.Notice {
	return &notice.Notice{
		Partner: h.Partner, Topic: notice.TokenRestored, Subject: "hold " + h.Since.UTC().Format(time.RFC3339), At: now,
		Text: "The partner's sign-in works again. Everything that waited for it goes on by itself.",
		Next: "Nothing has to be done.",
	}
}
