package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Feed keeps what shops are told: events, the feeds that they are read from, endpoints, and what is on its way to these.
type Feed struct{ table *Table }

var (
	_ feed.Journal    = Feed{}
	_ feed.Backlog    = Feed{}
	_ feed.Feeds      = Feed{}
	_ feed.History    = Feed{}
	_ feed.Endpoints  = Feed{}
	_ feed.Deliveries = Feed{}
	_ feed.Lines      = Feed{}
	_ feed.Slots      = (*Table)(nil)
)

// Feed gives the part of the table that shops are told from.
func (t *Table) Feed() Feed { return Feed{t} }

const (
	attrSequence = "sequence"
	attrPosition = "position"
	attrID       = "id"
	// keepEvents is for how long an event can be read, and posted once more.
	keepEvents = 90 * 24 * time.Hour
)

// Find implements feed.Journal.
func (f Feed) Find(ctx context.Context, owner, order, transition string) (last int64, e *feed.Event, err error) {
	i, err := f.table.get(ctx, key.Told(owner, order), "events of an order")
	if err != nil && fault.Of(err) != fault.NotFound {
		return 0, nil, err
	}
	last = number(i, attrSequence)
	i, err = f.table.get(ctx, key.EventKeyed(owner, order, transition), "event")
	if fault.Of(err) == fault.NotFound {
		return last, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	found, err := f.event(ctx, owner, order, number(i, attrSequence))
	if err != nil {
		return 0, nil, err
	}
	// The event of the key may have been appended after the count was read.
	return max(last, found.Sequence), &found, nil
}

// event reads an event by its place among those of its order.
func (f Feed) event(ctx context.Context, owner, order string, sequence int64) (feed.Event, error) {
	i, err := f.table.get(ctx, key.Event(owner, order, sequence), "event")
	if err != nil {
		return feed.Event{}, err
	}
	return readEvent(i)
}

func readEvent(i store.Item) (e feed.Event, err error) {
	return e, wrap(unpack(raw(i, attrDoc), &e), "read an event")
}

// Append implements feed.Journal. The count of the order's events is written with each, so that none is left out.
func (f Feed) Append(ctx context.Context, e feed.Event) error {
	i, err := eventItem(e)
	if err != nil {
		return err
	}
	i[key.AttrShard], i[key.AttrDue] = key.Unlisted, f.table.now().Unix()
	counted, keyed, named := item(key.Told(e.Owner, e.Order)), item(key.EventKeyed(e.Owner, e.Order, e.Key)), item(key.EventNamed(e.Owner, e.ID))
	counted[attrSequence] = e.Sequence
	before := &store.Condition{Equal: store.Item{attrSequence: e.Sequence - 1}}
	if e.Sequence == 1 {
		before = absent()
	}
	keyed[attrSequence], named[attrSequence], named[attrID] = e.Sequence, e.Sequence, e.Order
	keyed[key.AttrExpires], named[key.AttrExpires] = i[key.AttrExpires], i[key.AttrExpires]
	err = f.table.store.Transact(ctx, []store.Write{
		{Put: counted, If: before}, {Put: keyed, If: absent()}, {Put: i, If: absent()}, {Put: named},
	})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("event: another came first")
	}
	return wrap(err, "keep an event")
}

func eventItem(e feed.Event) (store.Item, error) {
	i, err := document(key.Event(e.Owner, e.Order, e.Sequence), e)
	if err != nil {
		return nil, err
	}
	i[attrPosition], i[key.AttrExpires] = e.Position, e.At.Add(keepEvents).Unix()
	return i, nil
}

// Event implements feed.Journal. One that is past its time is not found, whether the database has removed it or not.
func (f Feed) Event(ctx context.Context, owner, id string) (feed.Event, error) {
	i, err := f.table.get(ctx, key.EventNamed(owner, id), "event")
	if err != nil {
		return feed.Event{}, err
	}
	if number(i, key.AttrExpires) <= f.table.now().Unix() {
		return feed.Event{}, fault.NotFound.Errorf("event: not kept any more")
	}
	return f.event(ctx, owner, text(i, attrID), number(i, attrSequence))
}

// Unlisted implements feed.Backlog.
func (f Feed) Unlisted(ctx context.Context, limit int) ([]feed.Event, error) {
	found, err := f.table.indexed(ctx, key.Unlisted, f.table.now().Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find events")
	}
	var all []feed.Event
	for _, entry := range found {
		i, err := f.table.store.Get(ctx, entry.Key())
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, wrap(err, "read an event")
		}
		e, err := readEvent(i)
		if err != nil {
			return nil, err
		}
		if e.Position == 0 { // the index may still show one that has its place
			all = append(all, e)
		}
	}
	return all, nil
}

// OfOrder implements feed.History.
func (f Feed) OfOrder(ctx context.Context, owner, order string) ([]feed.Event, error) {
	all, err := f.events(ctx, store.Query{Partition: string(key.Told(owner, order).PK), Prefix: key.Events}, 0)
	if err != nil {
		return nil, err
	}
	var listed []feed.Event
	for _, e := range all {
		if e.Position > 0 {
			listed = append(listed, e)
		}
	}
	return listed, nil
}

// events reads the events that a query finds and that are kept still; limit 0: all.
func (f Feed) events(ctx context.Context, q store.Query, limit int) ([]feed.Event, error) {
	var all []feed.Event
	for {
		p, err := f.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "list events")
		}
		for _, i := range p.Items {
			if number(i, key.AttrExpires) <= f.table.now().Unix() {
				continue
			}
			e, err := readEvent(i)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		if q.After = p.Next; q.After == "" || limit > 0 && len(all) >= limit {
			return first(all, limit), nil
		}
	}
}

// first gives the first of a list; limit 0: all of it.
func first(all []feed.Event, limit int) []feed.Event {
	if limit > 0 && len(all) > limit {
		return all[:limit]
	}
	return all
}
