package partnercenter

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// plan checks a transition. The rules and the codes are documented: the source is active; the term is not made shorter
// (900267), is one of the item's (900268), its cycle too (900269), and no longer than the term (900270). The order of the
// checks, that no quantity means all of it, and the code for an item that is no upgrade are modelled.
func (c *call) plan(sub *subscription, in transitionBody) (*transition, *reply) {
	no := func(status, code int, text string) (*transition, *reply) { return nil, refuse(status, code, text) }
	if refusal := c.refuseSource(sub); refusal != nil {
		return nil, refusal
	}
	to := c.find(in.ToItem)
	t := &transition{
		from: sub, fromOffer: sub.Offer, to: to, offer: in.ToItem, quantity: cmp.Or(in.Quantity, sub.Quantity),
		term: strings.ToUpper(cmp.Or(in.Term, sub.Term)), cycle: plainEnum(cmp.Or(in.Cycle, sub.BillingCycle)), kind: in.Kind,
	}
	t.full = t.quantity == sub.Quantity
	t.kind = cmp.Or(strings.ToLower(in.Kind), map[bool]string{true: transitionAll, false: transitionOnly}[t.full])
	switch {
	case to.sku == nil || !slices.Contains(c.cat.items[sub.Item].sku.Upgrades, to.key()):
		return no(http.StatusForbidden, 800020, "The item is not one that the subscription can be upgraded to.")
	case t.kind != transitionOnly && t.kind != transitionAll:
		return no(http.StatusBadRequest, 800002, "The transitionType is not known.")
	case t.quantity < 1 || t.quantity > sub.Quantity || t.quantity > to.sku.Max || in.To == "" && t.quantity < to.sku.Min:
		return no(http.StatusBadRequest, 2002, "The quantity is out of range.")
	}
	if left, limited := c.left(c.customer, to); limited && t.quantity > left {
		return no(http.StatusForbidden, 800088, poolText(left))
	}
	if in.To != "" {
		return c.planInto(t, in.To)
	}
	if refusal := refuseTarget(t, sub); refusal != nil {
		return nil, refusal
	}
	return t, nil
}

// refuseSource checks the subscription that seats are taken from.
func (c *call) refuseSource(sub *subscription) *reply {
	switch {
	case sub.Status == suspended:
		return refuse(http.StatusBadRequest, 800091, "The subscription is suspended.")
	case sub.Status == deleted:
		return refuse(http.StatusBadRequest, 2011, "A deleted subscription cannot be updated.")
	case sub.Status != active:
		return refuse(http.StatusBadRequest, 900279, "The subscription can no longer be updated.")
	case sub.Trial:
		return refuse(http.StatusBadRequest, 800107, "A trial cannot be upgraded.")
	case sub.Legacy:
		return refuse(http.StatusBadRequest, 2006, "Updates on this offer are not allowed.")
	case c.pending(sub):
		return refuse(http.StatusConflict, 900278, "Another operation on the subscription is pending.")
	case c.renewing(sub):
		return refuse(http.StatusBadRequest, 800082, "The subscription is not ready.")
	}
	return nil
}

// refuseTarget checks term and billing cycle of the seats that do not go to a subscription which is there.
func refuseTarget(t *transition, sub *subscription) *reply {
	no := func(code int, text string) *reply { return refuse(http.StatusBadRequest, code, text) }
	switch {
	case !slices.ContainsFunc(t.to.sku.Terms, func(p TermPlan) bool { return strings.EqualFold(p.Duration, t.term) }):
		return no(900268, "The term duration is not valid for the item.")
	case months(t.term) < months(sub.Term):
		return no(900267, "The term cannot be made shorter.")
	case cycleMonths(t.term, t.cycle) > months(t.term):
		return no(900270, "The billing cycle is longer than the term.")
	case !t.to.plan(t.term, t.cycle):
		return no(900269, "The billing cycle is not valid for the item.")
	}
	return nil
}

// planInto checks the subscription that seats go to. Microsoft documents that it is active (900258), another one than the
// source (900259) and of the same item as was asked for (900260), that it does not end before the source (900236), that it is
// ready and out of its own window of cancellation (900261), and that it keeps its term and its cycle.
func (c *call) planInto(t *transition, id string) (*transition, *reply) {
	no := func(code int, text string) (*transition, *reply) {
		return nil, refuse(http.StatusBadRequest, code, text)
	}
	for _, into := range c.customer.subs {
		if !strings.EqualFold(into.ID, id) || !c.shown(into, c.now) {
			continue
		}
		c.settle(into)
		switch {
		case into == t.from:
			return no(900259, "The target is the subscription itself.")
		case into.Status != active:
			return no(900258, "The target subscription is not active.")
		case into.Item != t.to.key():
			return no(900260, "The target subscription is of another item.")
		case into.End.Before(t.from.End):
			return no(900236, "The target subscription ends before the source.")
		case c.pending(into), c.renewing(into), c.now.Before(into.CancelUntil):
			return no(900261, "The target subscription is not ready, or in its window of cancellation.")
		case into.Quantity+t.quantity > t.to.sku.Max:
			return no(2002, "The quantity is out of range.")
		}
		t.into, t.term, t.cycle, t.offer = into, into.Term, into.BillingCycle, into.Offer
		return t, nil
	}
	return nil, refuse(http.StatusNotFound, 20003, "The target subscription was not found.")
}
