package feed

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Line is how it goes with an endpoint's posts. It is apart from the endpoint, so that work never gets in the way of who changes that.
//
// Whoever puts a delivery saves the line afterwards, even when its time stays the same: who is about to say that nothing waits finds the version changed
// and looks again. So there is no delivery whose line sleeps.
type Line struct {
	Endpoint string    `json:"endpoint"`
	Due      time.Time `json:"due,omitzero"`   // when it is looked at; zero: nothing waits
	Failures int       `json:"failures"`       // posts in a row that failed
	Until    time.Time `json:"until,omitzero"` // nothing is posted before

	Version int64 `json:"-"`
}

const (
	// patience is how many posts in a row may fail before the breaker opens. After that one post tries whether the endpoint is well again.
	patience = 5
	// firstBreak is for how long the breaker is open first. It doubles with each try that fails, up to longBreak.
	firstBreak = time.Minute
	longBreak  = time.Hour
	// probing is for how long one slot alone tries an endpoint whose breaker was open: longer than a post takes.
	probing = time.Minute
	// longestWait is the most that an endpoint may ask to be left alone.
	longestWait = 24 * time.Hour
	// lineTries bounds how often others may be quicker to save a line.
	lineTries = 20
)

// open reports whether the endpoint is left alone until somebody has tried it.
func (l Line) open() bool { return l.Failures >= patience }

// fail counts a post that failed, with the wait that the answer asked for.
func (l *Line) fail(now time.Time, wait time.Duration) {
	l.Failures++
	until := now.Add(min(max(wait, 0), longestWait))
	if l.open() {
		pause := min(firstBreak<<min(l.Failures-patience, 10), longBreak)
		until = later(until, now.Add(pause+jitter(l.Endpoint, l.Failures, pause)))
	}
	if until.After(now) {
		l.Until = later(l.Until, until)
	}
}

// succeed closes the breaker.
func (l *Line) succeed() { l.Failures, l.Until = 0, time.Time{} }

// change reads a line, lets do change it and saves it, again when somebody was quicker. When do gives false, nothing is saved. It fails with
// fault.Unavailable when others are quicker all the time.
func change(ctx context.Context, lines Lines, endpoint string, do func(*Line) bool) error {
	for range lineTries {
		l, err := lines.Line(ctx, endpoint)
		if err != nil {
			return err
		}
		l.Endpoint = endpoint
		if !do(&l) {
			return nil
		}
		if err = lines.SaveLine(ctx, &l); fault.Of(err) != fault.Stale {
			return err
		}
	}
	return fault.Unavailable.Errorf("line: others change it all the time")
}

// touch has a line looked at now, because a delivery was put.
func touch(ctx context.Context, lines Lines, endpoint string, now time.Time) error {
	return change(ctx, lines, endpoint, func(l *Line) bool {
		if l.Due.IsZero() || l.Due.After(now) {
			l.Due = later(now, l.Until)
		}
		return true
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
