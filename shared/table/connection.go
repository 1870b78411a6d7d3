package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Connection gives the settings of a shop's connection, or fault.NotFound.
func (t *Table) Connection(ctx context.Context, id string) (partner.Connection, error) {
	c, _, err := t.ConnectionVersion(ctx, id)
	return c, err
}

// ConnectionVersion gives the same, with how often it was saved; 0: before that was counted.
func (t *Table) ConnectionVersion(ctx context.Context, id string) (partner.Connection, int64, error) {
	i, err := t.get(ctx, key.Connection(id), "connection")
	if err != nil {
		return partner.Connection{}, 0, err
	}
	c, err := connectionOf(i)
	return c, number(i, key.AttrVersion), err
}

func connectionOf(i store.Item) (partner.Connection, error) {
	var c partner.Connection
	err := unpack(raw(i, attrDoc), &c)
	return c, wrap(err, "read connection")
}

// PutConnection stores the settings of a shop's connection, whatever they were.
func (t *Table) PutConnection(ctx context.Context, c partner.Connection) error {
	_, at, err := t.ConnectionVersion(ctx, c.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	_, err = t.SaveConnection(ctx, c, at, nil)
	return err
}

// SaveConnection replaces the settings of a connection whose version this is, and its place in the list and its API clients with them, all at once; of a
// new one it is 0. It gives the new version, and fails with fault.Stale when the version is another one, and with fault.Conflict, naming the field, when an API
// client acts for somebody else, or without a field when only the place of the records was taken.
func (t *Table) SaveConnection(ctx context.Context, c partner.Connection, base int64, all []audit.Entry) (int64, error) {
	was, err := t.store.Get(ctx, at(key.Connection(c.ID)))
	if err != nil && fault.Of(err) != fault.NotFound {
		return 0, wrap(err, "read connection")
	}
	var before partner.Connection
	condition := absent()
	if err == nil {
		if before, err = connectionOf(was); err != nil {
			return 0, err
		}
		condition = &store.Condition{Equal: store.Item{attrDoc: raw(was, attrDoc)}}
	}
	if number(was, key.AttrVersion) != base {
		return 0, fault.Stale.Errorf("the connection is at version %d by now", number(was, key.AttrVersion))
	}
	i, err := document(key.Connection(c.ID), c)
	if err != nil {
		return 0, err
	}
	i[key.AttrVersion] = base + 1
	writes := []store.Write{{Put: i, If: condition}, {Put: item(key.ConnectionListed(string(c.Partner), c.ID))}}
	clients, err := t.clients(ctx, c.Partner, c.ID, before.Clients, c.Clients)
	if err != nil {
		return 0, err
	}
	return base + 1, t.together(ctx, "connection", append(writes, clients...), all)
}

// Connections gives a page of a partner's connections, by their ids. Next is what to give as after for the page behind it, and "" on the last. A cursor of
// another list fails with fault.Invalid.
func (t *Table) Connections(ctx context.Context, p order.PartnerID, after string, limit int) (page []partner.Connection, next string, err error) {
	found, err := t.store.Query(ctx, store.Query{Partition: string(key.ConnectionListed(string(p), "").PK), Prefix: key.ConnectionsListed, Limit: limit, After: after})
	if err != nil {
		return nil, "", wrap(err, "list connections")
	}
	for _, i := range found.Items {
		id, ok := key.ConnectionAt(i.Key().SK)
		if !ok {
			continue
		}
		c, err := t.Connection(ctx, id)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		page = append(page, c)
	}
	return page, found.Next, nil
}

// ConnectionAsked gives the id of the connection that a client's call makes, by its Idempotency-Key: the fresh one, or the one that it was given before.
func (t *Table) ConnectionAsked(ctx context.Context, p order.PartnerID, client, call, fresh string) (string, error) {
	k := key.ConnectionAsked(string(p), client, call)
	i := item(k)
	i[attrBy] = fresh
	i[key.AttrExpires] = t.now().Add(keepAnswer).Unix()
	mark(i)
	err := t.store.Put(ctx, i, absent())
	if err == nil || fault.Of(err) != fault.Conflict {
		return fresh, wrap(err, "note a new connection")
	}
	before, err := t.get(ctx, k, "note of a new connection")
	return text(before, attrBy), err
}
