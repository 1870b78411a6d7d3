package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/feed"
)

// Spread builds the function that a rule wakes each minute: what orders wrote down to be told becomes events, these get their places in the feeds and go to the
// endpoints, and the endpoints that fell due are woken.
func Spread(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	wake, err := e.eventWaker()
	if err != nil {
		return nil, err
	}
	f := t.Feed()
	collector := feed.Collector{Outbox: f, Journal: f}
	round := feed.Round{Spreader: feed.Spreader{Backlog: f, Feeds: f, Endpoints: f, Deliveries: f, Lines: f, Waker: wake, Now: e.Now}}
	return edge.Schedule(edge.Options{Operation: "spread", Log: e.Log, Now: e.Now}, func(ctx context.Context, _ time.Time) error {
		n, err := collector.Collect(ctx)
		if n > 0 {
			e.measure(ctx, "events", metric{name: "EventsEmitted", unit: "Count", value: float64(n)}, slog.Int("emitted", n))
		}
		return errors.Join(err, round.Run(ctx))
	}), nil
}
