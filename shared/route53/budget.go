package route53

import (
	"context"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// perSecond is how many calls Route 53 documents that an account may make.
const perSecond = 5

// longestQueue is how long a call waits for its turn; one that would wait longer is not sent.
const longestQueue = 10 * time.Second

// budget spaces the calls of an account.
type budget struct {
	every time.Duration
	now   func() time.Time
	sleep func(ctx context.Context, d time.Duration) error

	mu   sync.Mutex
	next time.Time // when the next call may be sent
}

// await waits for the turn of a call.
func (b *budget) await(ctx context.Context) error {
	wait := b.take()
	switch {
	case wait > longestQueue:
		return fault.After(fault.Throttled.Errorf("there are more calls to Route 53 than an account may make: this one was not sent"), wait)
	case wait <= 0:
		return nil
	}
	if err := b.sleep(ctx, wait); err != nil {
		return fault.Unavailable.Wrap(err, "ask Route 53: there was no time left")
	}
	return nil
}

func (b *budget) take() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.next.Before(now) {
		b.next = now
	}
	wait := b.next.Sub(now)
	if wait <= longestQueue {
		b.next = b.next.Add(b.every)
	}
	return wait
}
