package ovh_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/ovh"
	"github.com/seatwright/seatwright/shared/rest"
)

const (
	host    = "eu.api.ovh.com"
	zone    = "example.fr"
	account = "xx1-ovh"
)

// world is the simulated service, a client of it, and a clock that sleeping moves.
type world struct {
	*sim.Sim

	client *ovh.Client
	opt    ovh.Options
	now    time.Time
	slept  []time.Duration
	seen   []rest.Call
}

// open gives a world whose zone has these rows. The change of the options comes before the start.
func open(t *testing.T, change func(*sim.Options, *ovh.Options), rows ...sim.Row) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	so := sim.Options{
		Clock: func() time.Time { return w.now }, Seed: t.Name(), Apps: []sim.App{{Key: "ak", Secret: "as"}},
		Keys:    []sim.ConsumerKey{{Key: "ck", App: "ak", Account: account, Status: "validated", Rules: rules(ovh.ZoneRules())}},
		Clients: []sim.OAuthClient{{ID: "client", Secret: "password", Account: account, Actions: []string{"dnsZone:apiovh:*"}}},
		Zones:   []sim.Zone{{Name: zone, Account: account, Rows: rows}, {Name: "elsewhere.fr", Account: "other"}},
	}
	region, _ := ovh.RegionOf("ovh-eu")
	oo := ovh.Options{
		Region: region, Keys: ovh.Keys{Application: "ak", Secret: "as", Consumer: "ck"}, Now: func() time.Time { return w.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.slept, w.now = append(w.slept, d), w.now.Add(d)
			return ctx.Err()
		},
		Observe: func(_ context.Context, c rest.Call) { w.seen = append(w.seen, c) },
	}
	if change != nil {
		change(&so, &oo)
	}
	w.Sim = sim.New(so)
	oo.Transport = control.Transport(map[string]http.Handler{host: w.Sim, "www.ovh.com": w.Sim})
	w.opt, w.client = oo, ovh.Open(oo)
	return w
}

func rules(all []ovh.Rule) []sim.Rule {
	var out []sim.Rule
	for _, r := range all {
		out = append(out, sim.Rule(r))
	}
	return out
}

// fail has the next matching call fail.
func (w *world) fail(t *testing.T, f control.Fault) {
	t.Helper()
	if f.Header == nil && !strings.HasPrefix(f.Body, "<") {
		f.Header = map[string]string{}
	}
	if f.Header != nil && f.Header["Content-Type"] == "" {
		f.Header["Content-Type"] = "application/json"
	}
	if err := w.Inject(f); err != nil {
		t.Fatal(err)
	}
}

// calls counts those that arrived with this method.
func (w *world) calls(method string) int {
	return len(slices.DeleteFunc(w.Calls(), func(c control.Call) bool { return c.Method != method }))
}

// texts gives the targets of the staged or published rows.
func (w *world) texts(published bool) []string {
	view, _ := w.View(zone, published)
	var all []string
	for _, r := range view.Rows {
		all = append(all, r.Type+" "+r.Name+" "+r.Target)
	}
	return all
}
