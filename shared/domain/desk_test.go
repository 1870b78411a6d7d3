package domain_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestAWishThatCannotBePlannedIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	good := domain.Wish{ID: "plan-1", Customer: "tenant-1", Domain: "example.fr", Host: domain.Host{Kind: domain.OVH, Account: "main"}}
	for pointer, change := range map[string]func(*domain.Wish){
		"/domain":       func(w *domain.Wish) { w.Domain = "exam ple.fr" },
		"/host/kind":    func(w *domain.Wish) { w.Host.Kind = "other" },
		"/host/account": func(w *domain.Wish) { w.Host.Account = "" },
		"/host/file":    func(w *domain.Wish) { w.Host = domain.Host{Kind: domain.File} },
		"/options":      func(w *domain.Wish) { w.Options.Services = []dns.Service{"Fax"} },
		"/extra":        func(w *domain.Wish) { w.Extra = []dns.Wanted{{Name: "other.example", Type: dns.TXT, Value: "x"}} },
	} {
		w := good
		change(&w)
		_, err := newWorld(fresh()).desk().Ask(t.Context(), "one", w)
		if fields := fault.Fields(err); fault.Of(err) != fault.Invalid || len(fields) != 1 || fields[0].Pointer != pointer {
			t.Errorf("%s: %v %v", pointer, err, fields)
		}
	}
}

func TestTheSameWishAgainIsOneSetup(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	wish := domain.Wish{ID: s.id, Customer: "tenant-1", Domain: "example.fr", Host: domain.Host{Kind: domain.OVH, Account: "main"}}
	if got, err := s.desk().Ask(t.Context(), "one", wish); err != nil || got.State != domain.Planned {
		t.Fatal(got.State, err)
	}
	wish.Customer = "tenant-2"
	if _, err := s.desk().Ask(t.Context(), "one", wish); fault.Of(err) != fault.Conflict {
		t.Fatal(err)
	}
}

func TestTwoOperatorsWhoApplyAtOnceApplyOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	plan := s.services()
	other := error(nil)
	s.stolen = func() {
		s.stolen = nil
		s.dead = false
		_, other = s.desk().Apply(t.Context(), "one", s.id, plan.Hash)
	}
	if _, err := s.desk().Apply(t.Context(), "one", s.id, plan.Hash); fault.Of(err) != fault.Stale || other != nil {
		t.Fatal(err, other)
	}
	if again, err := s.desk().Apply(t.Context(), "one", s.id, plan.Hash); err != nil || len(again.Applied) != 2 {
		t.Fatal(again.Applied, err)
	}
	s.reach(domain.Done)
	if s.host.asked != 2 {
		t.Fatalf("published %d times for two plans", s.host.asked)
	}
}

func TestAPlanIsAppliedAsItWasShownOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), func(w *domain.Wish) { w.Options.Consents = dns.Consents{} })
	first := s.services()
	apply := func(hash string) fault.Kind {
		_, err := s.desk().Apply(t.Context(), "one", s.id, hash)
		return fault.Of(err)
	}
	if got := apply("another"); got != fault.Stale {
		t.Fatal(got)
	}
	if got := apply(first.Hash); got != fault.Conflict || first.Line.State != dns.NeedsConsent {
		t.Fatal(got, first.Line)
	}
	for _, c := range []dns.Consents{{}, {Classes: []dns.Class{dns.MergeSPF}}, {Classes: []dns.Class{""}}, {Rows: []string{"1"}}} {
		if _, err := s.desk().Consent(t.Context(), "one", s.id, first.Hash, c); fault.Of(err) != fault.Invalid {
			t.Fatal(c, err)
		}
	}
	for range 2 { // the first answer may be lost
		got, err := s.desk().Consent(t.Context(), "one", s.id, first.Hash, dns.Consents{Classes: []dns.Class{dns.ReplaceMX}})
		if err != nil || got.State != domain.Asked {
			t.Fatal(got.State, err)
		}
	}
	second := s.reach(domain.Planned)
	if got := apply(first.Hash); got != fault.Stale || second.Line.State != dns.Ready || second.Hash == first.Hash {
		t.Fatal(got, second.Line)
	}
	s.apply()
	if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); fault.Of(err) != fault.Conflict {
		t.Fatal("planned anew while it is applied", err)
	}
	if _, err := s.desk().Ask(t.Context(), "one", domain.Wish{ID: "plan-2", Domain: "example.fr", Host: domain.Host{Kind: domain.OVH, Account: "main"}}); fault.Of(err) != fault.Conflict {
		t.Fatal("another setup while it is applied", err)
	}
	s.reach(domain.Done)
}

func TestWhatWasOnlyApprovedIsTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.apply()
	s.rollback()
	if got := s.run(); got.State != domain.RolledBack || s.host.asked != 0 || !got.Applied[0].Back {
		t.Fatalf("%s %+v", got.State, got.Applied)
	}
}

func TestOtherOptionsMakeAnotherPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.done()
	o := dns.Options{Services: []dns.Service{dns.Teams}}
	if _, err := s.desk().Replan(t.Context(), "one", s.id, &o); err != nil {
		t.Fatal(err)
	}
	s.reach(domain.Done)
	o.Services = []dns.Service{"Fax"}
	if _, err := s.desk().Replan(t.Context(), "one", s.id, &o); fault.Of(err) != fault.Invalid {
		t.Fatal(err)
	}
	if _, err := s.desk().Check(t.Context(), "one", "other.fr"); fault.Of(err) != fault.NotFound {
		t.Fatal(err)
	}
	s.pass(1)
	if got, err := s.desk().Check(t.Context(), "one", "EXAMPLE.fr"); err != nil || !got.Due.Equal(s.clock) {
		t.Fatal(got.Due, err)
	}
	if got := s.run(); !got.Watched.Equal(s.clock) {
		t.Fatal("it was not looked at")
	}
}
