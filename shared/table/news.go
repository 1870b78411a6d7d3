package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ feed.Outbox = Feed{}

// announced gives the item of what an order or a licence has to tell. It is written in one step with the record, and apart from it: a record has one place in the
// index of what is due, which says when it is worked on, or that it waits for a sign-in.
func announced(n feed.News) (store.Item, error) {
	i, err := document(key.News(n.Owner, n.Order, n.Record, n.Version), n)
	if err != nil {
		return nil, err
	}
	i[key.AttrShard], i[key.AttrDue] = key.FreshNews, n.At.Unix()
	return i, nil
}

// Fresh implements feed.Outbox.
func (f Feed) Fresh(ctx context.Context, limit int) ([]feed.Source, error) {
	found, err := f.table.indexed(ctx, key.FreshNews, f.table.now().Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find news")
	}
	var all []feed.Source
	for _, i := range found {
		if owner, order, ok := key.NewsOf(i.Key().PK); ok {
			all = append(all, feed.Source{Owner: owner, Order: order})
		}
	}
	return all, nil
}

// News implements feed.Outbox.
func (f Feed) News(ctx context.Context, s feed.Source) ([]feed.News, error) {
	q := store.Query{Partition: string(key.News(s.Owner, s.Order, "", 0).PK)}
	var all []feed.News
	for {
		p, err := f.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "read news")
		}
		for _, i := range p.Items {
			var n feed.News
			if err := unpack(raw(i, attrDoc), &n); err != nil {
				return nil, wrap(err, "read news")
			}
			all = append(all, n)
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}

// Forget implements feed.Outbox.
func (f Feed) Forget(ctx context.Context, all []feed.News) error {
	var writes []store.Write
	for _, n := range all {
		writes = append(writes, store.Write{Delete: at(key.News(n.Owner, n.Order, n.Record, n.Version))})
	}
	switch len(writes) {
	case 0:
		return nil
	case 1:
		return wrap(f.table.store.Delete(ctx, writes[0].Delete, nil), "remove news")
	}
	return wrap(f.table.store.Transact(ctx, writes), "remove news")
}
