package edge

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Allowance is what clients may still call, for all processes together.
type Allowance interface {
	// Draw takes up to want calls from a client's bucket, which holds a minute's calls and fills up all the time. It gives how many it took, none when the
	// bucket is empty, and how many are left.
	Draw(ctx context.Context, client string, perMinute, want int) (got, left int, err error)
}

// Rate bounds how often a client calls. Calls are drawn from the common bucket a second's worth at a time and spent here, so that a busy client costs one write in
// many calls. When the bucket cannot be asked, the call is let through: a bound that fails must not be what stops the work. A Rate is for concurrent use.
type Rate struct {
	Allowance Allowance
	PerMinute int // calls of a client; 0: no bound
	Now       func() time.Time

	mu    sync.Mutex
	purse map[string]drawn
}

// drawn is what a process has in hand for a client.
type drawn struct {
	calls, left int
	until       time.Time
}

// hold is how long what was drawn is good for: less than the bucket takes to fill up.
const hold = 30 * time.Second

// spend takes one call of a client, and gives the headers of the draft on RateLimit fields, which tell how many are left and in how many seconds the bucket is full
// again. It fails with fault.Throttled and a time to wait. A warning is about the bucket and did not stop the call.
func (r *Rate) spend(ctx context.Context, client string) (header map[string]string, warning, err error) {
	if r == nil || r.PerMinute <= 0 {
		return nil, nil, nil
	}
	d, there := r.take(client)
	if !there {
		got, left, err := r.Allowance.Draw(ctx, client, r.PerMinute, r.share())
		if err != nil {
			return nil, err, nil
		}
		if got == 0 {
			wait := time.Minute / time.Duration(r.PerMinute)
			return r.header(0), nil, fault.After(fault.Throttled.Errorf("the client makes more than %d calls a minute", r.PerMinute), max(wait, time.Second))
		}
		d = r.keep(client, drawn{calls: got - 1, left: left, until: r.Now().Add(hold)})
	}
	return r.header(d.left + d.calls), nil, nil
}

// share is how many calls are drawn at once.
func (r *Rate) share() int {
	const second = 60
	return max(r.PerMinute/second, 1)
}

// take spends a call that is in hand.
func (r *Rate) take(client string) (drawn, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, ok := r.purse[client]
	if !ok || d.calls == 0 || !r.Now().Before(d.until) {
		return d, false
	}
	d.calls--
	r.purse[client] = d
	return d, true
}

func (r *Rate) keep(client string, d drawn) drawn {
	r.mu.Lock()
	defer r.mu.Unlock()
	const most = 1000
	if r.purse == nil || len(r.purse) >= most {
		r.purse = map[string]drawn{}
	}
	r.purse[client] = d
	return d
}

func (r *Rate) header(left int) map[string]string {
	const minute = 60
	full := int(math.Ceil(float64(r.PerMinute-left) * minute / float64(r.PerMinute)))
	return map[string]string{
		"RateLimit-Policy": fmt.Sprintf(`"calls";q=%d;w=%d`, r.PerMinute, minute),
		"RateLimit":        `"calls";r=` + strconv.Itoa(left) + ";t=" + strconv.Itoa(max(full, 0)),
	}
}
