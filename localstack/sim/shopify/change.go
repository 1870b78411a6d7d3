package shopify

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Edit changes an order after it was placed.
type Edit struct {
	Order    uint64    `json:"order"`
	SKU      string    `json:"sku,omitempty"` // of the first line that has it
	Quantity int       `json:"quantity"`      // what is left of it from now on
	Add      []NewLine `json:"add,omitempty"`
}

// Edit changes how many are left of a line, and adds lines. Shopify documents that a line's quantity counts what was removed
// too, and current_quantity does not; that the topic orders/edited brings the edit and no order; and that what is owed more
// is not paid by that.
func (s *Sim) Edit(in Edit) error {
	return s.change(in.Order, func(o *order, e string) error {
		additions, removals := []object{}, []object{}
		added := &order{}
		for _, add := range in.Add { // before anything is changed, in case one of them is refused
			if err := s.addLine(added, add); err != nil {
				return err
			}
		}
		if in.SKU != "" {
			l := o.line(in.SKU)
			if l == nil || in.Quantity < 0 {
				return fmt.Errorf("edit of %q: no such line, or a negative quantity", in.SKU)
			}
			additions, removals = l.resize(in.Quantity)
		}
		for _, l := range added.lines {
			additions = append(additions, object{"id": l.id, "delta": l.current})
		}
		o.lines = append(o.lines, added.lines...)
		s.tell(e, "orders/edited", o, s.editBody(o, additions, removals))
		return nil
	})
}

// resize changes how many are left, and gives that as an edit does.
func (l *line) resize(to int) (additions, removals []object) {
	additions, removals = []object{}, []object{}
	delta := to - l.current
	l.current = to
	if delta > 0 {
		l.Quantity += delta
		return append(additions, object{"id": l.id, "delta": delta}), removals
	}
	if delta < 0 {
		removals = append(removals, object{"id": l.id, "delta": -delta})
	}
	return additions, removals
}

func (o *order) line(sku string) *line {
	at := slices.IndexFunc(o.lines, func(l *line) bool { return l.SKU == sku })
	if at < 0 {
		return nil
	}
	return o.lines[at]
}

// Refund gives money back.
type Refund struct {
	Order  uint64         `json:"order"`
	Lines  map[string]int `json:"lines,omitempty"`  // pieces by SKU
	Amount string         `json:"amount,omitempty"` // "" is what the pieces cost; without pieces it is money alone
	Note   string         `json:"note,omitempty"`
}

// Refund gives pieces, money or both back. Shopify documents that pieces that were given back leave current_quantity, and that
// the topic refunds/create brings the refund and no order.
func (s *Sim) Refund(in Refund) error {
	return s.change(in.Order, func(o *order, e string) error {
		var parts []part
		for _, sku := range slices.Sorted(maps.Keys(in.Lines)) {
			parts = append(parts, part{line: o.line(sku), quantity: in.Lines[sku]})
		}
		return s.giveBack(o, e, parts, in.Amount, in.Note)
	})
}

// giveBack gives pieces back, and money: "" is what they cost.
func (s *Sim) giveBack(o *order, e string, parts []part, text, note string) error {
	amount, err := parse(text)
	if err != nil {
		return err
	}
	var cost cents
	for i := range parts {
		p := &parts[i]
		if p.line == nil || p.quantity < 1 || p.quantity > p.line.current {
			return fmt.Errorf("refund of %d pieces: more than is left, or no such line", p.quantity)
		}
		p.subtotal = p.line.subtotal(p.quantity)
		p.tax = o.tax(p.subtotal)
		if cost += p.subtotal; !o.TaxesIncluded {
			cost += p.tax
		}
	}
	if text == "" {
		amount = min(cost, o.paid-o.back)
	}
	if amount > o.paid-o.back || amount == 0 && len(parts) == 0 {
		return errors.New("refund: of nothing, or of more than was paid")
	}
	for i := range parts {
		parts[i].id = s.nextID()
		parts[i].line.current -= parts[i].quantity
	}
	r := &refund{id: s.nextID(), at: s.now(), note: note, amount: amount, parts: parts}
	o.back += amount
	o.refunds = append(o.refunds, r)
	s.tell(e, "refunds/create", o, r.body(s, o))
	return nil
}

// Cancel ends an order.
type Cancel struct {
	Order  uint64 `json:"order"`
	Reason string `json:"reason,omitempty"` // customer, fraud, inventory, declined or other; "" is customer
	Refund bool   `json:"refund,omitempty"` // gives everything back in the same step, as the shop's page offers
}

// Cancel ends an order for good. Whether its money goes back is decided in the same step or never.
func (s *Sim) Cancel(in Cancel) error {
	return s.change(in.Order, func(o *order, e string) error {
		if !o.cancelled.IsZero() {
			return errors.New("cancel: is cancelled already")
		}
		if o.reason = in.Reason; o.reason == "" {
			o.reason = "customer"
		}
		o.cancelled = o.updated
		if in.Refund && o.paid > o.back {
			if err := s.giveBack(o, e, o.whole(), (o.paid - o.back).String(), ""); err != nil {
				return err
			}
		}
		s.tell(e, "orders/cancelled", o, o.body(s))
		return nil
	})
}

// whole is all that is left of an order.
func (o *order) whole() []part {
	var all []part
	for _, l := range o.lines {
		if l.current > 0 {
			all = append(all, part{line: l, quantity: l.current})
		}
	}
	return all
}

// Dispute has the buyer's bank ask for the money back.
type Dispute struct {
	Order  uint64 `json:"order"`
	Reason string `json:"reason,omitempty"` // "" is fraudulent
	Kind   string `json:"kind,omitempty"`   // chargeback or inquiry; "" is chargeback
}

// Dispute opens a dispute, which changes nothing of the order.
func (s *Sim) Dispute(in Dispute) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(in.Order)
	if o == nil || o.paid == 0 {
		return fmt.Errorf("dispute of order %d: unknown, or not paid", in.Order)
	}
	if in.Reason == "" {
		in.Reason = "fraudulent"
	}
	if in.Kind == "" {
		in.Kind = "chargeback"
	}
	s.tell(s.event(), "disputes/create", o, s.disputeBody(o, in))
	return nil
}

// Uninstall takes the app out of the shop: the shop tells of that last, and has no subscription of the app any more.
func (s *Sim) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(s.event(), "app/uninstalled", nil, s.shopBody())
	s.hooks = slices.DeleteFunc(s.hooks, func(h *Subscription) bool { return !h.ByHand })
	s.gone = true
}

// Emit tells of anything at all under a topic, such as the privacy topics, or what no receiver expects.
func (s *Sim) Emit(topic string, body any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(s.event(), topic, nil, body)
}
