package partnercenter

import "time"

// LedgerRow is something that the partner owes for a subscription, or gets back. Microsoft documents the principles: proration
// is daily, a price is fixed for its term, a plan with more cycles than one bills an equal part in each, and what is given
// back in a window is what was paid less the days that were used. Exact rounding is not published, modelled:
//
//	charge =  round(price of the term / cycles in it × seats × days covered / days of the cycle)
//	refund = -round(price of the term / cycles in it × seats × days not used / days of the cycle)
//
// to the cent, half away from zero. The day of a change counts as used: it is charged for seats that come, and not given back
// for those that go. One must compare within a tolerance, of 0.05 for each seat or 0.1 %.
type LedgerRow struct {
	Subscription string    `json:"subscription"`
	Customer     string    `json:"customer"`
	At           time.Time `json:"at"`
	Kind         string    `json:"kind"`   // charge or refund
	Reason       string    `json:"reason"` // purchase, cycle, renewal, seats, cancel, transition, term
	Item         string    `json:"item"`
	Term         string    `json:"term"`
	BillingCycle string    `json:"billingCycle"`
	Quantity     int       `json:"quantity"`
	Price        string    `json:"price"` // of one seat for the whole term
	Days         int       `json:"days"`
	CycleDays    int       `json:"cycleDays"`
	Amount       string    `json:"amount"` // negative for a refund, two decimals
	Currency     string    `json:"currency"`

	cents int64
}

// Balance is what a subscription costs so far.
type Balance struct {
	Subscription string      `json:"subscription"`
	Customer     string      `json:"customer"`
	Currency     string      `json:"currency"`
	Total        string      `json:"total"`
	Rows         []LedgerRow `json:"rows"`
}

// meter is the billing of a subscription's current term: its cycles are counted from the anchor.
type meter struct {
	anchor time.Time // midnight of the first day
	next   int       // the cycle that was not charged yet
	price  int64     // of a seat for the whole term, in 1/10000 units of the currency; 0 for nothing
	term   string
	cycle  string
	reason string // of the first charge
}

// cycleMonths is the length of a billing cycle; a cycle that goes with no price has the length of the term.
func cycleMonths(term, cycle string) int {
	switch plainEnum(cycle) {
	case "monthly":
		return 1
	case "annual":
		return 12
	case "triennial":
		return 36
	}
	return months(term)
}

func (m *meter) bounds(n int) (from, to time.Time) {
	length := cycleMonths(m.term, m.cycle)
	return addMonths(m.anchor, n*length), addMonths(m.anchor, (n+1)*length)
}

// rebill starts to count cycles anew, at a new price. The day of it is charged at that price.
func (s *Sim) rebill(sub *subscription, at time.Time, reason string) {
	sub.meter = meter{
		anchor: midnight(at), price: s.price(sub), term: sub.Term, cycle: sub.BillingCycle, reason: reason,
	}
	s.bill(sub, at)
}

// reprice goes on with the running cycle at a new price, from the day after.
func (s *Sim) reprice(sub *subscription, at time.Time, reason string) {
	m := &sub.meter
	if m.price = s.price(sub); m.price == 0 || m.next == 0 {
		return
	}
	from, to := m.bounds(m.next - 1)
	first, over := midnight(at).AddDate(0, 0, 1), earlier(to, sub.End.AddDate(0, 0, 1))
	if first.Before(over) {
		s.enterRow(sub, sub.Quantity, first, over, days(from, to), at, reason)
	}
}

// bill charges the cycles that have begun by a time. A suspended subscription is billed as an active one: Microsoft documents
// that suspension does not stop it.
func (s *Sim) bill(sub *subscription, now time.Time) {
	m := &sub.meter
	if m.price == 0 || sub.Status != active && sub.Status != suspended {
		return
	}
	over := sub.End.AddDate(0, 0, 1)
	for {
		from, to := m.bounds(m.next)
		if now.Before(from) || !from.Before(over) {
			return
		}
		reason := "cycle"
		if m.next == 0 {
			reason = m.reason
		}
		m.next++
		s.enterRow(sub, sub.Quantity, from, earlier(to, over), days(from, to), latest(from, sub.Start), reason)
	}
}

// chargeSeats charges seats that are added to the running cycle, or gives back those that are removed.
func (s *Sim) chargeSeats(sub *subscription, seats int, now time.Time, reason string) {
	s.bill(sub, now)
	m := &sub.meter
	if m.price == 0 || m.next == 0 || seats == 0 {
		return
	}
	from, to := m.bounds(m.next - 1)
	covered := earlier(to, sub.End.AddDate(0, 0, 1))
	first := midnight(now)
	if seats < 0 {
		first = first.AddDate(0, 0, 1)
	}
	if first.Before(covered) {
		s.enterRow(sub, seats, first, covered, days(from, to), now, reason)
	}
}

func (s *Sim) enterRow(sub *subscription, seats int, from, to time.Time, cycleDays int, at time.Time, reason string) {
	m := &sub.meter
	cycles := int64(max(1, months(m.term)/cycleMonths(m.term, m.cycle)))
	row := LedgerRow{
		Subscription: sub.ID, Customer: sub.Customer, At: at, Kind: "charge", Reason: reason, Item: sub.Item, Term: m.term,
		BillingCycle: m.cycle, Quantity: seats, Price: decimal(m.price, 4), Days: days(from, to), CycleDays: cycleDays,
		Currency: s.partners[s.customers[sub.Customer].partner].Currency,
	}
	if seats < 0 {
		row.Kind, row.Quantity = "refund", -seats
	}
	row.cents = half(m.price*int64(seats)*int64(row.Days), cycles*int64(cycleDays)*100)
	row.Amount = decimal(row.cents, 2)
	sub.rows = append(sub.rows, row)
}

// half divides and rounds, half away from zero.
func half(n, d int64) int64 {
	if n < 0 {
		return -half(-n, d)
	}
	return (2*n + d) / (2 * d)
}

func days(from, to time.Time) int { return int(to.Sub(from) / day) }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Ledger gives what each subscription costs so far, by customer in the order of purchase.
func (s *Sim) Ledger() []Balance {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Balance{}
	s.eachSub(now, func(cu *customer, sub *subscription) {
		b := Balance{Subscription: sub.ID, Customer: cu.id, Currency: s.partners[cu.partner].Currency, Rows: append([]LedgerRow{}, sub.rows...)}
		var sum int64
		for _, r := range sub.rows {
			sum += r.cents
		}
		b.Total = decimal(sum, 2)
		all = append(all, b)
	})
	return all
}
