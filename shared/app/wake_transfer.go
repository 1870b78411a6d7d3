package app

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/transfer"
)

// transferWaker sends wishes about transfers.
type transferWaker struct{ waker }

var _ transfer.Waker = transferWaker{}

// Wake implements transfer.Waker. A lost wish is only logged: the transfer is due by itself and the sweep will find it.
func (w transferWaker) Wake(ctx context.Context, t *transfer.Transfer) {
	if err := w.transfer(ctx, t); err != nil {
		w.log.WarnContext(ctx, "wish not sent", "transfer_id", t.ID, "error", err.Error())
	}
}

// transfer sends a transfer, once a minute at most for each version of it.
func (w transferWaker) transfer(ctx context.Context, t *transfer.Transfer) error {
	what := wish{Partner: t.Partner, Transfer: t.ID}
	return w.sendOnce(ctx, what, groupOf(t.Partner, t.Tenant), fmt.Sprintf("%s.%d.%d", t.ID, t.Version, w.minute()), t.Correlation)
}

// Look implements transfer.Waker.
func (w transferWaker) Look(ctx context.Context, partner, tenant, correlation string) error {
	what := wish{Partner: partner, Tenant: tenant, Transfers: true}
	return w.sendOnce(ctx, what, groupOf(partner, tenant), fmt.Sprintf("transfers.%s.%d", key.Hash(partner, tenant), w.minute()), correlation)
}

// told has a customer's transfers looked at because the seller told of one, in a message with this hash.
func (w transferWaker) told(ctx context.Context, partner, tenant, hash, correlation string) error {
	what := wish{Partner: partner, Tenant: tenant, Transfers: true}
	return w.sendOnce(ctx, what, groupOf(partner, tenant), "transfers.told."+hash, correlation)
}
