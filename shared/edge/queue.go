package edge

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime"
	"strconv"
	"sync"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/fault"
)

// Message is a message of a FIFO queue.
type Message struct {
	ID          string
	Body        string
	Group       string
	Receives    int               // how often it was handed out, this time included
	Correlation string            // attribute correlation_id
	Attributes  map[string]string // text attributes that the sender added
}

type consumer struct {
	Options
	limit int
	call  func(ctx context.Context, m Message) error
}

// Queue makes a handler for batches of an SQS FIFO queue. The messages of a group are worked on in order and one at a time, at
// most limit groups at once. A message that fails goes back to the queue with all later ones of its group, and the other groups go on.
func Queue(o Options, limit int, call func(ctx context.Context, m Message) error) lambda.Handler {
	return consumer{Options: o, limit: max(limit, 1), call: call}
}

// Invoke implements lambda.Handler.
func (c consumer) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.SQSEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read a queue event")
	}
	groups := grouped(e.Records)
	back := make([][]events.SQSBatchItemFailure, len(groups))
	ended := make([]bool, len(groups))
	var wg sync.WaitGroup
	free := make(chan struct{}, c.limit)
	for i, g := range groups {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			back[i] = c.group(ctx, g)
			ended[i] = true
		})
	}
	wg.Wait()
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i := range groups {
		if !ended[i] {
			runtime.Goexit() // the group's goroutine was ended from inside: so is this one, and nothing is acknowledged
		}
		answer.BatchItemFailures = append(answer.BatchItemFailures, back[i]...)
	}
	return json.Marshal(answer)
}

// grouped splits a batch into its groups, each in its order.
func grouped(records []events.SQSMessage) [][]events.SQSMessage {
	at := map[string]int{}
	var groups [][]events.SQSMessage
	for _, r := range records {
		name := r.Attributes["MessageGroupId"]
		i, there := at[name]
		if !there {
			i = len(groups)
			at[name], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// group works on the messages of one group and gives those that go back.
func (c consumer) group(ctx context.Context, records []events.SQSMessage) []events.SQSBatchItemFailure {
	for i, r := range records {
		if c.message(ctx, read(r)) == nil {
			continue
		}
		var back []events.SQSBatchItemFailure
		for _, later := range records[i:] {
			back = append(back, events.SQSBatchItemFailure{ItemIdentifier: later.MessageId})
		}
		return back
	}
	return nil
}

func read(r events.SQSMessage) Message {
	m := Message{ID: r.MessageId, Body: r.Body, Group: r.Attributes["MessageGroupId"], Attributes: map[string]string{}}
	m.Receives, _ = strconv.Atoi(r.Attributes["ApproximateReceiveCount"]) // without a count it is the first time
	m.Receives = max(m.Receives, 1)
	for name, a := range r.MessageAttributes {
		if a.StringValue != nil {
			m.Attributes[name] = *a.StringValue
		}
	}
	m.Correlation = m.Attributes["correlation_id"]
	return m
}

func (c consumer) message(ctx context.Context, m Message) error {
	start := c.Now()
	ctx = With(ctx, slog.String("correlation_id", m.Correlation))
	err := c.call(ctx, m)
	attrs := []slog.Attr{
		slog.String("message_id", m.ID), slog.String("correlation_id", m.Correlation), slog.String("group", m.Group),
		slog.Int("receives", m.Receives), c.took(start),
	}
	l := slog.LevelInfo
	if err != nil {
		attrs, l = append(attrs, slog.String("error", err.Error())), max(level(err), slog.LevelWarn)
	}
	c.log(ctx, l, "message", attrs...)
	return err
}
