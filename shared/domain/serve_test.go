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

func TestAllNameServersHaveToAgree(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	old := s.host.copy()
	s.names.lag = &old
	s.apply()
	got := s.run()
	if got.State != domain.Deployed || code(got) != "not_served" || !slices.Equal(got.Problem.Names, []string{"ns200.anycast.me"}) || got.Progress.Visible >= got.Progress.Sets {
		t.Fatalf("%s %+v %+v", got.State, got.Problem, got.Progress)
	}
	s.clock = got.Due
	if s.run().State != domain.Deployed {
		t.Fatal("it went on while a server lags")
	}
	s.names.lag = nil
	if got = s.reach(domain.Done); got.Problem != nil || len(s.told) != 0 {
		t.Fatalf("%+v, told %+v", got.Problem, s.told)
	}
}

func TestAServerThatLagsForHoursIsToldOfAndForADayIsAPersons(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	old := s.host.copy()
	s.names.lag = &old
	s.apply()
	began := s.clock
	s.reach(domain.Operator)
	if s.clock.Sub(began) < 24*time.Hour || len(s.told) != 2 || s.told[0].Topic != domain.TopicLate {
		t.Fatalf("after %s, told %+v", s.clock.Sub(began), s.told)
	}
	s.names.lag = nil
	s.rollback()
	s.reach(domain.RolledBack)
	same(t, "served", old, s.host.served)
}

func TestAnEditByWhomeverMovesTheDelegationStopsTheSecondPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.names.servers = []string{"ns1.other.example", "ns2.other.example"}
	s.apply()
	if got := s.reach(domain.Failed); code(got) != "served_elsewhere" || len(got.Applied) != 1 {
		t.Fatalf("%+v, applied %+v", got.Problem, got.Applied)
	}
}

func TestAHostIsAskedOnceHoweverLongItTakes(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.host.slow = 5
	s.apply()
	if got := s.run(); got.State != domain.Publishing || code(got) != "not_deployed" {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	calls := len(s.host.log)
	s.reach(domain.Done)
	if s.host.asked != 2 || len(s.host.log) != calls {
		t.Fatalf("published %d times for two plans, and meanwhile %v", s.host.asked, s.host.log[calls:])
	}
	if s.run(); len(s.host.log) != calls {
		t.Fatal("a zone that is done was looked at before its time")
	}
}

func TestAZoneIsReadTwiceForEachPlanThatIsApplied(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	calls := len(s.host.log)
	s.apply()
	s.reach(domain.Done)
	looks := 0
	for _, call := range s.host.log[calls:] {
		if call == "look" {
			looks++
		}
	}
	if looks != 2 {
		t.Fatalf("read %d times: %v", looks, s.host.log[calls:])
	}
}

func TestWhoLostTheLeasePublishesNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.apply()
	s.stolen = func() {
		if l := s.leases["zone/ovh/example.fr"]; l.owner != "" && s.setup(t, s.id).State == domain.Publishing {
			s.leases["zone/ovh/example.fr"] = held{owner: "another", fence: l.fence + 1, until: s.clock.Add(5 * time.Minute)}
			s.stolen = nil
		}
	}
	if got := s.run(); got.State != domain.Publishing || code(got) != "zone_busy" || s.host.asked != 1 {
		t.Fatalf("%s %+v, published %d times", got.State, got.Problem, s.host.asked)
	}
	s.reach(domain.Done)
}

func TestMicrosoftMayKnowLaterThanItSays(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.tenant.facts = func(name string, _ bool) dns.Facts { return answer(name, false) }
	s.apply()
	if got := s.run(); got.State != domain.Asked || code(got) != "microsoft_unavailable" || s.tenant.asked != 1 {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	s.tenant.facts = answer
	if got := s.reach(domain.Planned); got.Stage != domain.Services {
		t.Fatalf("%+v", got)
	}
}

func TestAnAnswerThatWasLostIsFoundAgain(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"publish", "published", "steps"} {
		s := begin(t, fresh(), nil)
		s.services()
		s.judged()
		s.apply()
		lost := 2
		s.host.fate = func(c string) string {
			if c != call || lost == 0 {
				return ""
			}
			lost--
			return map[string]string{"publish": "before", "published": "after", "steps": "half"}[call]
		}
		s.reach(domain.Done)
		same(t, call, s.lastPlan().Predicted(), s.host.served)
		if s.host.asked != 2 {
			t.Errorf("%s: published %d times for two plans", call, s.host.asked)
		}
	}
}

func TestMicrosoftLooksOnItsOwnClock(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.tenant.looks = 8
	s.apply()
	began := s.clock
	got := s.run()
	if got.State != domain.Verifying || code(got) != "not_proved" || got.Due.Sub(s.clock) != 15*time.Minute {
		t.Fatalf("%s %+v, due in %s", got.State, got.Problem, got.Due.Sub(s.clock))
	}
	if got = s.reach(domain.Planned); got.Stage != domain.Services || s.clock.Sub(began) < 12*time.Hour || s.clock.Sub(began) > 3*24*time.Hour {
		t.Fatalf("%s after %s", got.Stage, s.clock.Sub(began))
	}
}

func TestAProofThatMicrosoftNeverSeesNeedsAPersonAfterThreeDays(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.tenant.looks = 1000
	s.apply()
	began := s.clock
	s.reach(domain.Operator)
	if s.clock.Sub(began) < 72*time.Hour || len(s.told) != 1 || s.told[0].Topic != domain.TopicOperator || !strings.Contains(s.told[0].Text, "Microsoft") {
		t.Fatalf("after %s: %+v", s.clock.Sub(began), s.told)
	}
	s.tenant.looks = 0
	if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); err != nil {
		t.Fatal(err)
	}
	if got := s.reach(domain.Planned); got.Stage != domain.Services {
		t.Fatalf("%+v", got)
	}
}

func TestAZoneThatIsWorkedOnByAnotherWaits(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.reach(domain.Planned)
	s.apply()
	if _, err := s.Acquire(t.Context(), "zone/ovh/example.fr", "another", s.clock.Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	got := s.run()
	if got.State != domain.Approved || code(got) != "zone_busy" || slices.Contains(s.host.log, "create") {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	s.reach(domain.Planned)
	if l := s.leases["zone/ovh/example.fr"]; l.owner != "" {
		t.Fatalf("the lease was kept: %+v", l)
	}
	if _, err := s.desk().Rollback(t.Context(), "one", "other"); fault.Of(err) != fault.NotFound {
		t.Fatal(err)
	}
}
