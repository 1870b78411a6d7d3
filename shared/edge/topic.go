package edge

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/fault"
)

type listener struct {
	Options
	call func(ctx context.Context, message string) error
}

// Topic makes a handler for messages of an SNS topic. When one fails, so does the call, and SNS has it come again: to hear a message twice must change nothing.
func Topic(o Options, call func(ctx context.Context, message string) error) lambda.Handler {
	return listener{o, call}
}

// Invoke implements lambda.Handler.
func (l listener) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	start := l.Now()
	var e events.SNSEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read an event of a topic")
	}
	var failed error
	for _, r := range e.Records {
		err := l.call(ctx, r.SNS.Message)
		attrs := []slog.Attr{slog.String("message_id", r.SNS.MessageID), l.took(start)}
		at := slog.LevelInfo
		if err != nil {
			attrs, at = append(attrs, slog.String("error", err.Error())), level(err)
			failed = errors.Join(failed, err)
		}
		l.log(ctx, at, "message", attrs...)
	}
	return nil, failed
}
