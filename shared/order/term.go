package order

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// termMonths gives the length of a term duration, or 0 for one that is not known.
func termMonths(term string) int {
	switch term {
	case "P1M":
		return 1
	case "P1Y":
		return 12
	case "P3Y":
		return 36
	}
	return 0
}

// cycleMonths gives how many months one bill covers, or 0 when the plan does not go with the term. A plan of "none", which
// trials have, is billed once.
func cycleMonths(billing, term string) int {
	months := map[string]int{"monthly": 1, "annual": 12, "triennial": 36, "none": termMonths(term)}[billing]
	if months > termMonths(term) {
		return 0
	}
	return months
}

// addMonths goes months on, and stays in the month when it has no such day (29 January and one month: 28 February).
func addMonths(t time.Time, months int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1)
}

// owed gives what the seller will still bill for a subscription that runs out: the billing periods of its term that have
// not begun. Microsoft fixes the price for the term and bills each period at its start. Without the cost of a seat, or
// the start of the term, it gives the reason why the amount is not known.
func owed(l Line, s Subscription, now time.Time) (*money.Amount, string) {
	if l.UnitCost == nil {
		return nil, "the cost of a seat is not in the mapping of this product"
	}
	term, cycle := termMonths(l.Item.Term), cycleMonths(l.Item.Billing, l.Item.Term)
	if s.Started.IsZero() || term == 0 || cycle == 0 {
		return nil, "the seller does not say when the term began"
	}
	begun := 0
	for begun < term/cycle && !addMonths(s.Started, begun*cycle).After(now) {
		begun++
	}
	left := int64(term/cycle - begun)
	amount, err := l.UnitCost.Share(left*int64(s.Quantity), int64(term/cycle))
	if err != nil {
		return nil, "the amount is too large to be computed exactly"
	}
	return &amount, ""
}
