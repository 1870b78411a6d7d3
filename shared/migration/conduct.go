package migration

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Queue has workers take customers up.
type Queue interface {
	// Send sends a message for each customer, in as few requests as it can. A failure may leave some sent, which does no harm. For the same versions of head and
	// item it may send none.
	Send(ctx context.Context, h *Head, items []Item) error
}

// Conductor leads a migration from wave to wave. Any number may run at once.
type Conductor struct {
	Board  Board
	Ledger Ledger
	Queue  Queue
	// AtOnce is how many customers are written down side by side, up to Shards. 0 and 1: one after the other.
	AtOnce int
	Now    func() time.Time
}

// resend is after how long all open customers are sent again, in case that messages were lost.
const resend = 30 * time.Minute

// Advance does what is due: stops by the rule, sends customers, opens the next wave, ends. It is called every few seconds or minutes.
func (c Conductor) Advance(ctx context.Context, id string) (Head, error) {
	h, err := c.Board.Head(ctx, id)
	if err != nil {
		return h, err
	}
	switch h.State {
	case HeadRunning, HeadCancelling:
	case HeadPaused, HeadStopped: // what was begun at the seller is still looked up
		return h, c.due(ctx, &h)
	default:
		return h, nil
	}
	t, err := c.Board.Tally(ctx, id)
	if err != nil {
		return h, err
	}
	if why := h.trips(t); why != "" {
		h.State, h.Why = HeadStopped, why
		return h, c.save(ctx, &h)
	}
	switch {
	case h.Resent.IsZero() || c.Now().Sub(h.Resent) >= resend && h.open(t) > 0:
		return h, c.send(ctx, &h)
	case h.open(t) > 0:
		return h, c.due(ctx, &h)
	}
	return h, c.settled(ctx, &h)
}

// trips asks the rule of the running wave.
func (h *Head) trips(t Tally) string {
	if h.State != HeadRunning {
		return ""
	}
	return h.Waves[h.Wave].Trips(t[h.Wave], h.Passed)
}

// open counts the customers that are to be sent: those of a cancelled migration are of any wave.
func (h *Head) open(t Tally) int {
	open := 0
	for wave, c := range t {
		if wave <= h.upTo() {
			open += c.Open()
		}
	}
	return open
}

func (h *Head) upTo() int {
	if h.State == HeadCancelling {
		return len(h.Waves)
	}
	return h.Wave
}

// save writes a head; who comes second leaves it to the first.
func (c Conductor) save(ctx context.Context, h *Head) error {
	err := c.Board.SaveHead(ctx, h)
	if fault.Of(err) == fault.Stale {
		return nil
	}
	return err
}

// send sends the open customers page by page, and notes how far it is.
func (c Conductor) send(ctx context.Context, h *Head) error {
	if !h.Resent.IsZero() {
		h.Sent, h.Resent = "", time.Time{}
	}
	for {
		q := Query{After: h.Sent, Limit: pageOfItems, UpTo: h.upTo(), States: []State{Pending, Working}}
		page, err := c.Ledger.Items(ctx, h.ID, q)
		if err != nil {
			return err
		}
		if err := c.Queue.Send(ctx, h, page); err != nil {
			return err
		}
		if len(page) < pageOfItems {
			h.Resent = c.Now()
			return c.save(ctx, h)
		}
		h.Sent = page[len(page)-1].Tenant
		if err := c.Board.SaveHead(ctx, h); err != nil {
			if fault.Of(err) == fault.Stale { // somebody steers, or sends as well
				return nil
			}
			return err
		}
	}
}

// due sends the customers whose wait is over.
func (c Conductor) due(ctx context.Context, h *Head) error {
	q := Query{Limit: pageOfItems, UpTo: h.upTo(), States: []State{Pending, Working}, DueBy: c.Now()}
	for {
		page, err := c.Ledger.Items(ctx, h.ID, q)
		if err != nil {
			return err
		}
		if err := c.Queue.Send(ctx, h, page); err != nil {
			return err
		}
		if len(page) < pageOfItems {
			return nil
		}
		q.After = page[len(page)-1].Tenant
	}
}

// settled opens the next wave when the wait is over, or ends the migration.
func (c Conductor) settled(ctx context.Context, h *Head) error {
	switch {
	case h.State == HeadCancelling:
		h.State = HeadCancelled
	case h.Wave == len(h.Waves)-1:
		h.State = HeadOver
	case h.Settled.IsZero():
		h.Settled = c.Now()
	case c.Now().Before(h.Settled.Add(h.Waves[h.Wave].Wait)):
		return nil
	default:
		h.Wave++
		h.Passed = Counts{}
		h.again()
	}
	return c.save(ctx, h)
}
