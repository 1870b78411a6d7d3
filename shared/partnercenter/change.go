package partnercenter

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/subscription"
)

// staleTries bounds how often a change is made anew because somebody else changed the subscription in between.
const staleTries = 3

// change reads the subscription, edits the whole of it and writes it back: what a PATCH leaves out, Microsoft resets. It gives the
// subscription as it is then.
//
// A number of seats was decided on the number that there was. When somebody else changes that number between two tries, ours would undo
// theirs: the failure is fault.Stale, and the decision is made anew.
func (c *Client) change(ctx context.Context, id order.RequestID, t order.TenantID, sub string, e subscription.Edit) (wireSubscription, error) {
	seats := e.Was
	for try := 0; ; try++ {
		w, d, err := c.document(ctx, t, sub)
		if err != nil {
			return w, err
		}
		// Also when the number is the one that is wanted: these seats are somebody else's.
		if e.Quantity != nil && seats != nil && w.Quantity != *seats {
			return w, fault.Stale.Errorf("the seats were %d and are %d now: somebody else changed them", *seats, w.Quantity)
		}
		if c.shows(w, e) {
			return w, nil
		}
		found := w.Quantity
		seats = &found
		if err := c.apply(ctx, string(t), w, d, e); err != nil {
			return w, err
		}
		w, err = c.patch(ctx, again(id, try), t, sub, w.Attributes.Etag, d, e)
		if fault.Of(err) != fault.Stale {
			return w, err
		}
		if try+1 == staleTries {
			return w, fault.Coded(fault.Conflict.Wrap(err, "somebody else keeps changing the subscription"), fault.Code(err))
		}
	}
}

// document reads a subscription in both forms: what we know of it, and the whole to be given back.
func (c *Client) document(ctx context.Context, t order.TenantID, sub string) (wireSubscription, *document, error) {
	var raw json.RawMessage
	if err := c.read(ctx, &raw, subscriptionRoute, nil, string(t), sub); err != nil {
		return wireSubscription{}, nil, err
	}
	w, err := decodeSubscription(raw)
	if err != nil {
		return w, nil, err
	}
	d, err := open(raw)
	return w, d, err
}

// decodeSubscription reads what we know of a document that is otherwise kept as it is.
func decodeSubscription(raw json.RawMessage) (wireSubscription, error) {
	var w wireSubscription
	if err := json.Unmarshal(raw, &w); err != nil {
		return w, fault.Unavailable.Wrap(err, "read the subscription: Partner Center's answer has another form than documented")
	}
	return w, nil
}

// patch writes the subscription. A 202 means that Microsoft is still at it.
func (c *Client) patch(
	ctx context.Context, id order.RequestID, t order.TenantID, sub, etag string, d *document, e subscription.Edit,
) (wireSubscription, error) {
	r := rest.Request{
		Method: http.MethodPatch, Route: subscriptionRoute, Args: []string{string(t), sub}, Write: true, ID: string(id),
		JSON: d.bytes(), Timeout: longWrite,
	}
	if etag != "" {
		r.Header = http.Header{"If-Match": {etag}} // its quotes are part of it
	}
	var raw json.RawMessage
	answer, err := c.do(ctx, r, &raw)
	if err != nil {
		return wireSubscription{}, err
	}
	if answer.Status != http.StatusAccepted && len(raw) > 0 {
		// Some answers tell only what was changed; a whole one has an id.
		if w, err := decodeSubscription(raw); err == nil && w.ID != "" && c.shows(w, e) {
			return w, nil
		}
	}
	return c.settle(ctx, t, sub, e)
}

// settle looks until an accepted change shows. One that does not is not known: it may still come.
func (c *Client) settle(ctx context.Context, t order.TenantID, sub string, e subscription.Edit) (wireSubscription, error) {
	for wait := time.Second; wait <= 8*time.Second; wait *= 2 {
		if err := c.sleep(ctx, wait); err != nil {
			return wireSubscription{}, fault.Unknown.Wrap(err, "change the subscription: there was no time left to see the change")
		}
		var w wireSubscription
		err := c.read(ctx, &w, subscriptionRoute, nil, string(t), sub)
		if err == nil && c.shows(w, e) {
			return w, nil
		}
	}
	return wireSubscription{}, fault.Unknown.Errorf("change the subscription: Microsoft accepted the change, and it does not show yet")
}

// again gives each answered attempt a request id of its own, the same whenever the change is repeated.
func again(id order.RequestID, try int) order.RequestID {
	if try == 0 {
		return id
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%d", id, try))
	h[6] = h[6]&0x0f | 0x80 // version 8: made by our own rule (RFC 9562, 5.8)
	h[8] = h[8]&0x3f | 0x80
	return order.RequestID(fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16]))
}
