package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

const (
	home    = "11111111-1111-4111-8111-111111111111"
	appID   = "22222222-2222-4222-8222-222222222222"
	another = "33333333-3333-4333-8333-333333333333"
	agent   = "agent@partner.test"
	contoso = "contoso.com"

	domainAdministrator = "8329153b-31d0-4727-b945-745eb3bc5f31"
	appAdministrator    = "158c047a-c907-4556-b7ef-446551a6b5f7"
)

var signer = sync.OnceValues(entra.NewSigner) //nolint:gochecknoglobals // making a key takes long, and one serves all tests

// world is Microsoft's side of a partner with one customer: the simulators as they know of each other, and the program that reaches them by the wire.
type world struct {
	domain.Tenants

	t        *testing.T
	now      time.Time
	entra    *entra.Sim
	center   *partnercenter.Sim
	graph    *graph.Sim
	table    *table.Table
	customer string
	texts    []string // of contoso.com in the DNS
}

func open(t *testing.T) *world {
	t.Helper()
	key, err := signer()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, now: time.Date(2026, time.June, 10, 9, 30, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	delegated := func(partner, customer string) ([]string, bool) { return w.graph.Delegated(partner, customer) }
	w.entra = entra.New(entra.Options{
		Clock: clock, Signer: key, Apps: []entra.App{{ID: appID, Secret: "app-secret", Tenant: home, MultiTenant: true}}, Delegated: delegated,
		Known:   func(tenant string) bool { _, ok := w.center.Find(tenant); return ok },
		Domains: func(name string) (string, bool) { return w.graph.TenantOf(name) },
	})
	w.center = partnercenter.New(partnercenter.Options{
		Clock: clock, Keys: w.entra.Keys, EnforceMFA: true, Delegated: delegated, Consent: w.entra.Grant,
		Partners: []partnercenter.Partner{{Tenant: home, Country: "DE", Currency: "EUR"}},
		Withdraw: func(app, tenant string) error { return w.entra.Withdraw(app, tenant, "") },
	})
	w.graph = graph.New(graph.Options{
		Clock: clock, Keys: w.entra.Keys, Tenants: []graph.Tenant{{ID: home}, {ID: another, Domains: []string{"fabrikam.com"}}},
		Customers: func(tenant string) (graph.Customer, bool) {
			c, ok := w.center.Find(tenant)
			return graph.Customer{Partner: c.Partner, Name: c.Company, Domain: c.Domain}, ok
		},
		Lookup: func(string, string) []string { return w.texts },
	})
	if w.customer, err = w.center.AddCustomer(partnercenter.CustomerSeed{Partner: home, Domain: "buyer.onmicrosoft.com", Company: "Buyer"}); err != nil {
		t.Fatal(err)
	}
	w.start(clock)
	return w
}

// start builds the program for a partner that has signed in.
func (w *world) start(clock func() time.Time) {
	w.t.Helper()
	store, secrets := memory.NewStore(clock), memory.NewSecrets()
	w.table = table.Open(store, clock)
	p := partner.SeedPartner{
		Partner: partner.Default("one"), ClientSecret: "app-secret",
		RefreshToken: w.entra.IssueRefresh(home, appID, agent, true), RefreshIssued: w.now, RefreshUser: agent,
	}
	p.Name, p.Tenant, p.App.Client, p.Market, p.Currency = "One", home, appID, "DE", "EUR"
	if err := partner.Seed(w.t.Context(), partner.File{Partners: []partner.SeedPartner{p}}, w.table, secrets, clock); err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	env := &app.Env{
		Now: clock, Sleep: func(context.Context, time.Duration) error { return nil }, Log: log, Meter: log,
		Settings: map[setting.Name]string{setting.Entra: "http://entra.test", setting.PartnerAPI: "http://center.test", setting.Graph: "http://graph.test"},
		Local: &app.Local{Store: store, Secrets: secrets, Web: control.Transport(map[string]http.Handler{
			"entra.test": w.entra, "center.test": w.center, "graph.test": w.graph,
		})},
	}
	var err error
	if w.Tenants, err = app.NewTenants(env, w.table, secrets); err != nil {
		w.t.Fatal(err)
	}
}

// relate sets the partner's relationship with the customer.
func (w *world) relate(status string, roles ...string) {
	w.t.Helper()
	r := graph.Relationship{ID: "r1", Name: "Sample", Customer: w.customer, Status: status, Roles: roles, Created: w.now}
	if err := w.graph.SetRelationship(home, r); err != nil {
		w.t.Fatal(err)
	}
	w.pass()
}

// pass has the time go by for which a refusal is remembered.
func (w *world) pass() { w.now = w.now.Add(time.Minute) }

func (w *world) setup(name string) *domain.Setup {
	return &domain.Setup{Partner: "one", Customer: w.customer, Domain: name, Options: dns.Options{Services: []dns.Service{dns.Email}}}
}

// want asks for the facts, which fail with a kind and a text that has all these words. The partner's other work goes on in any case.
func (w *world) want(name string, kind fault.Kind, words ...string) dns.Facts {
	w.t.Helper()
	f, err := w.Facts(w.t.Context(), w.setup(name))
	if fault.Of(err) != kind || (err != nil) != (kind != "") {
		w.t.Errorf("%s: %v (%s), want %q", name, err, fault.Of(err), kind)
	}
	for _, word := range words {
		if !strings.Contains(fault.Text(err), word) {
			w.t.Errorf("%q is not in %q", word, fault.Text(err))
		}
	}
	if s, err := w.table.Standing(w.t.Context(), string(order.PartnerID("one"))); err != nil || s.Hold != nil {
		w.t.Errorf("the partner is on hold: %+v, %v", s.Hold, err)
	}
	return f
}
