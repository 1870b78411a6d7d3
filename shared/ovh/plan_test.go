package ovh_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/ovh"
)

// nobody is a DNS in which senders have nothing below them.
type nobody struct{}

func (nobody) Answers(_ context.Context, _ string, t dns.Type) ([]string, error) {
	if t == dns.TXT {
		return []string{"v=spf1 ip4:45.0.0.0/24 -all"}, nil
	}
	return []string{"45.0.0.1"}, nil
}

func facts() dns.Facts {
	row := func(name string, t dns.Type, value string, s dns.Service) dns.Wanted {
		return dns.Wanted{Name: name + zone, Type: t, Value: value, TTL: 3600, Service: s, Source: dns.FromGraph}
	}
	return dns.Facts{Domain: zone, Verified: true, Wanted: []dns.Wanted{
		row("", dns.TXT, "MS=ms12345678", dns.Ownership), row("", dns.MX, "0 example-fr.o-v1.mx.microsoft", dns.Email),
		row("", dns.TXT, "v=spf1 include:spf.protection.outlook.com -all", dns.Email),
		row("autodiscover.", dns.CNAME, "autodiscover.outlook.com", dns.Email),
		row("_sipfederationtls._tcp.", dns.SRV, "100 1 5061 sipfed.online.lync.com", dns.Teams),
		row("enterpriseregistration.", dns.CNAME, "enterpriseregistration.windows.net", dns.Intune),
	}}
}

// drawRows gives a zone that nobody touched yet, without some of its rows and with foreign ones.
func drawRows(rt *rapid.T) []sim.Row {
	all := append(sim.FreshRows(zone, rapid.SampledFrom([]string{"SPF", "TXT"}).Draw(rt, "type of SPF")),
		sim.Row{Type: "MX", Target: "10 mail.example.", TTL: 600}, sim.Row{Type: "TXT", Target: `"MS=ms12345678"`}, sim.Row{Type: "TXT", Target: `"MS=ms12345678"`, TTL: 60},
		sim.Row{Type: "TXT", Target: `"v=spf1 include:_spf.shop.example ~all"`}, sim.Row{Name: "_dmarc", Type: "DMARC", Target: "v=DMARC1;p=none;"},
		sim.Row{Name: "_sipfederationtls._tcp", Type: "SRV", Target: "1 1 5061 sip"}, sim.Row{Name: "shop", Type: "A", Target: "45.0.0.9", TTL: 60},
		sim.Row{Name: "enterpriseregistration", Type: "A", Target: "45.0.0.9"})
	var rows []sim.Row
	for i, r := range all {
		if rapid.Bool().Draw(rt, fmt.Sprint("row ", i)) {
			rows = append(rows, r)
		}
	}
	return rows
}

func TestNothingButZonesIsCalled(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	h := ovh.NewHost(w.client)
	held := w.look(t, h)
	steps := append(proof("one"), dns.Step{Kind: dns.Delete, Row: held.Zone.Rows[0]}, dns.Step{Kind: dns.Update, Row: held.Zone.Rows[5], To: held.Zone.Rows[5]})
	if _, err := h.Stage(t.Context(), zone, steps); err != nil {
		t.Fatal(err)
	}
	for asked := range 3 {
		if _, err := h.Publish(t.Context(), zone, domain.Publication{Serial: held.Zone.Serial, Asked: asked + 1}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range w.Calls() {
		if path := strings.TrimPrefix(c.Path, "/1.0"); path != "/auth/time" && path != "/auth/currentCredential" && !strings.HasPrefix(path, "/domain/zone/"+zone) {
			t.Errorf("%s %s", c.Method, c.Path)
		}
	}
}

// apply makes what a plan, or its undoing, says of the zone as it is now, and publishes it.
func (w *world) apply(rt *rapid.T, h *ovh.Host, steps func(dns.Zone) ([]dns.Step, error)) dns.Zone {
	held, err := h.Look(rt.Context(), zone)
	if err != nil {
		rt.Fatal(err)
	}
	all, err := steps(held.Zone)
	if err != nil {
		rt.Fatal(err)
	}
	if _, err := h.Stage(rt.Context(), zone, all); err != nil {
		rt.Fatal(err)
	}
	pub := domain.Publication{Serial: held.Zone.Serial, Asked: 1}
	if got, err := h.Publish(rt.Context(), zone, pub); len(got.Errors) > 0 || err != nil {
		rt.Fatal(got, err)
	}
	w.now = w.now.Add(time.Minute)
	if held, err = h.Look(rt.Context(), zone); err != nil {
		rt.Fatal(err)
	}
	return held.Zone
}

func TestAPlanIsMadeAsItWasShownAndTakenBack(t *testing.T) {
	t.Parallel()
	plans := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := open(t, nil, drawRows(rt)...)
		h := ovh.NewHost(w.client)
		before := w.look(t, h).Zone
		o := dns.Options{Services: []dns.Service{dns.Email, dns.Teams, dns.Intune}, EnforceTTL: rapid.Bool().Draw(rt, "enforce")}
		for _, r := range before.Rows { // somebody agrees to everything
			o.Consents.Rows = append(o.Consents.Rows, r.ID)
		}
		p, err := dns.Prepare(rt.Context(), nobody{}, before, facts(), o)
		if err != nil {
			rt.Fatal(err)
		}
		if !p.Ready() {
			return
		}
		plans++
		if rapid.Bool().Draw(rt, "renumbered") {
			if err := w.Apply(sim.Edit{Zone: zone, Renumber: true}); err != nil {
				rt.Fatal(err)
			}
		}
		after := w.apply(rt, h, p.Forward)
		if d := cmp.Diff(same(p.Predicted()), same(after)); d != "" {
			rt.Fatal(d, p.Text())
		}
		published, _ := w.View(zone, true)
		if len(published.Rows) != len(after.Rows) {
			rt.Fatalf("%d rows are published of %d", len(published.Rows), len(after.Rows))
		}
		again, err := dns.Prepare(rt.Context(), nobody{}, after, facts(), o)
		if err != nil || !again.Empty() {
			rt.Fatal(again.Text(), err)
		}
		if got := w.apply(rt, h, p.Back); !slices.Equal(same(before), same(got)) {
			rt.Fatal(cmp.Diff(same(before), same(got)), p.Text())
		}
	})
	fmt.Printf("%d plans applied and taken back\n", plans)
}
