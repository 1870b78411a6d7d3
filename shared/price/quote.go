package price

import (
	"math"
	"math/bits"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Quote is a price and how it came about.
type Quote struct {
	Rule    string      // id of the rule that won
	Charges int64       // how often the customer is charged in a term
	Months  int64       // of the term; 0 where it has none
	Price   money.Micro // of one unit, each time; rounded once, half to even, to the digits of the currency
	Wished  money.Micro // what the rule made, before limits; the same as Price when none was passed
	Limit   Limit       // the limit that Price is; "" for none
	Passed  Limit       // a limit that the price passes because the rule overrides it; "" for none
	Markup  int64       // hundredths of a percent of the cost, over the whole term; 0 where there is no cost
	Margin  int64       // hundredths of a percent of the price; 0 where there is no price
}

// Price makes the price of a sale of a row. It fails with fault.NotFound when no rule of the plan is for the sale, and with fault.Invalid when the price
// cannot be computed: amounts of another currency, a term that cannot be charged by such a billing plan, or a number beyond all prices. It allocates nothing
// but errors.
func (b *Book) Price(s *Sale, row *Row) (Quote, error) {
	r := b.rule(s, row)
	if r == nil {
		return Quote{}, fault.NotFound.Errorf("plan %q: no rule for %s", b.Plan.ID, row.Key)
	}
	months, charges, ok := charged(row.Term, row.Billing)
	switch {
	case !ok:
		return Quote{}, fault.Invalid.Errorf("%s: a term of %q cannot be charged %q", row.Key, row.Term, row.Billing)
	case (r.Way == Amount || r.Way == Fixed) && row.Currency != b.Plan.Currency:
		return Quote{}, fault.Invalid.Errorf("%s: the plan's amounts are in %s", row.Key, b.Plan.Currency)
	}
	q := Quote{Rule: r.ID, Charges: charges, Months: months}
	var err error
	if q.Wished, err = r.wish(row, months, charges); err != nil {
		return Quote{}, fault.Invalid.Wrap(err, "%s: rule %q gives no price", row.Key, r.ID)
	}
	if err = b.limit(&q, r, row); err != nil {
		return Quote{}, fault.Invalid.Wrap(err, "%s: no limits can be computed", row.Key)
	}
	q.Markup, q.Margin = yields(q.Price, charges, row.Cost)
	return q, nil
}

// wish computes what a rule makes for one charge. The fraction is kept whole until the one rounding at its end.
func (r *Rule) wish(row *Row, months, charges int64) (money.Micro, error) {
	digits := money.Digits(row.Currency)
	switch r.Way {
	case Markup:
		return row.Cost.Share(10_000+r.Points, 10_000*charges, digits)
	case Margin:
		return row.Cost.Share(10_000, (10_000-r.Points)*charges, digits)
	case Discount:
		return row.List.Share(10_000-r.Points, 10_000*charges, digits)
	case Amount, Fixed:
	}
	sum, err := r.Amount.Share(max(months, 1), 1, 6)
	if err != nil {
		return 0, err
	}
	if r.Way == Amount {
		if sum, err = sum.Add(row.Cost); err != nil {
			return 0, err
		}
	}
	return sum.Share(1, charges, digits)
}

// limit brings a price into the plan's bounds, first from above, then from below.
func (b *Book) limit(q *Quote, r *Rule, row *Row) error {
	q.Price = q.Wished
	if most := b.Plan.Limits.MaxOverList; most != nil && row.List > 0 {
		bound, err := bound(row.List, 10_000+*most, 10_000*q.Charges, row.Currency, false)
		if err != nil {
			return err
		}
		q.keep(r, OverList, bound, q.Price > bound)
	}
	if least := b.Plan.Limits.MinMargin; least > 0 {
		bound, err := bound(row.Cost, 10_000, (10_000-least)*q.Charges, row.Currency, true)
		if err != nil {
			return err
		}
		q.keep(r, MinMargin, bound, q.Price < bound)
	}
	bound, err := bound(row.Cost, 1, q.Charges, row.Currency, true)
	if err != nil {
		return err
	}
	q.keep(r, BelowCost, bound, q.Price < bound)
	return nil
}

func (q *Quote) keep(r *Rule, l Limit, bound money.Micro, beyond bool) {
	switch {
	case !beyond:
	case r.Override != nil && slices.Contains(r.Override.Limits, l):
		q.Passed = l
	default:
		q.Price, q.Limit = bound, l
	}
}

// bound gives m * part / whole, rounded up or down to the currency's digits: never beyond the exact limit. Nothing in it is below zero.
func bound(m money.Micro, part, whole int64, currency string, up bool) (money.Micro, error) {
	digits := money.Digits(currency)
	near, err := m.Share(part, whole, digits)
	if err != nil {
		return 0, err
	}
	step := money.Unit
	for range digits {
		step /= 10
	}
	h1, l1 := bits.Mul64(uint64(near), uint64(whole)) //nolint:gosec // none is below zero
	h2, l2 := bits.Mul64(uint64(m), uint64(part))     //nolint:gosec // none is below zero
	below := h1 < h2 || h1 == h2 && l1 < l2
	above := h1 > h2 || h1 == h2 && l1 > l2
	switch {
	case up && below:
		return near.Add(step)
	case !up && above:
		return near - step, nil
	default:
		return near, nil
	}
}

// yields gives markup and margin of a price that is charged so often, in hundredths of a percent.
func yields(price money.Micro, charges int64, cost money.Micro) (markup, margin int64) {
	whole := float64(price) * float64(charges)
	gain := whole - float64(cost)
	if cost > 0 {
		markup = pointsOf(gain / float64(cost))
	}
	if whole > 0 {
		margin = pointsOf(gain / whole)
	}
	return markup, margin
}

// pointsOf writes a share in hundredths of a percent, for people: nothing is computed with it.
func pointsOf(share float64) int64 {
	return int64(max(min(math.RoundToEven(share*10_000), math.MaxInt32), math.MinInt32))
}

// charged gives the months of a term and how often it is charged. It reports false when the term is no whole number of the billing plan's periods.
func charged(term, billing string) (months, charges int64, ok bool) {
	switch term {
	case "P1M":
		months = 1
	case "P1Y":
		months = 12
	case "P3Y":
		months = 36
	case "P5Y":
		months = 60
	case "":
	default:
		return 0, 0, false
	}
	period := int64(0)
	switch billing {
	case "monthly":
		period = 1
	case "annual":
		period = 12
	case "triennial":
		period = 36
	case "one_time", "none", "":
		return months, 1, true
	}
	if period == 0 || months%period != 0 || months == 0 {
		return 0, 0, false
	}
	return months, months / period, true
}
