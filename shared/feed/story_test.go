package feed_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

const owner = "connection-1"

func (w *world) desk() feed.Desk {
	return feed.Desk{Endpoints: w, Secrets: w, Post: w, Now: w.now}
}

func (w *world) round() feed.Round {
	return feed.Round{Spreader: feed.Spreader{Backlog: w, Feeds: w, Endpoints: w, Deliveries: w, Lines: w, Waker: w, Now: w.now}}
}

func (w *world) courier() feed.Courier {
	return feed.Courier{Journal: w, Endpoints: w, Deliveries: w, Lines: w, Slots: w, Secrets: w, Post: w, Mourner: w, Now: w.now}
}

func (w *world) replayer() feed.Replayer {
	return feed.Replayer{Journal: w, History: w, Feeds: w, Endpoints: w, Deliveries: w, Lines: w, Waker: w, Now: w.now}
}

// listen has a shop listen at an address, proves its endpoint and gives the id of that. The proof is no post of the story.
func (w *world) listen(s *shop, types ...string) string {
	w.t.Helper()
	address := fmt.Sprintf("https://shop%d.example/hook", len(w.shops))
	answer := s.answer
	s.answer, w.shops[address] = nil, s
	e, _, err := w.desk().Register(context.Background(), feed.Wish{Owner: owner, URL: address, Types: types})
	if err == nil {
		_, err = w.desk().Verify(context.Background(), owner, e.ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	s.answer, s.posts, s.most, w.posted = answer, 0, 0, nil
	return e.ID
}

// emit tells of a transition of an order.
func (w *world) emit(order, key string, t feed.Type) feed.Event {
	w.t.Helper()
	e, err := feed.Emit(context.Background(), w, feed.News{Owner: owner, Order: order, Key: key, Type: t, At: w.now(), Data: feed.Data{Status: string(t)}})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// serve makes a round and lets everybody who was woken work, until nobody is.
func (w *world) serve(t *testing.T) {
	t.Helper()
	if err := w.round().Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for len(w.woken) > 0 {
		id := w.woken[0]
		w.woken = w.woken[1:]
		w.deliver(t, id)
	}
}

func (w *world) deliver(t *testing.T, id string) feed.Report {
	t.Helper()
	r, err := w.courier().Deliver(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// next gives when the next thing falls due, or zero.
func (w *world) next() (due time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.lines {
		if !l.Due.IsZero() && (due.IsZero() || l.Due.Before(due)) {
			due = l.Due
		}
	}
	return due
}

// settle goes on, from one thing that falls due to the next, until nothing does any more.
func (w *world) settle(t *testing.T) {
	t.Helper()
	const most = 10_000
	w.serve(t)
	for range most {
		due := w.next()
		if due.IsZero() {
			return
		}
		w.mu.Lock()
		if due.After(w.clock) {
			w.clock = due
		} else {
			w.clock = w.clock.Add(30 * time.Second) // slots of who crashed are not free yet
		}
		w.mu.Unlock()
		w.serve(t)
	}
	t.Fatalf("after %d rounds something is due", most)
}

// only gives the one delivery there is.
func (w *world) only(t *testing.T) feed.Delivery {
	t.Helper()
	if len(w.deliveries) != 1 {
		t.Fatalf("%d deliveries, want 1", len(w.deliveries))
	}
	for _, d := range w.deliveries {
		return d
	}
	return feed.Delivery{}
}

// got gives the ids of the events that were posted to an address, in order.
func (w *world) got(address string) (ids []string) {
	for _, p := range w.posted {
		if p.URL == address {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (w *world) address(id string) string { return w.endpoints[id].URL }

func status(s int) func(int) (feed.Answer, error) {
	return func(int) (feed.Answer, error) { return feed.Answer{Status: s}, nil }
}

// failing answers 500 to the posts of these numbers, and 200 to all others.
func failing(posts ...int) func(int) (feed.Answer, error) {
	return func(n int) (feed.Answer, error) {
		if slices.Contains(posts, n) {
			return feed.Answer{Status: 500}, nil
		}
		return feed.Answer{Status: 200}, nil
	}
}
