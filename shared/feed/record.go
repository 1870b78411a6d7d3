package feed

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// recordTries is how often the outcome of a post is written before it is left to be posted again.
const recordTries = 3

// record writes down what became of a post. It is tried a few times: what is known to be delivered should not come again because of a slow table.
func (s *shiftwork) record(ctx context.Context, d Delivery) error {
	if d.State == Dead {
		if err := s.Mourner.Dead(ctx, d); err != nil {
			return err
		}
	}
	var err error
	for n := range recordTries {
		next := d
		err = s.Deliveries.SaveDelivery(ctx, &next)
		// One that is stale was taken from us because we were slow, or a try of ours without an answer was carried out.
		if stale := fault.Of(err) == fault.Stale; err == nil || stale && n > 0 {
			s.count(d)
			return nil
		} else if stale {
			return nil
		}
	}
	return err
}

func (s *shiftwork) count(d Delivery) {
	switch d.State {
	case Delivered:
		s.report.Delivered++
	case Dead:
		s.report.Dead++
	case Dropped:
		s.report.Dropped++
	case Waiting:
	}
}

// tell lets the line know how a post went, and stops the work when the endpoint has to be left alone, or is slow and others should have their turn.
func (s *shiftwork) tell(ctx context.Context, a Answer, o Outcome, took time.Duration) (more bool, err error) {
	var open bool
	err = change(ctx, s.Lines, s.endpoint, func(l *Line) bool {
		if o == Taken {
			changed := l.Failures != 0 || !l.Until.IsZero()
			l.succeed()
			return changed
		}
		l.fail(s.Now(), a.Wait)
		open = l.open()
		return true
	})
	if err == nil && open {
		err = s.bury(ctx)
	}
	return !open && took < slow, err
}

// bury ends what a breaker that stays open has held back for longer than the schedule lasts: nobody may wait forever for an endpoint that does not
// come back.
func (s *shiftwork) bury(ctx context.Context) error {
	for range mostPosts {
		old, err := s.Deliveries.Waiting(ctx, s.endpoint, s.Now(), batch)
		if err != nil {
			return err
		}
		before := s.report.Dead
		for _, d := range old {
			if !d.old(s.Now()) {
				continue
			}
			d.close(Dead)
			if err := s.record(ctx, d); err != nil {
				return err
			}
		}
		if s.report.Dead == before {
			return nil
		}
	}
	return nil
}
