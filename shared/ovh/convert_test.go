package ovh_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestStepsOfAPlanLeaveTheRowsThatItPredicts(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	before, err := w.client.Read(t.Context(), zone)
	if err != nil || before.TTL != 3600 || before.Serial == 0 || len(before.Rows) != 20 {
		t.Fatal(before, err)
	}
	spf, mx := before.Rows[5], before.Rows[2]
	merged := spf
	merged.Value = "v=spf1 include:mx.ovh.com include:spf.protection.outlook.com ~all"
	steps := []dns.Step{
		{Kind: dns.Update, Row: spf, To: merged},
		{Kind: dns.Delete, Row: mx},
		{Kind: dns.Create, To: dns.Row{Type: "MX", Value: "0 example-fr.o-v1.mx.microsoft."}},
	}
	for _, s := range steps {
		if err := w.client.Stage(t.Context(), zone, s); err != nil {
			t.Fatal(err)
		}
	}
	after, err := w.client.Read(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	want := dns.After(before.Rows, steps)
	want[len(want)-1].ID = after.Rows[len(after.Rows)-1].ID
	if d := cmp.Diff(want, after.Rows); d != "" {
		t.Error(d)
	}
}

func TestAStepThatOVHcloudCannotTakeIsRefusedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	row := dns.Row{ID: "5000000001", Type: "SPF", Value: "v=spf1 -all"}
	other := row
	other.Type = "TXT"
	for _, s := range []dns.Step{
		{Kind: dns.Update, Row: row, To: other},
		{Kind: dns.Delete, Row: dns.Row{ID: "row-1"}},
		{Kind: dns.Create, To: dns.Row{Type: "A", Value: "192.0.2.1", TTL: 1 << 31}},
		{Kind: dns.Noop, Row: row},
	} {
		if err := w.client.Stage(t.Context(), zone, s); fault.Of(err) != fault.Invalid || len(w.Calls()) != 0 {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
