package token

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	// life is how long a lease lasts that nobody gives back: for so long a crashed run keeps others waiting.
	life = 8 * time.Minute
	// work ends long before the lease does, so that no two are at it even when the token service is slow and their clocks differ by
	// minutes. Should they differ by more, the promotion is still conditional.
	work = 100 * time.Second
	// tries and pause are how long a person who has just signed in is kept waiting for a renewal that is under way.
	tries = 20
	pause = 500 * time.Millisecond
	// farewell bounds the return of the lease.
	farewell = 5 * time.Second
)

// Leases let one at a time work on a thing. A lease that was not given back ends by itself.
type Leases interface {
	// Acquire takes a lease and gives its fence, which is larger than any before. It fails with fault.Conflict when another has it.
	Acquire(ctx context.Context, name, owner string, until time.Time) (fence int64, err error)
	// Holding fails with fault.Stale when the lease was lost.
	Holding(ctx context.Context, name, owner string, fence int64) error
	// Release gives a lease back. One that was lost is fine.
	Release(ctx context.Context, name, owner string, fence int64) error
}

// lease is a partner's sign-in, held.
type lease struct {
	leases      Leases
	name, owner string
	fence       int64
}

// holding fails with fault.Stale when somebody else may be at it by now.
func (l lease) holding(ctx context.Context) error {
	return l.leases.Holding(ctx, l.name, l.owner, l.fence)
}

// alone does something to a partner's sign-in while nobody else does. It asks for the lease so many times before it fails with
// fault.Conflict.
func (r Renewer) alone(ctx context.Context, s Subject, asks int, do func(context.Context, lease) error) error {
	if len(s.Audiences) == 0 {
		return fault.Invalid.Errorf("partner %q: the settings name no API that the token is for", s.Partner)
	}
	l := lease{leases: r.Leases, name: "token/" + s.Partner, owner: rand.Text()}
	for {
		fence, err := r.Leases.Acquire(ctx, l.name, l.owner, r.Now().Add(life)) // 1
		if err == nil {
			l.fence = fence
			break
		}
		if asks--; fault.Of(err) != fault.Conflict || asks <= 0 {
			return err
		}
		if err := r.Sleep(ctx, pause); err != nil {
			return fault.Unavailable.Wrap(err, "there was no time left to wait for another renewal of the same sign-in")
		}
	}
	bounded, cancel := context.WithTimeout(ctx, work)
	defer cancel()
	err := do(bounded, l)
	// Not deferred: what ends in the middle gives nothing back, as a crash would not. A failure here only makes the next one wait.
	last, done := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer done()
	_ = r.Leases.Release(last, l.name, l.owner, l.fence) // 7
	return err
}
