package dns_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// TestWhatIsPlannedIsWhatHappens holds for random zones, answers and choices: the steps lead to the predicted rows, from any point of a crash, though the host
// renumbers its rows; a second plan has nothing to change; the steps back lead to the zone as it was, and what others entered meanwhile stays.
func TestWhatIsPlannedIsWhatHappens(t *testing.T) {
	t.Parallel()
	var applied, stopped atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		z := zones().Draw(t, "zone")
		o, f := options(t, z, rapid.Bool().Draw(t, "bold")), wanted(t)
		p, err := dns.Prepare(t.Context(), internet(), z, f, o)
		if err != nil {
			t.Fatal(err)
		}
		h := host{zone: z}
		steps, err := p.Forward(h.zone)
		if !p.Ready() {
			stopped.Add(1)
			if fault.Of(err) != fault.Conflict {
				t.Fatalf("a plan with something in its way gives steps: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		applied.Add(1)
		forward(t, &h, &p, steps)
		second(t, h.zone, f, o)
		untouched(t, &p)
		back(t, &h, &p)
	})
	fmt.Printf("%d plans applied, %d stopped\n", applied.Load(), stopped.Load())
}

// forward stages the steps with a crash somewhere, and compares with what was predicted.
func forward(t *rapid.T, h *host, p *dns.Plan, steps []dns.Step) {
	t.Helper()
	crash := rapid.IntRange(0, len(steps)).Draw(t, "crash after")
	h.stage(steps[:crash]...)
	if rapid.Bool().Draw(t, "twice") && crash > 0 && steps[crash-1].Kind == dns.Create {
		h.stage(steps[crash-1]) // an unsure create that was made, and was sent again
	}
	if rapid.Bool().Draw(t, "renumber") {
		h.renumber()
	}
	rest, err := p.Forward(h.zone)
	if err != nil {
		t.Fatalf("after %d steps: %v", crash, err)
	}
	h.stage(rest...)
	predicted := p.Predicted()
	if diff := dns.Compare(&predicted, &h.zone); len(diff) > 0 {
		t.Fatalf("not as predicted: %v", diff)
	}
	if more, err := p.Forward(h.zone); err != nil || len(more) > 0 {
		t.Fatalf("steps %v are left, %v", more, err)
	}
}

func second(t *rapid.T, z dns.Zone, f dns.Facts, o dns.Options) {
	t.Helper()
	p, err := dns.Prepare(t.Context(), internet(), z, f, o)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Empty() || !p.Ready() {
		t.Fatalf("a second plan changes something: %v", changes(p))
	}
}

// untouched holds that what goes or changes was named by a consent for it or for its class, is the one SPF record or is Microsoft's own.
func untouched(t *rapid.T, p *dns.Plan) {
	t.Helper()
	class := map[string]dns.Class{"host_mail": dns.ReplaceMX, "autodiscover_srv": dns.ReplaceMX, "spf_several": dns.MergeSPF}
	for _, it := range p.Items {
		own := it.Code == "spf" || it.Code == "dkim_moved" || it.Code == "ttl"
		if it.Row == nil || !it.Changes() || own || slices.Contains(p.Options.Consents.Rows, it.Row.ID) {
			continue
		}
		if c, ok := class[it.Code]; !ok || !slices.Contains(p.Options.Consents.Classes, c) {
			t.Fatalf("%s %s %s without a consent", it.Kind, it.Code, show(*it.Row))
		}
	}
}

func back(t *rapid.T, h *host, p *dns.Plan) {
	t.Helper()
	others := foreign(t, h)
	if rapid.Bool().Draw(t, "renumber before") {
		h.renumber()
	}
	steps, err := p.Back(h.zone)
	if err != nil {
		t.Fatal(err)
	}
	crash := rapid.IntRange(0, len(steps)).Draw(t, "crash back")
	h.stage(steps[:crash]...)
	rest, err := p.Back(h.zone)
	if err != nil {
		t.Fatalf("back after %d steps: %v", crash, err)
	}
	h.stage(rest...)
	want := p.Zone
	want.Rows = append(slices.Clone(want.Rows), others...)
	if diff := dns.Compare(&want, &h.zone); len(diff) > 0 {
		t.Fatalf("not as it was: %v", diff)
	}
}

// Trap 8: the order of the steps is one that a host takes, and a plan that only deletes has steps, too.
func TestANameIsFreedBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	z := bare("@ MX 0 1 mx1.mail.ovh.net.", "autodiscover A 0 192.0.2.1", `@ TXT 0 "v=spf1 mx -all"`)
	o := everything(dns.ReplaceMX)
	o.Consents.Rows = []string{"5000000004"}
	p := prepare(t, z, o)
	steps, err := p.Forward(z)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range steps {
		got = append(got, string(s.Kind)+" "+s.Row.ID)
	}
	want := []string{"update 5000000005", "delete 5000000004", "create ", "create ", "create ", "create ", "create ", "create ", "create ", "delete 5000000003"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	z = bare("msoid CNAME 0 old.example.")
	o = dns.Options{Consents: dns.Consents{Rows: []string{"5000000003"}}}
	p = prepare(t, z, o)
	if steps, err := p.Forward(z); len(steps) != 1 || err != nil {
		t.Errorf("steps %v, %v", steps, err)
	}
}

func TestAForeignEditStopsAPlan(t *testing.T) {
	t.Parallel()
	p := prepare(t, fresh(), everything(dns.ReplaceMX))
	for name, edit := range map[string]func(h *host){
		"another row": func(h *host) {
			h.stage(dns.Step{Kind: dns.Create, To: dns.Row{Name: "x", Type: dns.A, Value: "192.0.2.1"}})
		},
		"a row gone":          func(h *host) { h.stage(dns.Step{Kind: dns.Delete, Row: h.zone.Rows[6]}) },
		"a row to change":     func(h *host) { h.zone.Rows[5].Value = "v=spf1 include:mx.ovh.com a ~all" },
		"a row to go":         func(h *host) { h.zone.Rows[2].Value = "1 mx.vendor.example." },
		"a time to live":      func(h *host) { h.zone.Rows[6].TTL = 60 },
		"a second SPF, typed": func(h *host) { h.stage(dns.Step{Kind: dns.Create, To: dns.Row{Type: "SPF", Value: "v=spf1 -all"}}) },
	} {
		h := host{zone: fresh()}
		edit(&h)
		if _, err := p.Forward(h.zone); fault.Of(err) != fault.Stale {
			t.Errorf("%s: %v", name, err)
		}
		f := answer("example.fr")
		if diff := p.Drift(&h.zone, &f); len(diff) == 0 {
			t.Errorf("%s: no drift", name)
		}
	}
}

func TestWhatSomebodyMadeOfItIsNotTakenBack(t *testing.T) {
	t.Parallel()
	z := fresh()
	p := prepare(t, z, everything(dns.ReplaceMX))
	for name, row := range map[string]dns.Row{
		"a mail host":    {Type: dns.MX, Value: "10 mx.vendor.example."},
		"an SPF record":  {Type: dns.TXT, Value: "v=spf1 -all"},
		"beside a CNAME": {Name: "autodiscover", Type: dns.A, Value: "192.0.2.1"},
	} {
		h := host{zone: z}
		steps, err := p.Forward(h.zone)
		if err != nil {
			t.Fatal(err)
		}
		h.stage(append(steps, dns.Step{Kind: dns.Create, To: row})...)
		if _, err := p.Back(h.zone); fault.Of(err) != fault.Stale {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := host{zone: z}
	steps, err := p.Forward(h.zone)
	if err != nil {
		t.Fatal(err)
	}
	h.stage(steps...)
	for i, r := range h.zone.Rows {
		if r.Type == "SPF" {
			h.zone.Rows[i].Value = "v=spf1 a -all"
		}
	}
	if _, err := p.Back(h.zone); fault.Of(err) != fault.Stale {
		t.Errorf("a changed row: %v", err)
	}
}

func TestAPlanThatIsNotTheOneShownIsRefused(t *testing.T) {
	t.Parallel()
	z := bare()
	for name, change := range map[string]func(p *dns.Plan){
		"an item":  func(p *dns.Plan) { p.Items[0].To.Value = "0 evil.example." },
		"a risk":   func(p *dns.Plan) { p.Items[0].Risk = dns.Harmless },
		"one less": func(p *dns.Plan) { p.Items = p.Items[1:] },
		"the zone": func(p *dns.Plan) {
			p.Zone.Rows = append(slices.Clone(p.Zone.Rows), dns.Row{ID: "1", Name: "x", Type: dns.A, Value: "192.0.2.1"})
		},
		"the choices": func(p *dns.Plan) { p.Options.SoftFail = true },
		"the answer":  func(p *dns.Plan) { p.Facts.Verified = false },
	} {
		p := prepare(t, z, everything())
		change(&p)
		if _, err := p.Forward(z); fault.Of(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a, b := prepare(t, z, everything()), prepare(t, z, everything()); a.Hash != b.Hash {
		t.Error("the same plan has two hashes")
	}
}
