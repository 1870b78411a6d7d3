package partnercenter

import (
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
	sub.FriendlyName, sub.Reseller = want.Friendly, want.Partner
	c.changePlan(sub, want)
	switch {
	case status:
		return c.changeStatus(sub, want.Status)
	case quantity && sub.Legacy: // has no windows
		sub.Quantity = want.Quantity
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
	if refusal := refuseLegacy(sub, want); refusal != nil {
		return refusal
	}
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
	case !strings.EqualFold(want.Term, sub.Term) && (status || quantity):
		return no(800002, "Term and status or quantity cannot be changed at once.")
	}
	if refusal := c.refusePlan(sub, want); refusal != nil || want.Partner == sub.Reseller {
		return refusal
	}
	return c.refuseReseller(want.Partner)
}

// underWay says whether an accepted change has not happened yet, or the renewal is running, when Microsoft documents
// renewal, schedule and suspension as read-only.
func (c *call) underWay(sub *subscription, want wish, status bool) bool {
	return c.pending(sub) || c.renewing(sub) && (status || want.AutoRenew != sub.AutoRenew || !sameJSON(want.Schedule, sub.schedule))
}

// pending says whether something that was accepted has not happened yet: a change, or a transition from or to it.
func (c *call) pending(sub *subscription) bool {
	if current := c.current(sub.ID); current != nil && current.next != nil {
		return true
	}
	return slices.ContainsFunc(c.customer.moves, func(t *transition) bool {
		return !t.done && (t.from.ID == sub.ID || t.into != nil && t.into.ID == sub.ID)
	})
}

// renewing says whether the renewal is running.
func (c *call) renewing(sub *subscription) bool {
	return sub.renewed && c.now.Before(sub.Start.Add(c.opt.RenewalTakes))
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
		c.chargeSeats(sub, -sub.Quantity, c.now, "cancel")
		sub.Status, sub.AutoRenew, sub.cancelled = deleted, false, true
	case status == suspended:
		sub.Status, sub.AutoRenew = suspended, false
	case status == active && c.orphaned(sub):
		return refuse(http.StatusConflict, 27009, "The add-on cannot be enabled while its base is not active.")
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
			c.chargeSeats(sub, more, c.now, "seats")
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
	c.chargeSeats(sub, more, c.now, "seats")
	return nil
}
