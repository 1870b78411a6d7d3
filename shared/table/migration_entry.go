package table

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Entry gives what is filled in for a customer, or fault.NotFound.
func (m Migrations) Entry(ctx context.Context, partner string, t migration.Tenant) (migration.Entry, error) {
	var e migration.Entry
	version, err := m.table.versioned(ctx, key.Entry(partner, string(t)), "entry of a customer", &e)
	e.Version = version
	return e, err
}

// SaveEntry replaces what is filled in if its stored version is the one in e (0: if there is none yet), and leaves e with the next version. It fails with
// fault.Stale when somebody else wrote in between. Records of it may be left with it, both or neither; it fails with fault.Conflict when only their place was
// taken.
func (m Migrations) SaveEntry(ctx context.Context, e *migration.Entry, records ...audit.Entry) error {
	doc := *e
	doc.Version = 0 // it is an attribute of its own
	i, err := document(key.Entry(e.Partner, string(e.Tenant)), doc)
	if err != nil {
		return err
	}
	if err := m.table.replace(ctx, i, e.Version, "entry of a customer", records); err != nil {
		return err
	}
	e.Version++
	return nil
}

// Entries gives a page of what is filled in for a partner's customers, in the order of their tenants, as Folders does.
func (m Migrations) Entries(ctx context.Context, partner, after string, limit int) (page []migration.Entry, next string, err error) {
	q := store.Query{Partition: string(key.Reading(partner).PK), Prefix: key.Entries, Limit: limit, After: after}
	return list(ctx, m.table, q, "entries", func(i store.Item) (migration.Entry, error) {
		e, err := plainly[migration.Entry](i)
		e.Version = number(i, key.AttrVersion)
		return e, err
	})
}

// PutRule keeps a person's answer in the place of the one before for the same offer, with records of it, both or neither. It fails with fault.Conflict when the
// records' place was taken.
func (m Migrations) PutRule(ctx context.Context, partner string, r migration.Rule, records ...audit.Entry) error {
	i, err := document(key.Rule(partner, r.ID), r)
	if err != nil {
		return err
	}
	return m.table.together(ctx, "answer about an offer", []store.Write{{Put: i}}, records)
}

// Rules gives all answers of a partner.
func (m Migrations) Rules(ctx context.Context, partner string) ([]migration.Rule, error) {
	q := store.Query{Partition: string(key.Reading(partner).PK), Prefix: key.Rules, Limit: 1000}
	return everything(ctx, m.table, q, "answers about offers", plainly[migration.Rule])
}

// PutIndirects keeps resellers of the second tier, each in the place of the one with the same MPN id. A failure may leave some written; putting them again is
// fine.
func (m Migrations) PutIndirects(ctx context.Context, partner string, all []migration.Indirect) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, r := range all {
		g.Go(func() error { return m.table.putDocument(ctx, key.Indirect(partner, r.MPN), "reseller", r) })
	}
	return g.Wait()
}

// Indirect gives a reseller of the second tier by its MPN id, or fault.NotFound.
func (m Migrations) Indirect(ctx context.Context, partner, mpn string) (migration.Indirect, error) {
	var r migration.Indirect
	err := m.table.document(ctx, key.Indirect(partner, mpn), "reseller", &r)
	return r, err
}

// Indirects gives a page of a partner's resellers of the second tier, in the order of their MPN ids, as Folders does.
func (m Migrations) Indirects(ctx context.Context, partner, after string, limit int) (page []migration.Indirect, next string, err error) {
	q := store.Query{Partition: string(key.Reading(partner).PK), Prefix: key.Indirects, Limit: limit, After: after}
	return list(ctx, m.table, q, "resellers", plainly[migration.Indirect])
}
