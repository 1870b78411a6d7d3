package feed_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// The crowd: endpoints with events of their own, and workers who take one woken endpoint after another.
const (
	crowd   = 40
	each    = 15
	workers = 30
	quick   = 100 * time.Millisecond
)

// stampede has every endpoint of a crowd told of its events, of which the first so many are slow and as many are dead. It gives how long the events of
// those that are well took, shortest first, and the world as it was when they were all there.
func stampede(t *testing.T, sick int) (took []time.Duration, w *world) {
	t.Helper()
	w = newWorld(t)
	w.bubble = true
	var ids []string
	for n := range crowd {
		s := &shop{took: quick}
		id := w.listen(s)
		e := w.endpoints[id]
		e.Owner = fmt.Sprint("connection-", n) // each its own, so that none waits for the feed of another
		w.endpoints[id], ids = e, append(ids, id)
		switch {
		case n < sick:
			s.took = 14 * time.Second
		case n < 2*sick:
			s.took = 15 * time.Second
			s.answer = func(int) (feed.Answer, error) { return feed.Answer{}, fault.Unavailable.Errorf("late") }
		}
	}
	began := w.now()
	for i := range crowd * each {
		_, err := feed.Emit(t.Context(), w, feed.News{Owner: fmt.Sprint("connection-", i%crowd), Order: "7", Key: strconv.Itoa(i), Type: feed.SeatsChanged, At: began})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.work(t)
	for _, d := range w.deliveries {
		if n := slices.Index(ids, d.Endpoint); n >= 2*sick {
			took = append(took, d.Posts[len(d.Posts)-1].At.Sub(began))
		}
	}
	slices.Sort(took)
	return took, w
}

// work spreads the events and lets the workers work for five minutes. Who has more to do at once goes to the end of the line, as a message would.
func (w *world) work(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	lines := make(chan string, 100*crowd)
	for range 1 + crowd*each/100 {
		if _, err := w.round().Spread(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.mu.Lock()
	for _, id := range slices.Concat(w.woken, w.woken, w.woken) { // more wakes than slots
		lines <- id
	}
	w.mu.Unlock()
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case id := <-lines:
					r, err := w.courier().Deliver(ctx, id)
					if err != nil {
						t.Error(err)
					}
					if !r.Next.IsZero() && !r.Next.After(w.now()) {
						lines <- id
					}
				}
			}
		})
	}
	all.Wait()
}

// TestTheSickDoNotMakeTheHealthyWait compares the same crowd with a tenth slow and a tenth dead, and with none.
func TestTheSickDoNotMakeTheHealthyWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		well, _ := stampede(t, 0)
		beside, w := stampede(t, crowd/10)
		if len(well) != crowd*each || len(beside) != (crowd-2*crowd/10)*each {
			t.Fatalf("%d and %d deliveries were made", len(well), len(beside))
		}
		p99 := func(all []time.Duration) time.Duration { return all[len(all)*99/100] }
		fmt.Printf("99 of 100 events of healthy endpoints: within %s when all are well, within %s beside %d that are sick\n", p99(well), p99(beside), 2*crowd/10)
		if p99(beside) > 2*p99(well) {
			t.Errorf("%s beside the sick, %s without", p99(beside), p99(well))
		}
		deadPosts := 0
		for address, s := range w.shops {
			if s.took == quick && s.posts != each {
				t.Errorf("%s: %d posts of %d events", address, s.posts, each)
			}
			if s.most > 2 {
				t.Errorf("%d posts on their way to an endpoint at a time", s.most)
			}
			if s.took == 15*time.Second {
				deadPosts += s.posts
			}
		}
		if deadPosts > crowd/10*10 {
			t.Errorf("%d posts to %d that are dead in five minutes", deadPosts, crowd/10)
		}
	})
}
