package route53_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
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

// drawSets gives what a zone may have at the names that a plan is about, and beside them.
func drawSets(rt *rapid.T) []sim.Set {
	candidates := []sim.Set{
		{Name: zone, Type: "MX", Values: []string{"10 mail.example", "20 mail2.example."}},
		{Name: zone, Type: "TXT", Values: []string{`"v=spf1 include:_spf.shop.example ~all"`, `"caf\303\251"`}},
		{Name: zone, Type: "TXT", Values: []string{`"MS=ms12345678"`}},
		{Name: "autodiscover." + zone, Type: "A", Values: []string{"45.0.0.1", "45.0.0.2"}},
		{Name: "autodiscover." + zone, Type: "CNAME", Values: []string{"mail.example"}},
		{Name: "_sipfederationtls._tcp." + zone, Type: "SRV", Values: []string{"100 1 5061 sipfed.online.lync.com", "1 1 5061 sip.example."}},
		{Name: "*." + zone, Type: "A", Values: []string{"45.0.0.3"}},
		{Name: "www." + zone, Type: "A", Values: []string{"45.0.0.4"}},
		{Name: "cdn." + zone, Type: "A", Alias: "d1.cloudfront.example."},
	}
	var sets []sim.Set
	names := map[string]string{}
	for _, s := range candidates {
		kind, taken := names[s.Name]
		if taken && (kind == s.Type || kind == "CNAME" || s.Type == "CNAME") || !rapid.Bool().Draw(rt, s.Name+s.Type) {
			continue
		}
		names[s.Name] = s.Type
		if s.Alias == "" {
			s.TTL = rapid.SampledFrom([]int64{0, 60, 300, 3600}).Draw(rt, "ttl")
		}
		sets = append(sets, s)
	}
	return sets
}

// apply makes what a plan, or its undoing, says of the zone as it is now.
func (w *world) apply(rt *rapid.T, steps func(dns.Zone) ([]dns.Step, error)) dns.Zone {
	w.now = w.now.Add(2 * time.Second)
	held, err := w.Look(rt.Context(), zone)
	if err != nil {
		rt.Fatal(err)
	}
	all, err := steps(held.Zone)
	if err != nil {
		rt.Fatal(err)
	}
	ref, err := w.Stage(rt.Context(), zone, all)
	if err != nil {
		rt.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	if got, err := w.Publish(rt.Context(), zone, domain.Publication{Ref: ref}); !got.Deployed || err != nil {
		rt.Fatal(got, err)
	}
	if held, err = w.Look(rt.Context(), zone); err != nil {
		rt.Fatal(err)
	}
	return held.Zone
}

func TestAPlanIsMadeAsItWasShownAndTakenBack(t *testing.T) {
	t.Parallel()
	plans := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := open(t, nil, drawSets(rt)...)
		before := w.look(t).Zone
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
		after := w.apply(rt, p.Forward)
		if d := cmp.Diff(rows(p.Predicted()), rows(after)); d != "" {
			rt.Fatal(d, p.Text())
		}
		again, err := dns.Prepare(rt.Context(), nobody{}, after, facts(), o)
		if err != nil || !again.Empty() {
			rt.Fatal(again.Text(), err)
		}
		if got := w.apply(rt, p.Back); !slices.Equal(rows(before), rows(got)) {
			rt.Fatal(cmp.Diff(rows(before), rows(got)), p.Text())
		}
	})
	fmt.Printf("%d plans applied and taken back\n", plans)
}
