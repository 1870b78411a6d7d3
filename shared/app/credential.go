package app

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// Credential builds the function behind the secret or certificate of a partner's app.
func Credential(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	c := credentialDesk{env: e, table: t}
	if c.secrets, err = e.OpenSecrets(); err != nil {
		return nil, err
	}
	if c.service, err = e.openEntra(); err != nil {
		return nil, err
	}
	c.renewer = e.renewer(t, c.service, c.secrets)
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	back := options("rollbackCredential", scopePartnersWrite)
	return edge.Routes(map[string]lambda.Handler{
		"GET /v1/partners/{partner_id}/credentials":           edge.HTTP(options("getCredential", scopePartnersRead), c.look),
		"POST /v1/partners/{partner_id}/credentials":          edge.HTTP(options("putCredential", scopePartnersWrite), c.put),
		"POST /v1/partners/{partner_id}/credentials/rollback": edge.HTTP(back, edge.Once(back, t, false, c.rollback)),
	}), nil
}

type credentialDesk struct {
	env     *Env
	table   *table.Table
	secrets secret.Versions
	service *entra.Client
	renewer token.Renewer
}

func (c credentialDesk) look(ctx context.Context, r edge.Request) (edge.Answer, error) {
	p, err := c.table.Partner(ctx, order.PartnerID(r.Partner))
	if err != nil {
		return edge.Answer{}, err
	}
	return c.shown(ctx, p)
}

func (c credentialDesk) put(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.NewCredential](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	fresh, err := newCredential(n, c.env.Now())
	if err != nil {
		return edge.Answer{}, err
	}
	p, err := c.table.Partner(ctx, order.PartnerID(r.Partner))
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.renewer.Replace(acting(ctx, caller(r).doing(audit.CredentialReplaced)), subject(p), fresh); err != nil {
		return edge.Answer{}, refused(err, p)
	}
	c.env.Log.InfoContext(ctx, "credential replaced", "partner", r.Partner, "client", r.Client)
	if err := c.lift(acting(ctx, caller(r)), p); err != nil {
		return edge.Answer{}, err // the same call again goes on from here
	}
	return c.shown(ctx, p)
}

func (c credentialDesk) rollback(ctx context.Context, r edge.Request) (edge.Answer, error) {
	p, err := c.table.Partner(ctx, order.PartnerID(r.Partner))
	if err != nil {
		return edge.Answer{}, err
	}
	err = c.renewer.Rollback(acting(ctx, caller(r).doing(audit.CredentialBack)), subject(p))
	if fault.Of(err) == fault.NotFound {
		return edge.Answer{}, fault.NotFound.Wrap(err, "there is no previous secret or certificate to go back to")
	}
	if err != nil {
		return edge.Answer{}, refused(err, p)
	}
	c.env.Log.InfoContext(ctx, "credential rolled back", "partner", r.Partner, "client", r.Client)
	lifting := c.lift(acting(ctx, caller(r)), p)
	a, err := c.shown(ctx, p)
	a.Warning = lifting // the same call again would undo this one
	return a, err
}

// refused: that Microsoft does not take a credential says nothing of the caller's own token.
func refused(err error, p partner.Partner) error {
	if fault.Of(err) != fault.Unauthenticated {
		return err
	}
	d := entra.Diagnose(err, string(p.ID))
	return fault.Coded(fault.Invalid.Wrap(err, "nothing was changed, as Microsoft Entra does not take it: %s; %s", d.Cause, d.Next), d.Code)
}

// lift lets the partner's work go on if it was on hold and the sign-in brings tokens again. When it does not, somebody has to sign in as well.
func (c credentialDesk) lift(ctx context.Context, p partner.Partner) error {
	id := string(p.ID)
	s, err := c.table.Standing(ctx, id)
	if err != nil || s.Hold == nil {
		return err
	}
	account := token.New(c.service, c.secrets, c.env.Now).For(id, string(p.Tenant), p.App.Client)
	if _, err := account.Access(ctx, partnercenter.Audience); err != nil {
		c.env.Log.WarnContext(ctx, "still on hold", "partner", id, "code", fault.Code(err))
		return nil
	}
	used, err := c.signedIn(ctx, id)
	if err != nil {
		return err
	}
	holds := auditedHolds{c.table, c.env.trail(c.table), audit.Operator}
	if _, err = hold.Lift(ctx, holds, id, used, c.env.Now()); err == nil {
		c.env.Log.InfoContext(ctx, "hold lifted", slog.String("partner", id))
	}
	return err
}
