package order

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/money"
)

// Pricer says what lines cost the customer.
type Pricer interface {
	// Price gives what is known of each line, in the order of the lines, by the price list of the time when the order was taken in and by the partner's plan; none
	// when there is no list. It fails with fault.Throttled or fault.Unavailable when it can be asked again.
	Price(ctx context.Context, o Order) ([]Quote, error)
}

// Quote is what is known of a line.
type Quote struct {
	Price *Price // what it costs the customer; nil: there is no plan, or it has nothing for the line
	Cost  *Cost  // what it costs the partner; nil: the list does not have it
}

// Cost is the partner's cost of a seat for the whole term.
type Cost struct {
	Unit   money.Amount
	Import string // of the list
}

// Price is what a seat costs the customer, and how that came about: the same plan and list explain it again.
type Price struct {
	Seat    money.Amount `json:"seat"`              // each time that the customer is charged
	Charges int          `json:"charges,omitempty"` // in a term
	Plan    string       `json:"plan"`
	Version int64        `json:"version"` // of the plan
	Rule    string       `json:"rule"`
	Import  string       `json:"import"` // of the list
}

// priced gives lines that have no price yet theirs, with a move that goes on: from the first step, where the customer is known, and with the cart, as a person
// may have put another item into a line. A cost that the order came with stays.
func (r *run) priced(ctx context.Context, o Order, m move) (move, error) {
	if r.Pricer == nil || m.next == "" || !slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Price == nil }) {
		return m, nil
	}
	known := o
	if m.change != nil {
		known.Lines = slices.Clone(o.Lines)
		m.change(&known)
	}
	quotes, err := r.Pricer.Price(ctx, known)
	if err != nil {
		return move{}, err
	}
	m.change = then(m.change, func(o *Order) {
		for i := range min(len(quotes), len(o.Lines)) {
			o.Lines[i].quote(quotes[i])
		}
	})
	return m, nil
}

func (l *Line) quote(q Quote) {
	if l.Price == nil {
		l.Price = q.Price
	}
	if l.UnitCost == nil && q.Cost != nil {
		l.UnitCost, l.CostImport = &q.Cost.Unit, q.Cost.Import
	}
}

// unquote takes away what was known of another item.
func (l *Line) unquote() {
	l.Price = nil
	if l.CostImport != "" {
		l.UnitCost, l.CostImport = nil, ""
	}
}
