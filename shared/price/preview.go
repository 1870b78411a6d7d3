package price

import (
	"cmp"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Licences is what a customer has: the base that a new sheet is laid upon.
type Licences struct {
	ID             string // of the subscription
	Sale           Sale
	Plan           string      // id of the plan that prices it
	CommittedUntil time.Time   // until the end of this day the price stays, whatever a sheet says; zero: it is not committed
	Price          money.Micro // of one unit, each time, as charged now; 0: what the plan makes of the list in use
}

// Preview is what a new list does to what customers have.
type Preview struct {
	Currency  string
	Lines     []Repriced // what changes, the dearest change first
	Customers []Shift    // what changes, by customer
	Total     Shift
	Unpriced  []Unpriced // what the lists or the plans give no price for
	Same      int        // licences whose price stays
	Elsewhere int        // licences of other lists
}

// Shift is how much changes per month, in the list's currency. Changes of licences that are charged once are not in it.
type Shift struct {
	Customer        string
	Licences        int
	CostNow, Cost   money.Micro // of all units, before and after
	PriceNow, Price money.Micro
	Stays           int         // licences that keep their price for now: until they renew, or until an announced day
	Later           money.Micro // of the change of the price, so much comes with those
}

// Repriced is what changes for one subscription. Amounts are of all units for a month; for the whole term where it has no months.
type Repriced struct {
	Licences        Licences
	From            time.Time // when the new price begins: at once, with the renewal, or on the day that the list announces
	CostNow, Cost   money.Micro
	PriceNow, Price money.Micro
	Old, New        Quote
}

// Unpriced is a subscription that would have no price.
type Unpriced struct {
	Licences Licences
	Why      string
	Now      bool // it has none in the list in use either
}

// Reprice says what becomes of customers' prices when next takes the place of old at a time. Committed licences keep their price until the day after
// their commitment ends, and are compared with what the new list says then.
func Reprice(old, next *Snapshot, books map[string]*Book, base []Licences, at time.Time) Preview {
	p := Preview{Currency: next.Currency}
	byCustomer := map[string]*Shift{}
	for _, l := range base {
		if l.Sale.Key.Market != next.Market || l.Sale.Key.Currency != next.Currency {
			p.Elsewhere++
			continue
		}
		r, err := reprice(old, next, books[l.Plan], l, at)
		switch {
		case err != nil:
			_, _, known := priced(old, books[l.Plan], l, at)
			p.Unpriced = append(p.Unpriced, Unpriced{Licences: l, Why: fault.Text(err), Now: known != nil})
		case r.Price == r.PriceNow && r.Cost == r.CostNow:
			p.Same++
		default:
			p.Lines = append(p.Lines, r)
			c := byCustomer[l.Sale.Customer]
			if c == nil {
				c = &Shift{Customer: l.Sale.Customer}
				byCustomer[l.Sale.Customer] = c
			}
			c.add(r, at)
			p.Total.add(r, at)
		}
	}
	for _, c := range byCustomer {
		p.Customers = append(p.Customers, *c)
	}
	slices.SortFunc(p.Customers, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(b.Price-b.PriceNow, a.Price-a.PriceNow), cmp.Compare(a.Customer, b.Customer))
	})
	slices.SortFunc(p.Lines, func(a, b Repriced) int {
		return cmp.Or(cmp.Compare(b.Price-b.PriceNow, a.Price-a.PriceNow), cmp.Compare(a.Licences.ID, b.Licences.ID))
	})
	return p
}

func (s *Shift) add(r Repriced, at time.Time) {
	s.Licences++
	if r.From.After(at) {
		s.Stays++
	}
	if r.New.Months == 0 {
		return
	}
	s.CostNow += r.CostNow
	s.Cost += r.Cost
	s.PriceNow += r.PriceNow
	s.Price += r.Price
	if r.From.After(at) {
		s.Later += r.Price - r.PriceNow
	}
}

func reprice(old, next *Snapshot, b *Book, l Licences, at time.Time) (Repriced, error) {
	r := Repriced{Licences: l, From: at}
	if end := l.CommittedUntil; !end.IsZero() {
		if renews := time.Date(end.Year(), end.Month(), end.Day()+1, 0, 0, 0, 0, time.UTC); renews.After(at) {
			r.From = renews
		}
	}
	was, before, err := priced(old, b, l, at)
	if err != nil {
		return r, err
	}
	if l.Price != 0 {
		before.Price = l.Price
	}
	is, after, err := priced(next, b, l, r.From)
	for _, t := range next.changes(l.Sale.Key, r.From) { // what is announced, too
		if err != nil || is.Cost != was.Cost || after.Price != before.Price {
			break
		}
		r.From = t
		is, after, err = priced(next, b, l, t)
	}
	if err != nil {
		return r, err
	}
	r.Old, r.New = before, after
	for _, m := range []struct {
		to    *money.Micro
		price money.Micro
		times int64
		q     Quote
	}{
		{&r.PriceNow, before.Price, before.Charges, before},
		{&r.Price, after.Price, after.Charges, after},
		{&r.CostNow, was.Cost, 1, before},
		{&r.Cost, is.Cost, 1, after},
	} {
		if *m.to, err = m.price.Share(m.times*int64(max(l.Sale.Units, 1)), max(m.q.Months, 1), money.Digits(next.Currency)); err != nil {
			return r, fault.Invalid.Wrap(err, "%s: beyond all amounts", l.Sale.Key)
		}
	}
	return r, nil
}

// changes gives the times after t at which rows of a key begin.
func (s *Snapshot) changes(k Key, t time.Time) []time.Time {
	var times []time.Time
	for first, end := s.Find(k); first < end; first++ {
		if f := s.rows[first].from; f > t.Unix() {
			times = append(times, instant(f))
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

func priced(s *Snapshot, b *Book, l Licences, at time.Time) (Row, Quote, error) {
	if b == nil {
		return Row{}, Quote{}, fault.NotFound.Errorf("plan %q: not there", l.Plan)
	}
	i, ok := s.At(l.Sale.Key, max(l.Sale.Units, 1), at)
	if !ok {
		return Row{}, Quote{}, fault.NotFound.Errorf("%s: not in the price list on %s", l.Sale.Key, at.UTC().Format(time.DateOnly))
	}
	row := s.Row(i)
	q, err := b.Price(&l.Sale, &row)
	return row, q, err
}
