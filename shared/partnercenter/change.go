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
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
)

// edit is a change of a subscription: how to make it, and how to see that it is there.
type edit struct {
	done  func(w wireSubscription) bool
	apply func(w wireSubscription, d *document) error
}

// staleTries bounds how often a change is made anew because somebody else changed the subscription in between.
const staleTries = 3

// change reads the subscription, edits the whole of it and writes it back: what a PATCH leaves out, Microsoft resets.
func (c *Client) change(ctx context.Context, id order.RequestID, t order.TenantID, sub string, e edit) error {
	for try := 0; ; try++ {
		var raw json.RawMessage
		if err := c.read(ctx, &raw, subscriptionRoute, nil, string(t), sub); err != nil {
			return err
		}
		w, err := decodeSubscription(raw)
		if err != nil || e.done(w) {
			return err
		}
		d, err := open(raw)
		if err != nil {
			return err
		}
		if err := e.apply(w, d); err != nil {
			return err
		}
		err = c.patch(ctx, again(id, try), t, sub, w.Attributes.Etag, d, e)
		if fault.Of(err) != fault.Stale {
			return err
		}
		if try+1 == staleTries {
			return fault.Coded(fault.Conflict.Wrap(err, "somebody else keeps changing the subscription"), fault.Code(err))
		}
	}
}

// patch writes the subscription. A 202 means that Microsoft is still at it.
func (c *Client) patch(
	ctx context.Context, id order.RequestID, t order.TenantID, sub, etag string, d *document, e edit,
) error {
	r := rest.Request{
		Method: http.MethodPatch, Route: subscriptionRoute, Args: []string{string(t), sub}, Write: true, ID: string(id),
		JSON: d.bytes(), Timeout: longWrite,
	}
	if etag != "" {
		r.Header = http.Header{"If-Match": {etag}} // its quotes are part of it
	}
	var raw json.RawMessage
	answer, err := c.api.Do(ctx, r, &raw)
	if err != nil {
		return err
	}
	if answer.Status != http.StatusAccepted && len(raw) > 0 {
		if w, err := decodeSubscription(raw); err == nil && e.done(w) {
			return nil
		}
	}
	return c.settle(ctx, t, sub, e)
}

// settle looks until an accepted change shows. One that does not is not known: it may still come.
func (c *Client) settle(ctx context.Context, t order.TenantID, sub string, e edit) error {
	for wait := time.Second; wait <= 8*time.Second; wait *= 2 {
		if err := c.sleep(ctx, wait); err != nil {
			return fault.Unknown.Wrap(err, "change the subscription: there was no time left to see the change")
		}
		var w wireSubscription
		err := c.read(ctx, &w, subscriptionRoute, nil, string(t), sub)
		if err == nil && e.done(w) {
			return nil
		}
	}
	return fault.Unknown.Errorf("change the subscription: Microsoft accepted the change, and it does not show yet")
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

// rule gives the partner's first rule for the end of this subscription's term, or nil.
func (c *Client) rule(w wireSubscription) *partner.TermRule {
	for i := range c.terms {
		r := &c.terms[i]
		if !w.Started.Before(r.BoughtFrom) && !w.CommitmentEnds.Before(r.ExpiresFrom) {
			return r
		}
	}
	return nil
}
