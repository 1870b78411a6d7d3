package migration_test

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// world is everything outside of a migration, in memory. Every effect passes its seam, where a test may end the function, refuse, or do something else.
type world struct {
	clock time.Time
	heads map[string]migration.Head
	items map[migration.Tenant]migration.Item
	tally map[[2]int]migration.Counts // by wave and shard
	queue []migration.Tenant

	services    map[migration.Tenant][]migration.Service
	conversions map[migration.ServiceID][]migration.Conversion
	begun       map[migration.ServiceID]int // conversions that the seller began
	late        []later                     // what the seller does later
	clients     map[migration.Tenant]int
	taken       map[migration.ServiceID]migration.Tenant
	invoices    map[migration.ServiceID]int
	letters     map[migration.Tenant]migration.Letter

	seam   func(call string, t migration.Tenant, after bool) error
	broken []string // rules that were broken
}

type later struct {
	at time.Time
	do func()
}

func newWorld() *world {
	return &world{
		clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), heads: map[string]migration.Head{}, items: map[migration.Tenant]migration.Item{},
		tally: map[[2]int]migration.Counts{}, services: map[migration.Tenant][]migration.Service{},
		conversions: map[migration.ServiceID][]migration.Conversion{}, begun: map[migration.ServiceID]int{}, clients: map[migration.Tenant]int{},
		taken: map[migration.ServiceID]migration.Tenant{}, invoices: map[migration.ServiceID]int{}, letters: map[migration.Tenant]migration.Letter{},
	}
}

// effect lets the seam stand before and after something that is done. An error after it means that its answer was lost.
func (w *world) effect(call string, t migration.Tenant, do func() error) error {
	if w.seam == nil {
		return do()
	}
	if err := w.seam(call, t, false); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return w.seam(call, t, true)
}

func (w *world) Head(_ context.Context, id string) (migration.Head, error) {
	h, ok := w.heads[id]
	if !ok {
		return h, fault.NotFound.Errorf("migration %s", id)
	}
	return h, nil
}

func (w *world) SaveHead(_ context.Context, h *migration.Head) error {
	return w.effect("head", "", func() error {
		old := w.heads[h.ID]
		if old.Version != h.Version {
			return fault.Stale.Errorf("changed")
		}
		for id, other := range w.heads {
			if id != h.ID && other.Partner == h.Partner && other.State != migration.HeadOver && other.State != migration.HeadCancelled {
				return fault.Conflict.Errorf("migration %s of the partner is %s", id, other.State)
			}
		}
		if h.Wave > old.Wave {
			w.opened(&old, h)
		}
		h.Version++
		w.heads[h.ID] = *h
		return nil
	})
}

// opened checks that a wave is over, was waited for and did not trip its rule when the next one is opened.
func (w *world) opened(old, next *migration.Head) {
	var c migration.Counts
	for _, i := range w.items {
		if i.Wave == old.Wave && !i.Over() {
			w.broken = append(w.broken, "a wave was opened before the one before it was over")
		}
		if i.Wave == old.Wave && i.State == migration.Failed {
			c.Failed++
		}
		if i.Wave == old.Wave && i.Suspected {
			c.Suspected++
		}
		if i.Wave == old.Wave && i.Over() && i.State != migration.Failed {
			c.Done++
		}
	}
	wave := old.Waves[old.Wave]
	if why := wave.Trips(c, old.Passed); why != "" || next.Wave != old.Wave+1 || w.clock.Before(old.Settled.Add(wave.Wait)) {
		w.broken = append(w.broken, "a wave was opened against the rule: "+why)
	}
}

func (w *world) Tally(context.Context, string) (migration.Tally, error) {
	t := migration.Tally{}
	for at, c := range w.tally {
		t[at[0]] = t[at[0]].Add(c)
	}
	return t, nil
}

func (w *world) Item(_ context.Context, _ string, t migration.Tenant) (migration.Item, error) {
	i, ok := w.items[t]
	if !ok {
		return i, fault.NotFound.Errorf("customer %s", t)
	}
	i.Tasks = slices.Clone(i.Tasks)
	return i, nil
}

func (w *world) Move(_ context.Context, i *migration.Item, d []migration.Delta) error {
	return w.effect("move", i.Tenant, func() error {
		if w.items[i.Tenant].Version != i.Version {
			return fault.Stale.Errorf("changed")
		}
		if h := w.heads[i.Migration]; i.State == migration.Working && i.Wave > h.Wave {
			w.broken = append(w.broken, "a customer of a later wave was begun")
		}
		i.Version++
		kept := *i
		kept.Tasks = slices.Clone(i.Tasks)
		w.items[i.Tenant] = kept
		for _, x := range d {
			at := [2]int{x.Wave, x.Shard}
			w.tally[at] = w.tally[at].Add(x.Counts)
		}
		return nil
	})
}

func (w *world) Items(_ context.Context, _ string, q migration.Query) ([]migration.Item, error) {
	var all []migration.Item
	for _, t := range w.tenants() {
		if i := w.items[t]; t > q.After && q.Matches(&i) && len(all) < q.Limit {
			i.Tasks = slices.Clone(i.Tasks)
			all = append(all, i)
		}
	}
	return all, nil
}

func (w *world) tenants() []migration.Tenant {
	var all []migration.Tenant
	for t := range w.items {
		all = append(all, t)
	}
	slices.Sort(all)
	return all
}

func (w *world) Send(_ context.Context, _ *migration.Head, items []migration.Item) error {
	return w.effect("queue", "", func() error {
		for i := range items {
			w.queue = append(w.queue, items[i].Tenant)
		}
		return nil
	})
}

func (w *world) Services(_ context.Context, t migration.Tenant) ([]migration.Service, error) {
	var found []migration.Service
	return found, w.effect("services", t, func() error {
		var there bool
		if found, there = w.services[t]; !there {
			return fault.NotFound.Errorf("no customer")
		}
		found = slices.Clone(found)
		return nil
	})
}

func (w *world) Convert(_ context.Context, i *migration.Item, t *migration.Task) error {
	return w.effect("convert", i.Tenant, func() error {
		w.beginAll(i, t)
		return nil
	})
}

func (w *world) beginAll(i *migration.Item, t *migration.Task) {
	w.begin(t.Service, t.Request)
	for _, a := range i.With(t) {
		w.begin(a.Service, a.Request)
	}
}

// begin begins a conversion at the seller. A second one while the first is good is what must never be asked for.
func (w *world) begin(id migration.ServiceID, request string) {
	for _, c := range w.conversions[id] {
		if c.State != migration.NotComplete {
			w.broken = append(w.broken, "a service was converted twice: "+string(id))
		}
	}
	w.begun[id]++
	w.conversions[id] = append(w.conversions[id], migration.Conversion{Request: request, State: migration.Completed, Result: "new-" + id})
}

func (w *world) Converted(_ context.Context, t migration.Tenant, id migration.ServiceID) ([]migration.Conversion, error) {
	var found []migration.Conversion
	return found, w.effect("converted", t, func() error {
		found = slices.Clone(w.conversions[id])
		return nil
	})
}

func (w *world) TakeClient(_ context.Context, i *migration.Item) error {
	return w.effect("client", i.Tenant, func() error {
		w.clients[i.Tenant] = 1
		return nil
	})
}

func (w *world) TakeService(_ context.Context, i *migration.Item, t *migration.Task) error {
	return w.effect("service", i.Tenant, func() error {
		if other, ok := w.taken[t.Result]; ok && other != i.Tenant {
			return fault.Conflict.Errorf("subscription is another client's")
		}
		w.taken[t.Result] = i.Tenant
		return nil
	})
}

func (w *world) OpenInvoice(_ context.Context, i *migration.Item, t *migration.Task) error {
	return w.effect("invoice", i.Tenant, func() error {
		w.invoices[t.Result] = 1
		return nil
	})
}

func (w *world) Put(_ context.Context, l migration.Letter) error {
	return w.effect("letter", l.Tenant, func() error {
		if _, there := w.letters[l.Tenant]; !there {
			w.letters[l.Tenant] = l
		}
		return nil
	})
}
