package table

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// DueMigration is something of migrations that is looked at: a migration, else a partner's forecast, else a partner's reading.
type DueMigration struct {
	Migration string
	Partner   string // "" with a migration
	DryRun    string
	At        time.Time // since when
}

// Due gives up to limit migrations, forecasts and readings that have to be looked at by now, the ones that wait longest first. A migration is, as long as it is not
// over: its customers that wait for a time are found by Items. What was written a moment ago may be missing, and what was worked on a moment ago may still
// show.
func (m Migrations) Due(ctx context.Context, now time.Time, limit int) ([]DueMigration, error) {
	found, err := m.table.shards(ctx, key.MigrationShardNames(), now, limit)
	if err != nil {
		return nil, err
	}
	var due []DueMigration
	for _, i := range found {
		if d, ok := dueMigration(i); ok {
			due = append(due, d)
		}
	}
	return due, nil
}

// dueMigration reads an entry of the index.
func dueMigration(i store.Item) (DueMigration, bool) {
	k, since := i.Key(), time.Unix(number(i, key.AttrDue), 0).UTC()
	if id, ok := key.MigrationOf(k.PK); ok {
		return DueMigration{Migration: id, At: since}, true
	}
	if partner, id, ok := key.DryRunOf(k.PK, k.SK); ok {
		return DueMigration{Partner: partner, DryRun: id, At: since}, true
	}
	partner, ok := key.ReadingOf(k.PK, k.SK)
	return DueMigration{Partner: partner, At: since}, ok
}

// shards gives up to limit entries of partitions of the index Due by now, the ones that wait longest first.
func (t *Table) shards(ctx context.Context, names []string, now time.Time, limit int) ([]store.Item, error) {
	var all []store.Item
	for _, name := range names {
		found, err := t.indexed(ctx, name, now.Unix(), limit)
		if err != nil {
			return nil, wrap(err, "find what is due")
		}
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b store.Item) int {
		return cmp.Or(cmp.Compare(number(a, key.AttrDue), number(b, key.AttrDue)), cmp.Compare(a.Key().PK, b.Key().PK), cmp.Compare(a.Key().SK, b.Key().SK))
	})
	return all[:min(limit, len(all))], nil
}

// Draw takes up to want calls about a customer's tenant from its bucket, which holds a minute's calls and fills up evenly, as Table.Draw does for a client's. Each
// tenant has its own item, so that none is written by all.
func (m Migrations) Draw(ctx context.Context, partner string, t migration.Tenant, perMinute, want int) (got, left int, err error) {
	return m.table.drawFrom(ctx, key.TenantSpent(partner, string(t)), perMinute, want)
}
