package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

const file = `$TTL 3600
@ IN SOA dns200.anycast.me. tech.ovh.net. (2026112101 86400 3600 3600000 300)
@ IN NS dns200.anycast.me.
@ IN NS ns200.anycast.me.
@ IN A 213.186.33.5
@ IN TXT "1|www.example.fr"
www IN A 213.186.33.5
`

// byHand makes a wish one for a zone file.
func byHand(w *domain.Wish) {
	w.Host, w.File = domain.Host{Kind: domain.File}, file
}

func TestAPersonEntersTheLinesAndIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := begin(t, bare("@ A 0 213.186.33.5", `@ TXT 0 "1|www.example.fr"`, "www A 0 213.186.33.5"), byHand)
	s.reach(domain.Planned)
	s.apply()
	got := s.run()
	if got.State != domain.ByHand || code(got) != "not_served" || got.Progress.Visible == got.Progress.Sets {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil || len(view.Lines) != 1 || !strings.HasPrefix(view.Lines[0], "enter ") || !strings.Contains(view.Lines[0], "MS=ms12345678") {
		t.Fatal(view.Lines, err)
	}
	s.host.add("", dns.TXT, `"MS=ms12345678"`)
	s.host.served = s.host.copy()
	if _, err := s.desk().Check(t.Context(), "one", "example.fr"); err != nil {
		t.Fatal(err)
	}
	if got = s.run(); got.State != domain.Planned || got.Stage != domain.Services {
		t.Fatalf("%s %s %+v", got.State, got.Stage, got.Problem)
	}
	if s.host.asked != 0 || len(s.host.log) != 0 {
		t.Fatalf("the host was asked: %v", s.host.log)
	}
}

func TestWhoNeverEntersTheLinesIsAskedAfterTwoWeeks(t *testing.T) {
	t.Parallel()
	s := begin(t, bare(), byHand)
	s.reach(domain.Planned)
	s.apply()
	began := s.clock
	if s.reach(domain.Operator); s.clock.Sub(began) < 14*24*time.Hour {
		t.Fatalf("after %s", s.clock.Sub(began))
	}
	if len(s.told) != 1 || s.told[0].Topic != domain.TopicOperator {
		t.Fatalf("%+v", s.told)
	}
}

func TestARollbackByHandShowsWhatToTakeBack(t *testing.T) {
	t.Parallel()
	s := begin(t, bare(), byHand)
	s.reach(domain.Planned)
	s.apply()
	s.run()
	s.host.add("", dns.TXT, `"MS=ms12345678"`)
	s.host.served = s.host.copy()
	s.rollback()
	if got := s.run(); got.State != domain.Restoring {
		t.Fatalf("%s %+v", got.State, got.Problem)
	}
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil || len(view.Lines) != 1 || !strings.HasPrefix(view.Lines[0], "delete ") {
		t.Fatal(view.Lines, err)
	}
	s.host.staged = bare("@ A 0 213.186.33.5", `@ TXT 0 "1|www.example.fr"`, "www A 0 213.186.33.5")
	s.host.served = s.host.copy()
	s.reach(domain.RolledBack)
}

func TestAFileOfAnotherHostIsNoted(t *testing.T) {
	t.Parallel()
	s := begin(t, bare(), func(w *domain.Wish) {
		byHand(w)
		w.File = strings.ReplaceAll(file, "anycast.me", "elsewhere.example")
	})
	if got := s.reach(domain.Planned); len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "elsewhere.example") {
		t.Fatalf("%v", got.Notes)
	}
	s = begin(t, bare(), func(w *domain.Wish) {
		byHand(w)
		w.File = "$INCLUDE /etc/passwd\n"
	})
	if got := s.reach(domain.Failed); code(got) != "host_refused" {
		t.Fatalf("%+v", got.Problem)
	}
}
