package ovh_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
)

func habits(h sim.Habits) func(*sim.Options, *ovh.Options) {
	return func(o *sim.Options, _ *ovh.Options) { o.Habits = h }
}

func TestAllRowsAreReadAlsoThoseOfOVHcloudsOwnTypes(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]sim.Habits{"in batches": {}, "one by one": {NoBatch: true}} {
		w := open(t, habits(h), sim.FreshRows(zone, "SPF")...)
		got, err := w.client.Records(t.Context(), zone)
		if err != nil {
			t.Fatal(name, err)
		}
		want, _ := w.View(zone, true)
		var as []ovh.Record
		for _, r := range want.Rows {
			as = append(as, ovh.Record(r))
		}
		if d := cmp.Diff(as, got); d != "" {
			t.Error(name, d)
		}
	}
}

func TestFiveThousandRowsAreReadInAHundredBatchesAndNeverTwice(t *testing.T) {
	t.Parallel()
	rows := make([]sim.Row, 5000)
	for i := range rows {
		rows[i] = sim.Row{Name: fmt.Sprintf("h%d", i), Type: "A", Target: "192.0.2.1"}
	}
	w := open(t, nil, rows...)
	got, err := w.client.Records(t.Context(), zone)
	if err != nil || len(got) != 5000 || got[0].Name != "h0" || got[0].ID <= 1<<32 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	if n := w.calls("GET"); n != 102 {
		t.Errorf("%d calls, want the clock, the list and 100 batches", n)
	}
}

func TestARowThatVanishesWhileTheZoneIsReadIsNotAFailure(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "TXT")...)
	w.fail(t, control.Fault{Path: "/1.0/domain/zone/example.fr/record", Status: 200, Body: `[77,5000000001]`})
	got, err := w.client.Records(t.Context(), zone)
	if err != nil || len(got) != 20 {
		t.Errorf("%d rows, %v", len(got), err)
	}
}

func TestANameAtTheApexAndATTLOfZeroAreSent(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	r, err := w.client.Create(t.Context(), zone, ovh.Record{Type: "TXT", Target: "MS=ms12345678"})
	if err != nil || r.ID == 0 {
		t.Fatal(r, err)
	}
	r.Name, r.TTL = "sub", 600
	if err := w.client.Update(t.Context(), zone, r); err != nil {
		t.Fatal(err)
	}
	r.Name, r.TTL = "", 0
	if err := w.client.Update(t.Context(), zone, r); err != nil {
		t.Fatal(err)
	}
	got, err := w.client.Record(t.Context(), zone, r.ID)
	if d := cmp.Diff(ovh.Record{ID: r.ID, Type: "TXT", Target: `"MS=ms12345678"`}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if err := w.client.Delete(t.Context(), zone, r.ID); err != nil {
		t.Error(err)
	}
	for _, err := range []error{w.client.Delete(t.Context(), zone, r.ID), w.client.Update(t.Context(), zone, r)} {
		if fault.Of(err) != fault.NotFound {
			t.Errorf("a row that is gone: %v", err)
		}
	}
}

func TestARowThatIsAnsweredWithoutAnIDIsFoundEvenBesideItsTwin(t *testing.T) {
	t.Parallel()
	w := open(t, habits(sim.Habits{ZeroID: true, HiddenReads: 1}), sim.Row{Name: "_dmarc", Type: "TXT", Target: `"v=DMARC1; p=none"`},
		sim.Row{Name: "Xdmarc", Type: "TXT", Target: `"v=DMARC1; p=none"`})
	r, err := w.client.Create(t.Context(), zone, ovh.Record{Name: "_dmarc", Type: "TXT", Target: "v=DMARC1; p=none"})
	if err != nil || r.ID != 5_000_000_003 {
		// The twin that was there before is readable at once, so that the new one shows only after the pause.
		t.Errorf("row %+v: %v", r, err)
	}
}

func TestACreateThatNobodyHeardOfIsNotRepeatedAndCanBeFound(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]control.Fault{
		"cut":  {Cut: control.CutAfter},
		"half": {Cut: control.CutHalf},
		"503":  {Effect: true, Status: 503, Body: "<html>", Header: map[string]string{"Content-Type": "text/html"}},
		"huge": {Effect: true, Status: 200, Body: strings.Repeat("x", 1<<20), Repeat: 9},
	} {
		w := open(t, nil)
		f.Method = "POST"
		w.fail(t, f)
		row := ovh.Record{Type: "TXT", Target: "MS=ms12345678"}
		if _, err := w.client.Create(t.Context(), zone, row); fault.Of(err) != fault.Unknown {
			t.Errorf("%s: %v", name, err)
		}
		found, err := w.client.Find(t.Context(), zone, row)
		if len(found) != 1 || err != nil || w.calls("POST") != 1 {
			t.Errorf("%s: %v, %v after %d calls", name, found, err, w.calls("POST"))
		}
	}
}

func TestWhatOVHcloudWouldChangeInSilenceIsRefusedHere(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for name, r := range map[string]ovh.Record{
		"short ttl":     {Type: "A", Target: "192.0.2.1", TTL: 59},
		"negative ttl":  {Type: "A", Target: "192.0.2.1", TTL: -1},
		"at sign":       {Name: "@", Type: "A", Target: "192.0.2.1"},
		"absolute name": {Name: "www.example.fr.", Type: "A", Target: "192.0.2.1"},
		"no target":     {Type: "A"},
		"no type":       {Target: "x"},
		"long name":     {Name: strings.Repeat("a.", 125), Type: "A", Target: "192.0.2.1"},
		"long target":   {Type: "TXT", Target: strings.Repeat("x", 9000)},
	} {
		if _, err := w.client.Create(t.Context(), zone, r); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, z := range []string{"", "..", "a/b", "Example.fr", "example.fr.", "a b", "é.fr"} {
		if _, err := w.client.Records(t.Context(), z); fault.Of(err) != fault.Invalid {
			t.Errorf("zone %q: %v", z, err)
		}
	}
	if len(w.Calls()) != 0 {
		t.Errorf("%d calls", len(w.Calls()))
	}
}

func TestTargetsAreTheSameWhenTheySayTheSame(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("k", 4000)
	for _, c := range []struct {
		kind, a, b string
		same       bool
	}{
		{"TXT", `MS=1`, `"MS=1"`, true},
		{"TXT", `"a" "b"`, `ab`, true},
		{"TXT", `"a b"`, `"a  b"`, false},
		{"TXT", `"say \"hi\" \\ \065"`, `say "hi" \ A`, true},
		{"TXT", long, `"` + long[:255] + `" "` + long[255:] + `"`, true},
		{"SPF", `v=spf1 -all`, `"v=spf1 -all"`, true},
		{"MX", `0  Mail.example.`, `0 mail.example.`, true},
		{"CNAME", `a.example`, `a.example.`, false},
	} {
		if got := ovh.Same(zone, ovh.Record{ID: 1, Name: "@", Type: c.kind, Target: c.a}, ovh.Record{Type: c.kind, Target: c.b, TTL: 60}); got != c.same {
			t.Errorf("%s %s, %s: %t", c.kind, c.a, c.b, got)
		}
	}
}

func TestARefusedRowIsRefusedInOurWords(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.Row{Name: "autodiscover", Type: "A", Target: "192.0.2.7"})
	for want, r := range map[string]ovh.Record{
		"without quotes": {Name: "_dmarc", Type: "DMARC", Target: `"v=DMARC1; p=none"`},
		"underscore":     {Name: "_a", Type: "A", Target: "192.0.2.7"},
		"form":           {Type: "CAA", Target: "jane"},
		"refused it":     {Name: "autodiscover", Type: "CNAME", Target: "autodiscover.outlook.com."},
	} {
		_, err := w.client.Create(t.Context(), zone, r)
		if fault.Of(err) != fault.Invalid || !strings.Contains(fault.Text(err), want) || strings.Contains(err.Error(), "jane") {
			t.Errorf("%s: %v", want, err)
		}
		if !strings.Contains(fault.Text(err), "SIM.ext-") || errors.Unwrap(err) != nil {
			t.Errorf("no query id: %v", err)
		}
	}
}
