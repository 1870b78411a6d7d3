package app

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// trail is where the functions leave records of what they change: in one transaction with a change that a caller asked for, and of the worker's own
// writes before their outcome is saved, or at the latest before the order that holds it rests.
func (e *Env) trail(t *table.Table) audit.Trail { return audit.Trail{Chains: t, Now: e.Now} }

// openSafe opens what keeps the roots of the audit.
func (e *Env) openSafe() (audit.Safe, error) {
	if e.Local != nil {
		return e.Local.Blobs, nil
	}
	v, err := e.need(setting.AuditBucket)
	if err != nil {
		return nil, err
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return blob.Open(cfg, v[0]), nil
}

// Auditor gives what verifies the audit, for the operator's command.
func (e *Env) Auditor() (audit.Verifier, error) {
	t, err := e.OpenTable()
	if err != nil {
		return audit.Verifier{}, err
	}
	safe, err := e.openSafe()
	return audit.Verifier{Archive: t, Safe: safe, Now: e.Now}, err
}

// EraseAudit removes the data of people beside the records of a chain, for the operator's command, and tells beside how many there was any.
func (e *Env) EraseAudit(ctx context.Context, a audit.Aggregate) (int, error) {
	t, err := e.OpenTable() //nolint:contextcheck // it reads configuration only
	if err != nil {
		return 0, err
	}
	return audit.Erase(ctx, e.trail(t), t, a, audit.Operator, "")
}

// actor is who changes something, for records that are left far below the call that it came with.
type actor struct {
	who, correlation string
	what             audit.What // of a change to the app's credential
}

type actorKey struct{}

// acting gives a context in which somebody acts.
func acting(ctx context.Context, a actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// caller is the client of a call to our API.
func caller(r edge.Request) actor {
	return actor{who: audit.Client(r.Client), correlation: r.Correlation}
}

// doing says what a change to the app's credential is.
func (a actor) doing(w audit.What) actor {
	a.what = w
	return a
}

// actorOf gives who acts. Where nobody said so, it is an operator's command.
func actorOf(ctx context.Context) actor {
	if a, ok := actorIn(ctx); ok {
		return a
	}
	return actor{who: audit.Operator}
}

func actorIn(ctx context.Context) (actor, bool) {
	a, ok := ctx.Value(actorKey{}).(actor)
	return a, ok
}
