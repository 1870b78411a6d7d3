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

// Object is a file that arrived in a bucket.
type Object struct {
	Name string
	Size int64
	At   time.Time // of the event
}

type arrival struct {
	Options
	call func(ctx context.Context, o Object) error
}

// Arrival makes a handler for the events with which S3 tells EventBridge of a new file. The same event may come twice. An error makes Lambda try again.
func Arrival(o Options, call func(ctx context.Context, o Object) error) lambda.Handler {
	return arrival{Options: o, call: call}
}

// Invoke implements lambda.Handler.
func (a arrival) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	start := a.Now()
	var e events.EventBridgeEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read an event of a file")
	}
	var detail struct {
		Object struct {
			Key  string `json:"key"`
			Size int64  `json:"size"`
		} `json:"object"`
	}
	if err := json.Unmarshal(e.Detail, &detail); err != nil || detail.Object.Key == "" {
		return nil, fault.Malformed.Errorf("read an event of a file: it names no file")
	}
	err := a.call(ctx, Object{Name: detail.Object.Key, Size: detail.Object.Size, At: e.Time.UTC()})
	attrs := []slog.Attr{slog.String("event_id", e.ID), slog.String("file", detail.Object.Key), slog.Int64("bytes", detail.Object.Size), a.took(start)}
	l := slog.LevelInfo
	if err != nil {
		attrs, l = append(attrs, slog.String("error", err.Error())), max(level(err), slog.LevelWarn)
	}
	a.log(ctx, l, "arrival", attrs...)
	if err != nil {
		return nil, err
	}
	return []byte("{}"), nil
}
