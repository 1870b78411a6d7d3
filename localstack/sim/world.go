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
	sims := microsoft{clock: clock, seed: seed, urls: urls, zones: newZones(clock, seed, urls["ovh"])}
	sims.openTokens(secret)
	if err := sims.tokens.Redirect(app, redirect); err != nil {
		return world{}, err
	}
	sims.openPartner(mfa)
	sims.openDirectory()
	prices := partnerapi.New(partnerapi.Options{
		Clock: clock.now, Keys: sims.tokens.Keys, Partners: []partnerapi.Partner{{Tenant: tenant, Currency: "USD"}},
	})
	panels := []*control.Panel{
		sims.tokens.Panel, sims.partner.Panel, sims.directory.Panel, prices.Panel, sims.zones.ovh.Panel, sims.zones.amazon.Panel, sims.zones.names.Panel,
	}
	for _, panel := range panels {
		panel.SetClock = clock.set
	}
	w := world{
		partner: sims.partner, names: sims.zones.names,
		handlers: map[string]http.Handler{
			"entra": sims.tokens, "partnercenter": sims.partner, "graph": sims.directory, "partnerapi": prices,
			"ovh": sims.zones.ovh, "route53": sims.zones.amazon, "dns": sims.zones.names,
		},
		hello: map[string]string{
			"tenant": tenant, "client_id": app, "client_secret": secret, "redirect_uri": redirect,
			"refresh_token":       sims.tokens.IssueRefresh(tenant, app, user, true),
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
