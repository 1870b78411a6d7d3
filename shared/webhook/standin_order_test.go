package webhook_test

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Load gives an order of ours.
func (h *house) Load(_ context.Context, id order.ID) (order.Order, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if o, ok := h.orders[id]; ok {
		return o, nil
	}
	return order.Order{}, fault.NotFound.Errorf("order: not there")
}

func (h *house) Place(_ context.Context, o order.Order) error {
	return h.write(func() error {
		if h.noPlace != nil {
			return h.noPlace
		}
		before, again := h.orders[o.ID]
		if again && before.Source.Content != o.Source.Content {
			return fault.Conflict.Errorf("order %s: other content", o.ID)
		}
		if !again {
			h.orders[o.ID] = o
			h.effects++
		}
		return nil
	})
}

func (h *house) Cancel(_ context.Context, _ order.PartnerID, id order.ID) error {
	return h.write(func() error {
		o := h.orders[id]
		if o.Return == nil {
			h.effects++
		}
		o.Return = &order.Return{At: now()}
		h.orders[id] = o
		return nil
	})
}

// fulfil has all orders of the house sold and delivered.
func (h *house) fulfil() {
	for id, o := range h.orders {
		for i, l := range o.Lines {
			key := string(id) + l.Key
			o.Lines[i].State, o.Lines[i].Subscription = order.LineReady, &order.Subscription{ID: key}
			if _, ok := h.licences[key]; !ok {
				h.licences[key] = licence{changes: map[string]subscription.Wish{}, Subscription: subscription.Subscription{
					ID: subscription.ID(key), Facts: subscription.Facts{
						Status: subscription.Active, Quantity: l.Quantity, NewCommerce: true, Term: "P1Y", AutoRenew: true, CancelUntil: now().AddDate(0, 0, 3),
						CommitmentEnds: now().AddDate(1, 0, 0), Batches: []subscription.Batch{{Quantity: l.Quantity, Until: now().AddDate(0, 0, 3)}},
					},
				}}
			}
		}
		o.State = order.Fulfilled
		h.orders[id] = o
	}
}

// licence is a licence with what was asked of it.
type licence struct {
	subscription.Subscription

	changes map[string]subscription.Wish
	refuse  bool
}

// shelf has the licences of a house.
type shelf struct{ *house }

func (s shelf) Licence(_ context.Context, _ order.PartnerID, id subscription.ID) (subscription.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.licences[string(id)]; ok {
		return l.Subscription, nil
	}
	return subscription.Subscription{}, fault.NotFound.Errorf("licence: not there")
}

func (s shelf) Change(_ context.Context, _ order.PartnerID, id subscription.ID, change string) (subscription.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, ok := s.licences[string(id)].changes[change]
	if !ok {
		return subscription.Change{}, fault.NotFound.Errorf("change: not there")
	}
	return subscription.Change{ID: change, Wish: w, State: subscription.Done}, nil
}

// Ask makes a change at once.
func (s shelf) Ask(_ context.Context, _ order.PartnerID, id subscription.ID, change string, w subscription.Wish) error {
	return s.write(func() error {
		l := s.licences[string(id)]
		if l.refuse {
			return fault.Conflict.Errorf("the policy refuses it")
		}
		if _, again := l.changes[change]; again {
			return nil
		}
		l.changes[change] = w
		s.effects++
		if w.Kind == subscription.Seats {
			l.Facts.Quantity = w.Seats
		}
		s.licences[string(id)] = l
		return nil
	})
}
