package domain_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// bare is an OVH zone with its name servers and nothing else; rows are "name type ttl value", "@" for the apex.
func bare(lines ...string) dns.Zone {
	z := dns.Zone{Name: "example.fr", Serial: 2026112101, TTL: 3600, Dialect: dns.OVH()}
	for i, line := range append([]string{"@ NS 0 dns200.anycast.me.", "@ NS 0 ns200.anycast.me."}, lines...) {
		w := strings.SplitN(line, " ", 4)
		ttl, _ := strconv.ParseUint(w[2], 10, 32)
		z.Rows = append(z.Rows, dns.Row{ID: strconv.Itoa(5000000001 + i), Name: strings.TrimPrefix(w[0], "@"), Type: dns.Type(w[1]), TTL: uint32(ttl), Value: w[3]})
	}
	return z
}

// fresh is a zone as OVH fills it.
func fresh() dns.Zone {
	return bare("@ MX 0 1 mx1.mail.ovh.net.", "@ MX 0 5 mx2.mail.ovh.net.", "@ MX 0 100 mx3.mail.ovh.net.",
		`@ SPF 600 v=spf1 include:mx.ovh.com ~all`, "@ A 0 213.186.33.5", `@ TXT 0 "1|www.example.fr"`,
		"_autodiscover._tcp SRV 0 0 0 443 mailconfig.ovh.net.", "autoconfig CNAME 0 mailconfig.ovh.net.", "autodiscover CNAME 0 mailconfig.ovh.net.", "www A 0 213.186.33.5")
}

// answer is what Microsoft gives for a domain: the proof alone until it is verified.
func answer(name string, verified bool) dns.Facts {
	row := func(owner string, t dns.Type, value string, s dns.Service) dns.Wanted {
		return dns.Wanted{Name: strings.TrimPrefix(owner+"."+name, "@."), Type: t, Value: value, TTL: 3600, Service: s, Source: dns.FromGraph}
	}
	f := dns.Facts{Domain: name, Verified: verified, Wanted: []dns.Wanted{row("@", dns.TXT, "MS=ms12345678", dns.Ownership)}}
	if verified {
		f.Wanted = append(f.Wanted, row("@", dns.MX, "0 example-fr.o-v1.mx.microsoft", dns.Email),
			row("@", dns.TXT, "v=spf1 include:spf.protection.outlook.com -all", dns.Email), row("autodiscover", dns.CNAME, "autodiscover.outlook.com", dns.Email),
			row("_sipfederationtls._tcp", dns.SRV, "100 1 5061 sipfed.online.lync.com", dns.Teams))
	}
	return f
}

// story is one setup in a world.
type story struct {
	*world
	t  *testing.T
	id string
}

func begin(t *testing.T, z dns.Zone, edit func(*domain.Wish)) *story {
	t.Helper()
	s := &story{world: newWorld(z), t: t, id: "plan-1"}
	wish := domain.Wish{
		ID: s.id, Customer: "tenant-1", Domain: "Example.FR.", Host: domain.Host{Kind: domain.OVH, Account: "main"},
		Options: dns.Options{Services: []dns.Service{dns.Email, dns.Teams}, Consents: dns.Consents{Classes: []dns.Class{dns.ReplaceMX}}},
	}
	if edit != nil {
		edit(&wish)
	}
	if _, err := s.desk().Ask(t.Context(), "one", wish); err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs the worker once.
func (s *story) run() domain.Setup {
	s.t.Helper()
	got, err := s.worker().Run(s.t.Context(), "one", s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// reach runs the worker, and lets the time pass that it waits, until the setup is in a state.
func (s *story) reach(want domain.State) domain.Setup {
	s.t.Helper()
	got := s.run()
	for range 400 {
		if got.State == want {
			return got
		}
		if got.Due.IsZero() {
			break
		}
		if got.Due.After(s.clock) {
			s.clock = got.Due
		}
		got = s.run()
	}
	s.t.Fatalf("state %s (%s), want %s: %+v", got.State, got.Stage, want, got.Problem)
	return got
}

// apply applies the plan that is shown.
func (s *story) apply() {
	s.t.Helper()
	if _, err := s.desk().Apply(s.t.Context(), "one", s.id, s.setup(s.t, s.id).Hash); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) rollback() {
	s.t.Helper()
	if _, err := s.desk().Rollback(s.t.Context(), "one", s.id); err != nil {
		s.t.Fatal(err)
	}
}

// services brings a setup to where the plan of the services is shown.
func (s *story) services() domain.Setup {
	s.t.Helper()
	s.reach(domain.Planned)
	s.apply()
	return s.reach(domain.Planned)
}

// done brings a setup to its end.
func (s *story) done() domain.Setup {
	s.t.Helper()
	s.services()
	s.apply()
	return s.reach(domain.Done)
}

// same fails when two zones differ.
func same(t *testing.T, what string, was, is dns.Zone) {
	t.Helper()
	if changes := dns.Compare(&was, &is); len(changes) > 0 {
		t.Fatalf("%s: %v", what, changes)
	}
}

func code(s domain.Setup) string {
	if s.Problem == nil {
		return ""
	}
	return s.Problem.Code
}

func TestADomainIsProvedAndThenSetUp(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	first := s.reach(domain.Planned)
	if first.Stage != domain.Ownership || first.Zone != "example.fr" {
		t.Fatalf("first plan: %+v", first)
	}
	s.apply()
	second := s.reach(domain.Planned)
	if second.Stage != domain.Services || !s.tenant.verified {
		t.Fatalf("second plan: %+v", second)
	}
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil || !strings.Contains(view.Text, "mx.microsoft") {
		t.Fatal(view.Text, err)
	}
	want := view.Plan.Predicted()
	s.apply()
	got := s.reach(domain.Done)
	same(t, "served", want, s.host.served)
	if s.host.asked != 2 || len(got.Applied) != 2 || got.Progress.Visible != got.Progress.Sets || len(s.told) != 0 {
		t.Fatalf("published %d times, %+v, told %v", s.host.asked, got, s.told)
	}
	if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); err != nil {
		t.Fatal(err)
	}
	if got = s.reach(domain.Done); got.Line.State != dns.Done || s.host.asked != 2 {
		t.Fatalf("a second plan has something to do: %+v", got.Line)
	}
}

func TestARollbackServesTheZoneAsItWas(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	before := s.host.copy()
	s.apply()
	s.reach(domain.Done)
	s.rollback()
	got := s.reach(domain.RolledBack)
	same(t, "served", before, s.host.served)
	if got.Problem != nil || !got.Applied[1].Back || got.Applied[0].Back {
		t.Fatalf("%+v", got)
	}
	s.rollback()
	s.reach(domain.RolledBack)
	same(t, "served after both", fresh(), s.host.served)
	if _, err := s.desk().Rollback(t.Context(), "one", s.id); err == nil {
		t.Fatal("a third rollback of two plans")
	}
}
