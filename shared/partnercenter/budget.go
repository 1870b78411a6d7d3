package partnercenter

import (
	"context"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Budget keeps the calls of one partner below what Microsoft allows: a bucket for each customer, and one for each kind of thing that is the
// partner's own, such as its list of customers. Microsoft documents 500 calls a minute, for some resources by the partner and for others by the
// pair of partner and customer, and that refused calls count too. Which is which it does not say for every route; that is modelled here.
//
// Other processes spend from the same allowance and nobody tells how much. So a refusal closes the bucket for the time that Microsoft asks
// for and makes it slower, and time without a refusal makes it faster again. One Budget serves all clients of a partner in a process. The
// zero value is ready. It may be used by many goroutines.
type Budget struct {
	mu      sync.Mutex
	buckets map[string]*bucket // by subject
}

// How a bucket fills. A burst and a minute's worth together stay below the 500.
const (
	fullRate  = 7.5       // calls a second
	leastRate = 0.5       // calls a second
	burst     = 40.0      // calls at once
	cut       = 0.5       // what a refusal leaves of the rate
	regain    = 0.15 / 60 // calls a second, gained each second
	// longestQueue is how long a call waits for its turn; one that would wait longer is not sent, and is to be tried later.
	longestQueue = 10 * time.Second
	// manyBuckets bounds what is remembered; those that are full again say nothing.
	manyBuckets = 1000
)

// bucket holds the calls that may be made at once. It goes below zero for the calls that wait for their turn.
type bucket struct {
	tokens float64
	rate   float64
	at     time.Time // up to when it is filled; in the future while it is closed
}

// fill brings the bucket up to a time.
func (b *bucket) fill(now time.Time) {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.tokens = min(burst, b.tokens+passed*b.rate)
		b.rate = min(fullRate, b.rate+passed*regain)
		b.at = now
	}
}

// wait gives how long the next call has to wait, and takes its place when that is not too long.
func (b *Budget) wait(about string, now time.Time) (time.Duration, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.bucket(about, now)
	wait := max(k.at.Sub(now), 0)
	if short := 1 - k.tokens; short > 0 {
		wait += time.Duration(short / k.rate * float64(time.Second))
	}
	if wait > longestQueue {
		return wait, false
	}
	k.tokens--
	return wait, true
}

// refused closes the bucket for a time, and slows it down. Several calls that were under way together are one refusal.
func (b *Budget) refused(about string, now time.Time, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.bucket(about, now)
	if !now.Before(k.at) {
		k.rate = max(leastRate, k.rate*cut)
	}
	k.tokens = min(k.tokens, 0)
	if until := now.Add(max(wait, time.Second)); until.After(k.at) {
		k.at = until
	}
}

// again gives a place back when the bucket was closed meanwhile, and reports so.
func (b *Budget) again(about string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.bucket(about, now)
	if !now.Before(k.at) {
		return false
	}
	k.tokens++
	return true
}

func (b *Budget) bucket(about string, now time.Time) *bucket {
	if b.buckets == nil {
		b.buckets = map[string]*bucket{}
	}
	k := b.buckets[about]
	if k == nil {
		b.forget(now)
		k = &bucket{tokens: burst, rate: fullRate, at: now}
		b.buckets[about] = k
	}
	k.fill(now)
	return k
}

// forget drops the buckets that say nothing, when there are many.
func (b *Budget) forget(now time.Time) {
	if len(b.buckets) < manyBuckets {
		return
	}
	for name, k := range b.buckets {
		if k.fill(now); k.tokens >= burst && k.rate >= fullRate {
			delete(b.buckets, name)
		}
	}
}

type aboutKey struct{}

// within says in the context what a call is about.
func within(ctx context.Context, about string) context.Context {
	return context.WithValue(ctx, aboutKey{}, about)
}

func about(ctx context.Context) string {
	subject, _ := ctx.Value(aboutKey{}).(string)
	return subject
}

// tooMany is the failure of a call that was not sent.
func tooMany(wait time.Duration) error {
	return fault.After(fault.Throttled.Errorf("there are more calls to Partner Center than it allows: this one was not sent"), wait)
}
