package partnercenter

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The reasons for which a subscription is not eligible, by the numbers that Microsoft documents for the verdict. 2 (too close to the end of the term) is left
// out, because how close is not told.
const (
	notActive      = 0
	beingProcessed = 1
	hasPromotion   = 3
	hasAddons      = 4
	noSuccessor    = 5
	noSuchPlan     = 6
	tooYoung       = 7
	tradeStatus    = 8
	wrongReseller  = 9
	lastDay        = 10
	wrongEnd       = 11
	unalignedEnd   = 12
)

type verdictView struct {
	Current   string            `json:"currentSubscriptionId"`
	Eligible  bool              `json:"isEligible"`
	Item      string            `json:"catalogItemId,omitempty"`
	Term      string            `json:"termDuration,omitempty"`
	Cycle     string            `json:"billingCycle,omitempty"`
	CustomEnd string            `json:"customTermEndDate,omitempty"`
	Errors    []transitionError `json:"errors"`
	Addons    []verdictView     `json:"addOnMigrations"`
}

// legs reads which subscriptions are to move. Microsoft documents 404/20003 for one that is not there and 403/900263 for one of the new commerce.
func (c *call) legs(in migrationBody) ([]leg, *reply) {
	var all []leg
	for _, part := range append([]migrationBody{in}, in.Addons...) {
		sub := c.licence(c.customer, part.Current)
		if sub == nil {
			return nil, refuse(http.StatusNotFound, 20003, "The subscription was not found.")
		}
		c.settle(sub)
		switch {
		case !sub.Legacy:
			return nil, refuse(http.StatusForbidden, 900263, "The subscription is one of the new commerce already.")
		case part.Quantity != nil && *part.Quantity < 1:
			return nil, refuse(http.StatusBadRequest, 2002, "The quantity is out of range.")
		}
		all = append(all, c.leg(sub, part))
	}
	return all, nil
}

// leg fills in what is not said: it is carried over. The running term is kept unless a full one is wanted; changed from a yearly term to a monthly one it ends on the
// next monthly anniversary of its end, as Microsoft documents.
func (c *call) leg(sub *subscription, in migrationBody) leg {
	o, _ := c.cat.legacyOffer(sub.Offer)
	l := leg{
		old: sub, item: c.cat.items[o.Becomes], quantity: sub.Quantity, term: strings.ToUpper(cmp.Or(in.Term, sub.Term)), cycle: plainEnum(cmp.Or(in.Cycle, sub.BillingCycle)),
		full: in.Full, customText: in.CustomEnd,
	}
	if in.Quantity != nil {
		l.quantity = *in.Quantity
	}
	if l.item.sku != nil {
		l.offer = c.catalogItem(l.item, c.customer.country, c.now)
	}
	custom, isTime := parseTime(in.CustomEnd)
	switch {
	case in.CustomEnd != "" && isTime:
		l.custom, l.end = midnight(custom), midnight(custom)
	case l.full:
		l.end = termEnd(c.now, l.term, false)
	case months(l.term) == 1 && months(sub.Term) > 1:
		l.end = anniversary(sub.End, c.now)
	default:
		l.end = sub.End
	}
	return l
}

// anniversary gives the next day that has the same number in its month as an end.
func anniversary(end, now time.Time) time.Time {
	for n := -12 * 5; ; n++ {
		if at := addMonths(midnight(end), n); at.After(now) {
			return at
		}
	}
}

// verdicts judges a base with its add-ons. One bad add-on blocks all when they are begun.
func (c *call) verdicts(legs []leg) verdictView {
	v := c.verdict(legs[0], legs[1:])
	for _, l := range legs[1:] {
		v.Addons = append(v.Addons, c.verdict(l, nil))
	}
	return v
}

func (c *call) verdict(l leg, with []leg) verdictView {
	v := verdictView{Current: l.old.ID, Errors: c.reasons(l, with), Addons: []verdictView{}}
	if v.Eligible = len(v.Errors) == 0; v.Eligible {
		v.Item, v.Term, v.Cycle, v.CustomEnd = l.offer, l.term, title(l.cycle), l.customText
	}
	return v
}

// reasons says why a subscription is not eligible. Microsoft documents: it is active, without a promotion, a commercial product that is there in the new commerce
// with the term and billing; more than a month old, outside of the sandbox; not in the last day of its term, unless a full one is
// bought; and moves with all of its active add-ons. That a trade status is one that the screening found is modelled.
func (c *call) reasons(l leg, with []leg) []transitionError {
	all := []transitionError{}
	add := func(is bool, code int, text string) {
		if is {
			all = append(all, transitionError{code, "Subscription cannot be migrated to New Commerce because " + text})
		}
	}
	sub, busy := l.old, c.customer.converting(l.old)
	add(sub.Status != active && !busy, notActive, "it is not active")
	add(busy, beingProcessed, "it is already being processed")
	add(sub.Promotion != "" || sub.Trial, hasPromotion, "it has a promotion or is a trial")
	add(c.leaves(sub, with), hasAddons, "it has active add-ons")
	known := l.item.sku != nil && l.item.segment() == "commercial" && !l.item.sku.NotPurchasable
	add(!known, noSuccessor, "the equivalent offer is not yet available in New Commerce")
	add(known && !l.item.plan(l.term, l.cycle), noSuchPlan, "the term or billing cycle is not supported")
	add(c.opt.Mode == Live && c.now.Before(addMonths(sub.Created, 1)), tooYoung, "it was active for less than a month")
	add(c.customer.review == "NotAllowed", tradeStatus, "of the customer's trade status")
	add(c.refuseReseller(sub.Reseller) != nil, wrongReseller, "the partner id on record is not valid")
	add(!l.full && !c.now.Before(sub.End), lastDay, "it is in the last 24 hours of its term")
	if known && l.customText != "" {
		code := c.refuseEnd(l.item, l.term, c.now, l.custom, "")
		add(l.custom.IsZero() || code == endOfProduct || code == endOutsideTerm, wrongEnd, "the custom term end date is not valid")
		add(!l.custom.IsZero() && code == endWithoutMatch, unalignedEnd, "the custom term end date is not aligned")
	}
	if r := c.reasonOf(sub); r != nil {
		add(true, r.Code, r.Description)
	}
	return all
}

// leaves says whether a base would leave an active add-on behind.
func (c *call) leaves(base *subscription, with []leg) bool {
	return slices.ContainsFunc(c.customer.subs, func(sub *subscription) bool {
		return sub.Legacy && sub.Parent == base.ID && sub.Status == active && !slices.ContainsFunc(with, func(l leg) bool { return l.old == sub })
	})
}

// converting says whether a subscription is in a migration that is not over, or one that failed and holds it still.
func (cu *customer) converting(sub *subscription) bool {
	return slices.ContainsFunc(cu.migrations.all, func(m *conversion) bool {
		return m.open() && slices.ContainsFunc(m.legs, func(l leg) bool { return l.old == sub })
	})
}

// open says whether something can still happen with a migration.
func (m *conversion) open() bool {
	return m.state == processing || m.state == failed && m.failure != nil && m.failure.Suspended && m.legs[0].old.Status == suspended
}

// reasonOf gives a refusal below 100 that was ordered for a legacy offer: it is a reason of the verdict, and stays.
func (c *call) reasonOf(sub *subscription) *Refusal {
	for _, r := range c.refusals {
		if r.Code < 100 && strings.EqualFold(r.Product, sub.Offer) {
			return r
		}
	}
	return nil
}

// refuseMigration says why legs are not begun. Microsoft documents numbers from 900215 on, of which the first means that the subscription is not active and
// two are about the end that was chosen; that all others are 900216 here is modelled. The pools of seats count too.
func (c *call) refuseMigration(legs []leg) *reply {
	v := c.verdicts(legs)
	for _, part := range append([]verdictView{v}, v.Addons...) {
		for _, e := range part.Errors {
			return refuse(http.StatusBadRequest, refusalNumber(e.Code), e.Text)
		}
	}
	for _, l := range legs {
		if left, limited := c.left(c.customer, l.item); limited && l.quantity > left {
			return refuse(http.StatusForbidden, 800088, poolText(left))
		}
		if r := c.refusal(l.old.Offer); r != nil {
			return refuse(cmp.Or(r.Status, http.StatusBadRequest), r.Code, r.Description)
		}
	}
	return nil
}

func refusalNumber(reason int) int {
	switch reason {
	case notActive:
		return 900215
	case wrongEnd:
		return 900291
	case unalignedEnd:
		return 900292
	}
	return 900216
}
