package partnercenter

import (
	"net/http"
	"slices"
	"strings"
)

// refusePlan checks a change of the term or of the billing cycle. Microsoft documents: a term can be made longer in its
// course, with another billing cycle if wanted, but not shorter (800122), not to one that is not offered (800121), and not in a
// trial (800107); the cycle alone can change only in a term of three years, between monthly and annual (else 800097).
func (c *call) refusePlan(sub *subscription, want wish) *reply {
	no := func(code int, text string) *reply { return refuse(http.StatusBadRequest, code, text) }
	term, cycle := !strings.EqualFold(want.Term, sub.Term), !sameEnum(want.Cycle, sub.BillingCycle)
	known := slices.Contains([]string{"P1M", "P1Y", "P3Y"}, strings.ToUpper(want.Term))
	between := func(s string) bool { return sameEnum(s, "monthly") || sameEnum(s, "annual") }
	switch {
	case !term && !cycle:
		return nil
	case sub.Trial:
		return no(800107, "The term of a trial cannot be changed.")
	case term && known && months(want.Term) < months(sub.Term):
		return no(800122, "The term cannot be made shorter.")
	case term && !c.cat.items[sub.Item].plan(want.Term, want.Cycle):
		return no(800121, "The term duration is not valid.")
	case !term && (months(sub.Term) != 36 || !between(sub.BillingCycle) || !between(want.Cycle)):
		return no(800097, "The billing cycle cannot be updated.")
	case !term && !c.cat.items[sub.Item].plan(sub.Term, want.Cycle):
		return no(800097, "The billing cycle cannot be updated.")
	}
	return nil
}

// changePlan changes term or billing cycle. A longer term begins at once, as Microsoft documents; that it does so at the time
// of the change, with a new end, without a window of its own, and that what is scheduled stays, is modelled. A change of the
// cycle alone waits for the next cycle.
func (c *call) changePlan(sub *subscription, want wish) {
	switch {
	case !strings.EqualFold(want.Term, sub.Term):
		c.chargeSeats(sub, -sub.Quantity, c.now, "term")
		sub.Term, sub.BillingCycle = strings.ToUpper(want.Term), plainEnum(want.Cycle)
		sub.Start, sub.End, sub.custom = c.now, termEnd(c.now, sub.Term, false), false
		sub.cycleNext, sub.Extended = "", false
		c.rebill(sub, c.now, "term")
	case !sameEnum(want.Cycle, sub.BillingCycle):
		sub.cycleNext = plainEnum(want.Cycle)
		sub.cycleAt = midnight(sub.Start)
		for n := 1; !c.now.Before(sub.cycleAt); n++ {
			sub.cycleAt = addMonths(midnight(sub.Start), n*cycleMonths(sub.Term, sub.BillingCycle))
		}
	}
}

// orphaned says whether a subscription is an add-on whose base is not active.
func (c *call) orphaned(sub *subscription) bool {
	if sub.Parent == "" {
		return false
	}
	base := c.current(sub.Parent)
	return base == nil || base.Status != active
}
