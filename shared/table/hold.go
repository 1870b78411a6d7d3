package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ hold.Ledger = (*Table)(nil)

// Standing gives what is known of a partner's sign-in, always the newest; the zero value when nothing is.
func (t *Table) Standing(ctx context.Context, partner string) (hold.Standing, error) {
	i, err := t.get(ctx, key.Hold(partner), "hold")
	if fault.Of(err) == fault.NotFound {
		return hold.Standing{}, nil
	}
	if err != nil {
		return hold.Standing{}, err
	}
	var s hold.Standing
	if err := unpack(raw(i, attrDoc), &s); err != nil {
		return hold.Standing{}, wrap(err, "read hold")
	}
	s.Version = number(i, key.AttrVersion)
	return s, nil
}

// Settle replaces a partner's standing if it is still of the version in s, and puts the notice, when it is not nil, in the same step. It fails
// with fault.Stale when somebody else wrote in between.
func (t *Table) Settle(ctx context.Context, partner string, s hold.Standing, n *notice.Notice) error {
	return t.settle(ctx, partner, s, n)
}

func (t *Table) settle(ctx context.Context, partner string, s hold.Standing, n *notice.Notice, more ...store.Write) error {
	i, err := document(key.Hold(partner), s)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = s.Version + 1
	if s.Hold == nil && s.Release != nil {
		i[key.AttrShard], i[key.AttrDue] = key.Releases, ceil(s.Release.Due)
	}
	mark(i)
	if n != nil {
		told, err := noticed(notice.New(*n))
		if err != nil {
			return err
		}
		more = append(more, store.Write{Put: told})
	}
	if len(more) == 0 {
		err = t.store.Put(ctx, i, unchanged(s.Version))
	} else {
		err = t.store.Transact(ctx, append([]store.Write{{Put: i, If: unchanged(s.Version)}}, more...))
	}
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("hold: changed in between")
	}
	return wrap(err, "store hold")
}

// document begins an item that holds a document.
func document(k key.Key, v any) (store.Item, error) {
	doc, err := pack(v)
	if err != nil {
		return nil, err
	}
	i := item(k)
	i[attrDoc] = doc
	return i, nil
}

// unchanged is the condition that an item has the version that was read; 0 stands for none.
func unchanged(version int64) *store.Condition {
	if version == 0 {
		return absent()
	}
	return &store.Condition{Equal: store.Item{key.AttrVersion: version}}
}

// Releases gives up to limit partners whose waiting orders are being sent to the worker. One may show that has none any more, and
// what was written a moment ago may be missing.
func (t *Table) Releases(ctx context.Context, now time.Time, limit int) ([]string, error) {
	found, err := t.indexed(ctx, key.Releases, now.Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find releases")
	}
	var partners []string
	for _, i := range found {
		if id, ok := key.PartnerOf(i.Key().PK); ok {
			partners = append(partners, id)
		}
	}
	return partners, nil
}

// Held gives up to limit orders and subscriptions that wait for a partner's sign-in, the first that was placed first. What was written a
// moment ago may be missing, and one that went on a moment ago may still show.
func (t *Table) Held(ctx context.Context, p order.PartnerID, limit int) ([]Waiting, error) {
	found, err := t.indexed(ctx, key.Held(string(p)), 1<<62, limit)
	if err != nil {
		return nil, wrap(err, "find held work")
	}
	var held []Waiting
	for _, i := range found {
		held = appendWaiting(held, i, time.UnixMilli(number(i, key.AttrDue)))
	}
	return held, nil
}

// indexed reads a partition of the index of what is due, up to a bound, in its order.
func (t *Table) indexed(ctx context.Context, partition string, upTo int64, limit int) ([]store.Item, error) {
	q := store.Query{Index: key.Due.Name, Partition: partition, UpTo: &upTo, Limit: limit}
	var found []store.Item
	for len(found) < limit {
		p, err := t.store.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		found = append(found, p.Items...)
		if q.After = p.Next; q.After == "" {
			break
		}
	}
	return found[:min(limit, len(found))], nil
}
