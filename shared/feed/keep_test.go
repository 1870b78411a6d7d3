package feed_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

func (w *world) Endpoint(_ context.Context, id string) (feed.Endpoint, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e, ok := w.endpoints[id]; ok {
		return e, nil
	}
	return feed.Endpoint{}, fault.NotFound.Errorf("endpoint %q", id)
}

func (w *world) SaveEndpoint(_ context.Context, e *feed.Endpoint) error {
	return w.effect(func() error {
		if w.endpoints[e.ID].Version != e.Version {
			return stale()
		}
		e.Version++
		w.endpoints[e.ID] = *e
		return nil
	})
}

func (w *world) EndpointsOf(_ context.Context, owner string) (all []feed.Endpoint, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.endpoints {
		if e.Owner == owner {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b feed.Endpoint) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

func (w *world) PutDelivery(_ context.Context, d feed.Delivery) error {
	return w.effect(func() error {
		if _, there := w.deliveries[d.ID()]; !there {
			w.deliveries[d.ID()] = copied(d)
			w.queue[d.Endpoint] = append(w.queue[d.Endpoint], d.ID())
		}
		return nil
	})
}

func copied(d feed.Delivery) feed.Delivery {
	d.Posts = slices.Clone(d.Posts)
	return d
}

func (w *world) Waiting(_ context.Context, endpoint string, by time.Time, limit int) (all []feed.Delivery, err error) {
	if by.IsZero() && limit == 1 { // who asks so is about to say when the line is due
		defer w.meanwhile()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.queue[endpoint] {
		if d := w.deliveries[id]; d.State == feed.Waiting && (by.IsZero() || !d.Due.After(by)) {
			all = append(all, copied(d))
		}
	}
	slices.SortFunc(all, func(a, b feed.Delivery) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID(), b.ID())) })
	return all[:min(limit, len(all))], nil
}

func (w *world) SaveDelivery(_ context.Context, d *feed.Delivery) error {
	return w.effect(func() error {
		if w.deliveries[d.ID()].Version != d.Version {
			return stale()
		}
		d.Version++
		w.deliveries[d.ID()] = copied(*d)
		return nil
	})
}

func (w *world) Line(_ context.Context, endpoint string) (feed.Line, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lines[endpoint], nil
}

func (w *world) SaveLine(_ context.Context, l *feed.Line) error {
	return w.effect(func() error {
		if w.lines[l.Endpoint].Version != l.Version {
			return stale()
		}
		l.Version++
		w.lines[l.Endpoint] = *l
		return nil
	})
}

func (w *world) DueLines(_ context.Context, now time.Time, limit int) (due []feed.Line, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.lines {
		if !l.Due.IsZero() && !l.Due.After(now) {
			due = append(due, l)
		}
	}
	slices.SortFunc(due, func(a, b feed.Line) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Endpoint, b.Endpoint)) })
	return due[:min(limit, len(due))], nil
}

func (w *world) Acquire(_ context.Context, name, owner string, until time.Time) (fence int64, err error) {
	err = w.effect(func() error {
		if w.slots[name].until.After(w.instant()) {
			return fault.Conflict.Errorf("taken")
		}
		fence = w.slots[name].fence + 1
		w.slots[name] = slot{owner, until, fence}
		return nil
	})
	return fence, err
}

func (w *world) Release(_ context.Context, name, owner string, fence int64) error {
	return w.effect(func() error {
		if s := w.slots[name]; s.owner == owner && s.fence == fence {
			w.slots[name] = slot{fence: fence}
		}
		return nil
	})
}

func (w *world) Read(_ context.Context, name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if text, ok := w.secrets[name]; ok {
		return text, nil
	}
	return "", fault.NotFound.Errorf("secret")
}

func (w *world) Write(_ context.Context, name, value string) error {
	return w.effect(func() error {
		w.secrets[name] = value
		return nil
	})
}

func (w *world) Wake(_ context.Context, endpoint string) {
	_ = w.effect(func() error {
		w.woken = append(w.woken, endpoint)
		return nil
	})
}

func (w *world) Dead(_ context.Context, d feed.Delivery) error {
	return w.effect(func() error {
		w.mourned[d.ID()]++
		return nil
	})
}

func (w *world) Check(address string) error {
	if w.shops[address] == nil {
		return fault.At(fault.Invalid.Errorf("endpoint: nobody lives there"), fault.Field{Pointer: "/url"})
	}
	return nil
}

func (w *world) Post(_ context.Context, m feed.Message) (a feed.Answer, err error) {
	var s *shop
	lost := w.effect(func() error {
		s = w.shops[m.URL]
		s.posts++
		s.now++
		s.most = max(s.most, s.now)
		w.posted = append(w.posted, posted{m, w.stateOf(m.URL)})
		a = feed.Answer{Status: 200, Echoed: m.Nonce != "" && !s.deaf}
		if s.answer != nil {
			a, err = s.answer(s.posts)
		}
		return nil
	})
	if s == nil {
		return a, lost
	}
	w.wait(s.took)
	w.meanwhile()
	w.mu.Lock()
	s.now--
	w.mu.Unlock()
	return a, errors.Join(err, lost)
}

func (w *world) stateOf(address string) feed.EndpointState {
	for _, e := range w.endpoints {
		if e.URL == address {
			return e.State
		}
	}
	return feed.Pending
}

func (w *world) wait(d time.Duration) {
	if w.bubble {
		time.Sleep(d)
		return
	}
	w.pass(d)
}

// meanwhile lets happen, once, what a story wants to happen in between.
func (w *world) meanwhile() {
	w.mu.Lock()
	do := w.between
	w.between = nil
	w.mu.Unlock()
	if do != nil {
		do()
	}
}
