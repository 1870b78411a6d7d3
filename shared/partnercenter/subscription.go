package partnercenter

import (
	"context"
	"encoding/json"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// deleted is the status of a subscription that was given back.
const deleted = "deleted"

const subscriptionRoute = "/v1/customers/{customer}/subscriptions/{subscription}"

// Subscription reads a subscription.
func (c *Client) Subscription(ctx context.Context, t order.TenantID, id string) (order.Subscription, error) {
	var w wireSubscription
	if err := c.read(ctx, &w, subscriptionRoute, nil, string(t), id); err != nil {
		return order.Subscription{}, err
	}
	if w.ID == "" {
		w.ID = id
	}
	return w.noun(), nil
}

// CancelSubscription gives the licence back at once. One that was given back before is fine. Microsoft's window decides
// and not our clock: outside of it the failure is fault.Gone.
func (c *Client) CancelSubscription(ctx context.Context, id order.RequestID, t order.TenantID, sub string) error {
	return c.change(ctx, id, t, sub, edit{
		done:  func(w wireSubscription) bool { return same(w.Status, deleted) },
		apply: func(_ wireSubscription, d *document) error { return d.set("status", deleted) },
	})
}

// EndRenewal turns automatic renewal off. Where a rule of the partner says that the service would go on month by month
// without an instruction, and the end is wanted, the instruction is given with it.
func (c *Client) EndRenewal(ctx context.Context, id order.RequestID, t order.TenantID, sub string, how order.AtTermEnd) error {
	return c.change(ctx, id, t, sub, edit{
		done: func(w wireSubscription) bool { return same(w.Status, deleted) || !w.AutoRenew && !c.wanting(w, how) },
		apply: func(w wireSubscription, d *document) error {
			if err := d.set("autoRenewEnabled", false); err != nil {
				return err
			}
			if !c.wanting(w, how) {
				return nil
			}
			rule := c.rule(w)
			return d.add("scheduledActions", map[string]string{"scheduleType": rule.Schedule, "actionType": rule.Action})
		},
	})
}

// wanting reports whether the subscription lacks an instruction to end that the rules ask for.
func (c *Client) wanting(w wireSubscription, how order.AtTermEnd) bool {
	rule := c.rule(w)
	if how != order.End || rule == nil {
		return false
	}
	for _, s := range w.Scheduled {
		if same(s.Schedule, rule.Schedule) && same(s.Action, rule.Action) {
			return false
		}
	}
	return true
}

// decodeSubscription reads what we know of a document that is otherwise kept as it is.
func decodeSubscription(raw json.RawMessage) (wireSubscription, error) {
	var w wireSubscription
	if err := json.Unmarshal(raw, &w); err != nil {
		return w, fault.Unavailable.Wrap(err, "read the subscription: Partner Center's answer has another form than documented")
	}
	return w, nil
}
