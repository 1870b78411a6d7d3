package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

// most is how many orders one sweep sends; the rest is sent a minute later.
const most = 1000

// Sweep builds the function that a rule wakes each minute: it sends every order that is due to the worker.
func Sweep(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue()
	if err != nil {
		return nil, err
	}
	w := waker{queue: q, now: e.Now, log: e.Log}
	o := edge.Options{Operation: "sweep", Log: e.Log, Now: e.Now}
	return edge.Schedule(o, func(ctx context.Context, _ time.Time) error {
		due, err := t.Due(ctx, e.Now(), most)
		if err != nil {
			return err
		}
		var failed error
		overdue := 0
		for _, d := range due {
			o, err := t.Load(ctx, d.ID)
			if fault.Of(err) == fault.NotFound {
				continue
			}
			if err == nil {
				if !o.Deadline.IsZero() && e.Now().After(o.Deadline) {
					overdue++
				}
				err = w.send(ctx, string(o.ID), group(o), o.Version, o.Correlation)
			}
			failed = errors.Join(failed, err)
		}
		e.measure(ctx, "swept", metric{name: "OrdersOverdue", unit: "Count", value: float64(overdue)}, slog.Int("due", len(due)))
		return failed
	}), nil
}
