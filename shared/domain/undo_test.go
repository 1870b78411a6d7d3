package domain_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

func TestAnUndoThatFailsTwiceIsAPersonsWithTheZoneAsItWas(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.done()
	s.rollback()
	s.host.fate = func(call string) string { return map[string]string{"stage": "refused"}[call] }
	got := s.reach(domain.Operator)
	if code(got) != "undo_failed" || got.Undos != 2 || len(got.Problem.Names) == 0 || len(s.told) != 1 {
		t.Fatalf("%+v, undos %d, told %+v", got.Problem, got.Undos, s.told)
	}
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil || !strings.HasPrefix(view.Export, "; 1") {
		t.Fatalf("export %q, %v", view.Export, err)
	}
	s.host.fate = nil
	s.rollback()
	s.reach(domain.RolledBack)
}

func TestAHostThatDoesNotServeTheZoneAsItWasIsAskedOnceMore(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	before := s.host.copy()
	s.apply()
	s.reach(domain.Done)
	s.rollback()
	s.host.errors = []string{"the zone is locked"}
	if got := s.run(); got.State != domain.Restoring || code(got) != "undo_failed" || !strings.Contains(got.Problem.Text, "the zone is locked") {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	s.host.errors = nil
	s.reach(domain.RolledBack)
	same(t, "served", before, s.host.served)
}

func TestWhatComesBackWhileItIsTakenBackIsTakenBackAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	before := s.host.copy()
	s.apply()
	s.reach(domain.Done)
	s.rollback()
	s.crashIn(domain.Restoring)
	s.host.add("", dns.MX, "0 example-fr.o-v1.mx.microsoft.")
	s.reach(domain.RolledBack)
	same(t, "served", before, s.host.served)
}

func TestAPlanThatIsNotTheNewestAnyMoreIsNotBegun(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.apply()
	s.current["example.fr"] = "plan-2"
	if got := s.run(); got.State != domain.Superseded || len(got.Applied) != 0 || s.host.asked != 0 {
		t.Fatalf("%s %+v", got.State, got.Applied)
	}
	same(t, "staged", fresh(), s.host.staged)
}
