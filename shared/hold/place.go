package hold

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
)

// Place puts a partner on hold after its sign-in was refused for good, and tells so with the same write. Issued is when the refused sign-in was
// issued, zero when there was none. It reports whether this call placed the hold: it does nothing when there is one already, or
// when the refusal is late news about a sign-in that another has taken the place of.
func Place(ctx context.Context, l Ledger, partner string, d Diagnosis, issued, now time.Time) (bool, error) {
	for range tries {
		s, err := l.Standing(ctx, partner)
		if err != nil {
			return false, err
		}
		if s.Hold != nil || !s.concerns(issued) {
			return false, nil
		}
		s.Hold, s.Release = &Hold{Partner: partner, Since: now, Cause: d, Refused: issued}, nil
		err = l.Settle(ctx, partner, s, dead(s.Hold))
		if !again(err) {
			return err == nil, err
		}
	}
	return false, busy(partner)
}

// concerns reports whether the refusal of a sign-in of that issue is about the one in use: the very one that was last seen to work, or one that is
// newer than all that were heard of.
func (s Standing) concerns(issued time.Time) bool {
	return s.Good == nil || issued.Equal(s.Good.Issued) || issued.After(s.Good.Newest)
}

// dead is the notice of a hold.
func dead(h *Hold) *notice.Notice {
	return &notice.Notice{
		Partner: h.Partner, Topic: notice.TokenDead, Subject: "hold " + h.Since.UTC().Format(time.RFC3339), At: h.Since,
		Text: h.Cause.Cause, Next: h.Cause.Next, Link: h.Cause.Link, Deadline: h.Cause.Deadline,
	}
}

// again reports whether a change is to be made anew on what is stored now. After a write whose outcome is not known, what is stored tells.
func again(err error) bool {
	kind := fault.Of(err)
	return kind == fault.Stale || kind == fault.Unknown
}

func busy(partner string) error {
	return fault.Unavailable.Errorf("partner %q: its hold is being changed by others; try again", partner)
}
