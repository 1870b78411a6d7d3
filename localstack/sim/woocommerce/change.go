package woocommerce

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// change lets something happen to an order, and tells that it was updated.
func (s *Sim) change(id int, do func(o *order) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil || o.status == trash {
		return fmt.Errorf("order %d: unknown, or in the bin", id)
	}
	if err := do(o); err != nil {
		return err
	}
	s.touch(o)
	return nil
}

// touch marks an order as modified now, and tells of it.
func (s *Sim) touch(o *order) {
	o.modified = s.now()
	s.tell("order.updated", o.id)
}

// Pay has the buyer pay.
func (s *Sim) Pay(id int) error { return s.Set(id, processing) }

// Set sets a status, as the shop's people and its payment plugins do; it need not be one that WooCommerce knows. The source
// notes the time of payment when an order becomes processing or completed for the first time.
func (s *Sim) Set(id int, status string) error {
	return s.change(id, func(o *order) error { return s.set(o, status) })
}

func (s *Sim) set(o *order, status string) error {
	if status == "" || status == trash {
		return errors.New("status: is none, or is the bin")
	}
	s.turned(o, status)
	if o.status = status; status == processing || status == completed {
		if o.paid.IsZero() {
			o.paid = s.now()
		}
	}
	if status == completed && o.completed.IsZero() {
		o.completed = s.now()
	}
	return nil
}

// turned leaves a note of a new status, as the source does in the shop's language; of a status that it does not know it tells the word itself.
func (s *Sim) turned(o *order, status string) {
	if o.status != "" && o.status != status {
		s.addNote(o, "Order status changed from "+title(o.status)+" to "+title(status)+".", false)
	}
}

// title is a status as the shop's people read it.
func title(status string) string {
	if status == pending {
		return "Pending payment"
	}
	words := strings.ReplaceAll(status, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// Edit changes an order after it was placed.
type Edit struct {
	Order    int    `json:"order"`
	SKU      string `json:"sku,omitempty"` // of the first line that has it
	Quantity int    `json:"quantity"`      // from now on; 0 takes the line out
	Add      []Line `json:"add,omitempty"`
	Meta     []Meta `json:"meta,omitempty"` // set, or added
}

// Edit changes lines and values. WooCommerce does not know whether a difference was paid: an order that was paid stays so.
func (s *Sim) Edit(in Edit) error {
	return s.change(in.Order, func(o *order) error {
		var added []*line
		for _, a := range in.Add {
			made, err := s.newLine(a)
			if err != nil {
				return err
			}
			added = append(added, made)
		}
		if in.SKU != "" {
			l := o.line(in.SKU)
			if l == nil || in.Quantity < 0 || l.discount > l.price*micro(in.Quantity) {
				return fmt.Errorf("edit of %q: no such line, a negative quantity, or one below the discount", in.SKU)
			}
			if l.Quantity = in.Quantity; in.Quantity == 0 {
				o.lines = slices.DeleteFunc(o.lines, func(other *line) bool { return other == l })
			}
		}
		o.lines = append(o.lines, added...)
		o.setMeta(in.Meta)
		return nil
	})
}

func (o *order) setMeta(all []Meta) {
	for _, m := range all {
		at := slices.IndexFunc(o.Meta, func(old Meta) bool { return old.Key == m.Key })
		if at < 0 {
			o.Meta = append(o.Meta, m)
		} else {
			o.Meta[at] = m
		}
	}
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
	Order  int            `json:"order"`
	Lines  map[string]int `json:"lines,omitempty"`  // pieces by SKU
	Amount string         `json:"amount,omitempty"` // "" is what the pieces cost; without pieces it is money alone
	Reason string         `json:"reason,omitempty"`
}

// Refund gives pieces, money or both back. The lines keep their quantities, and the webhook tells of the sum alone; which pieces
// it was has to be read at the refunds. The source sets the status refunded once everything was given back.
func (s *Sim) Refund(in Refund) error {
	return s.change(in.Order, func(o *order) error {
		amount, err := parse(in.Amount)
		if err != nil {
			return err
		}
		r := &refund{at: s.now(), reason: in.Reason}
		cost, err := s.takeBack(o, r, in.Lines)
		if err != nil {
			return err
		}
		_, _, _, total := o.sums()
		rest := total - o.back()
		if r.amount = amount; in.Amount == "" {
			r.amount = min(cost, rest)
		}
		if o.paid.IsZero() || r.amount > rest || r.amount == 0 && len(r.parts) == 0 {
			return errors.New("refund: of nothing, of more than is left, or before a payment")
		}
		r.id = s.nextID()
		o.refunds = append(o.refunds, r)
		if r.amount == rest {
			s.turned(o, refunded)
			o.status = refunded
		}
		return nil
	})
}

// takeBack notes the pieces of a refund, and gives what they cost.
func (s *Sim) takeBack(o *order, r *refund, lines map[string]int) (cost micro, err error) {
	for _, sku := range slices.Sorted(maps.Keys(lines)) {
		l, pieces := o.line(sku), lines[sku]
		if l == nil || pieces < 1 || pieces > o.left(l) {
			return 0, fmt.Errorf("refund of %d of %q: more than is left, or no such line", pieces, sku)
		}
		p := part{id: s.nextID(), line: l, quantity: pieces, total: l.of(pieces)}
		p.tax = o.tax(p.total)
		cost += p.total + p.tax.round()
		r.parts = append(r.parts, p)
	}
	return cost, nil
}

// Cancel sets the status cancelled. Money does not go back by that.
func (s *Sim) Cancel(id int) error { return s.Set(id, cancelled) }

// Dispute is what payment plugins do about a chargeback: the order is put on hold, with a note for the shop's people. WooCommerce
// itself knows no disputes.
func (s *Sim) Dispute(id int) error {
	return s.change(id, func(o *order) error {
		s.addNote(o, "Payment has been disputed.", false)
		return s.set(o, onHold)
	})
}

// Bin puts an order into the bin; Restore takes it out. The source tells of a deleted order by its id alone.
func (s *Sim) Bin(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil || o.status == trash {
		return fmt.Errorf("order %d: unknown, or in the bin", id)
	}
	o.before, o.status, o.modified = o.status, trash, s.now()
	s.tell("order.deleted", id)
	return nil
}

// Restore takes an order out of the bin.
func (s *Sim) Restore(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil || o.status != trash {
		return fmt.Errorf("order %d: unknown, or not in the bin", id)
	}
	o.status, o.modified = o.before, s.now()
	s.tell("order.restored", id)
	return nil
}
