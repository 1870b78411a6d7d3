package table

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
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
	err := t.putOrder(ctx, o, 1, absent(), places(o)...)
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("order: there already")
	}
	return wrap(err, "create order")
}

// Save replaces the order if its stored version is the one in o, and leaves o with the new version. What it has to tell is put in the same step. It
// fails with fault.Stale when somebody else wrote in between.
func (t *Table) Save(ctx context.Context, o *order.Order) error {
	err := t.putOrder(ctx, o, o.Version+1, &store.Condition{Equal: store.Item{key.AttrVersion: o.Version}})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("order: changed in between")
	}
	return wrap(err, "save order")
}

func (t *Table) putOrder(ctx context.Context, o *order.Order, version int64, c *store.Condition, more ...store.Write) error {
	kept := *o
	n, told, news := o.Announce(version, t.now())
	if news {
		tells, err := announced(n)
		if err != nil {
			return err
		}
		kept.Told, more = told, append(slices.Clone(more), store.Write{Put: tells})
	}
	i, err := orderItem(&kept, version)
	if err != nil {
		return err
	}
	if len(o.Tell) == 0 && len(more) == 0 {
		err = t.store.Put(ctx, i, c)
	} else {
		writes := append([]store.Write{{Put: i, If: c}}, more...)
		for _, e := range o.Tell {
			told, err := noticed(notice.New(event(o, e)))
			if err != nil {
				return err
			}
			writes = append(writes, store.Write{Put: told})
		}
		err = t.store.Transact(ctx, writes)
	}
	if err != nil {
		return err
	}
	o.Version, o.Tell, o.Told = version, nil, kept.Told
	return nil
}

// event gives the notice of what people have to know of an order.
func event(o *order.Order, e order.Event) notice.Notice {
	return notice.Notice{
		Partner: string(o.Partner), Topic: notice.Topic(e.Topic), Subject: string(o.ID), Step: e.Step, At: e.At, Text: e.Text, Next: e.Next,
		Link: e.Link, Deadline: e.Deadline,
	}
}

// Tell puts what people have to know of an order beside the order, once however often it is told.
func (t *Table) Tell(ctx context.Context, o order.Order, all []order.Event) error {
	for _, e := range all {
		if err := t.PutNotice(ctx, event(&o, e)); err != nil {
			return err
		}
	}
	return nil
}

func orderItem(o *order.Order, version int64) (store.Item, error) {
	kept := *o
	kept.Version = 0 // it is an attribute of its own
	doc, err := pack(kept)
	if err != nil {
		return nil, err
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
	return i, nil
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

// Waiting is what has to be looked at, and since when.
type Waiting struct {
	Order        order.ID // "" for all others
	Partner      string   // of all but an order
	Subscription subscription.ID
	At           time.Time
	// Change is the wish that waits; "" for what is due itself.
	Change string
	// Setup and Batch are of the partner: a domain's setup, or a request for many domains; "" for the others.
	Setup, Batch string
	Transfer     string // likewise
}

// Due gives up to limit orders and subscriptions that have to be looked at by now, the ones that wait longest first. What was written a moment
// ago may be missing, and what was worked on a moment ago may still show.
func (t *Table) Due(ctx context.Context, now time.Time, limit int) ([]Waiting, error) {
	return t.due(ctx, key.ShardNames(), now, limit)
}

func (t *Table) due(ctx context.Context, shards []string, now time.Time, limit int) ([]Waiting, error) {
	upTo := now.Unix()
	var due []Waiting
	for _, shard := range shards {
		q := store.Query{Index: key.Due.Name, Partition: shard, UpTo: &upTo, Limit: limit}
		for found := 0; found < limit; {
			p, err := t.store.Query(ctx, q)
			if err != nil {
				return nil, wrap(err, "find what is due")
			}
			for _, i := range p.Items {
				due = appendWaiting(due, i, time.Unix(number(i, key.AttrDue), 0))
			}
			found += len(p.Items)
			if q.After = p.Next; q.After == "" {
				break
			}
		}
	}
	slices.SortStableFunc(due, func(a, b Waiting) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Subscription, b.Subscription), cmp.Compare(a.Change, b.Change), cmp.Compare(a.Setup+a.Batch+a.Transfer, b.Setup+b.Batch+b.Transfer))
	})
	return due[:min(limit, len(due))], nil
}

// appendWaiting reads an entry of the index.
func appendWaiting(all []Waiting, i store.Item, since time.Time) []Waiting {
	k := i.Key()
	if id, ok := key.OrderID(k.PK); ok {
		return append(all, Waiting{Order: order.ID(id), At: since.UTC()})
	}
	if partner, id, ok := key.DomainOf(k.PK); ok {
		return append(all, Waiting{Partner: partner, Setup: id, At: since.UTC()})
	}
	if partner, id, ok := key.BatchOf(k.PK); ok {
		return append(all, Waiting{Partner: partner, Batch: id, At: since.UTC()})
	}
	if partner, id, ok := key.TransferOf(k.PK); ok {
		return append(all, Waiting{Partner: partner, Transfer: id, At: since.UTC()})
	}
	partner, id, ok := key.SubscriptionOf(k.PK)
	if !ok {
		return all
	}
	return append(all, Waiting{Partner: partner, Subscription: subscription.ID(id), Change: key.WaitsFor(k.SK), At: since.UTC()})
}
