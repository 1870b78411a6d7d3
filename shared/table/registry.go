package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Partners gives a page of the ids of all partners, in the order of the ids. Next is what to give as after for the page behind it, and "" on the last.
func (t *Table) Partners(ctx context.Context, after string, limit int) (ids []order.PartnerID, next string, err error) {
	p, err := t.store.Query(ctx, store.Query{Partition: string(key.Listed("").PK), Limit: limit, After: after})
	if err != nil {
		return nil, "", wrap(err, "list partners")
	}
	for _, i := range p.Items {
		if id, ok := key.PartnerListed(i.Key().SK); ok {
			ids = append(ids, order.PartnerID(id))
		}
	}
	return ids, p.Next, nil
}
