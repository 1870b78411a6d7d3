package local

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/setting"
)

// queues gives the queues by their names.
func (s *System) queues() map[string]*memory.Queue {
	return map[string]*memory.Queue{functions.OrderQueue: s.Queue, functions.DomainQueue: s.Domains, functions.EventQueue: s.Events, functions.SaleQueue: s.Sales, functions.MigrationQueue: s.Migrations}
}

// senders gives the queues as functions know them.
func (s *System) senders() map[setting.Name]app.Sender {
	all := map[setting.Name]app.Sender{}
	for _, q := range functions.Queues() {
		all[q.Address] = s.queues()[q.Name]
	}
	return all
}

// Poll hands the messages that are there now to their workers, and reports how many there were. What a function does not acknowledge shows again after the
// visibility time-out, as on AWS.
func (s *System) Poll(ctx context.Context) (int, error) {
	sum := 0
	for _, q := range functions.Queues() {
		n, err := s.poll(ctx, q, s.queues()[q.Name])
		if sum += n; err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// poll is Poll for one queue.
func (s *System) poll(ctx context.Context, of functions.Queue, q *memory.Queue) (int, error) {
	f, ok := find(func(f functions.Function) bool { return f.Queue == of.Name })
	if !ok {
		return 0, fmt.Errorf("queue %s: no function reads it", of.Name)
	}
	got := q.Receive(of.Batch)
	if len(got) == 0 {
		return 0, nil
	}
	payload, err := json.Marshal(queueEvent(got))
	if err != nil {
		return 0, err
	}
	raw, err := s.Invoke(ctx, f.Name, payload)
	if err != nil {
		return len(got), nil //nolint:nilerr // nothing is acknowledged; the messages come again
	}
	var answer events.SQSEventResponse
	if err := json.Unmarshal(raw, &answer); err != nil {
		return len(got), err
	}
	failed := map[string]bool{}
	for _, b := range answer.BatchItemFailures {
		failed[b.ItemIdentifier] = true
	}
	var done []string
	for _, m := range got {
		if !failed[m.ID] {
			done = append(done, m.Handle)
		}
	}
	if len(done) == 0 {
		return len(got), nil
	}
	_ = q.Delete(done...) // a handle that ran out: the message comes again, which is harmless
	return len(got), nil
}

func queueEvent(got []memory.Message) events.SQSEvent {
	var e events.SQSEvent
	for _, m := range got {
		attributes := map[string]events.SQSMessageAttribute{}
		for name, value := range m.Attributes {
			attributes[name] = events.SQSMessageAttribute{DataType: "String", StringValue: &value}
		}
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: m.ID, ReceiptHandle: m.Handle, Body: m.Body, EventSource: "aws:sqs", MessageAttributes: attributes,
			Attributes: map[string]string{
				"MessageGroupId": m.Group, "MessageDeduplicationId": m.Dedup, "ApproximateReceiveCount": strconv.Itoa(m.Receives),
				"SentTimestamp": strconv.FormatInt(m.FirstSent.UnixMilli(), 10),
			},
		})
	}
	return e
}

// visible gives the next time at which a hidden message of any queue shows again.
func (s *System) visible() (time.Time, bool) {
	var soonest time.Time
	for _, q := range s.queues() {
		if at, hidden := q.Visible(); hidden && (soonest.IsZero() || at.Before(soonest)) {
			soonest = at
		}
	}
	return soonest, !soonest.IsZero()
}

// Drain runs the queues until they are empty. In virtual time, messages that a failed function left hidden are waited for.
func (s *System) Drain(ctx context.Context) error {
	const most = 10_000
	for range most {
		n, err := s.Poll(ctx)
		if err != nil {
			return err
		}
		arrived, err := s.Arrive(ctx)
		if err != nil {
			return err
		}
		if n > 0 || arrived > 0 {
			continue
		}
		shows, hidden := s.visible()
		if !hidden || s.options.Clock == nil {
			return nil
		}
		s.options.Clock.Advance(shows.Sub(s.options.Now()) + time.Second)
	}
	return fmt.Errorf("the queues are not empty after %d rounds", most)
}

// count counts messages as SQS does. Ticks are not lost in one process.
func (s *System) count(ctx context.Context, n setting.Name) (int, error) {
	for _, q := range functions.Queues() {
		if n == q.Address {
			return s.queues()[q.Name].Count(ctx)
		}
		if n == q.Dead {
			return len(s.queues()[q.Name].Dead()), nil
		}
	}
	if n == setting.Missed {
		return 0, nil
	}
	return 0, fault.NotFound.Errorf("count messages: %s is no queue", n)
}
