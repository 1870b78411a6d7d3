package feed_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// TestASickEndpointIsAskedOnceAnHourHoweverMuchWaits: a hundred events for an endpoint that answers nothing but 500.
func TestASickEndpointIsAskedOnceAnHourHoweverMuchWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{answer: status(500)})
	for n := range 100 {
		w.emit("7", strconv.Itoa(n), feed.SeatsChanged)
	}
	w.serve(t)
	if len(w.posted) != 5 {
		t.Errorf("%d posts before the breaker opened, want 5", len(w.posted))
	}
	for w.now().Before(noon().Add(24 * time.Hour)) {
		w.pass(time.Minute)
		w.serve(t)
	}
	// 5 at once, then after 1, 2, 4, 8, 16, 32 minutes, and then once in up to 66 minutes.
	if n := len(w.posted); n < 30 || n > 36 {
		t.Errorf("%d posts in a day", n)
	}
	for i := 6; i < len(w.posted); i++ {
		if gap := w.posted[i].At.Sub(w.posted[i-1].At); gap < time.Minute || gap > 67*time.Minute {
			t.Errorf("post %d came %s after the one before", i, gap)
		}
	}
	if l := w.lines[id]; l.Failures != len(w.posted) {
		t.Errorf("%d failures of %d posts", l.Failures, len(w.posted))
	}
}

func TestOnePostThatIsTakenClosesTheBreaker(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{answer: failing(1, 2, 3, 4, 5, 6)})
	for n := range 50 {
		w.emit("7", strconv.Itoa(n), feed.SeatsChanged)
	}
	w.serve(t)
	w.pass(2 * time.Minute) // one tries, and fails
	w.serve(t)
	w.pass(3 * time.Minute)
	w.serve(t)
	if n := len(w.posted); n != 6+50 {
		t.Errorf("%d posts after five minutes, want all", n)
	}
	if l := w.lines[id]; l.Failures != 0 || !l.Until.IsZero() || !l.Due.IsZero() {
		t.Errorf("the line is left with %+v", l)
	}
}

// TestNothingWaitsForeverForAnEndpointThatNeverComesBack: what the breaker held back is dead after the schedule's time, and each of it is told.
func TestNothingWaitsForeverForAnEndpointThatNeverComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.listen(&shop{answer: func(int) (feed.Answer, error) { return feed.Answer{}, fault.Unavailable.Errorf("nobody") }})
	for n := range 100 {
		w.emit("7", strconv.Itoa(n), feed.SeatsChanged)
	}
	w.settle(t)
	if past := w.now().Sub(noon()); past > 5*24*time.Hour || len(w.deliveries) != 100 || len(w.mourned) != 100 {
		t.Errorf("after %s %d of %d are told", past, len(w.mourned), len(w.deliveries))
	}
	for _, d := range w.deliveries {
		if d.State != feed.Dead || !d.Due.IsZero() {
			t.Errorf("a delivery is %s", d.State)
		}
	}
	if n := len(w.posted); n > 150 {
		t.Errorf("%d posts to an endpoint that never answers", n)
	}
}

// TestADeliveryThatComesWhileOneSaysThatNothingWaitsIsNotForgotten puts an event between a shift's last look and what it writes down of it.
func TestADeliveryThatComesWhileOneSaysThatNothingWaitsIsNotForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	w.emit("7", "a", feed.OrderHeld)
	if err := w.round().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	posted := false
	w.between = func() { // the post
		w.between = func() { // the look
			posted = true
			w.emit("7", "b", feed.OrderFulfilled)
			if err := w.round().Run(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	r := w.deliver(t, id)
	if !posted || r.Next.IsZero() || w.lines[id].Due.IsZero() {
		t.Errorf("in between: %v; next at %s, the line is due at %s", posted, r.Next, w.lines[id].Due)
	}
	w.settle(t)
	if len(w.posted) != 2 {
		t.Errorf("%d posts", len(w.posted))
	}
}

// TestOneSlotAloneTriesASickEndpoint has the second slot look while the first one's try is on its way.
func TestOneSlotAloneTriesASickEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{answer: failing(1, 2, 3, 4, 5)})
	for n := range 20 {
		w.emit("7", strconv.Itoa(n), feed.SeatsChanged)
	}
	w.serve(t)
	w.pass(2 * time.Minute)
	var other feed.Report
	w.between = func() { other = w.deliver(t, id) }
	if w.deliver(t, id); other.Posted != 0 || other.Busy || other.Next.IsZero() {
		t.Errorf("the second slot: %+v", other)
	}
	if len(w.posted) != 5+20 {
		t.Errorf("%d posts, want all once it was well", len(w.posted))
	}
}
