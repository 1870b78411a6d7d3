package edge

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/fault"
)

type ticker struct {
	Options
	call func(ctx context.Context, at time.Time) error
}

// Schedule makes a handler for a schedule of EventBridge. The call gets the time for which the event was made, which is the same
// when EventBridge delivers it again. An error makes Lambda try again.
func Schedule(o Options, call func(ctx context.Context, at time.Time) error) lambda.Handler {
	return ticker{Options: o, call: call}
}

// Invoke implements lambda.Handler.
func (t ticker) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	start := t.Now()
	var e events.EventBridgeEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read a schedule event")
	}
	if e.Time.IsZero() {
		return nil, fault.Malformed.Errorf("read a schedule event: it has no time")
	}
	err := t.call(ctx, e.Time.UTC())
	attrs := []slog.Attr{slog.String("event_id", e.ID), t.took(start)}
	l := slog.LevelInfo
	if err != nil {
		attrs, l = append(attrs, slog.String("error", err.Error())), max(level(err), slog.LevelWarn)
	}
	t.log(ctx, l, "tick", attrs...)
	if err != nil {
		return nil, err
	}
	return []byte("{}"), nil
}
