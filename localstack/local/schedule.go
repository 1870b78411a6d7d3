package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/functions"
)

// Fire runs every function that a schedule wakes, once.
func (s *System) Fire(ctx context.Context) error {
	var failed error
	for _, f := range functions.All() {
		if f.Every == 0 {
			continue
		}
		at := s.options.Now()
		payload, err := json.Marshal(events.EventBridgeEvent{
			Version: "0", ID: s.nextID(), DetailType: "Scheduled Event", Source: "aws.events", Time: at, Detail: json.RawMessage("{}"),
		})
		if err != nil {
			return err
		}
		if _, err := s.Invoke(ctx, f.Name, payload); err != nil && !errors.Is(err, errCrashed) {
			failed = errors.Join(failed, fmt.Errorf("schedule of %s: %w", f.Name, err))
		}
	}
	return failed
}

// Tick moves the virtual clock on, minute by minute, firing the schedules and draining the queue in between.
func (s *System) Tick(ctx context.Context, d time.Duration) error {
	end := s.options.Now().Add(d)
	for s.options.Now().Before(end) {
		s.options.Clock.Advance(min(time.Minute, end.Sub(s.options.Now())))
		if err := s.Fire(ctx); err != nil {
			return err
		}
		if err := s.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}
