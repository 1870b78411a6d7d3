package table

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table/store"
)

var (
	_ audit.Erasable = (*Table)(nil)
	_ audit.Opened   = (*Table)(nil)
	_ audit.Archive  = (*Table)(nil)
)

// Append puts an audit record behind the last of its chain, or fails with fault.Conflict when its place is taken, so that a chain never forks. It takes
// one write unit, and one more for the first record of a chain on a day.
func (t *Table) Append(ctx context.Context, e audit.Entry) error {
	i, err := audited(e)
	if err != nil {
		return err
	}
	err = t.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("audit record: its place is taken")
	}
	return wrap(err, "store an audit record")
}

// audited gives the item of an entry. The day's index holds the first of each chain: to hold all would double what a record costs.
func audited(e audit.Entry) (store.Item, error) {
	body, err := pack(json.RawMessage(e.Body))
	if err != nil {
		return nil, err
	}
	i := item(key.Audit(string(e.Aggregate), e.Seq))
	i[attrDoc] = body
	if !e.Private.Empty() {
		if i[attrPrivate], err = pack(e.Private); err != nil {
			return nil, err
		}
	}
	if e.Opens {
		i[key.AttrShard], i[key.AttrDue] = key.AuditDay(string(e.Day())), e.At.Unix()
	}
	return i, nil
}

// Tail gives the newest records of a chain, the newest first, always as they are now.
func (t *Table) Tail(ctx context.Context, a audit.Aggregate, limit int) ([]audit.Entry, error) {
	p, err := t.store.Query(ctx, store.Query{Partition: string(key.Audit(string(a), 0).PK), Limit: limit, Backward: true})
	if err != nil {
		return nil, wrap(err, "read an audit chain")
	}
	return entries(a, p.Items), nil
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
		all = append(all, entries(a, p.Items)...)
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}

func entries(a audit.Aggregate, items []store.Item) []audit.Entry {
	var all []audit.Entry
	for _, i := range items {
		seq, err := strconv.ParseInt(i.Key().SK, 10, 64)
		if err != nil {
			continue // no place of a record
		}
		var body json.RawMessage
		if unpack(raw(i, attrDoc), &body) != nil {
			body = raw(i, attrDoc)
		}
		var p audit.Private
		if packed := raw(i, attrPrivate); len(packed) > 0 && unpack(packed, &p) != nil {
			p = audit.Private{Salt: packed}
		}
		e, err := audit.Read(body, p)
		if err != nil {
			e.Record = audit.Record{}
		}
		e.Aggregate, e.Seq, e.Opens = a, seq, text(i, key.AttrShard) != ""
		all = append(all, e)
	}
	return all
}

// Strip removes what lies beside a record.
func (t *Table) Strip(ctx context.Context, e audit.Entry) error {
	i, err := t.get(ctx, key.Audit(string(e.Aggregate), e.Seq), "audit record")
	if err != nil {
		return err
	}
	if _, there := i[attrPrivate]; !there {
		return nil
	}
	same := &store.Condition{Equal: store.Item{attrDoc: raw(i, attrDoc)}}
	delete(i, attrPrivate)
	return wrap(t.store.Put(ctx, i, same), "erase data beside an audit record")
}

// Opened gives what the chains are about that grew on a day. What was written a moment ago may be missing.
func (t *Table) Opened(ctx context.Context, d audit.Day) ([]audit.Aggregate, error) {
	found, err := t.indexed(ctx, key.AuditDay(string(d)), d.Ends().Unix(), mostChains)
	if err != nil {
		return nil, wrap(err, "find the chains of a day")
	}
	var all []audit.Aggregate
	for _, i := range found {
		if a, ok := key.Audited(i.Key().PK); ok {
			all = append(all, audit.Aggregate(a))
		}
	}
	return all, nil
}

// mostChains is more than a day ever has.
const mostChains = 10_000_000

// SaveAudited is Save with a record of the change, both or neither. It fails with fault.Stale also when the record's place was taken in between.
func (t *Table) SaveAudited(ctx context.Context, o *order.Order, e audit.Entry) error {
	i, err := audited(e)
	if err != nil {
		return err
	}
	err = t.putOrder(ctx, o, o.Version+1, unchanged(o.Version), store.Write{Put: i, If: absent()})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("order: changed in between")
	}
	return wrap(err, "save order")
}

// SaveConsentAudited is SaveConsent likewise.
func (t *Table) SaveConsentAudited(ctx context.Context, c *consent.Consent, e audit.Entry) error {
	i, err := consentItem(c, c.Version+1)
	if err != nil {
		return err
	}
	record, err := audited(e)
	if err != nil {
		return err
	}
	err = t.store.Transact(ctx, []store.Write{{Put: i, If: unchanged(c.Version)}, {Put: record, If: absent()}})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("consent: changed in between")
	}
	if err == nil {
		c.Version++
	}
	return wrap(err, "save consent")
}

// AppendSettingsAudited is AppendSettings with a record of the change, both or neither.
func (t *Table) AppendSettingsAudited(ctx context.Context, v partner.Version, e audit.Entry) error {
	i, err := audited(e)
	if err != nil {
		return err
	}
	return t.appendSettings(ctx, v, store.Write{Put: i, If: absent()})
}
