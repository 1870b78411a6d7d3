package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/functions"
)

// again is how often Lambda tries a tick again that failed, where the next one is at least an hour away: the stack says the same.
const again = 2

// wake is what is known of a function's schedule.
type wake struct {
	due   time.Time
	tries int // of the tick that is due
}

// Fire runs every function that a schedule wakes and whose time has come since the start or since its last run.
func (s *System) Fire(ctx context.Context) error {
	var failed error
	for _, f := range functions.All() {
		if f.Every == 0 || slices.Contains(s.options.Idle, f.Name) || !s.comes(f) {
			continue
		}
		err := s.Wake(ctx, f.Name)
		s.went(f, err)
		if err != nil && !errors.Is(err, errCrashed) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// Wake runs a function as its schedule does, whether its time has come or not.
func (s *System) Wake(ctx context.Context, name string) error {
	payload, err := json.Marshal(events.EventBridgeEvent{
		Version: "0", ID: s.nextID(), DetailType: "Scheduled Event", Source: "aws.events", Time: s.options.Now(), Detail: json.RawMessage("{}"),
	})
	if err != nil {
		return err
	}
	if _, err := s.Invoke(ctx, name, payload); err != nil {
		return fmt.Errorf("schedule of %s: %w", name, err)
	}
	return nil
}

// comes reports whether the time of a function has come.
func (s *System) comes(f functions.Function) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.wakes[f.Name]
	if w.due.IsZero() {
		w.due = s.began.Add(f.Every)
		s.wakes[f.Name] = w
	}
	return !s.options.Now().Before(w.due)
}

// went notes that a tick is over, or that it is tried again at the next call of Fire.
func (s *System) went(f functions.Function, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.wakes[f.Name]
	if err != nil && f.Every >= time.Hour && w.tries < again {
		w.tries++
		s.wakes[f.Name] = w
		return
	}
	late := s.options.Now().Sub(w.due) // in a jump of the clock the schedule runs once
	s.wakes[f.Name] = wake{due: w.due.Add(late.Truncate(f.Every) + f.Every)}
}

// Tick moves the virtual clock on, minute by minute, firing the schedules, taking Partner Center's events and draining the queue in between.
func (s *System) Tick(ctx context.Context, d time.Duration) error {
	end := s.options.Now().Add(d)
	for s.options.Now().Before(end) {
		s.options.Clock.Advance(min(time.Minute, end.Sub(s.options.Now())))
		if err := errors.Join(s.Deliver(ctx), s.Fire(ctx)); err != nil {
			return err
		}
		if err := s.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}
