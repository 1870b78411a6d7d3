package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Head implements feed.Feeds.
func (f Feed) Head(ctx context.Context, owner string) (position int64, listed time.Time, err error) {
	i, err := f.table.get(ctx, key.FeedHead(owner), "feed")
	if fault.Of(err) == fault.NotFound {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, err
	}
	return number(i, attrPosition), time.Unix(0, number(i, attrAt)).UTC(), nil
}

// List implements feed.Feeds. The event is kept with its place as well, so that a page is one query.
func (f Feed) List(ctx context.Context, e feed.Event) error {
	i, err := eventItem(e)
	if err != nil {
		return err
	}
	head := item(key.FeedHead(e.Owner))
	head[attrPosition], head[attrAt] = e.Position, e.Listed.UnixNano()
	before := &store.Condition{Equal: store.Item{attrPosition: e.Position - 1}}
	if e.Position == 1 {
		before = absent()
	}
	place := item(key.FeedPlace(e.Owner, e.Position))
	place[attrDoc], place[key.AttrExpires] = i[attrDoc], i[key.AttrExpires]
	failed := f.table.store.Transact(ctx, []store.Write{
		{Put: head, If: before}, {Put: place, If: absent()}, {Put: i, If: &store.Condition{Equal: store.Item{attrPosition: int64(0)}}},
	})
	if fault.Of(failed) != fault.Conflict {
		return wrap(failed, "list an event")
	}
	stored, err := f.event(ctx, e.Owner, e.Order, e.Sequence)
	if err != nil {
		return err
	}
	if stored.Position > 0 {
		return fault.Conflict.Errorf("event: listed already")
	}
	return fault.Stale.Errorf("feed: another came first")
}

// Page implements feed.Feeds.
func (f Feed) Page(ctx context.Context, owner string, after int64, limit int) ([]feed.Event, error) {
	q := store.Query{Partition: string(key.FeedHead(owner).PK), Prefix: key.FeedPlaces, Limit: limit}
	if after > 0 {
		q.After = store.NextOf(item(key.FeedPlace(owner, after)), key.Index{})
	}
	return f.events(ctx, q, limit)
}
