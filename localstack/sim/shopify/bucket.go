package shopify

import (
	"fmt"
	"math"
	"net/http"
	"time"
)

// Shopify documents a bucket of 40 calls that leaks two in a second, for the standard plan.
const (
	bucketSize = 40
	bucketLeak = 2
)

type bucket struct {
	level float64
	at    time.Time
}

// admitted puts a call into the bucket, or answers that it is full: 429 with Retry-After, as Shopify documents. That a call
// which is refused does not fill it further is modelled.
func (s *Sim) admitted(w http.ResponseWriter) bool {
	now := s.opt.Clock.Now()
	b := &s.bucket
	if !b.at.IsZero() {
		b.level = math.Max(0, b.level-now.Sub(b.at).Seconds()*bucketLeak)
	}
	b.at = now
	full := b.level+1 > bucketSize
	if !full {
		b.level++
	}
	w.Header().Set("X-Shopify-Shop-Api-Call-Limit", fmt.Sprintf("%d/%d", int(math.Ceil(b.level)), bucketSize))
	if full {
		w.Header().Set("Retry-After", "2.0")
		fail(w, http.StatusTooManyRequests, "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.")
	}
	return !full
}
