package app

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/subscription"
)

// licenceWaker sends wishes about subscriptions.
type licenceWaker struct{ waker }

var _ subscription.Waker = licenceWaker{}

// Wake implements subscription.Waker. A lost wish is only logged: it is due by itself and the sweep will find it. Each has a message of its own: the worker
// may have looked for wishes already when this one was kept.
func (w licenceWaker) Wake(ctx context.Context, s subscription.Subscription, c subscription.Change) {
	err := w.sendOnce(ctx, about(s), groupOf(s.Partner, s.Tenant), string(s.ID)+"."+c.ID, c.Correlation)
	if err != nil {
		w.log.WarnContext(ctx, "wish not sent", "subscription_id", string(s.ID), "change_id", c.ID, "error", err.Error())
	}
}

// due sends a subscription that is due, once a minute at most.
func (w licenceWaker) due(ctx context.Context, s subscription.Subscription) error {
	return w.sendOnce(ctx, about(s), groupOf(s.Partner, s.Tenant), fmt.Sprintf("%s.%d.%d", s.ID, s.Version, w.minute()), correlation(s))
}

// again sends one that a hold stopped, and that is sent each minute until it has gone on.
func (w licenceWaker) again(ctx context.Context, s subscription.Subscription) error {
	return w.sendOnce(ctx, about(s), groupOf(s.Partner, s.Tenant), fmt.Sprintf("%s.%d.h%d", s.ID, s.Version, w.minute()/5), correlation(s))
}

// reread has one read from the seller, who told of a change in a message with this hash.
func (w licenceWaker) reread(ctx context.Context, partner, tenant string, id subscription.ID, hash, correlation string) error {
	what := wish{Partner: partner, Subscription: string(id), Tenant: tenant}
	return w.sendOnce(ctx, what, groupOf(partner, tenant), "seen."+hash, correlation)
}

func about(s subscription.Subscription) wish {
	return wish{Partner: s.Partner, Subscription: string(s.ID)}
}

func correlation(s subscription.Subscription) string {
	if s.Intent == nil {
		return ""
	}
	return s.Intent.Change.Correlation
}

// groupOf is the group of a customer: that of its orders too, when these know the tenant.
func groupOf(partner, tenant string) string { return key.Hash(partner, tenant) }

// logged names a subscription in the log.
func logged(id subscription.ID) slog.Attr { return slog.String("subscription_id", string(id)) }
