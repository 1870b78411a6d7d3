package ovh

import (
	"context"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Budget keeps the calls of one account below what OVHcloud allows. How much that is OVHcloud does not publish, so that it
// is configuration; the zero value has ten calls a second and four at a time. A refusal closes the budget for the time that
// OVHcloud asks for, and halves its pace for the next hour: whoever goes on as fast as before is refused at the same place
// again, and never reads a zone to its end that takes more calls than one minute has. One Budget serves all clients of an account in a process, and may be used by many goroutines.
type Budget struct {
	PerMinute int // 0: 600
	Burst     int // calls that may be made at once after a pause; 0: ten
	Together  int // calls under way; 0: 4

	mu     sync.Mutex
	places chan struct{}
	tokens float64   // below zero: so many calls wait for their turn
	at     time.Time // up to when it is filled; in the future while it is closed
	halved int       // how often the pace is
	since  time.Time // when that changed last
}

const (
	// longestQueue is how long a call waits for its turn; one that would wait longer is not sent.
	longestQueue = 10 * time.Second
	// closed is how long a refusal without a time closes the budget.
	closed = 5 * time.Second
	// slowest is the pace, in calls a minute, below which refusals do not bring the budget: each call has to get its turn in longestQueue.
	slowest = 30
)

// enter takes one of the places of calls under way, and gives what leaves it.
func (b *Budget) enter(ctx context.Context) (func(), error) {
	b.mu.Lock()
	if b.places == nil {
		b.places = make(chan struct{}, or(b.Together, 4))
	}
	places := b.places
	b.mu.Unlock()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, fault.Unavailable.Wrap(ctx.Err(), "ask OVHcloud: there was no time left")
	}
}

// await waits for the turn of a call.
func (b *Budget) await(ctx context.Context, now func() time.Time, sleep func(context.Context, time.Duration) error) error {
	wait := b.take(now())
	switch {
	case wait > longestQueue:
		return fault.After(fault.Throttled.Errorf("there are more calls to OVHcloud than its budget has: this one was not sent"), wait)
	case wait <= 0:
		return nil
	}
	if err := sleep(ctx, wait); err != nil {
		return fault.Unavailable.Wrap(err, "ask OVHcloud: there was no time left")
	}
	return nil
}

// take gives how long the next call has to wait, and takes its place when that is not too long.
func (b *Budget) take(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	rate, burst := b.pace(now)/60, float64(or(b.Burst, 10))
	switch passed := now.Sub(b.at).Seconds(); {
	case b.at.IsZero():
		b.tokens, b.at = burst, now
	case passed > 0:
		b.tokens, b.at = min(burst, b.tokens+passed*rate), now
	}
	wait := max(b.at.Sub(now), 0)
	if short := 1 - b.tokens; short > 0 {
		wait += time.Duration(short / rate * float64(time.Second))
	}
	if wait <= longestQueue {
		b.tokens--
	}
	return wait
}

// pace gives the calls a minute for now; the lock is held.
func (b *Budget) pace(now time.Time) float64 {
	if b.halved > 0 && now.Sub(b.since) >= time.Hour {
		b.halved, b.since = b.halved-1, now
	}
	most := or(b.PerMinute, 600)
	return max(float64(most)/float64(int(1)<<b.halved), float64(min(most, slowest)))
}

// refused closes the budget for a time; 0 takes one of its own. Calls that were under way together are refused together, and slow it down once.
func (b *Budget) refused(now time.Time, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait == 0 {
		wait = closed
	}
	b.tokens = min(b.tokens, 1)
	if b.halved == 0 || now.Sub(b.since) >= time.Minute {
		b.halved, b.since = min(b.halved+1, 5), now
	}
	if until := now.Add(wait); until.After(b.at) {
		b.at = until
	}
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
