package table

import (
	"bytes"
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// together makes writes and records one step, and tells why it did not go through: fault.Stale when the first item is another's by now, and fault.Conflict
// when only the place of the records was taken. One write alone is no transaction, which would cost twice the units.
func (t *Table) together(ctx context.Context, what string, writes []store.Write, all []audit.Entry) error {
	mine := writes[0].Put
	mark(mine)
	if len(all) > 0 {
		w, err := audited(all)
		if err != nil {
			return err
		}
		writes = append(writes, w)
	}
	var failed error
	if len(writes) == 1 {
		failed = t.store.Put(ctx, mine, writes[0].If)
	} else {
		failed = t.store.Transact(ctx, writes)
	}
	if fault.Of(failed) != fault.Conflict {
		return wrap(failed, "save "+what)
	}
	i, err := t.store.Get(ctx, mine.Key())
	if err != nil && fault.Of(err) != fault.NotFound {
		return wrap(err, "save "+what)
	}
	counted, at := number(mine, key.AttrVersion), number(i, key.AttrVersion)
	switch {
	case bytes.Equal(raw(i, attrWrite), raw(mine, attrWrite)):
		return nil // the SDK repeated a transaction whose answer was lost
	case counted > 0 && at != counted-1:
		return fault.Stale.Errorf("%s: changed in between", what)
	}
	return fault.Conflict.Wrap(failed, "%s: something else was recorded in between", what)
}
