package partnercenter

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// patchTransfer is how the source submits, with lines, and how the target takes back.
func (c *call) patchTransfer() reply {
	t, refusal := c.transfer()
	if refusal != nil {
		return *refusal
	}
	var in struct {
		ID     string         `json:"id"`
		Status string         `json:"status"`
		Lines  []transferLine `json:"lineItems"`
	}
	if json.Unmarshal(c.body, &in) != nil || in.ID != "" && !strings.EqualFold(in.ID, t.ID) {
		return bad("The body is not the transfer.")
	}
	if refusal := t.closed(); refusal != nil {
		return *refusal
	}
	c.work()
	switch target := t.Target == c.partner.Tenant; {
	case target && strings.EqualFold(in.Status, "Cancel"):
		c.endTransfer(c.customer, t, transferCancel, c.now)
	case !target && len(in.Lines) > 0:
		if refusal := c.submitted(t, in.Lines); refusal != nil {
			return *refusal
		}
	default:
		return bad("The source submits lines, and the target cancels.")
	}
	return ok(http.StatusOK, c.seenTransfer(t))
}

// closed refuses changes of what is not pending, with the documented codes.
func (t *p2p) closed() *reply {
	switch t.Status {
	case transferPending:
		return nil
	case transferMoving:
		return refuse(http.StatusConflict, 900101, "The transfer is in progress.")
	case transferComplete:
		return refuse(http.StatusBadRequest, 900102, "The transfer is complete.")
	}
	return refuse(http.StatusBadRequest, 900103, "The transfer has failed or is over.")
}

// submitted takes the lines of a source that is the customer's partner here. That a line has to be an active licence of the new commerce which the caller sold,
// and an add-on goes with its base, is modelled.
func (c *call) submitted(t *p2p, lines []transferLine) *reply {
	if len(lines) > transferLines {
		return refuse(http.StatusBadRequest, 800002, "A transfer has at most 25 lines.")
	}
	var chosen []*subscription
	for _, l := range lines {
		at := slices.IndexFunc(c.customer.subs, func(s *subscription) bool { return strings.EqualFold(s.ID, l.Subscription) })
		if at < 0 || !c.shown(c.customer.subs[at], c.now) {
			return refuse(http.StatusNotFound, 20003, "The subscription was not found.")
		}
		sub := c.customer.subs[at]
		c.settle(sub)
		if sub.Status != active || sub.Trial || sub.Legacy || slices.Contains(chosen, sub) {
			return refuse(http.StatusBadRequest, 900103, "A subscription cannot be transferred.")
		}
		chosen = append(chosen, sub)
	}
	for _, sub := range c.customer.subs {
		base := slices.ContainsFunc(chosen, func(b *subscription) bool { return sub.Parent == b.ID })
		if sub.Parent != "" && sub.Status == active && base != slices.Contains(chosen, sub) {
			return refuse(http.StatusBadRequest, 900103, "An add-on is transferred with its base.")
		}
	}
	c.submitTransfer(c.customer, t, chosen, c.now, c.opt.TransferTakes)
	return nil
}

// submitTransfer has subscriptions leave after a while.
func (s *Sim) submitTransfer(cu *customer, t *p2p, chosen []*subscription, now time.Time, takes time.Duration) {
	t.Status, t.Modified, t.due = transferMoving, stamp(now), now.Add(takes)
	for n, sub := range chosen {
		t.moved = append(t.moved, sub.ID)
		t.Lines = append(t.Lines, transferLine{
			ID: n, Subscription: sub.ID, Offer: sub.Offer, Quantity: sub.Quantity, Cycle: sub.BillingCycle, Friendly: sub.FriendlyName, Product: onlineServices,
			Status: transferMoving,
		})
	}
	s.tellTransfer(cu, "update-transfer", now)
}

// rejectTransfer is how the source declines. Microsoft documents it for the older kind of transfers; that it is the same here is modelled.
func (c *call) rejectTransfer() reply {
	t, refusal := c.transfer()
	if refusal != nil {
		return *refusal
	}
	if refusal := t.closed(); refusal != nil {
		return *refusal
	}
	if t.Source != c.partner.Tenant {
		return fail(http.StatusForbidden, 900150, "Only the source rejects a transfer.")
	}
	c.work()
	c.endTransfer(c.customer, t, transferReject, c.now)
	return ok(http.StatusOK, c.seenTransfer(t))
}

// endTransfer ends a transfer without moving anything.
func (s *Sim) endTransfer(cu *customer, t *p2p, status string, now time.Time) {
	t.Status, t.Modified = status, stamp(now)
	s.tellTransfer(cu, map[string]string{
		transferCancel: "cancel-transfer", transferReject: "cancel-transfer", transferExpired: "expire-transfer", transferFailed: "fail-transfer",
	}[status], now)
}

// tellTransfer tells the customer's partner of a transfer. It is seen that the resource is the customer, whatever the documentation says.
func (s *Sim) tellTransfer(cu *customer, name string, at time.Time) {
	s.send(cu.partner, event{Name: name, Kind: "Transfer", At: at.UTC(), Resource: s.opt.Base + areaAPI + "customers/" + cu.id}, at.Add(s.opt.NotifyAfter), nil)
}
