package memory

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/queue"
)

// Window is how long a FIFO queue remembers a deduplication id.
const Window = 5 * time.Minute

// Batch is the most messages that one request receives, sends or deletes.
const Batch = 10

// Queue is a FIFO queue with a dead-letter queue. It is safe for concurrent use.
type Queue struct {
	clock      func() time.Time
	visibility time.Duration
	maxReceive int

	mu      sync.Mutex
	waiting []*Message // in the order of arrival, with those in flight
	dead    []*Message
	seen    map[string]time.Time // deduplication ids and when each was first sent
	swept   time.Time
	last    int
	counts  Counts
}

// Message is a message as it is received. Handle belongs to this one receive.
type Message struct {
	ID         string
	Group      string
	Dedup      string
	Body       string
	Attributes map[string]string
	Receives   int
	FirstSent  time.Time
	Handle     string

	visible time.Time // in flight until then
}

// Counts are the requests that AWS would bill. Empty receives are not among Receives.
type Counts struct{ Sends, Receives, Deletes, Empty, Dropped int }

// NewQueue gives an empty queue. A received message that is not deleted shows again after the visibility time-out, and
// becomes a dead letter instead of being received more than maxReceive times.
func NewQueue(clock func() time.Time, visibility time.Duration, maxReceive int) *Queue {
	return &Queue{clock: clock, visibility: visibility, maxReceive: maxReceive, seen: map[string]time.Time{}}
}

// Send puts a message at the end of its group, or silently drops it when its deduplication id was sent within Window.
func (q *Queue) Send(ctx context.Context, m queue.Message) error {
	return q.SendBatch(ctx, []queue.Message{m})
}

// SendBatch sends messages, ten in a request.
func (q *Queue) SendBatch(ctx context.Context, messages []queue.Message) error {
	if err := ended(ctx); err != nil {
		return err
	}
	for _, m := range messages {
		if err := m.Check(); err != nil {
			return err
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.counts.Sends += (len(messages) + Batch - 1) / Batch
	for _, m := range messages {
		q.send(m)
	}
	return nil
}

func (q *Queue) send(m queue.Message) {
	now := q.clock()
	q.forget(now)
	if at, ok := q.seen[m.Dedup]; ok && now.Sub(at) < Window {
		q.counts.Dropped++
		return
	}
	q.seen[m.Dedup] = now
	q.waiting = append(q.waiting, &Message{
		ID: q.next("m"), Group: m.Group, Dedup: m.Dedup, Body: m.Body, Attributes: maps.Clone(m.Attributes), FirstSent: now,
	})
}

// forget drops old deduplication ids, now and then, so that a long run does not collect them.
func (q *Queue) forget(now time.Time) {
	if now.Sub(q.swept) < Window {
		return
	}
	q.swept = now
	maps.DeleteFunc(q.seen, func(_ string, at time.Time) bool { return now.Sub(at) >= Window })
}

func (q *Queue) next(kind string) string {
	q.last++
	return kind + "-" + strconv.Itoa(q.last)
}

// Receive gives up to n messages, ten at most, and hides them for the visibility time-out. A group with a message in
// flight gives none. Messages received too often become dead letters.
func (q *Queue) Receive(n int) []Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.clock()
	var got []Message
	held := map[string]bool{}
	for _, m := range q.waiting {
		if now.Before(m.visible) {
			held[m.Group] = true
		}
	}
	keep := q.waiting[:0]
	for _, m := range q.waiting {
		switch {
		case len(got) >= min(n, Batch) || held[m.Group]:
			keep = append(keep, m)
		case m.Receives >= q.maxReceive:
			q.dead = append(q.dead, m)
		default:
			m.Receives++
			m.Handle, m.visible = q.next("h"), now.Add(q.visibility)
			got = append(got, m.copy())
			keep = append(keep, m)
		}
	}
	clear(q.waiting[len(keep):])
	q.waiting = keep
	if len(got) == 0 {
		q.counts.Empty++
	} else {
		q.counts.Receives++
	}
	return got
}

func (m *Message) copy() Message {
	c := *m
	c.Attributes = maps.Clone(m.Attributes)
	return c
}

// Delete removes received messages, ten in a request. A handle whose time is over, or that a later receive replaced, fails
// with fault.Gone; the other messages are removed all the same. Deleting twice is fine.
func (q *Queue) Delete(handles ...string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.counts.Deletes += (len(handles) + Batch - 1) / Batch
	var failed error
	for _, h := range handles {
		at, err := q.flying(h)
		if err != nil {
			failed = err
		}
		if at >= 0 {
			q.waiting = slices.Delete(q.waiting, at, at+1)
		}
	}
	return failed
}

// Hide sets for how long from now a received message stays hidden; 0 gives it back at once.
func (q *Queue) Hide(handle string, d time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	at, err := q.flying(handle)
	if at >= 0 {
		q.waiting[at].visible = q.clock().Add(d)
	}
	return err
}

// Release gives received messages back at once.
func (q *Queue) Release(handles ...string) error {
	var failed error
	for _, h := range handles {
		failed = first(failed, q.Hide(h, 0))
	}
	return failed
}

// flying finds a message in flight by its handle: -1 when there is none such, and an error when it is not in flight any more.
func (q *Queue) flying(handle string) (int, error) {
	at := slices.IndexFunc(q.waiting, func(m *Message) bool { return m.Handle == handle && handle != "" })
	if at >= 0 && !q.clock().Before(q.waiting[at].visible) {
		return -1, fault.Gone.Errorf("message: the receipt handle has expired")
	}
	return at, nil
}

// Redrive moves the dead letters back, as AWS's message move task does: they become new messages at the end of the queue,
// with a new id and no receives. It gives their number.
func (q *Queue) Redrive() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	moved := len(q.dead)
	for _, m := range q.dead {
		m.ID, m.Receives, m.Handle, m.visible, m.FirstSent = q.next("m"), 0, "", time.Time{}, q.clock()
		q.waiting = append(q.waiting, m)
	}
	q.dead = nil
	return moved
}

// Len counts the messages that are not dead letters, with those in flight.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// Count counts the messages as SQS does, without the dead letters.
func (q *Queue) Count(ctx context.Context) (int, error) { return q.Len(), ended(ctx) }

// Dead lists the dead letters.
func (q *Queue) Dead() []Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	dead := make([]Message, len(q.dead))
	for i, m := range q.dead {
		dead[i] = m.copy()
	}
	return dead
}

// Visible gives the next time, after now, at which a hidden message shows again.
func (q *Queue) Visible() (time.Time, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var soonest time.Time
	for _, m := range q.waiting {
		if m.visible.After(q.clock()) && (soonest.IsZero() || m.visible.Before(soonest)) {
			soonest = m.visible
		}
	}
	return soonest, !soonest.IsZero()
}

// Counts gives the requests so far.
func (q *Queue) Counts() Counts {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.counts
}
