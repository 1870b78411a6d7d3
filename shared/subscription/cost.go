package subscription

import (
	"fmt"
	"strings"
	"time"
)

// show takes in what the seller shows. Microsoft fixes a price for a term: the cost that an order knows is for the product and the plan that it bought, and
// for the term that began then. Another product or plan, and each later term, has a price of its day, which is not known here.
func (s *Subscription) show(f Facts, now time.Time) {
	if s.UnitCost != nil && !s.Seen.IsZero() && !s.Facts.costs(f) {
		s.lapse(s.Facts)
	}
	s.Facts, s.Seen = f, now
}

// Shown gives the record with what the seller shows at a time.
func (s Subscription) Shown(f Facts, now time.Time) Subscription {
	s.show(f, now)
	return s
}

// lapse notes that the cost of a seat holds no more, and what it was for.
func (s *Subscription) lapse(was Facts) {
	s.UnitCost = nil
	s.Lapsed = fmt.Sprintf("the cost of a seat is not known: the order's was for %s:%s %s %s in the term from %s",
		was.Product, was.SKU, was.Term, was.Billing, was.Started.UTC().Format(time.DateOnly))
}

// costs reports whether a seat costs the same by other facts: the same product, plan and term.
func (f Facts) costs(o Facts) bool {
	return strings.EqualFold(f.Product, o.Product) && strings.EqualFold(f.SKU, o.SKU) && strings.EqualFold(f.Term, o.Term) &&
		strings.EqualFold(f.Billing, o.Billing) && f.Started.UTC().Truncate(day).Equal(o.Started.UTC().Truncate(day))
}
