package subscription_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

const (
	partner = "acme"
	tenant  = "11111111-aaaa-4bbb-8ccc-000000000009"
	sub     = subscription.ID("22222222-aaaa-4bbb-8ccc-000000000009")
)

// clone copies by JSON, as a table does.
func clone[T any](v T) T {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return out
}

// book keeps records and wishes.
type book struct {
	mu      sync.Mutex
	records map[subscription.ID]subscription.Subscription
	pending map[string]subscription.Change
	over    map[string]subscription.Change
	writes  int
}

func newBook(s subscription.Subscription) *book {
	s.Version = 1
	return &book{
		records: map[subscription.ID]subscription.Subscription{s.ID: s}, pending: map[string]subscription.Change{}, over: map[string]subscription.Change{},
	}
}

func (b *book) Load(_ context.Context, _ string, id subscription.ID) (subscription.Subscription, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.records[id]
	if !ok {
		return s, fault.NotFound.Errorf("subscription: not there")
	}
	return clone(s), nil
}

func (b *book) save(s *subscription.Subscription) error {
	if b.records[s.ID].Version != s.Version {
		return fault.Stale.Errorf("subscription: changed in between")
	}
	s.Version++
	b.writes++
	b.records[s.ID] = clone(*s)
	return nil
}

func (b *book) Save(_ context.Context, s *subscription.Subscription) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.save(s)
}

func (b *book) Ask(_ context.Context, c subscription.Change) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.pending[c.ID]; ok {
		return fault.Conflict.Errorf("wish: there already")
	}
	if _, ok := b.over[c.ID]; ok {
		return fault.Conflict.Errorf("wish: there already")
	}
	b.pending[c.ID] = clone(c)
	return nil
}

func (b *book) Change(_ context.Context, _ string, _ subscription.ID, id string) (subscription.Change, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, ok := b.over[id]; ok {
		return clone(c), nil
	}
	if c, ok := b.pending[id]; ok {
		return clone(c), nil
	}
	return subscription.Change{}, fault.NotFound.Errorf("wish: not there")
}

func (b *book) Pending(_ context.Context, _ string, _ subscription.ID, limit int) ([]subscription.Change, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []subscription.Change
	for _, c := range b.pending {
		all = append(all, clone(c))
	}
	slices.SortFunc(all, func(x, y subscription.Change) int {
		if c := x.At.Compare(y.At); c != 0 {
			return c
		}
		return slices.Compare([]byte(x.ID), []byte(y.ID))
	})
	return all[:min(limit, len(all))], nil
}

func (b *book) Finish(_ context.Context, s *subscription.Subscription, c subscription.Change) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.save(s); err != nil {
		return err
	}
	delete(b.pending, c.ID)
	b.over[c.ID] = clone(c)
	return nil
}

// seller stands in for Partner Center: one subscription with Microsoft's rules as far as the core has to live with them.
type seller struct {
	mu       sync.Mutex
	now      func() time.Time
	facts    subscription.Facts
	edits    []string          // what took effect
	requests map[string]string // request id to the edit under it
	faults   []func() (how, error)
	moved    []subscription.Moved
	upgrades int
}

// how says when a fault strikes.
type how int

const (
	fine how = iota
	before
	after
)

func (s *seller) fault() (how, error) {
	if len(s.faults) == 0 {
		return fine, nil
	}
	f := s.faults[0]
	s.faults = s.faults[1:]
	return f()
}

func (s *seller) open() subscription.Facts {
	f := clone(s.facts)
	f.Batches = slices.DeleteFunc(f.Batches, func(b subscription.Batch) bool { return !s.now().Before(b.Until) || b.Quantity == 0 })
	return f
}

func (s *seller) Read(context.Context, string, subscription.ID) (subscription.Facts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open(), nil
}

func (s *seller) List(context.Context, string) (map[subscription.ID]subscription.Facts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[subscription.ID]subscription.Facts{sub: s.open()}, nil
}

func (s *seller) Edit(_ context.Context, request, _ string, _ subscription.ID, e subscription.Edit) (subscription.Facts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := e
	body.Was = nil // it says when the edit is made, and is not sent
	raw, err := json.Marshal(body)
	if err != nil {
		return subscription.Facts{}, err
	}
	if was, ok := s.requests[request]; ok && was != string(raw) {
		return subscription.Facts{}, fmt.Errorf("request %s was sent with another body", request)
	}
	s.requests[request] = string(raw)
	when, err := s.fault()
	if when == before {
		return subscription.Facts{}, err
	}
	if e.Was != nil && *e.Was != s.facts.Quantity {
		return subscription.Facts{}, fault.Stale.Errorf("somebody else changed the seats")
	}
	if refused := s.apply(e, string(raw)); refused != nil {
		return subscription.Facts{}, refused
	}
	if when == after {
		return subscription.Facts{}, err
	}
	return s.open(), nil
}

func (s *seller) apply(e subscription.Edit, text string) error {
	f := &s.facts
	switch {
	case f.Status == subscription.Deleted:
		return fault.Invalid.Errorf("deleted")
	case e.Quantity != nil && *e.Quantity > f.Quantity:
		f.Batches = append(f.Batches, subscription.Batch{Quantity: *e.Quantity - f.Quantity, Until: s.now().Add(7 * 24 * time.Hour)})
		f.Quantity, f.Next = *e.Quantity, nil
	case e.Quantity != nil && *e.Quantity < f.Quantity:
		if !s.giveBack(f.Quantity - *e.Quantity) {
			return fault.Coded(fault.Gone.Errorf("the window is closed"), "900214")
		}
		f.Quantity, f.Next = *e.Quantity, nil
	case e.Status == subscription.Deleted:
		if !s.now().Before(f.CancelUntil) {
			return fault.Coded(fault.Gone.Errorf("the window is closed"), "900213")
		}
		f.Status, f.AutoRenew, f.Next = subscription.Deleted, false, nil
	case e.Status == subscription.Suspended:
		f.Status, f.AutoRenew, f.Next, f.Ends = subscription.Suspended, false, nil, false
	case e.Status == subscription.Active:
		f.Status = subscription.Active
	case e.AutoRenew != nil:
		f.AutoRenew, f.Ends = *e.AutoRenew, !*e.AutoRenew && e.AtTermEnd == subscription.End
		if !f.AutoRenew {
			f.Next = nil
		}
	case e.Next != nil:
		if !f.AutoRenew {
			return fault.Coded(fault.Invalid.Errorf("renewal is off"), "900280")
		}
		f.Next = e.Next
	case e.Unplan:
		f.Next = nil
	case e.Nickname != nil:
		f.Nickname = *e.Nickname
	case e.Partner != nil:
		f.PartnerOfRecord = *e.Partner
	}
	s.edits = append(s.edits, text)
	return nil
}

func (s *seller) giveBack(n int) bool {
	open := 0
	for _, b := range s.facts.Batches {
		if s.now().Before(b.Until) {
			open += b.Quantity
		}
	}
	if n > open {
		return false
	}
	for i := len(s.facts.Batches) - 1; i >= 0 && n > 0; i-- {
		b := &s.facts.Batches[i]
		if s.now().Before(b.Until) {
			taken := min(n, b.Quantity)
			b.Quantity -= taken
			n -= taken
		}
	}
	return true
}

func (s *seller) Offers(context.Context, string, subscription.ID) ([]subscription.Transition, error) {
	return []subscription.Transition{{Product: "CFQ7TTC0LH18", SKU: "0001", Name: "Better", Quantity: s.facts.Quantity, Eligible: true, Moves: true}}, nil
}

func (s *seller) Upgrade(_ context.Context, _, _ string, id subscription.ID, to subscription.Target) (subscription.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	when, err := s.fault()
	if when == before {
		return "", err
	}
	s.upgrades++
	s.facts.Product, s.facts.SKU, s.facts.Next = to.Product, to.SKU, nil
	s.moved = append(s.moved, subscription.Moved{Product: to.Product, SKU: to.SKU, To: id, Seats: s.facts.Quantity, At: s.now(), State: subscription.Through})
	if when == after {
		return "", err
	}
	return id, nil
}

func (s *seller) Upgraded(_ context.Context, _ string, _ subscription.ID, since time.Time) ([]subscription.Moved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.moved), func(m subscription.Moved) bool { return m.At.Before(since) }), nil
}
