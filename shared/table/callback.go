package table

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// PutDelivery implements feed.Deliveries. One that waits has a second item, whose key is the time when it is due.
func (f Feed) PutDelivery(ctx context.Context, d feed.Delivery) error {
	i, err := deliveryItem(d, 1)
	if err != nil {
		return err
	}
	writes := []store.Write{{Put: i, If: absent()}}
	if d.State == feed.Waiting {
		writes = append(writes, store.Write{Put: dueItem(d)})
	}
	err = f.table.store.Transact(ctx, writes)
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "keep a delivery")
}

func deliveryItem(d feed.Delivery, version int64) (store.Item, error) {
	i, err := document(key.Callback(d.Endpoint, d.Event, d.Replay), d)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion], i[key.AttrExpires] = version, d.Made.Add(keepEvents).Unix()
	mark(i)
	return i, nil
}

func dueKey(d feed.Delivery) key.Key {
	return key.CallbackDue(d.Endpoint, max(0, d.Due.UnixMilli()), d.Event, d.Replay)
}

func dueItem(d feed.Delivery) store.Item {
	i := item(dueKey(d))
	i[attrEvent], i[attrID], i[key.AttrExpires] = d.Event, d.Replay, d.Made.Add(keepEvents).Unix()
	return i
}

// SaveDelivery implements feed.Deliveries.
func (f Feed) SaveDelivery(ctx context.Context, d *feed.Delivery) error {
	before, err := f.delivery(ctx, d.Endpoint, d.Event, d.Replay)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if before.Version != d.Version || d.Version == 0 {
		return fault.Stale.Errorf("delivery: changed in between")
	}
	i, err := deliveryItem(*d, d.Version+1)
	if err != nil {
		return err
	}
	writes := []store.Write{{Put: i, If: unchanged(d.Version)}}
	if d.State == feed.Waiting {
		writes = append(writes, store.Write{Put: dueItem(*d)})
	}
	if before.State == feed.Waiting && (d.State != feed.Waiting || dueKey(before) != dueKey(*d)) {
		writes = append(writes, store.Write{Delete: at(dueKey(before))})
	}
	err = f.table.store.Transact(ctx, writes)
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("delivery: changed in between")
	}
	if err == nil {
		d.Version++
	}
	return wrap(err, "save a delivery")
}

func (f Feed) delivery(ctx context.Context, endpoint, event, replay string) (feed.Delivery, error) {
	i, err := f.table.get(ctx, key.Callback(endpoint, event, replay), "delivery")
	if err != nil {
		return feed.Delivery{}, err
	}
	return readDelivery(i)
}

func readDelivery(i store.Item) (d feed.Delivery, err error) {
	if err := unpack(raw(i, attrDoc), &d); err != nil {
		return d, wrap(err, "read a delivery")
	}
	d.Version = number(i, key.AttrVersion)
	return d, nil
}

// Waiting implements feed.Deliveries.
func (f Feed) Waiting(ctx context.Context, endpoint string, by time.Time, limit int) ([]feed.Delivery, error) {
	q := store.Query{Partition: string(key.Endpoint(endpoint).PK), Prefix: key.CallbacksDue, Limit: limit}
	var all []feed.Delivery
	for {
		p, err := f.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "find deliveries")
		}
		for _, i := range p.Items {
			if !by.IsZero() && dueAfter(i, by) || len(all) == limit {
				return all, nil
			}
			if all, err = f.appendWaiting(ctx, all, endpoint, i, by); err != nil {
				return nil, err
			}
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}

// appendWaiting reads the delivery of an entry, unless it was changed since the entry was read, or removed at its expiry as the entry will be.
func (f Feed) appendWaiting(ctx context.Context, all []feed.Delivery, endpoint string, i store.Item, by time.Time) ([]feed.Delivery, error) {
	d, err := f.delivery(ctx, endpoint, text(i, attrEvent), text(i, attrID))
	if fault.Of(err) == fault.NotFound {
		return all, nil
	}
	if err == nil && d.State == feed.Waiting && (by.IsZero() || !d.Due.After(by)) {
		all = append(all, d)
	}
	return all, err
}

// dueAfter reports whether the entry of a delivery that waits is for later, by its key.
func dueAfter(i store.Item, by time.Time) bool {
	bound := string(key.CallbackDue("", max(0, by.UnixMilli()), "", "").SK)
	head, _, _ := strings.Cut(strings.TrimPrefix(i.Key().SK, key.CallbacksDue), "#")
	limit, _, _ := strings.Cut(strings.TrimPrefix(bound, key.CallbacksDue), "#")
	return head > limit
}

// Posted gives a page of an endpoint's deliveries, those of the newest events first. Next is what to give as after for the page behind it, and "" on the last; a
// page may have fewer deliveries than the limit.
func (f Feed) Posted(ctx context.Context, endpoint, after string, limit int) (page []feed.Delivery, next string, err error) {
	p, err := f.table.store.Query(ctx, store.Query{
		Partition: string(key.Endpoint(endpoint).PK), Prefix: key.Callbacks, Limit: limit, After: after, Backward: true,
	})
	if err != nil {
		return nil, "", wrap(err, "list deliveries")
	}
	for _, i := range p.Items {
		d, err := readDelivery(i)
		if err != nil {
			return nil, "", err
		}
		if number(i, key.AttrExpires) > f.table.now().Unix() {
			page = append(page, d)
		}
	}
	return page, p.Next, nil
}
