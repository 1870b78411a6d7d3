package table

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

var (
	_ audit.Erasable = (*Table)(nil)
	_ audit.Opened   = (*Table)(nil)
	_ audit.Archive  = (*Table)(nil)
)

// Append puts audit records behind the last of their chain, in one item, or fails with fault.Conflict when their place is taken, so that a chain never
// forks. It takes one write unit for each KiB, and one more for their place in the day's index.
func (t *Table) Append(ctx context.Context, all []audit.Entry) error {
	w, err := audited(all)
	if err != nil {
		return err
	}
	err = t.store.Put(ctx, w.Put, w.If)
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("audit record: its place is taken")
	}
	return wrap(err, "store an audit record")
}

// audited gives the write of records that lie together. All are in their day's index: whoever takes some away cannot hide the others.
func audited(all []audit.Entry) (store.Write, error) {
	if len(all) == 0 {
		return store.Write{}, fault.Invalid.Errorf("audit: no records to store")
	}
	first := all[0]
	i := item(key.Audit(string(first.Aggregate), first.Seq))
	bodies, beside := make([]json.RawMessage, len(all)), make([]*audit.Private, len(all))
	for n, e := range all {
		bodies[n] = e.Body
		if !e.Private.Empty() {
			beside[n] = &e.Private
		}
	}
	var err error
	if i[attrDoc], err = packRecord(bodies); err != nil {
		return store.Write{}, err
	}
	if err := putBeside(i, beside); err != nil {
		return store.Write{}, err
	}
	i[key.AttrShard], i[key.AttrDue] = key.AuditDay(string(first.Day())), first.At.Unix()
	return store.Write{Put: i, If: absent()}, nil
}

// putBeside sets what lies beside the records of an item.
func putBeside(i store.Item, beside []*audit.Private) error {
	delete(i, attrPrivate)
	if !slices.ContainsFunc(beside, func(p *audit.Private) bool { return p != nil }) {
		return nil
	}
	packed, err := packRecord(beside)
	i[attrPrivate] = packed
	return err
}

// Tail gives the newest records of a chain, the newest first, always as they are now: those of as many items as the limit.
func (t *Table) Tail(ctx context.Context, a audit.Aggregate, limit int) ([]audit.Entry, error) {
	q := store.Query{Partition: string(key.Audit(string(a), 0).PK), Limit: limit, Backward: true}
	var all []audit.Entry
	for len(all) < limit {
		p, err := t.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "read an audit chain")
		}
		for _, i := range p.Items {
			together := entries(a, i)
			slices.Reverse(together)
			all = append(all, together...)
		}
		if q.After = p.Next; q.After == "" {
			break
		}
	}
	return all, nil
}

// Chain gives all records of a chain, in their order. One whose text cannot be read is given as it is, at its place.
func (t *Table) Chain(ctx context.Context, a audit.Aggregate) ([]audit.Entry, error) {
	q := store.Query{Partition: string(key.Audit(string(a), 0).PK)}
	var all []audit.Entry
	for {
		p, err := t.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "read an audit chain")
		}
		for _, i := range p.Items {
			all = append(all, entries(a, i)...)
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}

// entries gives the records of an item. What cannot be read is one record, at the item's place.
func entries(a audit.Aggregate, i store.Item) []audit.Entry {
	first, err := strconv.ParseInt(i.Key().SK, 10, 64)
	if err != nil {
		return nil // no place of a record
	}
	var bodies []json.RawMessage
	if unpack(raw(i, attrDoc), &bodies) != nil {
		bodies = []json.RawMessage{raw(i, attrDoc)}
	}
	beside := privates(i)
	all := make([]audit.Entry, 0, len(bodies))
	for n, body := range bodies {
		var p audit.Private
		if n < len(beside) && beside[n] != nil {
			p = *beside[n]
		}
		e, err := audit.Read(body, p)
		if err != nil {
			e.Record = audit.Record{}
		}
		if n == 0 || e.Seq < first { // of the others each says its place: where one was taken out, those behind it stay what they are
			e.Seq = first + int64(n)
		}
		e.Aggregate, e.With = a, first
		all = append(all, e)
	}
	return all
}

// privates gives what lies beside the records of an item. What cannot be read lies beside the first.
func privates(i store.Item) []*audit.Private {
	packed := raw(i, attrPrivate)
	if len(packed) == 0 {
		return nil
	}
	var beside []*audit.Private
	if unpack(packed, &beside) != nil {
		return []*audit.Private{{Salt: packed}}
	}
	return beside
}

// Strip removes what lies beside a record.
func (t *Table) Strip(ctx context.Context, e audit.Entry) error {
	i, err := t.get(ctx, key.Audit(string(e.Aggregate), e.With), "audit record")
	if err != nil {
		return err
	}
	same := &store.Condition{Equal: store.Item{attrDoc: raw(i, attrDoc), attrPrivate: raw(i, attrPrivate)}}
	beside := privates(i)
	for n, other := range entries(e.Aggregate, i) {
		if other.Seq != e.Seq || n >= len(beside) || beside[n] == nil {
			continue
		}
		beside[n] = nil
		if err := putBeside(i, beside); err != nil {
			return err
		}
		return wrap(t.store.Put(ctx, i, same), "erase data beside an audit record")
	}
	return nil
}

// Opened gives what the chains are about that grew on a day. What was written a moment ago may be missing.
func (t *Table) Opened(ctx context.Context, d audit.Day) ([]audit.Aggregate, error) {
	found, err := t.indexed(ctx, key.AuditDay(string(d)), d.Ends().Unix(), mostRecords)
	if err != nil {
		return nil, wrap(err, "find the chains of a day")
	}
	names := map[audit.Aggregate]bool{}
	for _, i := range found {
		if a, ok := key.Audited(i.Key().PK); ok {
			names[audit.Aggregate(a)] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// mostRecords is more than a day ever has.
const mostRecords = 10_000_000
