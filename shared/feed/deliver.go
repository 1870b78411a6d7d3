package feed

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Courier posts what waits for endpoints.
type Courier struct {
	Journal    Journal
	Endpoints  Endpoints
	Deliveries Deliveries
	Lines      Lines
	Slots      Slots
	Secrets    Secrets
	Post       Post
	Mourner    Mourner
	Now        func() time.Time
}

const (
	// slots is how many posts may be on their way to an endpoint at a time.
	slots = 2
	// shift is for how long a slot begins posts. The slot itself is held longer than the last of them takes.
	shift = time.Minute
	lease = shift + 45*time.Second
	// slow is what a post may take before the shift ends with it: who waits behind the endpoint has the next turn.
	slow = 3 * time.Second
	// mostPosts bounds the posts of a shift, and batch how many deliveries are read at a time.
	mostPosts = 100
	batch     = 20
	// farewell bounds the return of a slot.
	farewell = 5 * time.Second
)

// Report is what a shift came to.
type Report struct {
	Busy      bool // every slot of the endpoint is taken: who has one does the work
	Posted    int
	Delivered int
	Dead      int
	Dropped   int
	// Next is when there is more to do; zero: nothing waits. Who wakes again by then is quicker than the sweep.
	Next time.Time
}

// Deliver works in one of an endpoint's slots: it posts what is due, one after the other, until nothing is, the endpoint has to be left alone or the shift is
// over. It may be called for any endpoint at any time, by any number of callers.
func (c Courier) Deliver(ctx context.Context, endpoint string) (Report, error) {
	l, err := c.Lines.Line(ctx, endpoint)
	if err != nil || c.Now().Before(l.Until) {
		return Report{Next: l.Until}, err
	}
	name, owner, fence, err := c.slot(ctx, endpoint)
	if fault.Of(err) == fault.Conflict {
		return Report{Busy: true}, nil
	}
	if err != nil {
		return Report{}, err
	}
	s := &shiftwork{Courier: c, endpoint: endpoint, end: c.Now().Add(shift)}
	err = s.work(ctx)
	if err == nil {
		s.report.Next, err = c.settle(ctx, endpoint)
	}
	// Not deferred: what ends in the middle gives nothing back, as a crash would not. A failure here only makes the next one wait.
	last, done := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer done()
	_ = c.Slots.Release(last, name, owner, fence)
	return s.report, err
}

// slot takes a free slot of the endpoint, or fails with fault.Conflict.
func (c Courier) slot(ctx context.Context, endpoint string) (name, owner string, fence int64, err error) {
	owner = rand.Text()
	for n := range slots {
		name = "endpoint/" + endpoint + "/" + strconv.Itoa(n)
		fence, err = c.Slots.Acquire(ctx, name, owner, c.Now().Add(lease))
		if fault.Of(err) != fault.Conflict {
			break
		}
	}
	return name, owner, fence, err
}

// settle has the line looked at again when its first delivery is due.
func (c Courier) settle(ctx context.Context, endpoint string) (due time.Time, err error) {
	var failed error
	err = change(ctx, c.Lines, endpoint, func(l *Line) bool {
		var first []Delivery
		if first, failed = c.Deliveries.Waiting(ctx, endpoint, time.Time{}, 1); failed != nil {
			return false
		}
		due = time.Time{}
		if len(first) > 0 {
			due = later(first[0].Due, l.Until)
		}
		same := l.Due.Equal(due)
		l.Due = due
		return !same
	})
	if failed != nil {
		err = failed
	}
	return due, err
}

// shiftwork is the work in one slot.
type shiftwork struct {
	Courier

	endpoint string
	end      time.Time
	report   Report
}

// work posts deliveries until there is a reason to stop.
func (s *shiftwork) work(ctx context.Context) error {
	for s.goesOn() {
		due, err := s.Deliveries.Waiting(ctx, s.endpoint, s.Now(), batch)
		if err != nil || len(due) == 0 {
			return err
		}
		before := s.report.Posted + s.report.Dropped
		for _, d := range due {
			if !s.goesOn() {
				return nil
			}
			more, err := s.one(ctx, d)
			if err != nil || !more {
				return err
			}
		}
		if s.report.Posted+s.report.Dropped == before {
			return nil // the other slot has all of them
		}
	}
	return nil
}

func (s *shiftwork) goesOn() bool { return s.report.Posted < mostPosts && s.Now().Before(s.end) }

// one posts a delivery, if its endpoint may be posted to. More is false when the endpoint has to be left alone. The endpoint and its line are read for each
// post: nothing goes to one that was disabled a moment ago.
func (s *shiftwork) one(ctx context.Context, d Delivery) (more bool, err error) {
	e, err := s.Endpoints.Endpoint(ctx, d.Endpoint)
	if err != nil && fault.Of(err) != fault.NotFound {
		return false, err
	}
	if e.State != Verified {
		return false, s.drop(ctx)
	}
	free, err := s.free(ctx)
	if err != nil || !free {
		return false, err
	}
	return s.try(ctx, e, d)
}

// free tells whether the line lets a post through. While the breaker is open it lets one through at a time, to see how the endpoint is.
func (s *shiftwork) free(ctx context.Context) (bool, error) {
	l, err := s.Lines.Line(ctx, s.endpoint)
	now := s.Now()
	if err != nil || now.Before(l.Until) {
		return false, err
	}
	if !l.open() {
		return true, nil
	}
	l.Until = now.Add(probing)
	err = s.Lines.SaveLine(ctx, &l)
	if fault.Of(err) == fault.Stale {
		return false, nil
	}
	return err == nil, err
}

// drop ends all deliveries of an endpoint that is not told any more.
func (s *shiftwork) drop(ctx context.Context) error {
	for range mostPosts {
		waiting, err := s.Deliveries.Waiting(ctx, s.endpoint, time.Time{}, batch)
		if err != nil || len(waiting) == 0 {
			return err
		}
		for _, d := range waiting {
			d.close(Dropped)
			if err := s.Deliveries.SaveDelivery(ctx, &d); err != nil && fault.Of(err) != fault.Stale {
				return err
			}
			s.report.Dropped++
		}
	}
	return nil
}
