package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Store keeps items as DynamoDB does. It is safe for concurrent use. Items are copied on their way in and out.
type Store struct {
	// Observe, when set before the first use, hears of every operation ("put ORDER") and its units.
	Observe func(op string, units float64)

	clock   func() time.Time
	mu      sync.Mutex
	parts   map[string]*partition
	indexes []*index
	units   Units
}

var _ store.Store = (*Store)(nil)

// partition holds the items of one partition key; sorted has their sort keys in order.
type partition struct {
	items  map[string]store.Item
	sorted []string
}

// NewStore gives an empty store. The clock decides only what Expire removes.
func NewStore(clock func() time.Time) *Store {
	s := &Store{clock: clock, parts: map[string]*partition{}, units: Units{By: map[string]float64{}}}
	for _, x := range key.Indexes() {
		s.indexes = append(s.indexes, &index{Index: x, parts: map[string][]entry{}})
	}
	return s
}

// Get reads an item.
func (s *Store) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := first(ended(ctx), store.CheckKey(k)); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(k)
	s.read(store.Op("get", k.PK), store.ReadUnits(store.Size(i), true))
	if i == nil {
		return nil, fault.NotFound.Errorf("item: not there")
	}
	return i.Clone(), nil
}

// Put writes a whole item.
func (s *Store) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	if err := first(ended(ctx), store.Check(i), store.CheckCondition(c)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := i.Key()
	before := s.find(k)
	if !holds(c, before) {
		s.wrote(store.Op("put", k.PK), float64(store.TableUnits(before, i)))
		if store.Same(before, i) {
			return nil
		}
		return errConflict()
	}
	s.wrote(store.Op("put", k.PK), store.WriteUnits(before, i))
	s.set(k, before, i.Clone())
	return nil
}

// Delete removes an item.
func (s *Store) Delete(ctx context.Context, k store.Key, c *store.Condition) error {
	if err := first(ended(ctx), store.CheckKey(k), store.CheckCondition(c)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.find(k)
	if !holds(c, before) {
		s.wrote(store.Op("delete", k.PK), float64(store.TableUnits(before, nil)))
		return errConflict()
	}
	s.wrote(store.Op("delete", k.PK), store.WriteUnits(before, nil))
	s.set(k, before, nil)
	return nil
}

// Transact writes all or nothing.
func (s *Store) Transact(ctx context.Context, writes []store.Write) error {
	if err := first(ended(ctx), store.CheckTransact(writes)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	held := true
	for _, w := range writes {
		before := s.find(w.Key())
		held = held && holds(w.If, before)
	}
	for _, w := range writes {
		k, before := w.Key(), s.find(w.Key())
		if !held {
			s.wrote("transact", 2*float64(store.TableUnits(before, w.Put)))
			continue
		}
		s.wrote("transact", 2*store.WriteUnits(before, w.Put))
		s.set(k, before, w.Put.Clone())
	}
	if !held {
		return errConflict()
	}
	return nil
}

func (s *Store) find(k store.Key) store.Item {
	if p := s.parts[k.PK]; p != nil {
		return p.items[k.SK]
	}
	return nil
}

// set replaces an item; after is nil to remove it.
func (s *Store) set(k store.Key, before, after store.Item) {
	for _, x := range s.indexes {
		x.replace(before, after)
	}
	p := s.parts[k.PK]
	if p == nil {
		p = &partition{items: map[string]store.Item{}}
		s.parts[k.PK] = p
	}
	at, found := slices.BinarySearch(p.sorted, k.SK)
	switch {
	case after == nil && found:
		p.sorted = slices.Delete(p.sorted, at, at+1)
		delete(p.items, k.SK)
	case after != nil && !found:
		p.sorted = slices.Insert(p.sorted, at, k.SK)
	}
	if after != nil {
		p.items[k.SK] = after
	}
	if len(p.items) == 0 {
		delete(s.parts, k.PK)
	}
}

// holds judges a condition for the stored item; nil is no item, or no condition.
func holds(c *store.Condition, i store.Item) bool {
	if c == nil {
		return true
	}
	for name, bound := range c.OrBelow {
		if n, ok := i[name].(int64); ok && n < bound {
			return true
		}
	}
	if c.Absent {
		return i == nil
	}
	if i == nil || c.Equal == nil {
		return false
	}
	for name, v := range c.Equal {
		if has, ok := i[name]; !ok || !store.SameValue(has, v) {
			return false
		}
	}
	return true
}

// Expire removes what DynamoDB would have removed by now: it promises to do so within a few days of an item's expiry, so
// readers judge the expiry themselves.
func (s *Store) Expire() {
	const late = 48 * time.Hour
	s.mu.Lock()
	defer s.mu.Unlock()
	bound := s.clock().Add(-late).Unix()
	for _, i := range s.all() {
		if at, ok := i[key.AttrExpires].(int64); ok && at < bound {
			s.set(i.Key(), i, nil)
		}
	}
}

// Each calls visit with a copy of every item that is there now, in the order of their keys, and stops with its first error.
func (s *Store) Each(ctx context.Context, visit func(store.Item) error) error {
	for _, i := range s.All() {
		if err := ended(ctx); err != nil {
			return err
		}
		if err := visit(i); err != nil {
			return err
		}
	}
	return nil
}

// All gives a copy of every item, in the order of their keys.
func (s *Store) All() []store.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all()
	for n, i := range all {
		all[n] = i.Clone()
	}
	return all
}

func (s *Store) all() []store.Item {
	var all []store.Item
	for _, pk := range sortedKeys(s.parts) {
		for _, sk := range s.parts[pk].sorted {
			all = append(all, s.parts[pk].items[sk])
		}
	}
	return all
}

func errConflict() error { return fault.Conflict.Errorf("item: the condition does not hold") }

// ended gives the failure of a call whose time is up before anything was done.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Unavailable.Wrap(err, "call ended before it began")
	}
	return nil
}

// first gives the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
