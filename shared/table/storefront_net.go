package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

var _ webhook.Cursors = (*Table)(nil)

// Cursor gives how far the list of a connection's shop was read, or fault.NotFound.
func (t *Table) Cursor(ctx context.Context, connection string) (webhook.Cursor, error) {
	var c webhook.Cursor
	err := t.document(ctx, key.Cursor(connection), "cursor of a shop", &c)
	return c, err
}

// SaveCursor keeps how far the list of a connection's shop was read.
func (t *Table) SaveCursor(ctx context.Context, connection string, c webhook.Cursor) error {
	return t.putDocument(ctx, key.Cursor(connection), "cursor of a shop", c)
}

// Hear notes when a connection's shop was heard of. A note that is not an hour older is left.
func (t *Table) Hear(ctx context.Context, connection string, at time.Time) error {
	i := item(key.Heard(connection))
	i[attrAt] = at.UnixNano()
	err := t.store.Put(ctx, i, &store.Condition{Absent: true, OrBelow: map[string]int64{attrAt: at.Add(-webhook.Hearing).UnixNano()}})
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "note that a shop was heard of")
}

// Heard gives when a connection's shop was heard of, give or take an hour; zero: never.
func (t *Table) Heard(ctx context.Context, connection string) (time.Time, error) {
	i, err := t.get(ctx, key.Heard(connection), "note of a shop")
	if fault.Of(err) == fault.NotFound {
		return time.Time{}, nil
	}
	return time.Unix(0, number(i, attrAt)).UTC(), err
}
