package app

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/subscription"
)

// house takes customers and what they have into our own books: the client, the licences as all others are kept, and what the migration knew of each.
type house struct {
	migration.House

	licences subscription.Work
	records  subscription.Records
}

var _ migration.House = house{}

// TakeClient implements migration.House. All of a customer's licences are read in one call, and taken in as the hourly round does.
func (h house) TakeClient(ctx context.Context, i *migration.Item) error {
	if err := h.House.TakeClient(ctx, i); err != nil {
		return err
	}
	_, err := h.licences.Refresh(ctx, i.Partner, string(i.Tenant))
	return waiting(err)
}

// TakeService implements migration.House. A licence that came into being since the client was taken is read by itself.
func (h house) TakeService(ctx context.Context, i *migration.Item, t *migration.Task) error {
	id := subscription.ID(t.Result)
	_, err := h.records.Load(ctx, i.Partner, id)
	if fault.Of(err) == fault.NotFound {
		if err = h.licences.Look(ctx, i.Partner, string(i.Tenant), id); err == nil {
			_, err = h.records.Load(ctx, i.Partner, id)
		}
	}
	if fault.Of(err) == fault.NotFound { // the seller shows what it made after a while
		return fault.Unavailable.Errorf("subscription %s: the seller does not show it yet", id)
	}
	if err != nil {
		return waiting(err)
	}
	return h.House.TakeService(ctx, i, t)
}
