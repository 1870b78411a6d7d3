package ovh

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// clock knows how far the machine's clock is from OVHcloud's, against which signatures are checked. The difference is read
// once and kept for an hour: a function that was frozen between two calls may have drifted.
type clock struct {
	api  *rest.Client
	now  func() time.Time
	turn chan struct{} // one goroutine reads, the others wait for what it finds
	last atomic.Pointer[difference]
}

// longDifference is how long a difference is trusted.
const longDifference = time.Hour

type difference struct {
	seconds int64 // what the machine's clock is ahead
	read    time.Time
}

// know reads OVHcloud's clock, unless the difference is known.
func (c *clock) know(ctx context.Context) error {
	if c.fresh() {
		return nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return fault.Unavailable.Wrap(ctx.Err(), "read OVHcloud's clock: there was no time left")
	}
	if c.fresh() {
		return nil
	}
	var theirs int64
	if _, err := c.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/auth/time"}, &theirs); err != nil {
		return err
	}
	now := c.now()
	c.last.Store(&difference{seconds: now.Unix() - theirs, read: now})
	return nil
}

func (c *clock) fresh() bool {
	d := c.last.Load()
	if d == nil {
		return false
	}
	age := c.now().Sub(d.read)
	return age >= 0 && age < longDifference
}

// forget has the difference read anew.
func (c *clock) forget() { c.last.Store(nil) }

// unix gives OVHcloud's time as far as it is known.
func (c *clock) unix() int64 {
	now := c.now().Unix()
	if d := c.last.Load(); d != nil {
		return now - d.seconds
	}
	return now
}
