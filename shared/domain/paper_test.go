package domain_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

func TestASecondPlanByHandBeginsWithWhatThePersonEntered(t *testing.T) {
	t.Parallel()
	s := begin(t, bare("@ A 0 213.186.33.5", `@ TXT 0 "1|www.example.fr"`, "www A 0 213.186.33.5"), byHand)
	s.reach(domain.Planned)
	s.apply()
	s.reach(domain.ByHand)
	s.host.add("", dns.TXT, `"MS=ms12345678"`)
	s.host.served = s.host.copy()
	got := s.reach(domain.Planned)
	if got.Stage != domain.Services || got.Entered == "" {
		t.Fatalf("%s, entered %q", got.Stage, got.Entered)
	}
	view, err := s.desk().Show(t.Context(), "one", s.id)
	if err != nil {
		t.Fatal(err)
	}
	proofs := 0
	for _, row := range view.Plan.Zone.Rows {
		if row.Type == dns.TXT && row.Value == `"MS=ms12345678"` {
			proofs++
		}
	}
	if proofs != 1 {
		t.Fatalf("%d proofs in the zone of the second plan: %+v", proofs, view.Plan.Zone.Rows)
	}
	s.apply()
	s.reach(domain.ByHand)
	after := view.Plan.Predicted()
	s.host.staged = bare()
	for _, row := range after.Rows {
		if row.Type != dns.NS {
			s.host.add(row.Name, row.Type, row.Value)
		}
	}
	s.host.served = s.host.copy()
	s.reach(domain.Done)
}
