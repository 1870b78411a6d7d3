package main

import (
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
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
func names() []string { return []string{"entra", "partnercenter", "graph", "partnerapi"} }

// world is all simulators, and what a client has to know in order to sign in.
type world struct {
	handlers map[string]http.Handler
	hello    map[string]string
}

// build makes the simulators for their addresses.
func build(clock *movable, seed, redirect string, mfa bool, urls map[string]string) (world, error) {
	secret := "secret-of-" + seed
	tokens := entra.New(entra.Options{
		Clock: clock.now, Seed: seed, Base: urls["entra"], Apps: []entra.App{{ID: app, Secret: secret, Tenant: tenant, MultiTenant: true}},
		Users: []entra.User{
			{ID: user, UPN: "agent@partner.example", Tenant: tenant, MFA: true}, {ID: clerk, UPN: "clerk@partner.example", Tenant: tenant},
		},
	})
	if err := tokens.Redirect(app, redirect); err != nil {
		return world{}, err
	}
	partner := partnercenter.New(partnercenter.Options{
		Clock: clock.now, Seed: seed, Keys: tokens.Keys, EnforceMFA: mfa, Throttle: partnercenter.DocumentedThrottle,
		Partners: []partnercenter.Partner{{Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD"}},
	})
	now := clock.now()
	directory := graph.New(graph.Options{
		Clock: clock.now, Keys: tokens.Keys, Base: urls["graph"], Seed: seed, Tenants: []graph.Tenant{{
			ID: tenant, Name: "Partner", Country: "US", Domains: []string{"partner.example"},
			Apps: []graph.App{{ID: app, Name: "Seatwright", Credentials: []graph.Credential{{ID: user, Starts: now, Ends: now.AddDate(2, 0, 0)}}}},
		}},
	})
	prices := partnerapi.New(partnerapi.Options{
		Clock: clock.now, Keys: tokens.Keys, Partners: []partnerapi.Partner{{Tenant: tenant, Currency: "USD"}},
	})
	for _, panel := range []*control.Panel{tokens.Panel, partner.Panel, directory.Panel, prices.Panel} {
		panel.SetClock = clock.set
	}
	w := world{
		handlers: map[string]http.Handler{"entra": tokens, "partnercenter": partner, "graph": directory, "partnerapi": prices},
		hello: map[string]string{
			"tenant": tenant, "client_id": app, "client_secret": secret, "redirect_uri": redirect,
			"refresh_token": tokens.IssueRefresh(tenant, app, user, true),
		},
	}
	maps.Copy(w.hello, urls)
	return w, nil
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
