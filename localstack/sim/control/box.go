package control

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Parcel is what the deliveries of all services have. A service's own type of delivery embeds it.
type Parcel struct {
	ID     int         `json:"id"` // counted from 1, in the order in which they came up
	URL    string      `json:"url"`
	Header http.Header `json:"header,omitempty"` // as it was sent last
	Body   string      `json:"body,omitempty"`   // as it was sent last, or is sent each time
	Due    time.Time   `json:"due"`
	Status int         `json:"status"` // of the last answer, 0 for none
	Done   bool        `json:"done"`   // arrived, lost, or given up
	Lost   bool        `json:"lost"`   // never sent

	busy bool
}

func (p *Parcel) parcel() *Parcel { return p }

// parcel is a pointer to a service's type of delivery.
type parcel[T any] interface {
	*T
	parcel() *Parcel
}

// Box holds all deliveries of a simulator, in the order in which they came up. It has no lock: the simulator guards it by its
// own, together with what the deliveries tell of.
type Box[T any, D parcel[T]] struct {
	Luck Luck // of the deliveries that come up from now on
	All  []D
}

// Put adds a delivery and gives it its ID.
func (b *Box[T, D]) Put(d D) {
	b.All = append(b.All, d)
	d.parcel().ID = len(b.All)
}

// take marks what is due, so that nobody else sends it at the same time.
func (b *Box[T, D]) take(now time.Time) []D {
	var due []D
	for _, d := range b.All {
		if p := d.parcel(); !p.Done && !p.busy && !now.Before(p.Due) {
			p.busy = true
			due = append(due, d)
		}
	}
	return due
}

// Sender sends what is in a box by the rules of a service. A simulator embeds it. It is safe for concurrent use.
type Sender[T any, D parcel[T]] struct {
	mu    sync.Locker
	clock Clock
	box   *Box[T, D]
	pack  Pack[D]
	judge Judge[D]
}

// Pack makes header and body of an attempt, and tells where it goes and how long an answer may take. A delivery that is Done
// then is not sent after all.
type Pack[D any] func(d D, now time.Time) (to string, within time.Duration, err error)

// Judge decides what becomes of a delivery, whose Status was set to that of an answer: it is Done, or Due again.
type Judge[D any] func(d D, now time.Time)

// NewSender makes the sender of a box. mu is the simulator's lock; pack and judge are called while it is held.
func NewSender[T any, D parcel[T]](mu sync.Locker, clock Clock, box *Box[T, D], pack Pack[D], judge Judge[D]) *Sender[T, D] {
	return &Sender[T, D]{mu: mu, clock: clock, box: box, pack: pack, judge: judge}
}

// Behave changes the luck of the deliveries that come up from now on.
func (s *Sender[T, D]) Behave(l Luck) error {
	if err := l.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.box.Luck = l
	return nil
}

// Deliver sends what is due through web, and gives how many it tried. It ends at the first that cannot be made or has no address.
func (s *Sender[T, D]) Deliver(ctx context.Context, web http.RoundTripper) (int, error) {
	now := s.clock.Now()
	s.mu.Lock()
	due, luck := s.box.take(now), s.box.Luck
	s.mu.Unlock()
	Arrange(luck, due, func(d D) string { return strconv.Itoa(d.parcel().ID) })
	defer s.rest(due) // also where a crash test ends the goroutine in the middle
	for n, d := range due {
		if err := s.deliver(ctx, web, d, now); err != nil {
			return n, err
		}
	}
	return len(due), nil
}

func (s *Sender[T, D]) rest(due []D) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range due {
		d.parcel().busy = false
	}
}

// deliver lets go of the lock while the receiver works: it may call the simulator.
func (s *Sender[T, D]) deliver(ctx context.Context, web http.RoundTripper, d D, now time.Time) error {
	p := d.parcel()
	s.mu.Lock()
	to, within, err := s.pack(d, now)
	done, header, body := p.Done, p.Header.Clone(), p.Body
	s.mu.Unlock()
	if err != nil || done {
		return err
	}
	status, err := Post(ctx, web, to, header, []byte(body), within)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Status = status
	s.judge(d, now)
	return nil
}

// Deliveries gives all deliveries so far, in the order in which they came up.
func (s *Sender[T, D]) Deliveries() []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []T{}
	for _, d := range s.box.All {
		shown := *d
		p := D(&shown).parcel()
		p.Header = p.Header.Clone()
		out = append(out, shown)
	}
	return out
}

// Next gives when the next delivery is due, and false when none is to come.
func (s *Sender[T, D]) Next() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first time.Time
	for _, d := range s.box.All {
		if p := d.parcel(); !p.Done && (first.IsZero() || p.Due.Before(first)) {
			first = p.Due
		}
	}
	return first, !first.IsZero()
}
