package domain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestWhatIsServedElsewhereIsRefusedWithTheServersSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, code string
		servers    []string
	}{
		{"elsewhere", "served_elsewhere", []string{"ns1.other.example", "ns2.other.example"}},
		{"mixed", "mixed_servers", []string{"dns200.anycast.me", "ns1.other.example"}},
		{"one of two", "mixed_servers", []string{"dns200.anycast.me"}},
		{"one more", "mixed_servers", []string{"dns200.anycast.me", "ns200.anycast.me", "ns3.other.example"}},
	} {
		s := begin(t, fresh(), nil)
		s.names.servers = c.servers
		got := s.run()
		if got.State != domain.Failed || code(got) != c.code || !slices.Equal(got.Problem.Names, c.servers) || got.Line.State != dns.Blocked {
			t.Errorf("%s: %s %+v", c.name, got.State, got.Problem)
		}
		if slices.Contains(s.host.log, "create") || s.tenant.asked > 0 {
			t.Errorf("%s: something was done: %v", c.name, s.host.log)
		}
	}
}

func TestAnAccountWithoutTheZoneSaysWhoServesIt(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.host.fate = func(call string) string { return map[string]string{"look": "absent"}[call] }
	if got := s.run(); code(got) != "served_elsewhere" || !strings.Contains(got.Problem.Text, "dns200.anycast.me") {
		t.Fatalf("%+v", got.Problem)
	}
}

func TestARefusalBeforeAnyChangeEndsTheSetupWithWhatToDo(t *testing.T) {
	t.Parallel()
	for want, set := range map[string]func(*story){
		"host_denied":      func(s *story) { s.host.fate = func(string) string { return "denied" } },
		"other_tenant":     func(s *story) { s.tenant.fail = fault.Conflict.Errorf("domain example.fr: another tenant has it") },
		"microsoft_denied": func(s *story) { s.tenant.fail = fault.Denied.Errorf("the role Domain Name Administrator is missing") },
		"not_delegated":    func(s *story) { s.names.zone = "other.example" },
	} {
		s := begin(t, fresh(), nil)
		set(s)
		got := s.run()
		if got.State != domain.Failed || code(got) != want || !strings.Contains(got.Problem.Text, "then plan it again") || !got.Due.IsZero() {
			t.Errorf("%s: %s %+v", want, got.State, got.Problem)
		}
		s.host.fate, s.tenant.fail, s.names.zone = nil, nil, "example.fr"
		if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); err != nil {
			t.Fatal(err)
		}
		s.reach(domain.Planned)
	}
}

func TestWhatPassesIsTriedAgainAndGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.host.fate = func(string) string { return "throttled" }
	began := s.clock
	got := s.run()
	if got.State != domain.Asked || got.Due.Sub(s.clock) != 90*time.Second || got.Tries != 1 {
		t.Fatalf("%s, due in %s", got.State, got.Due.Sub(s.clock))
	}
	if again := s.run(); again.Tries != 1 {
		t.Fatal("it was tried before it was due")
	}
	s.reach(domain.Failed)
	if s.clock.Sub(began) < 24*time.Hour {
		t.Fatalf("given up after %s", s.clock.Sub(began))
	}
	s = begin(t, fresh(), nil)
	s.names.fail = fault.Unavailable.Errorf("nobody can tell")
	if got = s.run(); got.State != domain.Asked || code(got) != "names_unavailable" {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
}

func TestATokenThatIsRefusedHalfwayWaitsUntilTheAccountIsMended(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.judged()
	want := s.plan(s.setup(t, s.id).Hash).Predicted()
	s.apply()
	s.host.fate = func(call string) string { return map[string]string{"steps": "denied"}[call] }
	got := s.run()
	if got.State != domain.Staging || code(got) != "host_denied" || s.host.asked != 1 {
		t.Fatalf("%s %+v, published %d", got.State, got.Problem, s.host.asked)
	}
	s.clock = got.Due
	if got = s.run(); len(got.Problem.Names) == 0 || !strings.HasPrefix(got.Problem.Names[0], "staged: ") {
		t.Fatalf("what is staged is not named: %+v", got.Problem)
	}
	s.host.fate = nil
	s.reach(domain.Done)
	same(t, "served", want, s.host.served)
}

func TestATokenThatStaysRefusedHalfwayNeedsAPersonAndCanBeRolledBack(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	before := s.host.copy()
	s.apply()
	s.host.fate = func(call string) string { return map[string]string{"steps": "denied"}[call] }
	s.reach(domain.Operator)
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil || view.Export == "" || len(s.told) != 2 || s.told[0].Topic != domain.TopicLate || s.told[1].Topic != domain.TopicOperator {
		t.Fatalf("export %q, told %+v, %v", view.Export, s.told, err)
	}
	s.host.fate = nil
	s.rollback()
	s.reach(domain.RolledBack)
	same(t, "served", before, s.host.served)
}

func TestAHostThatRefusesARowHasTheOthersTakenBack(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	before := s.host.copy()
	s.apply()
	s.host.fate = func(call string) string {
		if call == "stage" && len(s.host.log) > 0 && s.host.log[len(s.host.log)-1] == "look" && s.setup(t, s.id).State == domain.Staging {
			return "refused"
		}
		return ""
	}
	got := s.reach(domain.RolledBack)
	same(t, "served", before, s.host.served)
	if got.Cause == nil || got.Cause.Code != "host_refused" {
		t.Fatalf("%+v", got.Cause)
	}
}

func TestAStuckSetupIsAPersonsAndNotSilent(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	if err := s.worker().Stick(t.Context(), "one", s.id); err != nil {
		t.Fatal(err)
	}
	if got := s.setup(t, s.id); got.State != domain.Operator || code(got) != "stuck" || len(s.told) != 1 {
		t.Fatalf("%s %+v %v", got.State, got.Problem, s.told)
	}
	if err := s.worker().Stick(t.Context(), "one", s.id); err != nil || len(s.told) != 1 {
		t.Fatal(err, s.told)
	}
}

func TestNobodyTookItUp(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	got := s.setup(t, s.id)
	if all := got.Overdue(s.clock.Add(time.Hour)); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	if all := got.Overdue(s.clock.Add(25 * time.Hour)); len(all) != 1 || all[0].Topic != domain.TopicLate || !all[0].At.Equal(got.Deadline) {
		t.Fatalf("%+v", all)
	}
}
