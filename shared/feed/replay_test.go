package feed_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// told has twelve events of three orders told, one a minute.
func told(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	id := w.listen(&shop{})
	for n := range 12 {
		w.emit(fmt.Sprint("order-", n%3), strconv.Itoa(n), feed.SeatsChanged)
		w.serve(t)
		w.pass(time.Minute)
	}
	w.posted = nil
	return w, id
}

func TestEventsAreSentAgainByIDByOrderAndByTime(t *testing.T) {
	t.Parallel()
	minute := func(n int) time.Time { return noon().Add(time.Duration(n) * time.Minute) }
	for name, c := range map[string]struct {
		again feed.Again
		want  []int // numbers of the events
	}{
		"by order":           {feed.Again{Order: "order-1"}, []int{1, 4, 7, 10}},
		"by time":            {feed.Again{From: minute(3), To: minute(6)}, []int{3, 4, 5}},
		"from the beginning": {feed.Again{From: minute(-60), To: minute(2)}, []int{0, 1}},
		"to the end":         {feed.Again{From: minute(10), To: minute(600)}, []int{10, 11}},
		"all":                {feed.Again{From: minute(-60), To: minute(600)}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		"between two":        {feed.Again{From: minute(3).Add(time.Second), To: minute(4)}, nil},
		"after the end":      {feed.Again{From: minute(100), To: minute(200)}, nil},
		"of no order":        {feed.Again{Order: "order-9"}, nil},
	} {
		w, id := told(t)
		c.again.ID, c.again.Owner = "request", owner
		for range 2 { // the second time nothing more is sent
			n, err := w.replayer().Replay(t.Context(), c.again)
			if err != nil || n != len(c.want) {
				t.Fatalf("%s: %d events, %v", name, n, err)
			}
			w.settle(t)
		}
		got := w.got(w.address(id))
		if len(got) != len(c.want) {
			t.Errorf("%s: %d posts, want %d", name, len(got), len(c.want))
			continue
		}
		for i, n := range c.want {
			if got[i] != w.events[n].ID {
				t.Errorf("%s: post %d is another event", name, i)
			}
		}
	}
}

func TestOneEventIsSentAgainWithTheIDThatItHad(t *testing.T) {
	t.Parallel()
	w, id := told(t)
	if n, err := w.replayer().Replay(t.Context(), feed.Again{ID: "r", Owner: owner, Event: w.events[3].ID, Endpoint: id}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	w.settle(t)
	if len(w.posted) != 1 || w.posted[0].ID != w.events[3].ID {
		t.Errorf("%d posts", len(w.posted))
	}
}

func TestADeadDeliveryIsAliveAgainByReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{answer: failing(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)})
	e := w.emit("7", "a", feed.OrderFulfilled)
	w.settle(t)
	if _, err := w.replayer().Replay(t.Context(), feed.Again{ID: "r", Owner: owner, Event: e.ID}); err != nil {
		t.Fatal(err)
	}
	w.pass(2 * time.Hour) // the breaker is open
	w.settle(t)
	if d := w.deliveries[e.ID+"/"+id+"/r"]; d.State != feed.Delivered || len(d.Posts) != 1 {
		t.Errorf("%s after %d posts", d.State, len(d.Posts))
	}
}

func TestAReplayThatNamesNothingOrTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	w, _ := told(t)
	for name, a := range map[string]feed.Again{
		"nothing":      {ID: "r", Owner: owner},
		"two things":   {ID: "r", Owner: owner, Order: "order-1", Event: w.events[0].ID},
		"no request":   {Owner: owner, Order: "order-1"},
		"no owner":     {ID: "r", Order: "order-1"},
		"no end":       {ID: "r", Owner: owner, From: noon()},
		"end in front": {ID: "r", Owner: owner, From: noon(), To: noon()},
	} {
		if _, err := w.replayer().Replay(t.Context(), a); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.replayer().Replay(t.Context(), feed.Again{ID: "r", Owner: owner, Event: "evt_unknown"})
	if fault.Of(err) != fault.NotFound || len(w.posted) != 0 {
		t.Errorf("unknown event: %v", err)
	}
}

func TestAReplayOfMoreThanAThousandIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 1001 {
		w.events = append(w.events, feed.Event{ID: fmt.Sprint("evt_", n), Owner: owner, Order: "7", Position: int64(n + 1), Listed: noon()})
	}
	_, err := w.replayer().Replay(t.Context(), feed.Again{ID: "r", Owner: owner, From: noon(), To: noon().Add(time.Hour)})
	if fault.Of(err) != fault.Invalid || len(w.deliveries) != 0 {
		t.Errorf("%v, %d deliveries", err, len(w.deliveries))
	}
}
