package app

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// base is what the functions of migrations share.
type base struct {
	env    *Env
	table  *table.Table
	kept   table.Migrations
	prices pricer
	files  Files
	wake   migrationWaker
}

// openBase opens what the functions of migrations share.
func (e *Env) openBase(t *table.Table) (base, error) {
	q, err := e.openQueue(setting.MigrationQueue)
	if err != nil {
		return base{}, err
	}
	files, err := e.openFiles()
	if err != nil {
		return base{}, err
	}
	p, err := e.openPricer(t)
	return base{env: e, table: t, kept: t.Migrations(), prices: p, files: files, wake: migrationWaker{waker{queue: q, now: e.Now, log: e.Log}}}, err
}

// Migrate builds the function that the queue of migrations wakes: it reads a partner's customers, computes forecasts, and takes customers over one by one.
func Migrate(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	b, err := e.openBase(t)
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	post, err := e.openLetters()
	if err != nil {
		return nil, err
	}
	w := migrateWork{base: b, sellers: s, licences: e.licenceWork(t, s), post: post}
	return batched{edge.Queue(edge.Options{Operation: "migrate", Log: e.Log, Now: e.Now}, atOnce, w.message), w}, nil
}

type migrateWork struct {
	base

	sellers  *sellers
	licences subscription.Work
	post     migration.Post // nil: no e-mail is sent
}

func (w migrateWork) message(ctx context.Context, m edge.Message) error {
	var what wish
	if err := json.Unmarshal([]byte(m.Body), &what); err != nil {
		return fault.Malformed.Wrap(err, "the message is no wish")
	}
	ctx = acting(ctx, actor{who: audit.Worker, correlation: m.Correlation})
	switch {
	case what.Partner != "" && what.Reading != "":
		return w.read(ctx, what.Partner)
	case what.Partner != "" && what.Refill != "":
		return w.refill(ctx, what.Partner, what.Refill)
	case what.Partner != "" && what.Forecast != "":
		return w.forecast(ctx, what.Partner, what.Forecast, m.Receives)
	case what.Partner != "" && what.Letter != "":
		return w.letter(ctx, what.Partner, migration.Tenant(what.Tenant), migration.Event(what.Letter))
	case what.Migration == "":
		return fault.Malformed.Errorf("the message names neither a partner's customers nor a migration")
	}
	ctx = edge.With(ctx, slog.String("migration_id", what.Migration))
	switch {
	case what.Tenant != "":
		return w.customer(ctx, what.Migration, migration.Tenant(what.Tenant), m.Receives)
	case what.Cause != "":
		return w.again(ctx, what.Migration, migration.Retry{Cause: migration.Cause(what.Cause), Looked: what.Looked})
	}
	return w.conduct(ctx, what.Migration)
}

// audited gives the migrations as one run changes them.
func (b base) audited() auditedMigrations { return auditedMigrations{b.kept, b.env.trail(b.table)} }

// conductor leads a migration.
func (b base) conductor() migration.Conductor {
	kept := b.audited()
	return migration.Conductor{Board: kept, Ledger: kept, Queue: b.wake, AtOnce: migration.Shards, Now: b.env.Now}
}
