package graph_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/rest"
)

const (
	tenant  = "11111111-1111-4111-8111-111111111111"
	another = "22222222-2222-4222-8222-222222222222"
	contoso = "contoso.com"
)

// signer makes one key for all tests, because that takes long.
var signer = sync.OnceValue(func() *control.Signer { //nolint:gochecknoglobals // see above
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return control.NewSigner(key)
})

func clock() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

// world is the client and the simulator, which share nothing but the wire, and what the DNS has.
type world struct {
	*graph.Client

	sim   *sim.Sim
	texts []string
	hosts []string
}

func simulated(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.sim = sim.New(sim.Options{
		Clock: clock, Seed: "a", Keys: func() ([]byte, error) { return signer().Keys().Encode() },
		Lookup: func(name, kind string) []string {
			if name != contoso {
				return nil
			}
			return map[string][]string{"TXT": w.texts, "MX": w.hosts}[kind]
		},
		Tenants: []sim.Tenant{
			{ID: tenant, Domains: []string{"contoso.onmicrosoft.com"}},
			{ID: another, Domains: []string{"fabrikam.onmicrosoft.com", "fabrikam.com"}},
		},
	})
	token, err := signer().Sign(map[string]any{
		"aud": sim.Audience, "tid": tenant, "oid": "user", "exp": clock().Add(time.Hour).Unix(), "scp": "Domain.ReadWrite.All",
		"wids": []string{"8329153b-31d0-4727-b945-745eb3bc5f31"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Client = graph.Open(graph.Options{
		Base: "http://graph.test", Tokens: rest.Bearer(token), Transport: control.Transport(map[string]http.Handler{"graph.test": w.sim}),
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	return w
}

func (w *world) inject(t *testing.T, f control.Fault) {
	t.Helper()
	if err := w.sim.Inject(f); err != nil {
		t.Fatal(err)
	}
}

// calls counts the calls of a method to a path below domains.
func (w *world) calls(method, path string) int {
	n := 0
	for _, c := range w.sim.Calls() {
		if c.Method == method && c.Path == "/v1.0/domains"+path {
			n++
		}
	}
	return n
}

func everything() *dns.Options {
	return &dns.Options{Services: []dns.Service{dns.Email, dns.Teams, dns.Intune}}
}

func kind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if fault.Of(err) != want || (err != nil) != (want != "") {
		t.Errorf("%s: %v (%s), want %q", what, err, fault.Of(err), want)
	}
}

func TestADomainIsAddedProvenVerifiedAndServed(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	ctx := t.Context()
	var proof string
	for range 2 {
		f, err := w.Facts(ctx, contoso, everything())
		kind(t, "facts", err, "")
		if f.Verified || len(f.Wanted) != 2 || f.Wanted[0].Service != dns.Ownership || !strings.HasPrefix(f.Wanted[0].Value, "MS=ms") || f.Wanted[1].Type != dns.MX {
			t.Fatalf("%+v", f)
		}
		kind(t, "verify", w.Verify(ctx, contoso), fault.Stale)
		proof = f.Wanted[0].Value
	}
	w.texts = []string{"v=spf1 -all", proof}
	kind(t, "verify", w.Verify(ctx, contoso), "")
	asked := w.calls("POST", "/"+contoso+"/verify")
	kind(t, "verify again", w.Verify(ctx, contoso), "")
	f, err := w.Facts(ctx, contoso, everything())
	kind(t, "facts", err, "")
	var got []string
	for _, r := range f.Wanted {
		got = append(got, strings.Join([]string{r.Name, string(r.Type), r.Value, string(r.Service), map[bool]string{true: "optional"}[r.Optional]}, " "))
	}
	slices.Sort(got)
	if d := cmp.Diff([]string{
		"_sip._tls.contoso.com SRV 100 1 443 sipdir.online.lync.com OfficeCommunicationsOnline optional",
		"_sipfederationtls._tcp.contoso.com SRV 100 1 5061 sipfed.online.lync.com OfficeCommunicationsOnline ",
		"autodiscover.contoso.com CNAME autodiscover.outlook.com Email ",
		"contoso.com MX 0 contoso-com.mail.protection.outlook.com Email ",
		"contoso.com TXT v=spf1 include:spf.protection.outlook.com -all Email ",
		"enterpriseenrollment.contoso.com CNAME enterpriseenrollment-s.manage.microsoft.com Intune ",
		"enterpriseregistration.contoso.com CNAME enterpriseregistration.windows.net Intune ",
		"lyncdiscover.contoso.com CNAME webdir.online.lync.com OfficeCommunicationsOnline optional",
		"sip.contoso.com CNAME sipdir.online.lync.com OfficeCommunicationsOnline optional",
	}, got); d != "" {
		t.Error(d)
	}
	again, err := w.Facts(ctx, contoso, everything())
	kind(t, "facts again", err, "")
	if !f.Verified || again.Digest() != f.Digest() || len(f.Notes) != 0 {
		t.Errorf("verified %v, notes %v; the second answer is another", f.Verified, f.Notes)
	}
	if w.calls("POST", "") != 1 || w.calls("POST", "/"+contoso+"/verify") != asked || w.calls("PATCH", "/"+contoso) != 1 {
		t.Errorf("%d times added, %d times enabled", w.calls("POST", ""), w.calls("PATCH", "/"+contoso))
	}
}

func TestTheProofMayBeAMailHostAsWell(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	f, err := w.Facts(t.Context(), contoso, everything())
	kind(t, "facts", err, "")
	w.hosts = []string{"10 mx.contoso.com", f.Wanted[1].Value + "."}
	kind(t, "verify", w.Verify(t.Context(), contoso), "")
}

func TestServicesThatAreOnStayOnAndTheProofIsReadToBeTidiedUp(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	if err := w.sim.SetDomain(tenant, sim.Domain{ID: contoso, Verified: true, Services: []string{"Yammer"}}); err != nil {
		t.Fatal(err)
	}
	f, err := w.Facts(t.Context(), contoso, &dns.Options{Services: []dns.Service{dns.Intune}, DropProof: true})
	kind(t, "facts", err, "")
	if len(f.Wanted) != 4 || f.Wanted[0].Service != dns.Ownership {
		t.Errorf("%+v", f.Wanted)
	}
	d, err := w.Domain(t.Context(), contoso)
	kind(t, "domain", err, "")
	if diff := cmp.Diff(graph.Domain{Name: contoso, Verified: true, Services: []dns.Service{"Yammer", dns.Intune}}, d); diff != "" {
		t.Error(diff)
	}
	w.inject(t, control.Fault{Path: "/v1.0/domains/contoso.com/verificationDnsRecords", Status: 404, Body: `{"error":{"code":"Request_ResourceNotFound","message":""}}`, Times: 1})
	f, err = w.Facts(t.Context(), contoso, &dns.Options{Services: []dns.Service{dns.Intune}, DropProof: true})
	kind(t, "facts without the proof", err, "")
	if len(f.Wanted) != 2 {
		t.Errorf("%+v", f.Wanted)
	}
}

func TestADomainThatIsAnothersIsAConflict(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	for _, name := range []string{"fabrikam.com", "mail.fabrikam.com"} {
		_, err := w.Facts(t.Context(), name, everything())
		kind(t, name, err, fault.Conflict)
	}
	f, err := w.Facts(t.Context(), contoso, everything())
	kind(t, "facts", err, "")
	w.texts = []string{f.Wanted[0].Value}
	if err := w.sim.SetDomain(another, sim.Domain{ID: contoso, Verified: true}); err != nil {
		t.Fatal(err)
	}
	kind(t, "verified elsewhere meanwhile", w.Verify(t.Context(), contoso), fault.Stale)
	if err := w.sim.SetDomain(tenant, sim.Domain{ID: "leaving.com", Leaving: true}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Facts(t.Context(), "leaving.com", everything())
	kind(t, "on its way out", err, fault.Unavailable)
}

func TestADomainBelowAVerifiedOneIsVerifiedAtOnce(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	if err := w.sim.SetDomain(tenant, sim.Domain{ID: contoso, Verified: true}); err != nil {
		t.Fatal(err)
	}
	f, err := w.Facts(t.Context(), "mail.contoso.com", everything())
	kind(t, "facts", err, "")
	at := slices.IndexFunc(f.Wanted, func(w dns.Wanted) bool { return w.Type == dns.SRV })
	if !f.Verified || at < 0 || !strings.HasSuffix(f.Wanted[at].Name, "._tcp.mail.contoso.com") {
		t.Errorf("%+v", f)
	}
}

func TestAnAnswerThatIsLostIsLookedAtAndNothingIsDoneTwice(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]control.Fault{
		"cut before":  {Cut: "before"},
		"cut after":   {Cut: "after"},
		"half":        {Cut: "half"},
		"broken":      {Status: 500, Effect: true},
		"gateway":     {Status: 504, Body: "<html>"},
		"too large":   {Status: 200, Body: "          ", Repeat: 1 << 19},
		"not what is": {Status: 200, Body: `[1]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t)
			f.Times = 1
			for _, call := range []struct{ method, path string }{
				{"POST", ""},
				{"GET", "/contoso.com"},
				{"GET", "/contoso.com/verificationDnsRecords"},
				{"POST", "/contoso.com/verify"},
				{"PATCH", "/contoso.com"},
				{"GET", "/contoso.com/serviceConfigurationRecords"},
			} {
				f.Method, f.Path = call.method, "/v1.0/domains"+call.path
				w.inject(t, f)
			}
			done := false
			for range 12 {
				facts, err := w.Facts(t.Context(), contoso, everything())
				if err != nil {
					kind(t, "facts", err, fault.Unavailable)
					continue
				}
				if done = facts.Verified && len(facts.Wanted) == 9; done {
					break
				}
				w.texts = []string{facts.Wanted[0].Value}
				if err := w.Verify(t.Context(), contoso); err != nil {
					kind(t, "verify", err, fault.Unavailable)
				}
			}
			if state := w.sim.State()[0].Names; !done || len(state) != 1 || len(state[0].Services) != 3 {
				t.Errorf("done %v: %+v", done, state)
			}
		})
	}
}
