package table

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Subscriptions keeps subscriptions and what is wished of them.
type Subscriptions struct{ table *Table }

var (
	_ subscription.Records = Subscriptions{}
	_ subscription.Changes = Subscriptions{}
)

// Subscriptions gives the subscriptions of the table.
func (t *Table) Subscriptions() Subscriptions { return Subscriptions{t} }

// Load gives a subscription, or fault.NotFound.
func (k Subscriptions) Load(ctx context.Context, partner string, id subscription.ID) (subscription.Subscription, error) {
	s, _, err := k.load(ctx, partner, id)
	return s, err
}

func (k Subscriptions) load(ctx context.Context, partner string, id subscription.ID) (s subscription.Subscription, version int64, err error) {
	i, err := k.table.get(ctx, key.Subscription(partner, string(id)), "subscription")
	if err != nil {
		return s, 0, err
	}
	if err := unpack(raw(i, attrDoc), &s); err != nil {
		return s, 0, wrap(err, "read subscription")
	}
	s.Version = number(i, key.AttrVersion)
	return s, s.Version, nil
}

// Save replaces a subscription if the stored version is the one in s, and leaves s with the new version. It fails with fault.Stale when somebody
// else wrote in between.
func (k Subscriptions) Save(ctx context.Context, s *subscription.Subscription) error {
	return k.save(ctx, s, nil)
}

// Finish saves the subscription as Save does and puts the wish among those that are over, both or neither.
func (k Subscriptions) Finish(ctx context.Context, s *subscription.Subscription, c subscription.Change) error {
	done, err := document(key.Wish(c.Partner, string(c.Of), c.ID), c)
	if err != nil {
		return err
	}
	return k.save(ctx, s, []store.Write{{Put: done}, {Delete: at(waits(c))}})
}

// save writes the subscription, its lines of the lists where they change, and what goes with it.
func (k Subscriptions) save(ctx context.Context, s *subscription.Subscription, more []store.Write) error {
	before, version, err := k.load(ctx, s.Partner, s.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if version != s.Version {
		return fault.Stale.Errorf("subscription: changed in between")
	}
	i, err := kept(*s)
	if err != nil {
		return err
	}
	lines, err := lines(before, *s)
	if err != nil {
		return err
	}
	if n, news := s.Announce(before, s.Version+1, k.table.now()); news {
		told, err := announced(n)
		if err != nil {
			return err
		}
		more = append(slices.Clone(more), store.Write{Put: told})
	}
	if s.Version == 0 && len(more) == 0 {
		err = k.begin(ctx, i, lines)
	} else if more = append(more, lines...); len(more) == 0 {
		err = k.table.store.Put(ctx, i, unchanged(s.Version))
	} else {
		err = k.table.store.Transact(ctx, append([]store.Write{{Put: i, If: unchanged(s.Version)}}, more...))
	}
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("subscription: changed in between")
	}
	if err == nil {
		s.Version++
	}
	return wrap(err, "save subscription")
}

// begin puts a new subscription without a transaction, which would cost twice the units: first its lines of the lists, then itself. Whoever ends in between
// comes again and puts the same. Of two that begin it, the one that loses writes its lines with its own version of it, where that is another.
func (k Subscriptions) begin(ctx context.Context, i store.Item, lines []store.Write) error {
	for _, l := range lines {
		if err := k.table.store.Put(ctx, l.Put, l.If); err != nil {
			return err
		}
	}
	return k.table.store.Put(ctx, i, unchanged(0))
}

// kept gives the item of a subscription, one version on.
func kept(s subscription.Subscription) (store.Item, error) {
	next := s.Version + 1
	s.Version = 0 // it is an attribute of its own
	i, err := document(key.Subscription(s.Partner, string(s.ID)), s)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion] = next
	switch {
	case s.Hold: // nothing of it is due: it is sent when the hold is lifted
		since := s.Seen
		if s.Intent != nil {
			since = s.Intent.Change.At
		}
		i[key.AttrShard], i[key.AttrDue] = key.Held(s.Partner), since.UnixMilli()
	case !s.Due.IsZero():
		i[key.AttrShard], i[key.AttrDue] = key.Shard(string(s.ID)), ceil(s.Due)
	}
	mark(i)
	return i, nil
}

// graceOfWish is how long a message may take to be worked on before the sweep sends another.
const graceOfWish = 2 * time.Minute

// Ask keeps a wish, or fails with fault.Conflict when one with its id is there already, over or not.
func (k Subscriptions) Ask(ctx context.Context, c subscription.Change) error {
	wish, err := document(key.Wish(c.Partner, string(c.Of), c.ID), c)
	if err != nil {
		return err
	}
	place, err := waiting(c, c.At.Add(graceOfWish))
	if err != nil {
		return err
	}
	err = k.table.store.Transact(ctx, []store.Write{{Put: wish, If: absent()}, {Put: place}})
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("wish: there already")
	}
	return wrap(err, "keep a wish")
}

// waits is where a wish stands that is not over.
func waits(c subscription.Change) key.Key {
	return key.Waits(c.Partner, string(c.Of), c.At.UTC().Format(noteTime), c.ID)
}

func waiting(c subscription.Change, due time.Time) (store.Item, error) {
	i, err := document(waits(c), c)
	if err != nil {
		return nil, err
	}
	i[key.AttrShard], i[key.AttrDue] = key.Shard(string(c.Of)), ceil(due)
	return i, nil
}

// Change gives a wish, also one that is over, or fault.NotFound.
func (k Subscriptions) Change(ctx context.Context, partner string, of subscription.ID, id string) (subscription.Change, error) {
	var c subscription.Change
	err := k.table.document(ctx, key.Wish(partner, string(of), id), "change", &c)
	return c, err
}

// Pending gives up to limit wishes that are not over, in the order in which they came.
func (k Subscriptions) Pending(ctx context.Context, partner string, of subscription.ID, limit int) ([]subscription.Change, error) {
	q := store.Query{Partition: string(key.Subscription(partner, string(of)).PK), Prefix: key.Waiting, Limit: limit}
	var all []subscription.Change
	for len(all) < limit {
		p, err := k.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "find wishes")
		}
		for _, i := range p.Items {
			var c subscription.Change
			if err := unpack(raw(i, attrDoc), &c); err != nil {
				return nil, wrap(err, "read a wish")
			}
			all = append(all, c)
		}
		if q.After = p.Next; q.After == "" {
			break
		}
	}
	return all[:min(limit, len(all))], nil
}

// Postpone has a wish that waits looked at again at a later time. One that is over by now, or is being finished, is left alone.
func (k Subscriptions) Postpone(ctx context.Context, c subscription.Change, until time.Time) error {
	i, err := waiting(c, until)
	if err != nil {
		return err
	}
	err = k.table.store.Put(ctx, i, &store.Condition{Equal: store.Item{attrDoc: raw(i, attrDoc)}})
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "postpone a wish")
}
