package local_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	cash "github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
)

// judgeMoney compares what the wishes of a step said with what the seller's ledger has.
func (h *history) judgeMoney(g *grant, mine []fate) error {
	rows := h.rows(g.id)
	fresh := rows[g.rows:]
	g.rows = len(rows)
	if h.now.edited || h.now.turned {
		return nil
	}
	sum, said, seats := 0.0, 0.0, 0
	for _, r := range fresh {
		if r.Reason == "seats" || r.Reason == "cancel" {
			sum += number(r.Amount)
		}
	}
	for _, m := range mine {
		d := m.change.Decision
		if m.change.State == subscription.Refused || d.Seats == 0 {
			continue
		}
		if priced := d.Charge != nil || d.Refund != nil; priced != g.priced() || priced == (d.Unpriced != "") {
			return fmt.Errorf("priced %v, though the term began %s and the licence %s: %+v", priced, g.start, g.sold, *d)
		}
		seats += max(d.Seats, -d.Seats)
		said += euros(d.Charge) - euros(d.Refund)
	}
	if !g.priced() {
		return nil
	}
	if seats > 0 {
		h.compared++
	}
	if !near(sum, said, seats) {
		return fmt.Errorf("the ledger has %.2f, we said %.2f for %d seats: %+v; %+v", sum, said, seats, fresh, mine)
	}
	return nil
}

// priced reports whether what a seat costs is known: in the first term.
func (g *grant) priced() bool { return g.start.Equal(g.sold) }

// debt is what was said to be owed to the end of the term.
type debt struct {
	seats int
	owed  float64
	at    time.Time
}

// lends notes what a decision says to be owed, before it is carried out.
func (h *history) lends(m fate) {
	g, d := m.of, m.change.Decision
	if d.Owed == nil || h.now.edited || h.now.turned {
		return
	}
	seats := g.quantity // the last term of all of them
	switch {
	case m.wish.Kind == subscription.Seats && d.Seats > 0:
		seats = d.Seats
	case m.wish.Kind == subscription.Seats:
		seats = -d.Later
	}
	g.owed = append(g.owed, debt{seats, euros(d.Owed), decidedAt(m.change)})
}

// decidedAt gives when the decision that was carried out was made.
func decidedAt(c subscription.Change) time.Time {
	at := c.At
	for _, s := range c.Steps {
		if s.What == "decided" {
			at = s.At
		}
	}
	return at
}

// settle compares what was said to be owed with what the seller billed by the end of the first term: for each seat that was billed, since the number of them
// may have changed. What was given back in its window was billed no more.
func (h *history) settle(g *grant, s partnercenter.Subscription) error {
	rows := h.rows(g.id)
	over := slices.IndexFunc(rows, func(r partnercenter.LedgerRow) bool { return r.Reason == "renewal" })
	if over < 0 && (s.Status == subscription.Active || s.Status == subscription.Suspended) {
		return nil
	}
	if over >= 0 {
		rows = rows[:over]
	}
	all := g.owed
	g.owed = nil
	if slices.ContainsFunc(rows, func(r partnercenter.LedgerRow) bool { return r.Reason == "cancel" }) {
		return nil
	}
	for _, d := range all {
		billed := 0.0
		for _, r := range rows {
			if r.Reason == "cycle" && r.At.After(d.at) {
				billed += number(r.Amount) / float64(r.Quantity) * float64(d.seats)
			}
		}
		if !near(billed, d.owed, d.seats) {
			return fmt.Errorf("said on %s that %.2f is owed for %d seats, and %.2f was billed: %+v", d.at, d.owed, d.seats, billed, rows)
		}
		h.settled++
	}
	return nil
}

// near compares two amounts for some seats: how Microsoft rounds is not published, so within 0.05 a seat or 0.1 %.
func near(a, b float64, seats int) bool {
	return math.Abs(a-b) <= math.Max(0.05*float64(seats), 0.001*math.Abs(a))+0.001
}

func euros(a *cash.Amount) float64 {
	if a == nil {
		return 0
	}
	return number(a.Value())
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func (h *history) rows(id string) []partnercenter.LedgerRow {
	for _, b := range h.PartnerCenter.Ledger() {
		if b.Subscription == id {
			return b.Rows
		}
	}
	return nil
}
