package table

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ order.Ledger = (*Table)(nil)

// Load gives an order, or fault.NotFound.
func (t *Table) Load(ctx context.Context, id order.ID) (order.Order, error) {
	i, err := t.get(ctx, key.Order(string(id)), "order")
	if err != nil {
		return order.Order{}, err
	}
	var o order.Order
	if err := unpack(raw(i, attrDoc), &o); err != nil {
		return order.Order{}, wrap(err, "read order")
	}
	o.Version = number(i, key.AttrVersion)
	return o, nil
}

// Create puts a new order with version 1, or fails with fault.Conflict when its id is there already.
func (t *Table) Create(ctx context.Context, o *order.Order) error {
	err := t.putOrder(ctx, o, 1, absent())
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("order: there already")
	}
	return wrap(err, "create order")
}

// Save replaces the order if its stored version is the one in o, and leaves o with the new version. It fails with
// fault.Stale when somebody else wrote in between.
func (t *Table) Save(ctx context.Context, o *order.Order) error {
	err := t.putOrder(ctx, o, o.Version+1, &store.Condition{Equal: store.Item{key.AttrVersion: o.Version}})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("order: changed in between")
	}
	return wrap(err, "save order")
}

func (t *Table) putOrder(ctx context.Context, o *order.Order, version int64, c *store.Condition) error {
	kept := *o
	kept.Version = 0 // it is an attribute of its own
	doc, err := pack(kept)
	if err != nil {
		return err
	}
	i := item(key.Order(string(o.ID)))
	i[key.AttrVersion], i[attrDoc] = version, doc
	switch {
	case o.Held(): // nothing of it is due: it is sent when the hold is lifted
		i[key.AttrShard], i[key.AttrDue] = key.Held(string(o.Partner)), o.Created.UnixMilli()
	case !o.Due.IsZero():
		i[key.AttrShard], i[key.AttrDue] = key.Shard(string(o.ID)), ceil(o.Due)
	}
	mark(i)
	if err := t.store.Put(ctx, i, c); err != nil {
		return err
	}
	o.Version = version
	return nil
}

// ceil gives whole seconds, rounded up: nothing is looked at before its time.
func ceil(at time.Time) int64 {
	if at.Nanosecond() > 0 {
		return at.Unix() + 1
	}
	return at.Unix()
}

// Claim says that this order, and no other, made the seller's order. It fails with fault.Conflict when another order
// claimed it before; claiming again is fine.
func (t *Table) Claim(ctx context.Context, p order.PartnerID, tenant order.TenantID, sold string, by order.ID) error {
	i := item(key.Claim(string(p), string(tenant), sold))
	i[attrBy] = string(by)
	err := t.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("claim: another order made it")
	}
	return wrap(err, "claim a seller's order")
}

// DueOrder is an order that has to be looked at, and since when.
type DueOrder struct {
	ID order.ID
	At time.Time
}

// Due gives up to limit orders that have to be looked at by now, the ones that wait longest first. What was written a moment
// ago may be missing, and what was worked on a moment ago may still show.
func (t *Table) Due(ctx context.Context, now time.Time, limit int) ([]DueOrder, error) {
	upTo := now.Unix()
	var due []DueOrder
	for _, shard := range key.ShardNames() {
		q := store.Query{Index: key.Due.Name, Partition: shard, UpTo: &upTo, Limit: limit}
		for found := 0; found < limit; {
			p, err := t.store.Query(ctx, q)
			if err != nil {
				return nil, wrap(err, "find due orders")
			}
			due = appendDue(due, p.Items)
			found += len(p.Items)
			if q.After = p.Next; q.After == "" {
				break
			}
		}
	}
	slices.SortStableFunc(due, func(a, b DueOrder) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return due[:min(limit, len(due))], nil
}

func appendDue(due []DueOrder, page []store.Item) []DueOrder {
	for _, i := range page {
		if id, ok := key.OrderID(i.Key().PK); ok {
			due = append(due, DueOrder{ID: order.ID(id), At: time.Unix(number(i, key.AttrDue), 0).UTC()})
		}
	}
	return due
}
