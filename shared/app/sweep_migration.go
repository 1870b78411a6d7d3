package app

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// migrations sends the readings, forecasts, migrations and letters that are due. One that fails does not stop the others. The index may show one that is not due any more.
func (s sweeper) migrations(ctx context.Context) error {
	now := s.env.Now()
	due, failed := s.table.Migrations().Due(ctx, now, most)
	for _, d := range due {
		failed = errors.Join(failed, unlessGone(s.migration(ctx, d)))
	}
	letters, err := s.table.Letters().Due(ctx, now, most)
	failed = errors.Join(failed, err)
	for _, d := range letters {
		l, err := s.table.Letters().Letter(ctx, d.Partner, d.Tenant, d.Event)
		if err == nil && !l.Due.IsZero() && !l.Due.After(now) {
			err = s.toMigrations.letter(ctx, &l)
		}
		failed = errors.Join(failed, unlessGone(err))
	}
	return failed
}

func (s sweeper) migration(ctx context.Context, d table.DueMigration) error {
	kept := s.table.Migrations()
	switch {
	case d.Migration != "":
		h, err := kept.Head(ctx, d.Migration)
		if err != nil || h.State == migration.HeadOver || h.State == migration.HeadCancelled {
			return err
		}
		return s.toMigrations.conduct(ctx, &h)
	case d.DryRun != "":
		f, err := kept.DryRun(ctx, d.Partner, d.DryRun)
		if err != nil || !f.Done.IsZero() {
			return err
		}
		return s.toMigrations.forecast(ctx, d.Partner, d.DryRun, "")
	}
	g, err := kept.Reading(ctx, d.Partner)
	if err != nil || !g.Done.IsZero() {
		return err
	}
	return s.toMigrations.reading(ctx, &g)
}
