package table

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Partner gives a partner's settings, or fault.NotFound.
func (t *Table) Partner(ctx context.Context, id order.PartnerID) (partner.Partner, error) {
	var p partner.Partner
	err := t.document(ctx, key.Partner(string(id)), "partner", &p)
	return p, err
}

// Connection gives the settings of a shop's connection, or fault.NotFound.
func (t *Table) Connection(ctx context.Context, id string) (partner.Connection, error) {
	var c partner.Connection
	err := t.document(ctx, key.Connection(id), "connection", &c)
	return c, err
}

// Client gives the partner that an API client acts for, or fault.NotFound.
func (t *Table) Client(ctx context.Context, clientID string) (order.PartnerID, error) {
	i, err := t.get(ctx, key.Client(clientID), "API client")
	return order.PartnerID(text(i, attrPartner)), err
}

// PutConnection stores the settings of a shop's connection.
func (t *Table) PutConnection(ctx context.Context, c partner.Connection) error {
	return t.putDocument(ctx, key.Connection(c.ID), "connection", c)
}

// PutPartner stores a partner's settings and for whom its API clients act. A client that acts for another partner fails with
// fault.Conflict; one that is not named any more stops acting. The settings come last, so that a run that broke off is
// mended by the same call again.
func (t *Table) PutPartner(ctx context.Context, p partner.Partner) error {
	for _, c := range p.Clients {
		i := item(key.Client(c))
		i[attrPartner] = string(p.ID)
		err := t.store.Put(ctx, i, absent())
		if fault.Of(err) == fault.Conflict {
			return fault.Conflict.Errorf("API client: acts for another partner")
		}
		if err != nil {
			return wrap(err, "store an API client")
		}
	}
	before, err := t.Partner(ctx, p.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	for _, c := range before.Clients {
		if slices.Contains(p.Clients, c) {
			continue
		}
		err := t.store.Delete(ctx, at(key.Client(c)), &store.Condition{Equal: store.Item{attrPartner: string(p.ID)}})
		if err != nil && fault.Of(err) != fault.Conflict {
			return wrap(err, "remove an API client")
		}
	}
	return t.putDocument(ctx, key.Partner(string(p.ID)), "partner", p)
}

func (t *Table) document(ctx context.Context, k key.Key, what string, v any) error {
	i, err := t.get(ctx, k, what)
	if err != nil {
		return err
	}
	return wrap(unpack(raw(i, attrDoc), v), "read "+what)
}

func (t *Table) putDocument(ctx context.Context, k key.Key, what string, v any) error {
	doc, err := pack(v)
	if err != nil {
		return err
	}
	i := item(k)
	i[attrDoc] = doc
	return wrap(t.store.Put(ctx, i, nil), "store "+what)
}
