package feed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// TestADeliveryIsTriedByTheScheduleAndThenDead lets one delivery fail each time, alone, so that the breaker opens too: it never shortens a wait.
func TestADeliveryIsTriedByTheScheduleAndThenDead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.listen(&shop{answer: status(500)})
	w.emit("7", "a", feed.OrderHeld)
	w.settle(t)
	d := w.only(t)
	if d.State != feed.Dead || len(d.Posts) != 10 || len(w.posted) != 10 || w.mourned[d.ID()] != 1 {
		t.Fatalf("%s after %d posts, %d times told", d.State, len(d.Posts), w.mourned[d.ID()])
	}
	const m, h = time.Minute, time.Hour
	for i, want := range []time.Duration{0, 5 * time.Second, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h} {
		if i == 0 {
			continue
		}
		if wait := d.Posts[i].At.Sub(d.Posts[i-1].At); wait < want || wait > want+want/10 {
			t.Errorf("post %d came %s after the one before, want %s and up to a tenth", i+1, wait, want)
		}
	}
	if id := w.posted[0].ID; w.posted[9].ID != id || w.posted[9].At.Equal(w.posted[0].At) || string(w.posted[9].Body) != string(w.posted[0].Body) {
		t.Error("a post has another id, another body or an old time")
	}
}

func TestOnlyStatusesOf200AreSuccess(t *testing.T) {
	t.Parallel()
	for s, want := range map[int]feed.DeliveryState{
		200: feed.Delivered, 204: feed.Delivered, 299: feed.Delivered, 199: feed.Waiting, 301: feed.Waiting, 302: feed.Waiting, 304: feed.Waiting,
		400: feed.Waiting, 401: feed.Waiting, 404: feed.Waiting, 410: feed.Dropped, 429: feed.Waiting, 500: feed.Waiting, 503: feed.Waiting,
	} {
		w := newWorld(t)
		w.listen(&shop{answer: status(s)})
		w.emit("7", "a", feed.OrderHeld)
		w.serve(t)
		if d := w.only(t); d.State != want || d.Posts[0].Status != s {
			t.Errorf("%d: %s, status %d", s, d.State, d.Posts[0].Status)
		}
	}
}

func TestAnEndpointThatIsGoneIsDisabledAndGetsNothingMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{answer: status(410)})
	for _, key := range []string{"a", "b", "c"} {
		w.emit("7", key, feed.OrderHeld)
	}
	w.settle(t)
	w.emit("7", "d", feed.OrderFulfilled)
	w.settle(t)
	if e := w.endpoints[id]; e.State != feed.Disabled || e.Reason != feed.IsGone || len(w.posted) != 1 {
		t.Errorf("%s (%s) after %d posts", e.State, e.Reason, len(w.posted))
	}
	for _, d := range w.deliveries {
		if d.State != feed.Dropped {
			t.Errorf("a delivery is %s", d.State)
		}
	}
	w.shops[w.address(id)].answer = nil
	if _, err := w.desk().Verify(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	w.emit("7", "e", feed.SeatsChanged)
	w.settle(t)
	if len(w.posted) != 3 {
		t.Errorf("%d posts, want one more than the proof since it was verified again", len(w.posted))
	}
}

func TestAWaitThatIsAskedForIsKeptUpToADay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status     int
		asked      time.Duration
		least, max time.Duration
	}{
		{429, time.Hour, time.Hour, time.Hour},
		{503, time.Hour, time.Hour, time.Hour},
		{500, time.Hour, 5 * time.Second, 6 * time.Second},
		{429, time.Second, 5 * time.Second, 6 * time.Second},
		{429, 1000 * time.Hour, 24 * time.Hour, 24 * time.Hour},
		{429, -time.Hour, 5 * time.Second, 6 * time.Second},
	} {
		w := newWorld(t)
		w.listen(&shop{answer: func(n int) (feed.Answer, error) {
			return feed.Answer{Status: map[bool]int{true: c.status, false: 200}[n == 1], Wait: c.asked}, nil
		}})
		w.emit("7", "a", feed.OrderHeld)
		w.settle(t)
		if wait := w.posted[1].At.Sub(w.posted[0].At); wait < c.least || wait > c.max {
			t.Errorf("%d asking for %s: waited %s", c.status, c.asked, wait)
		}
	}
}

// TestAnEndpointThatAsksToWaitIsLeftAloneAltogether: what else is due for it waits too.
func TestAnEndpointThatAsksToWaitIsLeftAloneAltogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.listen(&shop{answer: func(n int) (feed.Answer, error) {
		return feed.Answer{Status: map[bool]int{true: 429, false: 200}[n == 1], Wait: time.Hour}, nil
	}})
	w.emit("7", "a", feed.OrderHeld)
	w.emit("7", "b", feed.OrderHeld)
	w.settle(t)
	if n := len(w.posted); n != 3 || w.posted[1].At.Sub(noon()) < time.Hour {
		t.Errorf("%d posts, the second at %s", n, w.posted[1].At)
	}
}

func TestWhatWentWrongIsOneWord(t *testing.T) {
	t.Parallel()
	for want, err := range map[feed.Outcome]error{
		"timeout":   fault.Coded(fault.Unavailable.Errorf("late"), "timeout"),
		"address":   fault.Coded(fault.Denied.Errorf("private"), "address"),
		feed.Silent: errors.New("cut"),
	} {
		w := newWorld(t)
		w.listen(&shop{answer: func(int) (feed.Answer, error) { return feed.Answer{Status: 200}, err }})
		w.emit("7", "a", feed.OrderHeld)
		w.serve(t)
		want := []feed.Attempt{{At: noon(), Outcome: want}}
		if d := w.only(t); d.State != feed.Waiting || !cmp.Equal(d.Posts, want) {
			t.Errorf("%s: %s", d.State, cmp.Diff(want, d.Posts))
		}
	}
}

func TestAnEndpointGetsTheTypesThatItWants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all, one := w.listen(&shop{}), w.listen(&shop{}, "order.failed")
	group, migrations := w.listen(&shop{}, "subscription.*", "order.held"), w.listen(&shop{}, "migration.*")
	w.posted = nil
	for key, typ := range map[string]feed.Type{"a": "order.failed", "b": "order.held", "c": "subscription.expired", "d": "migration.started"} {
		w.emit("7", key, typ)
	}
	w.settle(t)
	for id, want := range map[string]int{all: 4, one: 1, group: 2, migrations: 1} {
		if got := w.got(w.address(id)); len(got) != want {
			t.Errorf("%v: %d events, want %d", w.endpoints[id].Types, len(got), want)
		}
	}
}

func TestAChangeOfTypesIsForWhatComesAfterIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{}, "order.*")
	w.emit("7", "a", feed.OrderHeld)
	w.settle(t)
	if _, err := w.desk().Want(t.Context(), owner, id, []string{"subscription.expired"}); err != nil {
		t.Fatal(err)
	}
	w.emit("7", "b", feed.OrderFulfilled)
	last := w.emit("7", "c", feed.SubscriptionExpired)
	w.settle(t)
	if len(w.posted) != 2 || w.posted[1].ID != last.ID {
		t.Errorf("%d posts", len(w.posted))
	}
	if _, err := w.desk().Want(t.Context(), owner, id, []string{"order.lost"}); fault.Of(err) != fault.Invalid {
		t.Errorf("an unknown type: %v", err)
	}
}

func TestAThirdWorkerOfAnEndpointFindsNoSlot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	for _, name := range []string{"endpoint/" + id + "/0", "endpoint/" + id + "/1"} {
		if _, err := w.Acquire(context.Background(), name, "another", noon().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	w.emit("7", "a", feed.OrderHeld)
	if w.serve(t); !w.deliver(t, id).Busy || len(w.posted) != 0 {
		t.Error("it posted without a slot")
	}
	w.pass(time.Minute)
	if r := w.deliver(t, id); r.Delivered != 1 || !r.Next.IsZero() {
		t.Errorf("after the slots ended: %+v", r)
	}
}

// TestAPostThatKillsItsWorkerIsNotMadeForever: some deliveries may be what ends the program. Three lost posts in a row count for nothing, and then each is one of
// the schedule's.
func TestAPostThatKillsItsWorkerIsNotMadeForever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	w.emit("7", "a", feed.OrderHeld)
	if err := w.round().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.shops[w.address(id)].answer = func(int) (feed.Answer, error) { w.crash = []int{w.seam + 1}; return feed.Answer{Status: 200}, nil }
	lives := 0
	for !crashing(func() { w.deliver(t, id) }) {
		w.pass(time.Hour)
		if lives++; lives > 100 {
			t.Fatal("it goes on forever")
		}
	}
	d := w.only(t)
	if lives != 13 || len(d.Posts) != 13 || d.State != feed.Dead || w.mourned[d.ID()] != 1 {
		t.Errorf("%s after %d lives and %d posts", d.State, lives, len(d.Posts))
	}
	for _, p := range d.Posts {
		if p.Outcome != feed.Lost {
			t.Errorf("a post is %q", p.Outcome)
		}
	}
}
