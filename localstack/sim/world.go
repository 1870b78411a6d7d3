package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnerapi"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// The partner that the simulators know.
const (
	tenant = "0f5a6c1e-3b7d-4c52-9a41-6a3d1f0c2b11"
	app    = "1b9e4d2a-7c60-4f35-8e12-5d4c3b2a1f22"
	user   = "2c8f3e1b-6d5a-4b97-9f03-4e5d6c7b8a33"
	clerk  = "3d7a2f0c-5c4b-4a86-8e14-3f6e7d8c9b44"
)

// names are those of the simulators, in the order of their ports.
func names() []string {
	return []string{"entra", "partnercenter", "graph", "partnerapi", "ovh", "route53", "dns"}
}

// world is all simulators, and what a client has to know in order to sign in.
type world struct {
	handlers map[string]http.Handler
	hello    map[string]string
	partner  *partnercenter.Sim
	names    *dns.Sim
}

// build makes the simulators for their addresses.
func build(clock *movable, seed, redirect string, mfa bool, urls map[string]string) (world, error) {
	secret := "secret-of-" + seed
	var partner *partnercenter.Sim
	var directory *graph.Sim
	delegated := func(partner, customer string) ([]string, bool) { return directory.Delegated(partner, customer) }
	zones := newZones(clock, seed, urls["ovh"])
	tokens := entra.New(entra.Options{
		Domains: func(domain string) (string, bool) {
			if tenant, found := directory.TenantOf(domain); found {
				return tenant, true
			}
			return partner.TenantOf(domain)
		},
		Known: func(tenant string) bool { _, ok := partner.Find(tenant); return ok }, Delegated: delegated,
		Clock: clock.now, Seed: seed, Base: urls["entra"], Apps: []entra.App{{ID: app, Secret: secret, Tenant: tenant, MultiTenant: true}},
		Users: []entra.User{
			{ID: user, UPN: "agent@partner.example", Tenant: tenant, MFA: true}, {ID: clerk, UPN: "clerk@partner.example", Tenant: tenant},
		},
	})
	if err := tokens.Redirect(app, redirect); err != nil {
		return world{}, err
	}
	partner = partnercenter.New(partnercenter.Options{
		Clock: clock.now, Seed: seed, Keys: tokens.Keys, EnforceMFA: mfa, Throttle: partnercenter.DocumentedThrottle,
		Delegated: delegated, Consent: tokens.Grant, Withdraw: func(app, tenant string) error { return tokens.Withdraw(app, tenant, "") },
		Base: urls["partnercenter"], Partners: []partnercenter.Partner{{
			Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD",
			Codes: []partnercenter.Code{{Organization: "City of Example", ID: "gcc-example-1", Most: 5, Left: 5}},
		}},
	})
	now := clock.now()
	directory = graph.New(graph.Options{
		Lookup: zones.names.Ask, Granted: granted(),
		Customers: func(tenant string) (graph.Customer, bool) {
			c, ok := partner.Find(tenant)
			return graph.Customer{Partner: c.Partner, Name: c.Company, Country: c.Country, Domain: c.Domain}, ok
		},
		Clock: clock.now, Keys: tokens.Keys, Base: urls["graph"], Seed: seed, Tenants: []graph.Tenant{{
			ID: tenant, Name: "Partner", Country: "US", Domains: []string{"partner.example"},
			Apps: []graph.App{{ID: app, Name: "Seatwright", Credentials: []graph.Credential{{ID: user, Starts: now, Ends: now.AddDate(2, 0, 0)}}}},
		}},
	})
	prices := partnerapi.New(partnerapi.Options{
		Clock: clock.now, Keys: tokens.Keys, Partners: []partnerapi.Partner{{Tenant: tenant, Currency: "USD"}},
	})
	for _, panel := range []*control.Panel{tokens.Panel, partner.Panel, directory.Panel, prices.Panel, zones.ovh.Panel, zones.amazon.Panel, zones.names.Panel} {
		panel.SetClock = clock.set
	}
	w := world{
		partner: partner, names: zones.names,
		handlers: map[string]http.Handler{"entra": tokens, "partnercenter": partner, "graph": directory, "partnerapi": prices, "ovh": zones.ovh, "route53": zones.amazon, "dns": zones.names},
		hello: map[string]string{
			"tenant": tenant, "client_id": app, "client_secret": secret, "redirect_uri": redirect,
			"refresh_token":       tokens.IssueRefresh(tenant, app, user, true),
			"ovh_application_key": ovhApp, "ovh_application_secret": secret, "ovh_consumer_key": ovhConsumer,
		},
	}
	maps.Copy(w.hello, urls)
	return w, nil
}

// load gives Partner Center what a file has; none for "".
func (w world) load(name string) error {
	if name == "" {
		return nil
	}
	f, err := os.Open(name) //nolint:gosec // the one who starts the program names the file
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer func() { _ = f.Close() }()
	in := json.NewDecoder(f)
	in.DisallowUnknownFields()
	var seed partnercenter.Seed
	if err := in.Decode(&seed); err != nil {
		return fmt.Errorf("load %s: %w", name, err)
	}
	return w.partner.Load(seed)
}

// deliver sends Partner Center's events every second, until ctx ends.
func (w world) deliver(ctx context.Context) {
	web := &http.Transport{}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = w.partner.Deliver(ctx, web) // what did not arrive is tried again
		}
	}
}

// movable is the machine's clock with a distance to it.
type movable struct {
	mu sync.Mutex
	by time.Duration
}

func (m *movable) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return control.Clock(nil).Now().Add(m.by)
}

func (m *movable) set(to time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.by = to.Sub(control.Clock(nil).Now())
}
