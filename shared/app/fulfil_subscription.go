package app

import (
	"context"
	"log/slog"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// licenceWork joins what makes changes of subscriptions.
func (e *Env) licenceWork(t *table.Table, s *sellers) subscription.Work {
	l := t.Subscriptions()
	return subscription.Work{Records: l, Changes: l, Seller: s.licences, Holds: holds{t}, Ended: e.changed, Now: e.Now, Sleep: e.Sleep}
}

// Held implements subscription.Holds.
func (h holds) Held(ctx context.Context, partner string) (bool, string, error) {
	found, err := h.Hold(ctx, order.PartnerID(partner))
	if err != nil || found == nil {
		return false, "", err
	}
	return true, found.Reason, nil
}

// overtakes is how often a run begins anew because somebody else wrote in between. It is cheaper than to wait for the message to show again.
const overtakes = 5

// workOnLicence makes the changes of a subscription that are wished. Where the seller told of a change, that is looked at first; what cannot be looked at
// now is found by the hourly round.
func (e *Env) workOnLicence(ctx context.Context, work subscription.Work, w wish, receives int) error {
	id := subscription.ID(w.Subscription)
	ctx = edge.With(ctx, logged(id))
	if w.Tenant != "" {
		err := work.Look(ctx, w.Partner, w.Tenant, id)
		if kind := fault.Of(err); err != nil && kind == "" {
			return err
		} else if err != nil {
			e.Log.WarnContext(ctx, "subscription not reread", "partner", w.Partner, "error", err.Error())
		}
	}
	_, err := work.Run(ctx, w.Partner, id)
	for n := 1; fault.Of(err) == fault.Stale && n < overtakes; n++ {
		_, err = work.Run(ctx, w.Partner, id)
	}
	if w.Tenant != "" && fault.Of(err) == fault.NotFound {
		return nil // the seller does not show it
	}
	if err != nil && receives >= lastReceive {
		if stuck := work.Stick(ctx, w.Partner, id); stuck != nil {
			e.Log.ErrorContext(ctx, "change not marked as stuck", "error", stuck.Error())
		}
	}
	return err
}

// changed logs and measures a wish that came to an end. Evidence stays in the change: it may name the customer.
func (e *Env) changed(ctx context.Context, c subscription.Change) {
	by := []slog.Attr{slog.String("kind", string(c.Wish.Kind)), slog.String("state", string(c.State))}
	e.measure(ctx, "subscription change", once("ChangeState", by...), logged(c.Of), slog.String("change_id", c.ID),
		slog.String("correlation_id", c.Correlation), slog.Int64("took_ms", c.Ended.Sub(c.At).Milliseconds()))
}
