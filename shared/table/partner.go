package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Partner gives a partner's settings in use, or fault.NotFound.
func (t *Table) Partner(ctx context.Context, id order.PartnerID) (partner.Partner, error) {
	v, err := t.Settings(ctx, id)
	return v.Settings, err
}

// Client gives the partner that an API client acts for, "*" for every one, or fault.NotFound.
func (t *Table) Client(ctx context.Context, clientID string) (order.PartnerID, error) {
	p, _, err := t.Acts(ctx, clientID)
	return p, err
}

// Acts gives the partner that an API client acts for, and the connection of the shop that it is of, or "". It fails with fault.NotFound.
func (t *Table) Acts(ctx context.Context, clientID string) (p order.PartnerID, shop string, err error) {
	i, err := t.get(ctx, key.Client(clientID), "API client")
	return order.PartnerID(text(i, attrPartner)), text(i, attrShop), err
}

// EveryPartner is whom an operator's client acts for.
const EveryPartner = "*"

// PutOperator lets an API client act for every partner. It fails with fault.Conflict when the client acts for one.
func (t *Table) PutOperator(ctx context.Context, clientID string) error {
	i := item(key.Client(clientID))
	i[attrPartner] = EveryPartner
	err := t.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("API client: acts for another partner")
	}
	return wrap(err, "store an operator's client")
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
