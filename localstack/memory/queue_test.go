package memory_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/queue/queuetest"
)

// tested is the queue as the suite wants it.
type tested struct{ *memory.Queue }

func (q tested) Receive(_ *testing.T, n int) []queuetest.Received {
	var got []queuetest.Received
	for _, m := range q.Queue.Receive(n) {
		got = append(got, queuetest.Received{
			Message: queue.Message{Group: m.Group, Dedup: m.Dedup, Body: m.Body, Attributes: m.Attributes}, Handle: m.Handle, Receives: m.Receives,
		})
	}
	return got
}

func (q tested) Delete(t *testing.T, handle string) {
	t.Helper()
	if err := q.Queue.Delete(handle); err != nil {
		t.Fatal(err)
	}
}

func (q tested) Release(t *testing.T, handle string) {
	t.Helper()
	if err := q.Queue.Release(handle); err != nil {
		t.Fatal(err)
	}
}

func (q tested) Dead(*testing.T) []string {
	var bodies []string
	for _, m := range q.Queue.Dead() {
		bodies = append(bodies, m.Body)
	}
	return bodies
}

func TestQueueIsAQueue(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(*testing.T) queuetest.Queue {
		return tested{memory.NewQueue(clock, time.Minute, queuetest.MaxReceive)}
	})
}

func TestQueueForgetsADeduplicationIDAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	now := clock()
	q := memory.NewQueue(func() time.Time { return now }, time.Minute, 5)
	m := queue.Message{Group: "g", Dedup: "same", Body: "x"}
	for _, step := range []struct {
		after time.Duration
		len   int
	}{{0, 1}, {memory.Window - 1, 1}, {1, 2}, {memory.Window - 1, 2}, {1, 3}} {
		now = now.Add(step.after)
		if err := q.Send(t.Context(), m); err != nil || q.Len() != step.len {
			t.Fatalf("%v later: %d messages (%v), want %d", step.after, q.Len(), err, step.len)
		}
	}
}

func TestQueueShowsAMessageAgainAfterItsTimeOutAndItsHandleIsGone(t *testing.T) {
	t.Parallel()
	now := clock()
	q := memory.NewQueue(func() time.Time { return now }, time.Minute, 5)
	if err := q.Send(t.Context(), queue.Message{Group: "g", Dedup: "d", Body: "x"}); err != nil {
		t.Fatal(err)
	}
	first := q.Receive(10)[0]
	if next, ok := q.Visible(); !ok || !next.Equal(now.Add(time.Minute)) {
		t.Fatalf("visible at %v, want in a minute", next)
	}
	now = now.Add(time.Minute)
	if err := q.Delete(first.Handle); fault.Of(err) != fault.Gone {
		t.Fatalf("delete by an expired handle: %v, want gone", err)
	}
	second := q.Receive(10)[0]
	if second.ID != first.ID || second.Receives != 2 || !second.FirstSent.Equal(clock()) {
		t.Fatalf("got %+v, want the same message a second time", second)
	}
	if err := q.Delete(first.Handle); err != nil || q.Len() != 1 {
		t.Fatalf("delete by a replaced handle: %v, %d messages; want nothing removed", err, q.Len())
	}
	if err := q.Delete(second.Handle); err != nil || q.Len() != 0 {
		t.Fatalf("delete: %v, %d messages left", err, q.Len())
	}
	if c := q.Counts(); c.Receives != 2 || c.Sends != 1 || c.Deletes != 3 || c.Empty != 0 {
		t.Fatalf("counts %+v", c)
	}
}

func TestQueueMovesDeadLettersBackAsNewMessages(t *testing.T) {
	t.Parallel()
	q := memory.NewQueue(clock, time.Minute, 1)
	if err := q.Send(t.Context(), queue.Message{Group: "g", Dedup: "d", Body: "x"}); err != nil {
		t.Fatal(err)
	}
	first := q.Receive(1)[0]
	if err := q.Release(first.Handle); err != nil {
		t.Fatal(err)
	}
	if got := q.Receive(1); len(got) != 0 || len(q.Dead()) != 1 {
		t.Fatalf("got %v, and %d dead letters; want one", got, len(q.Dead()))
	}
	if n := q.Redrive(); n != 1 || len(q.Dead()) != 0 {
		t.Fatalf("moved %d, %d left", n, len(q.Dead()))
	}
	if again := q.Receive(1); len(again) != 1 || again[0].ID == first.ID || again[0].Receives != 1 {
		t.Fatalf("got %+v, want a new message", again)
	}
}
