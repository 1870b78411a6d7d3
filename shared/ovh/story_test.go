package ovh_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// drawStep gives a step that the zone can take.
func drawStep(rt *rapid.T, rows []dns.Row) dns.Step {
	name := rapid.SampledFrom([]string{"", "a", "a.b", "_x"}).Draw(rt, "name")
	row := dns.Row{Name: name, Type: dns.TXT, Value: dns.Quote(rapid.StringMatching(`[ -~]{0,30}`).Draw(rt, "text")), TTL: rapid.SampledFrom([]uint32{0, 60, 600}).Draw(rt, "ttl")}
	kind := rapid.SampledFrom([]dns.Kind{dns.Create, dns.Update, dns.Delete}).Draw(rt, "kind")
	if kind == dns.Create || len(rows) == 0 {
		return dns.Step{Kind: dns.Create, To: row}
	}
	s := dns.Step{Kind: kind, Row: rapid.SampledFrom(rows).Draw(rt, "row")}
	if kind == dns.Update {
		row.ID, row.Type = s.Row.ID, s.Row.Type
		s.To = row
	}
	return s
}

// drawFault gives what happens to the next write, and whether the write has its effect.
func drawFault(rt *rapid.T) (control.Fault, bool) {
	all := []control.Fault{
		{Cut: control.CutBefore},
		{Status: 500, Body: `{}`},
		{Status: 429, Body: `{}`},
		{Status: 409, Body: `{}`},
		{Cut: control.CutAfter},
		{Cut: control.CutHalf},
		{Status: 502, Body: "<html>", Effect: true},
	}
	i := rapid.IntRange(0, len(all)-1).Draw(rt, "fault")
	return all[i], i >= 4
}

func TestWhateverIsLostAStepIsMadeOnceOrNotAtAllAndTheZoneTellsWhich(t *testing.T) {
	t.Parallel()
	stories := 0
	rapid.Check(t, func(rt *rapid.T) {
		stories++
		h := sim.Habits{ZeroID: rapid.Bool().Draw(rt, "zero id"), HiddenReads: rapid.IntRange(0, 2).Draw(rt, "hidden"), NoBatch: rapid.Bool().Draw(rt, "no batch")}
		w := open(t, habits(h))
		want, err := w.client.Read(t.Context(), zone)
		if err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			s := drawStep(rt, want.Rows)
			made, lossy := true, rapid.Bool().Draw(rt, "lossy")
			if lossy {
				f, effect := drawFault(rt)
				f.Method = map[dns.Kind]string{dns.Create: "POST", dns.Update: "PUT", dns.Delete: "DELETE"}[s.Kind]
				made = effect
				w.fail(t, f)
			}
			err := w.client.Stage(t.Context(), zone, s)
			refused := slices.Contains([]fault.Kind{fault.Conflict, fault.Throttled}, fault.Of(err))
			if !lossy && err != nil || lossy && fault.Of(err) != fault.Unknown && (made || !refused) {
				rt.Fatalf("lossy %t, made %t: %v", lossy, made, err)
			}
			w.now = w.now.Add(10e9)
			now, err := w.client.Read(t.Context(), zone)
			if err != nil {
				rt.Fatal(err)
			}
			if made {
				want.Rows = dns.After(want.Rows, []dns.Step{s})
			}
			if d := cmp.Diff(same(want), same(now)); d != "" {
				rt.Fatal(d)
			}
			want = now
		}
	})
	fmt.Printf("%d stories of staging\n", stories)
}

// same gives a zone's rows as the world sees them.
func same(z dns.Zone) []string {
	var all []string
	for _, r := range z.Rows {
		all = append(all, fmt.Sprint(z.Record(r), r.TTL))
	}
	slices.Sort(all)
	return all
}
