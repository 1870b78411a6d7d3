package partnercenter

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/subscription"
)

// shows reports whether Partner Center shows what an edit asks for.
func (c *Client) shows(w wireSubscription, e subscription.Edit) bool {
	switch {
	case e.Quantity != nil && w.Quantity != *e.Quantity,
		e.Status != "" && !same(w.Status, e.Status),
		e.AutoRenew != nil && !c.renews(w, *e.AutoRenew, e.AtTermEnd),
		e.Next != nil && !w.Next.is(*e.Next),
		e.Unplan && w.Next != nil,
		e.Nickname != nil && w.Friend != *e.Nickname,
		e.Partner != nil && w.Partner != *e.Partner:
		return false
	}
	return true
}

// renews reports whether renewal is as asked for, and the end of the term too. What was given back renews no more, whatever is arranged.
func (c *Client) renews(w wireSubscription, on bool, how subscription.AtTermEnd) bool {
	switch {
	case on:
		return w.AutoRenew && !c.arranged(w)
	case same(w.Status, subscription.Deleted):
		return true
	case how == subscription.ExtendMonthly && c.arranged(w):
		return false
	}
	return !w.AutoRenew && !c.wanting(w, how)
}

func (w *wirePlan) is(n subscription.Next) bool {
	return w != nil && strings.EqualFold(w.Product.ID, n.Product) && strings.EqualFold(w.Product.SKU, n.SKU) &&
		same(w.Product.Term, n.Term) && same(w.Product.Billing, n.Billing) && w.Quantity == n.Quantity
}

// apply writes an edit into the whole document as it was read.
func (c *Client) apply(ctx context.Context, tenant string, w wireSubscription, d *document, e subscription.Edit) error {
	switch {
	case e.Quantity != nil:
		return d.set("quantity", *e.Quantity)
	case e.Status != "":
		return d.set("status", e.Status)
	case e.AutoRenew != nil:
		return c.applyRenewal(w, d, *e.AutoRenew, e.AtTermEnd)
	case e.Next != nil:
		return c.applyNext(ctx, tenant, w, d, *e.Next)
	case e.Unplan:
		return d.set("scheduledNextTermInstructions", nil)
	case e.Nickname != nil:
		return d.set("friendlyName", *e.Nickname)
	case e.Partner != nil:
		return d.set("partnerId", *e.Partner)
	}
	return nil
}

// applyRenewal turns renewal on or off. Where a rule of the partner says that the service would go on month by month without an
// instruction, and the end is wanted, the instruction is given with it; where it is not wanted any more, it is taken away.
func (c *Client) applyRenewal(w wireSubscription, d *document, on bool, how subscription.AtTermEnd) error {
	if err := d.set("autoRenewEnabled", on); err != nil {
		return err
	}
	switch rule := c.rule(w); {
	case !on && c.wanting(w, how):
		return d.add("scheduledActions", action{rule.Schedule, rule.Action})
	case (on || how == subscription.ExtendMonthly) && c.arranged(w):
		return d.remove("scheduledActions", func(a action) bool { return a.by(rule) })
	}
	return nil
}

// by reports whether an action is the one that a rule asks for.
func (a action) by(r *partner.TermRule) bool {
	return same(a.Schedule, r.Schedule) && same(a.Action, r.Action)
}

// arranged reports whether the subscription has the instruction to end that the rules ask for.
func (c *Client) arranged(w wireSubscription) bool {
	rule := c.rule(w)
	if rule == nil {
		return false
	}
	for _, a := range w.Scheduled {
		if a.by(rule) {
			return true
		}
	}
	return false
}

// wanting reports whether the subscription lacks that instruction, and the end is wanted.
func (c *Client) wanting(w wireSubscription, how subscription.AtTermEnd) bool {
	return how == subscription.End && c.rule(w) != nil && !c.arranged(w)
}

// rule gives the partner's first rule for the end of this subscription's term, or nil.
func (c *Client) rule(w wireSubscription) *partner.TermRule {
	for i := range c.partner.Terms {
		r := &c.partner.Terms[i]
		if !w.Started.Before(r.BoughtFrom) && !w.CommitmentEnds.Before(r.ExpiresFrom) {
			return r
		}
	}
	return nil
}
