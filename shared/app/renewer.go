package app

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnerapi"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// openEntra opens the token service.
func (e *Env) openEntra() (*entra.Client, error) {
	v, err := e.need(setting.Entra)
	if err != nil {
		return nil, err
	}
	c := entra.Open(v[0], e.web())
	c.Now, c.Sleep, c.Observe = e.Now, e.Sleep, e.observe
	return c, nil
}

// renewer keeps partners' sign-ins alive. It passes by the gate, as it is what opens it.
func (e *Env) renewer(t *table.Table, service *entra.Client, secrets secret.Versions) token.Renewer {
	return token.Renewer{Minter: service, Secrets: versions{secrets, e.trail(t)}, Leases: t, Now: e.Now, Sleep: e.Sleep}
}

// subject is a partner's sign-in, as its settings have it. Partner Center comes first: a sign-in that does not open it is of no use.
func subject(p partner.Partner) token.Subject {
	const day = 24 * time.Hour
	s := token.Subject{
		Partner: string(p.ID), Tenant: string(p.Tenant), Client: p.App.Client,
		Audiences: []string{partnercenter.Audience}, RenewAfter: time.Duration(p.RenewAfter) * day,
	}
	for _, a := range p.Audiences {
		switch a {
		case partner.Graph:
			s.Audiences = append(s.Audiences, graph.Audience)
		case partner.PriceSheets:
			s.Audiences = append(s.Audiences, partnerapi.Audience)
		case partner.PartnerCenter:
		}
	}
	return s
}

// versions gives the renewer the secret store in its own words, and leaves a record of each version that becomes the current one.
type versions struct {
	of    secret.Versions
	trail audit.Trail
}

// Version implements token.Versions.
func (v versions) Version(ctx context.Context, name string, l token.Label) (token.Version, error) {
	found, err := v.of.Version(ctx, name, secret.Label(l))
	return token.Version(found), err
}

// Stage implements token.Versions.
func (v versions) Stage(ctx context.Context, name, value string) (string, error) {
	return v.of.Stage(ctx, name, value)
}

// Promote implements token.Versions.
func (v versions) Promote(ctx context.Context, name, id, from string) error {
	return promoted(ctx, v.trail, name, id, from, func() error { return v.of.Promote(ctx, name, id, from) })
}

// Drop implements token.Versions.
func (v versions) Drop(ctx context.Context, name string, l token.Label) error {
	return v.of.Drop(ctx, name, secret.Label(l))
}
