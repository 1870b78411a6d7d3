// Package queuetest holds the suite that a FIFO queue must pass, SQS and the one in memory alike.
package queuetest

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/queue"
)

// MaxReceive is after how many receives the queue under test makes a message a dead letter.
const MaxReceive = 5

// Queue is a queue with the side that receives, which outside of tests is Lambda's.
type Queue interface {
	Send(ctx context.Context, m queue.Message) error
	SendBatch(ctx context.Context, m []queue.Message) error
	Count(ctx context.Context) (int, error)
	// Receive gives up to n messages without waiting long.
	Receive(t *testing.T, n int) []Received
	// Delete removes a received message, Release shows it again at once.
	Delete(t *testing.T, handle string)
	Release(t *testing.T, handle string)
	// Dead gives the bodies of the dead letters.
	Dead(t *testing.T) []string
}

// Received is a message as it is received.
type Received struct {
	queue.Message

	Handle   string
	Receives int
}

// Run checks a queue. Open gives an empty one.
func Run(t *testing.T, open func(t *testing.T) Queue) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, q Queue){
		"a message arrives as it was sent":               roundTrip,
		"an equal deduplication id is silently dropped":  dedup,
		"a group waits for its message in flight":        groups,
		"a message received too often is a dead letter":  dead,
		"a batch arrives in order, ten messages at most": batch,
		"what cannot be carried is refused":              refused,
		"all messages are counted but dead letters":      count,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func message(group, body string) queue.Message {
	return queue.Message{Group: group, Dedup: rand.Text(), Body: body}
}

func send(t *testing.T, q Queue, messages ...queue.Message) {
	t.Helper()
	for _, m := range messages {
		if err := q.Send(t.Context(), m); err != nil {
			t.Fatalf("send: %v", err)
		}
	}
}

// wantBodies checks what one receive gives.
func wantBodies(t *testing.T, q Queue, n int, wanted ...string) []Received {
	t.Helper()
	got := q.Receive(t, n)
	bodies := []string{}
	for _, m := range got {
		bodies = append(bodies, m.Body)
	}
	if diff := cmp.Diff(append([]string{}, wanted...), bodies); diff != "" {
		t.Fatalf("received (-want +got):\n%s", diff)
	}
	return got
}

func roundTrip(t *testing.T, q Queue) {
	m := message("group!~", "order ü 7")
	m.Attributes = map[string]string{"correlation_id": "c-1", queue.Trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}
	send(t, q, m)
	got := wantBodies(t, q, 10, m.Body)
	if diff := cmp.Diff(m, got[0].Message); diff != "" || got[0].Receives != 1 {
		t.Fatalf("received %d times (-want +got):\n%s", got[0].Receives, diff)
	}
	q.Delete(t, got[0].Handle)
	wantBodies(t, q, 10)
}

func dedup(t *testing.T, q Queue) {
	m := message("g", "one")
	again := m
	again.Body, again.Group = "two", "h"
	send(t, q, m, m, again)
	got := wantBodies(t, q, 10, "one")
	q.Delete(t, got[0].Handle)
	send(t, q, m)
	wantBodies(t, q, 10)
}

func groups(t *testing.T, q Queue) {
	send(t, q, message("a", "a1"), message("a", "a2"), message("b", "b1"))
	first := wantBodies(t, q, 1, "a1")
	other := wantBodies(t, q, 10, "b1")
	wantBodies(t, q, 10)
	q.Release(t, first[0].Handle)
	again := wantBodies(t, q, 1, "a1")
	if again[0].Receives != 2 {
		t.Fatalf("receives: %d, want 2", again[0].Receives)
	}
	q.Delete(t, again[0].Handle)
	q.Delete(t, other[0].Handle)
	last := wantBodies(t, q, 10, "a2")
	q.Delete(t, last[0].Handle)
	wantBodies(t, q, 10)
}

func dead(t *testing.T, q Queue) {
	send(t, q, message("a", "bad"), message("a", "good"))
	for range MaxReceive {
		got := wantBodies(t, q, 1, "bad")
		q.Release(t, got[0].Handle)
	}
	got := q.Receive(t, 1)
	if len(got) == 0 { // the receive that moves the dead letter may come back empty
		got = q.Receive(t, 1)
	}
	if len(got) != 1 || got[0].Body != "good" {
		t.Fatalf("after the dead letter: %v, want the next of its group", got)
	}
	if diff := cmp.Diff([]string{"bad"}, q.Dead(t)); diff != "" {
		t.Fatalf("dead letters (-want +got):\n%s", diff)
	}
}

func count(t *testing.T, q Queue) {
	counted(t, q, 0)
	send(t, q, message("a", "bad"))
	for range MaxReceive {
		got := wantBodies(t, q, 1, "bad")
		q.Release(t, got[0].Handle)
	}
	wantBodies(t, q, 1) // the receive that moves the dead letter
	send(t, q, message("b", "one"), message("b", "two"))
	wantBodies(t, q, 1, "one")
	counted(t, q, 2) // one of them is being worked on
}

func counted(t *testing.T, q Queue, want int) {
	t.Helper()
	got, err := q.Count(t.Context())
	if err != nil || got != want {
		t.Fatalf("count: %d and %v, want %d", got, err, want)
	}
}

func batch(t *testing.T, q Queue) {
	var messages []queue.Message
	var wanted []string
	for n := range 23 {
		messages = append(messages, message("a", strconv.Itoa(n)))
		wanted = append(wanted, strconv.Itoa(n))
	}
	if err := q.SendBatch(t.Context(), messages); err != nil {
		t.Fatalf("send: %v", err)
	}
	var got []string
	for len(got) < len(wanted) {
		received := q.Receive(t, 10)
		if len(received) == 0 || len(received) > 10 {
			t.Fatalf("received %d messages after %d", len(received), len(got))
		}
		for _, m := range received {
			got = append(got, m.Body)
			q.Delete(t, m.Handle)
		}
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Fatalf("order (-want +got):\n%s", diff)
	}
	if err := q.SendBatch(t.Context(), nil); err != nil {
		t.Fatalf("send nothing: %v", err)
	}
}

func refused(t *testing.T, q Queue) {
	for name, change := range map[string]func(m *queue.Message){
		"no body":         func(m *queue.Message) { m.Body = "" },
		"long body":       func(m *queue.Message) { m.Body = strings.Repeat("x", queue.MaxBody+1) },
		"no UTF-8":        func(m *queue.Message) { m.Body = "\xff" },
		"no group":        func(m *queue.Message) { m.Group = "" },
		"long group":      func(m *queue.Message) { m.Group = strings.Repeat("g", queue.MaxID+1) },
		"odd group":       func(m *queue.Message) { m.Group = "a b" },
		"no id":           func(m *queue.Message) { m.Dedup = "" },
		"odd id":          func(m *queue.Message) { m.Dedup = "ä" },
		"odd attribute":   func(m *queue.Message) { m.Attributes = map[string]string{"a b": "c"} },
		"empty attribute": func(m *queue.Message) { m.Attributes = map[string]string{"a": ""} },
	} {
		m := message("g", "body")
		change(&m)
		if err := q.Send(t.Context(), m); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v, want it refused", name, err)
		}
		if err := q.SendBatch(t.Context(), []queue.Message{message("g", "fine"), m}); fault.Of(err) != fault.Invalid {
			t.Errorf("%s, in a batch: %v, want it refused", name, err)
		}
	}
	wantBodies(t, q, 10)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Send(ctx, message("g", "x")); fault.Of(err) != fault.Unavailable {
		t.Errorf("a call that is over: %v, want unavailable", err)
	}
}
