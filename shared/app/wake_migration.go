package app

import (
	"context"
	"fmt"
	"strconv"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/queue"
)

// migrationWaker sends wishes about the customers that a partner has already.
type migrationWaker struct{ waker }

var _ migration.Queue = migrationWaker{}

// reading has a partner's customers read on, one reading at a time, once a minute at most for each version of it.
func (w migrationWaker) reading(ctx context.Context, r *migration.Reading) error {
	what := wish{Partner: r.Partner, Reading: r.ID}
	return w.sendOnce(ctx, what, "read#"+r.Partner, fmt.Sprintf("%s.%d.%d", key.Hash(r.Partner, r.ID), r.Version, w.minute()), "")
}

// refill has what is filled in for a partner's customers filled in anew, behind a reading that is under way.
func (w migrationWaker) refill(ctx context.Context, partner, why, correlation string) error {
	return w.sendOnce(ctx, wish{Partner: partner, Refill: why}, "read#"+partner, key.Hash(partner, why), correlation)
}

// forecast has one computed.
func (w migrationWaker) forecast(ctx context.Context, partner, id, correlation string) error {
	return w.sendOnce(ctx, wish{Partner: partner, Forecast: id}, "forecast#"+partner, key.Hash(partner, id), correlation)
}

// conduct has a migration led on, once a minute at most for each version of it.
func (w migrationWaker) conduct(ctx context.Context, h *migration.Head) error {
	return w.sendOnce(ctx, wish{Migration: h.ID}, h.ID, fmt.Sprintf("%s.%d.%d", h.ID, h.Version, w.minute()), "")
}

// retry has the failures of a cause tried again. Two such calls are two wishes.
func (w migrationWaker) retry(ctx context.Context, h *migration.Head, cause string, looked bool, name, correlation string) error {
	what := wish{Migration: h.ID, Cause: cause, Looked: looked}
	return w.sendOnce(ctx, what, h.ID, key.Hash(h.ID, cause, name), correlation)
}

// letter has a letter sent, in a group of its own: a mail service that is slow keeps no customer waiting.
func (w migrationWaker) letter(ctx context.Context, l *migration.Letter) error {
	what := wish{Partner: l.Partner, Tenant: string(l.Tenant), Letter: string(l.Event)}
	return w.sendOnce(ctx, what, key.Hash("letter", string(l.Tenant)), key.Hash("letter", l.Partner, string(l.Tenant), string(l.Event), strconv.FormatInt(l.Version, 10)), "")
}

// Send implements migration.Queue. Customers are worked on at once, and each of them by one process at a time.
func (w migrationWaker) Send(ctx context.Context, h *migration.Head, items []migration.Item) error {
	messages := make([]queue.Message, 0, len(items))
	for i := range items {
		t := string(items[i].Tenant)
		m, err := messageOf(ctx, wish{Migration: h.ID, Tenant: t}, t, fmt.Sprintf("%s.%s.%d.%d", h.ID, t, h.Version, items[i].Version), "")
		if err != nil {
			return err
		}
		messages = append(messages, m)
	}
	if len(messages) == 0 {
		return nil
	}
	return w.queue.SendBatch(ctx, messages)
}
