package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Endpoint implements feed.Endpoints.
func (f Feed) Endpoint(ctx context.Context, id string) (feed.Endpoint, error) {
	i, err := f.table.get(ctx, key.Endpoint(id), "endpoint")
	if err != nil {
		return feed.Endpoint{}, err
	}
	return readEndpoint(i)
}

func readEndpoint(i store.Item) (e feed.Endpoint, err error) {
	if err := unpack(raw(i, attrDoc), &e); err != nil {
		return e, wrap(err, "read an endpoint")
	}
	e.Version = number(i, key.AttrVersion)
	return e, nil
}

// SaveEndpoint implements feed.Endpoints. It is kept in the list of its owner's as well.
func (f Feed) SaveEndpoint(ctx context.Context, e *feed.Endpoint) error {
	return f.SaveEndpointAudited(ctx, e, nil)
}

// SaveEndpointAudited is SaveEndpoint with records of the change, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (f Feed) SaveEndpointAudited(ctx context.Context, e *feed.Endpoint, all []audit.Entry) error {
	i, err := document(key.Endpoint(e.ID), *e)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = e.Version + 1
	listed := item(key.EndpointOwned(e.Owner, e.ID))
	listed[attrDoc], listed[key.AttrVersion] = i[attrDoc], i[key.AttrVersion]
	if err := f.table.together(ctx, "endpoint", []store.Write{{Put: i, If: unchanged(e.Version)}, {Put: listed}}, all); err != nil {
		return err
	}
	e.Version++
	return nil
}

// EndpointsOf implements feed.Endpoints.
func (f Feed) EndpointsOf(ctx context.Context, owner string) ([]feed.Endpoint, error) {
	q := store.Query{Partition: string(key.EndpointOwned(owner, "").PK)}
	var all []feed.Endpoint
	for {
		p, err := f.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "list endpoints")
		}
		for _, i := range p.Items {
			e, err := readEndpoint(i)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}

// Line implements feed.Lines.
func (f Feed) Line(ctx context.Context, endpoint string) (feed.Line, error) {
	l := feed.Line{Endpoint: endpoint}
	i, err := f.table.get(ctx, key.Line(endpoint), "line of an endpoint")
	if fault.Of(err) == fault.NotFound {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	if err := unpack(raw(i, attrDoc), &l); err != nil {
		return l, wrap(err, "read the line of an endpoint")
	}
	l.Version = number(i, key.AttrVersion)
	return l, nil
}

// SaveLine implements feed.Lines.
func (f Feed) SaveLine(ctx context.Context, l *feed.Line) error {
	i, err := document(key.Line(l.Endpoint), *l)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = l.Version + 1
	if !l.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.DueLines, ceil(l.Due)
	}
	mark(i) // of two who save the very same, one has to look again
	err = f.table.store.Put(ctx, i, unchanged(l.Version))
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("line of an endpoint: changed in between")
	}
	if err == nil {
		l.Version++
	}
	return wrap(err, "save the line of an endpoint")
}

// DueLines implements feed.Lines.
func (f Feed) DueLines(ctx context.Context, now time.Time, limit int) ([]feed.Line, error) {
	found, err := f.table.indexed(ctx, key.DueLines, now.Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find endpoints")
	}
	var due []feed.Line
	for _, i := range found {
		id, ok := key.LineOf(i.Key().PK)
		if !ok {
			continue
		}
		l, err := f.Line(ctx, id)
		if err != nil {
			return nil, err
		}
		if !l.Due.IsZero() && !l.Due.After(now) { // the index may still show one whose time has changed
			due = append(due, l)
		}
	}
	return due, nil
}
