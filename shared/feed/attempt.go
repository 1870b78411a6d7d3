package feed

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Statuses that mean something of their own. They are those of HTTP; nothing else of it is known here.
const (
	gone        = 410
	tooMany     = 429
	unavailable = 503
)

func (a Answer) good() bool { return a.Status >= 200 && a.Status <= 299 }

// try takes a delivery, posts it, and writes down what came of it.
func (s *shiftwork) try(ctx context.Context, e Endpoint, d Delivery) (more bool, err error) {
	now := s.Now()
	m, err := s.message(ctx, e, d, now)
	if fault.Of(err) == fault.NotFound { // the event is past the time for which events are kept
		d.close(Dropped)
		return true, s.record(ctx, d)
	}
	if err != nil {
		return false, err
	}
	if !d.begin(now) {
		return true, s.record(ctx, d)
	}
	err = s.Deliveries.SaveDelivery(ctx, &d)
	if fault.Of(err) == fault.Stale {
		return true, nil // the other slot took it
	}
	if err != nil {
		return false, err
	}
	answer, outcome := s.ask(ctx, m)
	s.report.Posted++
	if answer.Status == gone {
		return false, s.gone(ctx, d, answer, outcome)
	}
	ended := s.Now()
	d.end(ended, answer, outcome)
	if err := s.record(ctx, d); err != nil {
		return false, err
	}
	return s.tell(ctx, answer, outcome, ended.Sub(now))
}

// message makes what is posted. It fails with fault.NotFound when the event is not kept any more.
func (s *shiftwork) message(ctx context.Context, e Endpoint, d Delivery, now time.Time) (Message, error) {
	event, err := s.Journal.Event(ctx, d.Owner, d.Event)
	if err != nil {
		return Message{}, err
	}
	m := Message{URL: e.URL, ID: event.ID, At: now}
	if m.Body, err = event.Body(); err != nil {
		return Message{}, err
	}
	if m.Keys, err = keys(ctx, s.Secrets, e.ID, now); fault.Of(err) == fault.NotFound {
		err = fault.Unavailable.Wrap(err, "endpoint: it has no secret")
	}
	return m, err
}

// ask posts, and makes one word of how it went.
func (s *shiftwork) ask(ctx context.Context, m Message) (Answer, Outcome) {
	a, err := s.Post.Post(ctx, m)
	switch {
	case err != nil && fault.Code(err) != "":
		return Answer{}, Outcome(fault.Code(err))
	case err != nil:
		return Answer{}, Silent
	case a.good():
		return a, Taken
	}
	if a.Status != tooMany && a.Status != unavailable {
		a.Wait = 0
	}
	return a, Answered
}

// gone disables the endpoint, and drops what waits for it. It is disabled before the post is written down, because one that is only written down would never
// come again to disable it.
func (s *shiftwork) gone(ctx context.Context, d Delivery, a Answer, o Outcome) error {
	e, err := s.Endpoints.Endpoint(ctx, s.endpoint)
	if err == nil && e.State == Verified {
		e.enter(Disabled, IsGone, s.Now())
		err = s.Endpoints.SaveEndpoint(ctx, &e)
	}
	if k := fault.Of(err); err != nil && k != fault.Stale && k != fault.NotFound {
		return err
	}
	if k := fault.Of(err); k == fault.Stale {
		return nil // its owner changed it just now: the delivery is due again, and then we shall see
	}
	d.end(s.Now(), a, o)
	d.close(Dropped)
	if err := s.record(ctx, d); err != nil {
		return err
	}
	return s.drop(ctx)
}
