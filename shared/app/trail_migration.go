package app

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedMigrations leaves a record with each change of what a migration as a whole does, whoever makes it, and one of each customer that was taken over or
// failed.
type auditedMigrations struct {
	table.Migrations

	trail audit.Trail
}

var (
	_ migration.Board  = auditedMigrations{}
	_ migration.Ledger = auditedMigrations{}
)

// SaveHead implements migration.Board. How far the messages of a wave are is no change for people, and leaves no record.
func (m auditedMigrations) SaveHead(ctx context.Context, h *migration.Head) error {
	before, err := m.Head(ctx, h.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if h.Version > 0 && before.Version != h.Version {
		return fault.Stale.Errorf("migration: changed in between")
	}
	if h.Version > 0 && before.State == h.State && before.Wave == h.Wave {
		return m.Migrations.SaveHead(ctx, h)
	}
	by := actorOf(ctx)
	r := audit.Record{
		Aggregate: audit.Migration(h.Partner, h.ID), Partner: h.Partner, Who: by.who, Correlation: by.correlation, What: audit.MigrationReached + audit.What(h.State),
		Before: headFacts(before), After: headFacts(*h),
	}
	const tries = 5
	for range tries {
		next, failed := m.trail.Next(ctx, audit.Change{Record: r})
		if failed != nil {
			return failed
		}
		err = m.SaveHeadAudited(ctx, h, next)
		if fault.Of(err) != fault.Conflict {
			return err
		}
		// Another migration of the partner is not over, or something else came into the chain in between.
		if open, none := m.Open(ctx, h.Partner); none == nil && open != h.ID {
			return err
		}
	}
	return fault.Unavailable.Wrap(err, "migration: others are changing it; try again")
}

func headFacts(h migration.Head) audit.Facts {
	if h.ID == "" {
		return nil
	}
	f := audit.Facts{"state": string(h.State), "shown": h.Shown, "wave": strconv.Itoa(h.Wave), "waves": strconv.Itoa(len(h.Waves))}
	if h.Why != "" {
		f["why"] = h.Why
	}
	return f
}

// Move implements migration.Ledger. The record of an end is left before the end is written: who dies in between leaves it once all the same.
func (m auditedMigrations) Move(ctx context.Context, i *migration.Item, d []migration.Delta) error {
	if i.Over() && i.Version > 0 {
		by := actorOf(ctx)
		r := audit.Record{
			Aggregate: audit.Migrant(i.Partner, string(i.Tenant)), Partner: i.Partner, Who: by.who, Correlation: by.correlation,
			What: audit.MigrantReached + audit.What(i.State), After: itemFacts(i), Once: i.Migration + "." + strconv.FormatInt(i.Version, 10),
		}
		if err := m.trail.Leave(ctx, r, nil); err != nil {
			return err
		}
	}
	return m.Migrations.Move(ctx, i, d)
}

// itemFacts is what records say of a customer: nothing of people.
func itemFacts(i *migration.Item) audit.Facts {
	f := audit.Facts{"migration": i.Migration, "wave": strconv.Itoa(i.Wave)}
	if i.Cause != "" {
		f["cause"] = string(i.Cause)
	}
	for n := range i.Tasks {
		t := &i.Tasks[n]
		f["service "+string(t.Service)] = string(t.Act) + " " + string(t.State) + " " + string(t.Result)
	}
	return f
}
