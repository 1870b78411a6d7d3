package partnercenter

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// change applies a wish to a subscription, or says why not. The order of the checks is modelled: state, operation under
// way, trial, fields. Microsoft documents one change for each PATCH; status and quantity at once are refused (modelled).
func (c *call) change(sub *subscription, want wish) *reply {
	want.Status = strings.ToLower(want.Status)
	status, quantity := want.Status != sub.Status, want.Quantity != sub.Quantity
	if refusal := c.refuseChange(sub, want, status, quantity); refusal != nil {
		return refusal
	}
	sub.FriendlyName = want.Friendly
	switch {
	case status:
		return c.changeStatus(sub, want.Status)
	case quantity:
		if refusal := c.changeQuantity(sub, want.Quantity); refusal != nil {
			return refusal
		}
		want.Schedule = nil // any change of the quantity deletes what was scheduled
	}
	return c.changeRenewal(sub, want)
}

// refuseChange checks what does not depend on the details of a change.
func (c *call) refuseChange(sub *subscription, want wish, status, quantity bool) *reply {
	no := func(code int, text string) *reply { return refuse(http.StatusBadRequest, code, text) }
	switch {
	case sub.Status == deleted:
		return no(2011, "A deleted subscription cannot be updated.")
	case sub.Status == expired || sub.Status == disabled:
		return no(900279, "The subscription can no longer be updated.")
	case sub.Status == suspended && quantity:
		return no(2001, "The quantity cannot be changed while the subscription is suspended.")
	case sub.Status == suspended && want.Status != active:
		return no(800091, "The subscription is suspended.")
	case c.underWay(sub, want, status):
		return refuse(http.StatusConflict, 900278, "Another operation on the subscription is pending.")
	case sub.updates >= maxUpdates:
		return no(900311, "The subscription was updated too many times.")
	case sub.Trial && quantity:
		return no(800095, "The quantity of a trial cannot be updated.")
	case sub.Trial && status:
		return no(800096, "The status of a trial cannot be updated.")
	case status && quantity:
		return no(800002, "Status and quantity cannot be changed at once.")
	case want.Partner != "":
		return no(800098, "The partner of record cannot be updated.")
	case !strings.EqualFold(want.Term, sub.Term):
		return c.refuseTerm(sub, want)
	case !sameEnum(want.Cycle, sub.BillingCycle):
		return no(800097, "The billing cycle cannot be updated.")
	}
	return nil
}

// underWay says whether an accepted change has not happened yet, or the renewal is running, when Microsoft documents
// renewal, schedule and suspension as read-only.
func (c *call) underWay(sub *subscription, want wish, status bool) bool {
	if current := c.current(sub.ID); current != nil && current.next != nil {
		return true
	}
	renewing := sub.renewed && c.now.Before(sub.Start.Add(c.opt.RenewalTakes))
	return renewing && (status || want.AutoRenew != sub.AutoRenew || !sameJSON(want.Schedule, sub.schedule))
}

// current gives the stored subscription that a copy was made of.
func (c *call) current(id string) *subscription {
	for _, sub := range c.customer.subs {
		if sub.ID == id {
			return sub
		}
	}
	return nil
}

// refuseTerm refuses a change of term by the documented codes. A longer term in mid-term is legal at Microsoft and not
// modelled: it is refused as invalid.
func (c *call) refuseTerm(sub *subscription, want wish) *reply {
	switch {
	case sub.Trial:
		return refuse(http.StatusBadRequest, 800107, "The term of a trial cannot be changed.")
	case months(want.Term) < months(sub.Term):
		return refuse(http.StatusBadRequest, 800122, "The term cannot be made shorter.")
	}
	return refuse(http.StatusBadRequest, 800121, "The term duration is not valid.")
}

// changeStatus cancels, suspends or resumes. Microsoft documents that cancelling is possible until the date that the
// subscription shows, at once and for good; that suspension switches renewal off; and that it stays off after resuming.
func (c *call) changeStatus(sub *subscription, status string) *reply {
	switch {
	case status == deleted && (sub.CancelUntil.IsZero() || !c.now.Before(sub.CancelUntil)):
		if c.opt.Quirks.Days {
			return refuse(http.StatusBadRequest, 900117, "The 7-day cancellation window has passed.")
		}
		return refuse(http.StatusBadRequest, 900213, "The 168-hour cancellation window has passed.")
	case status == deleted:
		sub.Status, sub.AutoRenew, sub.cancelled = deleted, false, true
	case status == suspended:
		sub.Status, sub.AutoRenew = suspended, false
	case status == active:
		sub.Status = active
		return nil
	default:
		return refuse(http.StatusBadRequest, 800040, "The change of status is not allowed.")
	}
	sub.schedule, sub.actions = nil, nil
	return nil
}

// changeQuantity adds or removes seats. Zero is never valid: a subscription is ended by its status.
func (c *call) changeQuantity(sub *subscription, to int) *reply {
	i, more := c.cat.items[sub.Item], to-sub.Quantity
	if to < 1 || i.sku != nil && (to < i.sku.Min || to > i.sku.Max) {
		return refuse(http.StatusBadRequest, 2002, "The quantity is out of the item's range.")
	}
	if more < 0 {
		if sub.remove(-more, c.now) {
			return nil
		}
		if c.opt.Quirks.Days {
			return refuse(http.StatusBadRequest, 900257, "The 7-day window to reduce seats has passed.")
		}
		return refuse(http.StatusBadRequest, 900214, "The 168-hour window to reduce seats has passed.")
	}
	if i.sku != nil {
		if left, limited := c.left(c.customer, i); limited && more > left {
			return refuse(http.StatusForbidden, 800088, poolText(left))
		}
	}
	if c.opt.Mode == Sandbox && to > sandboxSeats {
		return refuse(http.StatusBadRequest, 800018, "The sandbox allows 25 seats a subscription.")
	}
	sub.add(more, c.now)
	return nil
}

// changeRenewal sets renewal and what is arranged for the end of the term. Microsoft documents that instructions need
// renewal and are deleted when it is switched off. An explicit cancel beside renewal contradicts itself: refused (modelled).
func (c *call) changeRenewal(sub *subscription, want wish) *reply {
	if refusal := c.refuseActions(sub, want); refusal != nil {
		return refusal
	}
	fresh := want.Schedule != nil && !sameJSON(want.Schedule, sub.schedule)
	switch {
	case fresh && !want.AutoRenew:
		return refuse(http.StatusBadRequest, 900280, "The next term cannot be scheduled without renewal.")
	case fresh && !c.possible(want.Schedule):
		return refuse(http.StatusBadRequest, 800121, "The instructions for the next term are not valid.")
	case want.AutoRenew && !sub.AutoRenew && c.cat.items[sub.Item].sku.NotPurchasable:
		return refuse(http.StatusBadRequest, 800093, "The subscription cannot be renewed automatically.")
	}
	sub.AutoRenew, sub.actions, sub.schedule = want.AutoRenew, want.Actions, want.Schedule
	if !sub.AutoRenew {
		sub.schedule = nil
	}
	return nil
}

func (c *call) refuseActions(sub *subscription, want wish) *reply {
	for _, a := range want.Actions {
		at, isTime := parseTime(a.Effective)
		end := midnight(sub.End)
		switch {
		case a.Schedule == "" || !a.cancels() && !strings.EqualFold(a.Action, "extend"):
			return refuse(http.StatusBadRequest, 800002, "The scheduled action is not known.")
		case a.Effective != "" && (!isTime || midnight(at).Before(end) || midnight(at).After(end.Add(day))):
			return refuse(http.StatusBadRequest, 800002, "The scheduled action is not at the end of the term.")
		}
	}
	if want.AutoRenew && slices.ContainsFunc(want.Actions, scheduledAction.cancels) {
		return refuse(http.StatusBadRequest, 800002, "A scheduled cancel needs renewal to be off.")
	}
	return nil
}

// possible says whether the next term can be as instructed.
func (c *call) possible(raw json.RawMessage) bool {
	var in instructions
	if json.Unmarshal(raw, &in) != nil || in.CustomEnd != "" {
		return false
	}
	i, known := c.cat.items[in.Product.Product+":"+in.Product.SKU]
	return known && i.plan(in.Product.Term, in.Product.Cycle) && in.Quantity >= max(1, i.sku.Min) && in.Quantity <= i.sku.Max
}
