package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestWhatChangedSinceItWasShownIsNotApplied(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*story){
		"the zone": func(s *story) { s.host.add("new", dns.A, "192.0.2.9") },
		"Microsoft's answer": func(s *story) {
			s.tenant.facts = func(name string, verified bool) dns.Facts {
				f := answer(name, verified)
				f.Wanted[0].Value = "MS=ms87654321"
				return f
			}
		},
	} {
		s := begin(t, fresh(), nil)
		s.reach(domain.Planned)
		before := s.host.copy()
		change(s)
		before.Rows = s.host.copy().Rows
		s.apply()
		got := s.reach(domain.Drifted)
		if len(got.Changes) == 0 || len(got.Applied) != 0 || s.host.asked != 0 || !strings.Contains(got.Problem.Text, got.Changes[0].String()) {
			t.Errorf("%s: %+v, %+v", name, got.Changes, got.Problem)
		}
		same(t, name, before, s.host.staged)
		if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); err != nil {
			t.Fatal(err)
		}
		s.reach(domain.Planned)
	}
}

// editing has somebody edit the zone once, before a call in a state.
func (s *story) editing(call string, in domain.State, edit func()) {
	once := false
	s.host.edit = func(c string) {
		if c == call && !once && s.setup(s.t, s.id).State == in {
			once = true
			edit()
		}
	}
}

func TestAnEditBeforeStagingStopsThePlan(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.apply()
	s.host.fate = func(call string) string { return map[string]string{"stage": "throttled"}[call] }
	if got := s.run(); got.State != domain.Staging {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	s.host.fate = nil
	s.host.add("", dns.MX, "10 mx.vendor.example.")
	if got := s.reach(domain.Drifted); len(got.Changes) == 0 || s.host.asked != 1 {
		t.Fatalf("%+v", got.Changes)
	}
	if _, err := s.desk().Rollback(t.Context(), "one", s.id); err != nil {
		t.Fatal(err)
	}
	s.reach(domain.RolledBack) // the proof, which is still there
}

// crashIn lets the worker run until a state is written down, and no further.
func (s *story) crashIn(state domain.State) {
	s.last = state
	crashing(func() { s.run() })
	s.last, s.dead = "", false
	s.pass(16 * time.Minute)
}

func TestAnEditBetweenStagingAndPublishingTakesOursBack(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"while it is staged", "after a crash"} {
		s := begin(t, fresh(), nil)
		s.services()
		s.judged()
		want := s.host.copy()
		want.Rows = append(want.Rows, dns.Row{ID: "x", Name: "shop", Type: dns.A, Value: "192.0.2.9"})
		s.apply()
		if when == "after a crash" {
			s.crashIn(domain.Publishing)
			s.host.add("shop", dns.A, "192.0.2.9")
		} else {
			s.editing("stage", domain.Staging, func() { s.host.add("shop", dns.A, "192.0.2.9") })
		}
		got := s.reach(domain.RolledBack)
		same(t, when, want, s.host.served)
		if got.Cause == nil || got.Cause.Code != "foreign_edit" {
			t.Errorf("%s: %+v", when, got.Cause)
		}
	}
}

func TestAnEditBesideOursWhileItIsPublishedIsLeft(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.apply()
	s.editing("publish", domain.Publishing, func() { s.host.add("", dns.TXT, `"somebody's proof"`) })
	got := s.reach(domain.Done)
	if len(serve(&s.host.served, "example.fr", dns.TXT)) != 4 || s.clock.Sub(got.Created) < 15*time.Minute {
		t.Fatalf("%v", serve(&s.host.served, "example.fr", dns.TXT))
	}
}

func TestAnEditOfOursWhileItIsPublishedNeedsAnotherPlan(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	s.services()
	s.apply()
	s.editing("publish", domain.Publishing, func() {
		for i, r := range s.host.staged.Rows {
			if r.Type == dns.MX {
				s.host.staged.Rows[i].Value = "5 mx.thief.example."
			}
		}
	})
	if got := s.reach(domain.Drifted); code(got) != "changed_since" || len(s.told) != 1 || s.told[0].Topic != domain.TopicDrift {
		t.Fatalf("%+v, told %+v", got.Problem, s.told)
	}
	s.rollback()
	got := s.reach(domain.Operator)
	if code(got) != "undo_failed" || len(got.Problem.Names) == 0 {
		t.Fatalf("%+v", got.Problem)
	}
	if view, err := s.desk().Show(t.Context(), "one", s.id); err != nil || !strings.Contains(view.Export, "rows") {
		t.Fatalf("export %q, %v", view.Export, err)
	}
}

func TestAZoneIsWatchedOnceADayAndAlarmsOncePerDifference(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	got := s.done()
	alarms := func(want int) {
		t.Helper()
		for range 3 {
			s.clock = got.Due
			before := s.clock
			got = s.run()
			if wait := got.Due.Sub(before); wait < time.Hour || wait > 25*time.Hour || !got.Watched.Equal(s.clock) {
				t.Fatalf("watched again after %s", wait)
			}
		}
		if len(s.told) != want {
			t.Fatalf("told %+v, want %d", s.told, want)
		}
	}
	alarms(0)
	s.host.add("shop", dns.A, "192.0.2.9")
	alarms(0)
	if len(got.Changes) != 1 || got.Changes[0].Ours {
		t.Fatalf("%+v", got.Changes)
	}
	s.host.add("", dns.MX, "10 mx.vendor.example.")
	alarms(1)
	s.names.servers = []string{"ns1.other.example"}
	alarms(2)
	if s.told[1].Topic != domain.TopicDrift || !strings.Contains(s.told[1].Text, "ns1.other.example") {
		t.Fatalf("%+v", s.told[1])
	}
}

func TestAZoneThatCannotBeLookedAtIsToldOfAfterThreeDays(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	got := s.done()
	s.host.fate = func(string) string { return "denied" }
	for range 30 {
		s.clock = got.Due
		got = s.run()
	}
	if got.State != domain.Done || len(s.told) != 1 || s.told[0].Topic != domain.TopicLate {
		t.Fatalf("%s, told %+v", got.State, s.told)
	}
}

func TestTheTimesOfManyZonesAreSpreadOverTheDay(t *testing.T) {
	t.Parallel()
	hours := map[int]bool{}
	for i := range 40 {
		s := begin(t, bare(), func(w *domain.Wish) { w.ID += strings.Repeat("x", i) })
		s.id += strings.Repeat("x", i)
		hours[s.done().Due.Hour()] = true
	}
	if len(hours) < 12 {
		t.Fatalf("%d hours of the day", len(hours))
	}
}

func TestANewerSetupEndsTheOlder(t *testing.T) {
	t.Parallel()
	s := begin(t, fresh(), nil)
	old := s.services()
	wish := domain.Wish{ID: "plan-2", Customer: "tenant-1", Domain: "example.fr", Host: domain.Host{Kind: domain.OVH, Account: "main"}}
	if _, err := s.desk().Ask(t.Context(), "one", wish); err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk().Apply(t.Context(), "one", s.id, old.Hash); fault.Of(err) != fault.Conflict {
		t.Fatalf("an older plan was applied: %v", err)
	}
	if _, err := s.desk().Rollback(t.Context(), "one", s.id); fault.Of(err) != fault.Conflict {
		t.Fatalf("an older plan was taken back: %v", err)
	}
	s = begin(t, fresh(), nil)
	s.done()
	if _, err := s.desk().Ask(t.Context(), "one", wish); err != nil {
		t.Fatal(err)
	}
	s.reach(domain.Superseded)
}
