package local

import (
	"context"
	"errors"
	"slices"

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

// Tamper replaces the records of the audit that lie together with a record, as nothing of ours does. None takes their item away.
func (s *System) Tamper(ctx context.Context, e audit.Entry, with func(together []audit.Entry) []audit.Entry) error {
	all, err := s.Table().Chain(ctx, e.Aggregate)
	if err != nil {
		return err
	}
	together := slices.DeleteFunc(all, func(other audit.Entry) bool { return other.With != e.With })
	k := key.Audit(string(e.Aggregate), e.With)
	if err := s.Store.Delete(ctx, store.Key{PK: string(k.PK), SK: string(k.SK)}, nil); err != nil {
		return err
	}
	if together = with(together); len(together) == 0 {
		return nil
	}
	return s.Table().Append(ctx, together)
}

// Forget takes a record of the audit away, as nothing of ours does.
func (s *System) Forget(ctx context.Context, e audit.Entry) error {
	return s.Tamper(ctx, e, func(together []audit.Entry) []audit.Entry {
		return slices.DeleteFunc(together, func(other audit.Entry) bool { return other.Seq == e.Seq })
	})
}
