package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ consent.Book = (*Table)(nil)

// keepConsent is for how long it can be looked up what became of a consent.
const keepConsent = 7 * 24 * time.Hour

// CreateConsent puts a new consent with version 1, or fails with fault.Conflict when its id is there already.
func (t *Table) CreateConsent(ctx context.Context, c *consent.Consent) error {
	return wrap(t.putConsent(ctx, c, 1, absent()), "create consent")
}

// Consent gives a consent, or fails with fault.NotFound.
func (t *Table) Consent(ctx context.Context, id string) (consent.Consent, error) {
	i, err := t.get(ctx, key.Consent(id), "consent")
	if err != nil {
		return consent.Consent{}, err
	}
	var c consent.Consent
	if err := unpack(raw(i, attrDoc), &c); err != nil {
		return consent.Consent{}, wrap(err, "read consent")
	}
	c.Version = number(i, key.AttrVersion)
	return c, nil
}

// SaveConsent replaces the consent if its stored version is the one in c, and leaves c with the new version. It fails with fault.Stale when
// somebody else wrote in between, even the very same: of two browsers that post at once one has to know that it is the second.
func (t *Table) SaveConsent(ctx context.Context, c *consent.Consent) error {
	err := t.putConsent(ctx, c, c.Version+1, &store.Condition{Equal: store.Item{key.AttrVersion: c.Version}})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("consent: changed in between")
	}
	return wrap(err, "save consent")
}

func consentItem(c *consent.Consent, version int64) (store.Item, error) {
	doc, err := pack(c)
	if err != nil {
		return nil, err
	}
	i := item(key.Consent(c.ID))
	i[key.AttrVersion], i[attrDoc], i[key.AttrExpires] = version, doc, c.Expires.Add(keepConsent).Unix()
	mark(i)
	return i, nil
}

func (t *Table) putConsent(ctx context.Context, c *consent.Consent, version int64, when *store.Condition) error {
	i, err := consentItem(c, version)
	if err != nil {
		return err
	}
	if err := t.store.Put(ctx, i, when); err != nil {
		return err
	}
	c.Version = version
	return nil
}
