package local

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// OrderIDs lists the orders of the table.
func (s *System) OrderIDs() []string {
	var ids []string
	for _, i := range s.Store.All() {
		if id, ok := key.OrderID(i.Key().PK); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// OnlyOrder gives the id of the one order that there is.
func (s *System) OnlyOrder() (string, error) {
	ids := s.OrderIDs()
	if len(ids) != 1 {
		return "", errors.New("there is not exactly one order")
	}
	return ids[0], nil
}

// Table gives the table as the functions have it.
func (s *System) Table() *table.Table { return table.Open(s.Store, s.options.Now) }

// Forget takes a record of the audit away, as nothing of ours does.
func (s *System) Forget(ctx context.Context, e audit.Entry) error {
	k := key.Audit(string(e.Aggregate), e.Seq)
	return s.Store.Delete(ctx, store.Key{PK: string(k.PK), SK: string(k.SK)}, nil)
}
