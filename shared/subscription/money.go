package subscription

import (
	"cmp"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// What a change costs or gives back. Microsoft documents that prices are fixed for a term, that a monthly plan bills a twelfth of a
// year's price each month, that proration is by the day, and that the days used are not given back. How it rounds is not published, so the amounts
// here are right within some cents a seat; the invoice decides.

// price gives what more seats cost: the rest of the billing period that runs, and the periods after it.
func price(s Subscription, seats int, now time.Time) (charge, later *money.Amount, unknown string) {
	p, unknown := s.period(now)
	if unknown != "" {
		return nil, nil, unknown
	}
	charge, unknown = p.share(s, seats, p.left(now, 0))
	if unknown != "" {
		return nil, nil, unknown
	}
	later, unknown = owed(s, seats, now)
	return charge, later, unknown
}

// refund gives what comes back for seats of the billing period that runs: what was paid but for the days used, the day of the change among them.
func refund(s Subscription, seats int, now time.Time) (*money.Amount, string) {
	p, unknown := s.period(now)
	if unknown != "" {
		return nil, unknown
	}
	return p.share(s, seats, p.left(now, 1))
}

// owed gives what the seller will still bill for seats: the billing periods of the term that have not begun. Of a term with an end that was chosen the last may be
// cut short.
func owed(s Subscription, seats int, now time.Time) (*money.Amount, string) {
	p, unknown := s.period(now)
	if unknown != "" {
		return nil, unknown
	}
	whole, cut := 0, period{of: p.of}
	for next := p; next.number+1 < p.of; {
		if next = s.nth(next.number+1, p.of); !next.ends.After(next.starts) {
			break
		}
		if next.ends.Before(next.full) {
			cut = next
			break
		}
		whole++
	}
	if cut.number == 0 {
		amount, err := s.UnitCost.Share(int64(seats)*int64(whole), int64(p.of))
		if err != nil {
			return nil, tooLarge
		}
		return &amount, ""
	}
	return cut.share(s, seats, whole*cut.days()+int(cut.ends.Sub(cut.starts)/day))
}

const tooLarge = "the amount is too large to be computed exactly"

// period is a billing period of a term.
type period struct {
	number, of int // the first is 0
	starts     time.Time
	ends       time.Time // exclusive; the term may end before the period is full
	full       time.Time
}

// period gives the billing period that runs at a time, or why it is not known.
func (s Subscription) period(now time.Time) (period, string) {
	if s.UnitCost == nil {
		return period{}, cmp.Or(s.Lapsed, "the cost of a seat is not known: it was not in the order")
	}
	term, cycle := months(s.Facts.Term), cycle(s.Facts.Billing, s.Facts.Term)
	if s.Facts.Started.IsZero() || term == 0 || cycle == 0 {
		return period{}, "the seller does not say when the term began, or how it is billed"
	}
	p := s.nth(0, term/cycle)
	for p.number+1 < p.of && !p.full.After(now) {
		p = s.nth(p.number+1, p.of)
	}
	return p, ""
}

// nth gives a billing period of the term. The last one is as long as the seller says that the term is.
func (s Subscription) nth(number, of int) period {
	first, cycle := s.Facts.Started.UTC().Truncate(day), cycle(s.Facts.Billing, s.Facts.Term)
	p := period{number: number, of: of, starts: addMonths(first, number*cycle), full: addMonths(first, (number+1)*cycle)}
	p.ends = p.full
	if s.Facts.CommitmentEnds.IsZero() {
		return p
	}
	switch last := renewalStarts(s.Facts); {
	case last.Before(p.full):
		p.ends = last
	case number == of-1:
		p.ends, p.full = last, last
	}
	return p
}

// left gives the days of the period from the day of a time on, without the first few.
func (p period) left(now time.Time, without int) int {
	days := int(p.ends.Sub(now.UTC().Truncate(day))/day) - without
	return min(max(days, 0), p.days())
}

func (p period) days() int { return int(p.full.Sub(p.starts) / day) }

// share gives the price of seats for some days of the period.
func (p period) share(s Subscription, seats, days int) (*money.Amount, string) {
	amount, err := s.UnitCost.Share(int64(seats)*int64(days), int64(p.of)*int64(p.days()))
	if err != nil {
		return nil, tooLarge
	}
	return &amount, ""
}

// months gives the length of a term, or 0 for one that is not known.
func months(term string) int {
	switch strings.ToUpper(term) {
	case "P1M":
		return 1
	case "P1Y":
		return 12
	case "P3Y":
		return 36
	}
	return 0
}

// cycle gives how many months one bill covers, or 0 when the plan does not go with the term.
func cycle(billing, term string) int {
	n := map[string]int{"monthly": 1, "annual": 12, "triennial": 36, "none": months(term)}[strings.ToLower(billing)]
	if n > months(term) {
		return 0
	}
	return n
}

// addMonths goes months on, and stays in the month when it has no such day (29 January and one month: 28 February).
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
