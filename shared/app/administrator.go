package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/secret"
)

// Administrator builds the function behind GET /v1/customers/{tenant_id}/administrator.
func Administrator(e *Env) (lambda.Handler, error) {
	c, err := e.counter("getAdministrator", scopeTenantsSecret)
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	trail := e.trail(c.table)
	return edge.HTTP(c.options, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		partner, tenant := order.PartnerID(r.Partner), order.TenantID(strings.ToLower(r.Path["tenant_id"]))
		h := order.Handover{Safe: safe{secrets}, Now: e.Now, Sleep: e.Sleep, Witness: func(ctx context.Context, g order.Given, given bool) error {
			rec := audit.Record{
				Aggregate: audit.Tenant(r.Partner, string(tenant)), Partner: r.Partner, Who: audit.Client(g.To), What: audit.AdministratorShown,
				Correlation: g.Correlation, Before: audit.Facts{"kept": "yes"}, After: audit.Facts{"kept": "no"},
			}
			if !given {
				rec.Before, rec.After = rec.After, rec.Before
			}
			return trail.Leave(ctx, rec, nil)
		}}
		a, err := h.Take(ctx, partner, tenant, r.Client, r.Correlation)
		if err != nil {
			return edge.Answer{}, err
		}
		return edge.Answer{
			Status: http.StatusOK, Header: map[string]string{"Cache-Control": "no-store"},
			Body: api.Administrator{TenantId: string(tenant), Domain: a.Domain, UserName: a.User, Password: a.Password},
		}, nil
	}), nil
}

// safe keeps first passwords in the secret store. One that was given out leaves in its place to whom, which the store takes in one step.
type safe struct{ secrets secret.Versions }

var _ order.Safe = safe{}

// kept is what a secret of a tenant's administrator holds: the administrator, or to whom it was given.
type kept struct {
	User     string       `json:"user,omitempty"`
	Password string       `json:"password,omitempty"`
	Domain   string       `json:"domain,omitempty"`
	Given    *order.Given `json:"given,omitempty"`
}

func administratorSecret(p order.PartnerID, t order.TenantID) string {
	return "tenant/" + string(p) + "/" + string(t) + "/admin"
}

// Administrator implements order.Safe.
func (s safe) Administrator(ctx context.Context, p order.PartnerID, t order.TenantID) (order.Administrator, error) {
	v, err := s.secrets.Version(ctx, administratorSecret(p, t), secret.Current)
	if fault.Of(err) == fault.NotFound {
		return order.Administrator{}, fault.NotFound.Wrap(err, "tenant: not one that an order made")
	}
	if err != nil {
		return order.Administrator{}, err
	}
	var k kept
	if err := json.Unmarshal([]byte(v.Value), &k); err != nil {
		return order.Administrator{}, err
	}
	if k.Given != nil {
		return order.Administrator{}, fault.Gone.Errorf("the password was given out at %s; set a new one at Microsoft if it was lost", k.Given.At.UTC().Format("2006-01-02T15:04:05Z"))
	}
	return order.Administrator{User: k.User, Password: k.Password, Domain: k.Domain, Version: v.ID}, nil
}

// Give implements order.Safe.
func (s safe) Give(ctx context.Context, p order.PartnerID, t order.TenantID, version string, g order.Given) error {
	text, err := json.Marshal(kept{Given: &g}) //nolint:gosec // no password is in it
	if err != nil {
		return err
	}
	id, err := s.secrets.Stage(ctx, administratorSecret(p, t), string(text))
	if err != nil {
		return err
	}
	return s.secrets.Promote(ctx, administratorSecret(p, t), id, version)
}

// Forget implements order.Safe.
func (s safe) Forget(ctx context.Context, p order.PartnerID, t order.TenantID) error {
	return s.secrets.Drop(ctx, administratorSecret(p, t), secret.Previous)
}
