package feed_test

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// noon is when all stories begin.
func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// world keeps everything in memory, as a table would: what it takes and gives are copies. Each effect passes a seam.
type world struct {
	t *testing.T

	mu         sync.Mutex
	clock      time.Time
	bubble     bool
	between    func()
	seam       int
	crash      []int // points of the seam at which the goroutine ends
	effects    int
	unmade     int // the effect that fails before it happens
	unheard    int // and the one that happens, and nobody hears of it
	events     []feed.Event
	endpoints  map[string]feed.Endpoint
	deliveries map[string]feed.Delivery
	queue      map[string][]string // ids of an endpoint's deliveries
	lines      map[string]feed.Line
	slots      map[string]slot
	secrets    map[string]string
	mourned    map[string]int
	woken      []string

	shops  map[string]*shop // by address
	posted []posted
}

type slot struct {
	owner string
	until time.Time
	fence int64
}

// shop is who listens at an address.
type shop struct {
	answer func(n int) (feed.Answer, error) // to the post of that number, counted from 1; nil: 200
	deaf   bool                             // it does not echo
	took   time.Duration
	posts  int
	now    int // on their way
	most   int // that were on their way at a time
}

type posted struct {
	feed.Message

	State feed.EndpointState // of the endpoint at that moment
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{
		t: t, clock: noon(), endpoints: map[string]feed.Endpoint{}, deliveries: map[string]feed.Delivery{}, queue: map[string][]string{}, lines: map[string]feed.Line{},
		slots: map[string]slot{}, secrets: map[string]string{}, mourned: map[string]int{}, shops: map[string]*shop{},
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instant()
}

// instant is the time: the story's own, or that of a synctest bubble. The caller holds the lock.
func (w *world) instant() time.Time {
	if w.bubble {
		return time.Now() //nolint:forbidigo // the bubble's own clock
	}
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// point is a place at which a program may end.
func (w *world) point() {
	w.mu.Lock()
	w.seam++
	ends := slices.Contains(w.crash, w.seam)
	w.mu.Unlock()
	if ends {
		runtime.Goexit()
	}
}

// effect lets something happen between two points.
func (w *world) effect(do func() error) error {
	w.point()
	w.mu.Lock()
	w.effects++
	unmade, unheard := w.effects == w.unmade, w.effects == w.unheard
	err := fault.Unavailable.Errorf("no answer")
	if !unmade {
		err = do()
	}
	if unheard && err == nil {
		err = fault.Unknown.Errorf("no answer")
	}
	w.mu.Unlock()
	w.point()
	return err
}

// crashing does something that may end at a seam, and tells whether it came to its end.
func crashing(do func()) (finished bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
		finished = true
	}()
	<-done
	return finished
}

func stale() error { return fault.Stale.Errorf("stale") }

func (w *world) Find(_ context.Context, owner, order, key string) (last int64, found *feed.Event, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Owner == owner && e.Order == order {
			last = max(last, e.Sequence)
			if e.Key == key {
				found = &e
			}
		}
	}
	return last, found, nil
}

func (w *world) Append(_ context.Context, e feed.Event) error {
	return w.effect(func() error {
		var last int64
		for _, o := range w.events {
			if o.Owner == e.Owner && o.Order == e.Order {
				last = o.Sequence
				if o.Key == e.Key {
					return stale()
				}
			}
		}
		if e.Sequence != last+1 {
			return stale()
		}
		w.events = append(w.events, e)
		return nil
	})
}

func (w *world) Event(_ context.Context, owner, id string) (feed.Event, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Owner == owner && e.ID == id {
			return e, nil
		}
	}
	return feed.Event{}, fault.NotFound.Errorf("event %q", id)
}

func (w *world) OfOrder(_ context.Context, owner, order string) (all []feed.Event, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Owner == owner && e.Order == order && e.Position > 0 {
			all = append(all, e)
		}
	}
	return all, nil
}

func (w *world) Unlisted(_ context.Context, limit int) (all []feed.Event, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Position == 0 && len(all) < limit {
			all = append(all, e)
		}
	}
	return all, nil
}

func (w *world) Head(_ context.Context, owner string) (position int64, listed time.Time, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	position, listed = w.head(owner)
	return position, listed, nil
}

func (w *world) head(owner string) (position int64, listed time.Time) {
	for _, e := range w.events {
		if e.Owner == owner && e.Position > position {
			position, listed = e.Position, e.Listed
		}
	}
	return position, listed
}

func (w *world) List(_ context.Context, e feed.Event) error {
	return w.effect(func() error {
		head, _ := w.head(e.Owner)
		for i := range w.events {
			if w.events[i].ID != e.ID {
				continue
			}
			if w.events[i].Position != 0 {
				return fault.Conflict.Errorf("listed")
			}
			if e.Position != head+1 {
				return stale()
			}
			w.events[i] = e
		}
		return nil
	})
}

func (w *world) Page(_ context.Context, owner string, after int64, limit int) (page []feed.Event, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Owner == owner && e.Position > after {
			page = append(page, e)
		}
	}
	slices.SortFunc(page, func(a, b feed.Event) int { return cmp.Compare(a.Position, b.Position) })
	return page[:min(limit, len(page))], nil
}
