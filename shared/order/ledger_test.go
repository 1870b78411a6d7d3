package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// ledger keeps orders in a map, as bytes, so that nobody shares memory with it.
type ledger struct {
	mu     sync.Mutex
	orders map[order.ID][]byte
	claims map[string]order.ID
	// lose, when set, decides whether a save fails before or after it took effect ("", "before", "after").
	lose  func() string
	woken []order.ID
	told  []order.Event
}

func newLedger() *ledger {
	return &ledger{orders: map[order.ID][]byte{}, claims: map[string]order.ID{}}
}

func (l *ledger) Wake(_ context.Context, o order.Order) { l.woken = append(l.woken, o.ID) }

func (l *ledger) Create(_ context.Context, o *order.Order) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.orders[o.ID]; ok {
		return fault.Conflict.Errorf("order %s: exists", o.ID)
	}
	o.Version = 1
	var err error
	l.orders[o.ID], err = json.Marshal(o)
	return err
}

func (l *ledger) Load(_ context.Context, id order.ID) (order.Order, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var o order.Order
	b, ok := l.orders[id]
	if !ok {
		return o, fault.NotFound.Errorf("order %s: not found", id)
	}
	return o, json.Unmarshal(b, &o)
}

func (l *ledger) Save(_ context.Context, o *order.Order) error {
	lost := ""
	if l.lose != nil {
		lost = l.lose()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if lost == "before" {
		return fault.Unavailable.Errorf("saving: no answer")
	}
	var stored order.Order
	if err := json.Unmarshal(l.orders[o.ID], &stored); err != nil {
		return err
	}
	next := *o
	next.Version++
	b, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if stored.Version != o.Version && string(l.orders[o.ID]) != string(b) {
		return fault.Stale.Errorf("order %s: changed", o.ID)
	}
	l.orders[o.ID] = b
	l.told = append(l.told, o.Tell...)
	if lost == "after" {
		return fault.Unknown.Errorf("saving: no answer")
	}
	o.Version++
	return nil
}

func (l *ledger) Claim(_ context.Context, p order.PartnerID, t order.TenantID, sold string, by order.ID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := fmt.Sprint(p, t, sold)
	if was, ok := l.claims[k]; ok && was != by {
		return fault.Conflict.Errorf("claimed by %s", was)
	}
	l.claims[k] = by
	return nil
}
