package doctor_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	tenant = "11111111-aaaa-4bbb-8ccc-000000000001"
	day    = 24 * time.Hour
)

func today() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// world is a world in which everything is in order, for a test to break one thing of.
type world struct {
	doctor.World

	partner    partner.Partner
	credential token.Credential
	refresh    token.Refresh
	secrets    map[string]error           // reads that fail
	tokens     map[partner.Audience]error // mints that fail
	mfa        *bool                      // what Partner Center says
	depth      doctor.Depth               // of the queue
	relations  []doctor.Relationship      // of the partner
	registered []doctor.Credential        // of the app
	billing    doctor.Billing
}

func healthy() *world {
	yes := true
	w := &world{
		partner:    partner.Default("acme"),
		credential: token.Credential{Secret: "hush", Expires: today().Add(300 * day)},
		refresh:    token.Refresh{Token: "hush", Issued: today().Add(-3 * day), Tenant: tenant},
		secrets:    map[string]error{}, tokens: map[partner.Audience]error{}, mfa: &yes,
		billing: doctor.Billing{Country: "DE", Currency: "EUR"},
		relations: []doctor.Relationship{
			{Active: true, Roles: []string{"8329153B-31D0-4727-B945-745EB3BC5F31"}, Ends: today().Add(200 * day)}, {Ends: today().Add(-day)},
		},
	}
	w.partner.Tenant, w.partner.MPN, w.partner.Market, w.partner.Currency = tenant, "1234567", "DE", "EUR"
	w.partner.Audiences = []partner.Audience{partner.PartnerCenter, partner.PriceSheets, partner.Graph}
	w.World = doctor.World{
		Now: today, Secret: w.secret,
		Access: func(_ context.Context, a partner.Audience) error { return w.tokens[a] },
		Diagnose: func(err error) hold.Diagnosis {
			d := hold.Diagnosis{Code: fault.Code(err), Cause: fault.Text(err), Next: "sign in again with MFA", Link: "/v1/partners/acme/consents"}
			if d.Code == "AADSTS7000222" {
				d.Next, d.Link = "store another", "/v1/partners/acme/credentials"
			}
			return d
		},
		Hold:   func(context.Context) (*hold.Hold, error) { return nil, nil }, //nolint:nilnil // no hold is no failure
		Depth:  func(context.Context) (doctor.Depth, error) { return w.depth, nil },
		Prices: func(context.Context) error { return nil },
		Center: doctor.Center{
			MFA:       func(context.Context) (*bool, error) { return w.mfa, nil },
			Tenant:    func(context.Context) (string, error) { return strings.ToUpper(tenant), nil },
			Billing:   func(context.Context) (doctor.Billing, error) { return w.billing, nil },
			MPN:       func(context.Context) (string, error) { return "1234567", nil },
			Customers: func(context.Context) (int, error) { return 2, nil },
			Products:  func(context.Context) (int, error) { return 5, nil },
			Webhooks:  func(context.Context) ([]string, error) { return []string{"https://example.com/hook"}, nil },
		},
		Graph: doctor.Graph{
			Tenant:        func(context.Context) (string, error) { return tenant, nil },
			Credentials:   func(context.Context) ([]doctor.Credential, error) { return w.registered, nil },
			Relationships: func(context.Context) ([]doctor.Relationship, error) { return w.relations, nil },
		},
	}
	return w
}

func (w *world) secret(_ context.Context, name string) (string, error) {
	if err := w.secrets[name]; err != nil {
		return "", err
	}
	var v any = w.credential
	if name == token.RefreshSecret("acme") {
		v = w.refresh
	}
	text, err := json.Marshal(v)
	return string(text), err
}

// examine gives the findings by check.
func (w *world) examine(t *testing.T) map[string]doctor.Finding {
	t.Helper()
	found := map[string]doctor.Finding{}
	for _, r := range doctor.Examine(t.Context(), doctor.Checks(w.World, w.partner)) {
		found[r.Check] = r.Finding
	}
	return found
}

func fails[T any](err error) func(context.Context) (T, error) {
	return func(context.Context) (T, error) { return *new(T), err }
}

func gives[T any](v T) func(context.Context) (T, error) {
	return func(context.Context) (T, error) { return v, nil }
}
