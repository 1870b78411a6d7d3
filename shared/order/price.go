package order

import (
	"context"

	"github.com/seatwright/seatwright/shared/money"
)

// Pricer says what lines cost the customer.
type Pricer interface {
	// Price gives the price of each line by the partner's plan and the price list of the time when the order was taken in; nil for a line that has none. It
	// fails with fault.Throttled or fault.Unavailable when it can be asked again.
	Price(ctx context.Context, o Order) ([]*Price, error)
}

// Price is what a seat costs the customer, and how that came about: the same plan and list explain it again.
type Price struct {
	Seat    money.Amount `json:"seat"`              // each time that the customer is charged
	Charges int          `json:"charges,omitempty"` // in a term
	Plan    string       `json:"plan"`
	Version int64        `json:"version"` // of the plan
	Rule    string       `json:"rule"`
	Import  string       `json:"import"` // of the list

	// Cost is the partner's cost of a seat for the whole term. It is kept as the line's, and not here.
	Cost money.Amount `json:"-"`
}

// priced gives lines their prices with a move that goes on from the first step, where the customer is known.
func (r *run) priced(ctx context.Context, o Order, m move) (move, error) {
	if r.Pricer == nil || m.next == "" {
		return m, nil
	}
	known := o
	if m.change != nil {
		m.change(&known)
	}
	prices, err := r.Pricer.Price(ctx, known)
	if err != nil {
		return move{}, err
	}
	m.change = then(m.change, func(o *Order) {
		for i, p := range prices {
			if p == nil || i >= len(o.Lines) {
				continue
			}
			o.Lines[i].Price = p
			if o.Lines[i].UnitCost == nil {
				o.Lines[i].UnitCost = &p.Cost
			}
		}
	})
	return m, nil
}
