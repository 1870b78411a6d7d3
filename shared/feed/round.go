package feed

import (
	"context"
	"errors"
)

// mostWoken is how many lines one round wakes, and mostRounds how often it looks for events to spread.
const (
	mostWoken  = 500
	mostRounds = 10
)

// Round finds what nobody was woken for: events that were emitted and not spread, and lines that fell due by time alone or whose wake was lost.
type Round struct {
	Spreader
}

// Run makes one round. What it cannot do in one is left to the next.
func (r Round) Run(ctx context.Context) error {
	var failed error
	for range mostRounds {
		n, err := r.Spread(ctx)
		if failed = errors.Join(failed, err); err != nil || n < mostSpread {
			break
		}
	}
	due, err := r.Lines.DueLines(ctx, r.Now(), mostWoken)
	for _, l := range due {
		r.Waker.Wake(ctx, l.Endpoint)
	}
	return errors.Join(failed, err)
}
