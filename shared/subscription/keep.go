package subscription

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// tries bounds how often a record is written anew because somebody else wrote in between.
const tries = 6

// Keep notes a licence that an order bought or gave back: what only the order knows, and what the seller showed to it, which is nobody else's change
// then. It makes the record or completes the one that a refresh made; noting the same again writes nothing. While a change is being made, what
// the seller shows is left to that change.
func (w Work) Keep(ctx context.Context, b Subscription) error {
	for range tries {
		s, err := w.Records.Load(ctx, b.Partner, b.ID)
		if fault.Of(err) == fault.NotFound {
			s, err = newRecord(b.Partner, b.Tenant, b.ID), nil
		}
		if err != nil {
			return err
		}
		if !s.complete(b) {
			return nil
		}
		err = w.Records.Save(ctx, &s)
		if fault.Of(err) != fault.Stale {
			return err
		}
	}
	return fault.Unavailable.Errorf("subscription %s: is being changed by others; try again", b.ID)
}

// newRecord begins a record. Editions begin with 1, so that a wish that names none is told from one that saw the first.
func newRecord(partner, tenant string, id ID) Subscription {
	return Subscription{ID: id, Partner: partner, Tenant: tenant, Edition: 1}
}

// complete takes in what an order knows, and reports whether anything of it is new.
func (s *Subscription) complete(b Subscription) bool {
	bought := s.Version == 0 || s.Order != b.Order || s.Line != b.Line
	if bought {
		s.Order, s.Line, s.Owner, s.UnitCost, s.Segment, s.Lapsed = b.Order, b.Line, b.Owner, b.UnitCost, b.Segment, b.Lapsed
		if b.UnitCost != nil && !s.Seen.IsZero() && !s.Facts.costs(b.Facts) {
			s.lapse(b.Facts)
		}
	}
	if s.Intent != nil || b.Seen.Before(s.Seen) || equal(s.Facts, b.Facts) && !s.Seen.IsZero() {
		return bought
	}
	if !s.Seen.IsZero() && len(differences(s.Facts, b.Facts, b.Seen)) > 0 {
		s.Edition++
	}
	s.show(b.Facts, b.Seen)
	return true
}

// Stick ends what cannot be done because our own work failed too often, so that it does not fail in silence: the wish that is being made or is the next
// becomes a question for a person. A subscription that rests or waits stays as it is.
func (w Work) Stick(ctx context.Context, partner string, id ID) error {
	s, err := w.Records.Load(ctx, partner, id)
	if err != nil || s.Hold || w.Now().Before(s.Due) {
		return err
	}
	var c Change
	if s.Intent != nil {
		c = s.Intent.Change
	} else {
		pending, err := w.Changes.Pending(ctx, partner, id, 1)
		if err != nil || len(pending) == 0 {
			return err
		}
		c = pending[0]
	}
	c.note(w.Now(), "stopped", "our own work failed five times; see the dead letter, and look at the subscription before it is asked for again")
	c.State, c.Ended = Asks, w.Now()
	s.Intent, s.Due = nil, time.Time{}
	return w.finish(ctx, &s, c)
}
