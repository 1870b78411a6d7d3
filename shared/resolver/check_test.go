package resolver_test

import (
	"strings"
	"testing"
	"time"

	sim "github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/resolver"
)

func wants() []dns.Set {
	return []dns.Set{
		{Name: "example.fr", Type: "MX", Data: []string{"0 Example-FR.o-v1.mx.microsoft"}, Was: 3600},
		{Name: "autodiscover.example.fr", Type: "CNAME", Data: []string{"autodiscover.outlook.com."}},
		{Name: "_sipfederationtls._tcp.example.fr", Type: "SRV", Data: []string{"100 1 5061 sipfed.online.lync.com"}},
		{Name: "example.fr", Type: "TXT", Data: []string{"v=spf1 include:spf.protection.outlook.com -all", "MS=ms12345678"}, Was: 600},
	}
}

const rows = `@ MX 0 example-fr.o-v1.mx.microsoft.
autodiscover CNAME AutoDiscover.Outlook.com.
_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.
@ TXT "MS=ms12345678"
@ TXT "v=spf1 include:spf.protection" ".outlook.com -all"
`

func (w *world) check(t *testing.T, wants ...dns.Set) resolver.Report {
	t.Helper()
	d, err := w.client.Delegation(t.Context(), "example.fr")
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.client.Check(t.Context(), d, wants)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAllIsVisibleWhenEveryServerSaysSoAndUsersSeeItWhenCachesHaveForgotten(t *testing.T) {
	t.Parallel()
	w := open(t, rows)
	r := w.check(t, wants()...)
	if !r.Visible || len(r.Serials) != 2 || r.Serials[first] != 1 {
		t.Errorf("%+v", r)
	}
	for i, after := range []time.Duration{time.Hour, 5 * time.Minute, 5 * time.Minute, 10 * time.Minute} {
		if got := r.Sets[i].Users; !got.Equal(w.now().Add(after)) {
			t.Errorf("%s: until %s", r.Sets[i].Name, got)
		}
	}
	if !r.Users.Equal(w.now().Add(time.Hour)) {
		t.Errorf("all: until %s", r.Users)
	}
}

func TestOneServerThatLagsHoldsUpTheWhole(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	w.behave(t, sim.Behaviour{Host: second, Lag: time.Minute})
	w.move(time.Hour)
	w.publish(t, rows)
	r := w.check(t, wants()...)
	if r.Visible || !r.Users.IsZero() || r.Sets[0].Visible || r.Serials[first] != 2 || r.Serials[second] != 1 {
		t.Errorf("%+v", r)
	}
	for _, s := range r.Sets[0].Seen {
		if want := s.Host == first; s.Visible != want || !want && s.Why != "has no such record" {
			t.Errorf("%+v", s)
		}
	}
	w.move(time.Minute)
	if r := w.check(t, wants()...); !r.Visible {
		t.Errorf("a minute later: %+v", r)
	}
}

func TestAnAnswerThatDoesNotCountSaysWhy(t *testing.T) {
	t.Parallel()
	for why, b := range map[string]sim.Behaviour{
		"does not answer":           {Silent: true},
		"answers REFUSED":           {Rcode: 5},
		"answers SERVFAIL":          {Rcode: 2},
		"answers without authority": {Lame: true},
	} {
		w := open(t, rows)
		b.Host = second
		w.behave(t, b)
		r := w.check(t, wants()[0])
		if r.Visible || r.Sets[0].Seen[1].Why != why || !r.Sets[0].Seen[0].Visible {
			t.Errorf("%s: %+v", why, r.Sets[0].Seen)
		}
	}
}

func TestAnAnswerThatIsCutIsAskedForOverTCP(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("k", 4000)
	var file strings.Builder
	file.WriteString(`big TXT`)
	for part := long; part != ""; part = part[min(250, len(part)):] {
		file.WriteString(` "` + part[:min(250, len(part))] + `"`)
	}
	w := open(t, rows+file.String()+"\n")
	r := w.check(t, dns.Set{Name: "big.example.fr", Type: "TXT", Data: []string{long}}, wants()[0])
	if !r.Visible || !r.Sets[0].Seen[0].TCP || r.Sets[1].Seen[0].TCP {
		t.Errorf("visible %t", r.Visible)
	}
	w.behave(t, sim.Behaviour{Host: first, Short: true, NoTCP: true})
	if r := w.check(t, wants()[0]); r.Visible || r.Sets[0].Seen[0].Why != "does not answer" {
		t.Errorf("no TCP: %+v", r)
	}
}

func TestSetsAreComparedWhole(t *testing.T) {
	t.Parallel()
	w := open(t, rows+"@ MX 10 mx1.mail.ovh.net.\n")
	r := w.check(t, wants()[0], dns.Set{Name: "msoid.example.fr", Type: "CNAME"}, dns.Set{Name: "autodiscover.example.fr", Type: "CNAME"},
		dns.Set{Name: "autodiscover.example.fr", Type: "A"})
	for i, want := range []string{"has other values", "", "still has the record", ""} {
		if s := r.Sets[i].Seen[0]; s.Why != want || s.Visible != (want == "") {
			t.Errorf("%s %s: %+v", r.Sets[i].Name, r.Sets[i].Type, s)
		}
	}
}

func TestTextsAreComparedOctetByOctet(t *testing.T) {
	t.Parallel()
	w := open(t, `a TXT "say \"hi\" \\ \195\169; x"`+"\n"+`b TXT "one  two"`+"\n")
	r := w.check(t, dns.Set{Name: "a.example.fr", Type: "TXT", Data: []string{`say "hi" \ é; x`}},
		dns.Set{Name: "b.example.fr", Type: "TXT", Data: []string{"one two"}})
	if !r.Sets[0].Visible || r.Sets[1].Visible {
		t.Errorf("%q, %q", r.Sets[0].Seen[0].Values, r.Sets[1].Seen[0].Values)
	}
}

// Trap 22: a wildcard makes a check pass although nothing was created.
func TestAWildcardThatSaysTheSameIsTold(t *testing.T) {
	t.Parallel()
	w := open(t, "* CNAME autodiscover.outlook.com.\nreal CNAME other.example.\n")
	r := w.check(t, wants()[1], dns.Set{Name: "real.example.fr", Type: "CNAME", Data: []string{"other.example"}},
		dns.Set{Name: "enterpriseregistration.example.fr", Type: "CNAME", Data: []string{"enterpriseregistration.windows.net"}})
	for i, want := range []struct{ visible, wildcard bool }{{true, true}, {true, false}, {false, false}} {
		if s := r.Sets[i].Seen[0]; s.Visible != want.visible || s.Wildcard != want.wildcard {
			t.Errorf("%s: %+v", r.Sets[i].Name, s)
		}
	}
}

func TestAWantThatCannotBeAskedForIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, rows)
	d, err := w.client.Delegation(t.Context(), "example.fr")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []dns.Set{{Name: "example.com", Type: "MX"}, {Name: "example.fr", Type: "SPF2"}, {Name: "a..example.fr", Type: "MX"}} {
		if _, err := w.client.Check(t.Context(), d, []dns.Set{want}); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: %v", want, err)
		}
	}
}
