package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

var (
	_ webhook.Records = (*Table)(nil)
	_ webhook.Marks   = (*Table)(nil)
)

// Record gives what is known of an order of a shop, or fault.NotFound.
func (t *Table) Record(ctx context.Context, connection, order string) (webhook.Record, error) {
	var r webhook.Record
	i, err := t.get(ctx, key.Sale(connection, order), "order of a shop")
	if err != nil {
		return r, err
	}
	if err := unpack(raw(i, attrDoc), &r); err != nil {
		return r, wrap(err, "read an order of a shop")
	}
	r.Version = number(i, key.AttrVersion)
	return r, nil
}

// SaveRecord replaces it if the stored version is the one in r, and leaves r with the next version, or fails with fault.Stale.
func (t *Table) SaveRecord(ctx context.Context, r *webhook.Record) error {
	i, err := document(key.Sale(r.Connection, r.Order), r)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = r.Version + 1
	if !r.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.SalesDue, ceil(r.Due)
	}
	mark(i)
	err = t.store.Put(ctx, i, unchanged(r.Version))
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("order of a shop: changed in between")
	}
	if err == nil {
		r.Version++
	}
	return wrap(err, "keep an order of a shop")
}

// DueSales gives up to limit orders of shops that are to be compared again by now, by connection and key. What was written a moment ago may be missing, and
// what was compared a moment ago may still show.
func (t *Table) DueSales(ctx context.Context, now time.Time, limit int) (all [][2]string, err error) {
	upTo := now.Unix()
	p, err := t.store.Query(ctx, store.Query{Index: key.Due.Name, Partition: key.SalesDue, UpTo: &upTo, Limit: limit})
	if err != nil {
		return nil, wrap(err, "find orders of shops that are due")
	}
	for _, i := range p.Items {
		if connection, order, ok := key.SaleOf(i.Key().PK); ok {
			all = append(all, [2]string{connection, order})
		}
	}
	return all, nil
}

// Mark says that an order of a shop buys a product for a tenant. When one of another order that is not older than since is there, it is left and given.
func (t *Table) Mark(ctx context.Context, m webhook.Mark, since time.Time) (*webhook.Mark, error) {
	k := key.Bought(string(m.Partner), m.Tenant, m.SKU)
	i := item(k)
	i[attrBy], i[attrEvent], i[attrAt], i[key.AttrExpires] = m.Connection, m.Order, m.At.UnixNano(), m.At.Add(2*m.At.Sub(since)).Unix()
	err := t.store.Put(ctx, i, &store.Condition{Absent: true, OrBelow: map[string]int64{attrAt: since.UnixNano()}})
	if fault.Of(err) != fault.Conflict {
		return nil, wrap(err, "mark what is bought")
	}
	before, err := t.get(ctx, k, "mark of what is bought")
	if err != nil {
		return nil, err
	}
	if text(before, attrBy) == m.Connection && text(before, attrEvent) == m.Order {
		return nil, nil
	}
	m.Connection, m.Order, m.At = text(before, attrBy), text(before, attrEvent), time.Unix(0, number(before, attrAt)).UTC()
	return &m, nil
}
