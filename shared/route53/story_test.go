package route53_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// rows gives a zone's rows as the world sees them.
func rows(z dns.Zone) []string {
	var all []string
	for _, r := range z.Rows {
		all = append(all, fmt.Sprint(z.Record(r), r.TTL, r.Locked))
	}
	slices.Sort(all)
	return all
}

// drawSteps gives steps that the zone can take: texts at a few names, all with the same time to live.
func drawSteps(rt *rapid.T, z dns.Zone) []dns.Step {
	var steps []dns.Step
	left := slices.DeleteFunc(slices.Clone(z.Rows), func(r dns.Row) bool { return r.Type != dns.TXT || r.Locked != "" })
	seen := map[dns.Record]bool{}
	for _, r := range z.Rows {
		seen[z.Record(r)] = true
	}
	for range rapid.IntRange(1, 5).Draw(rt, "steps") {
		text := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "text")
		name := rapid.SampledFrom([]string{"", "a", "*.b", "_x._y"}).Draw(rt, "name")
		s := create(name, dns.TXT, 300, dns.Quote(string(text)))
		if kind := rapid.SampledFrom([]dns.Kind{dns.Create, dns.Update, dns.Delete}).Draw(rt, "kind"); kind != dns.Create && len(left) > 0 {
			row := left[0]
			left = left[1:]
			if s = update(row, s.To.Value); kind == dns.Delete {
				s = dns.Step{Kind: dns.Delete, Row: row}
			}
		}
		if rec := z.Record(s.To); s.Kind == dns.Delete || !seen[rec] {
			seen[rec] = true
			steps = append(steps, s)
		}
	}
	return steps
}

func TestWhateverIsLostABatchIsMadeWholeOrNotAtAllAndForeignSetsStay(t *testing.T) {
	t.Parallel()
	one, stories := int64(1), 0
	rapid.Check(t, func(rt *rapid.T) {
		stories++
		w := open(t, nil, sim.Set{Name: "a." + zone, Type: "A", TTL: 60, Values: []string{"45.0.0.1"}},
			sim.Set{Name: "w." + zone, Type: "TXT", TTL: 60, Values: []string{`"w"`}, Identifier: "w", Weight: &one})
		for range rapid.IntRange(1, 4).Draw(rt, "batches") {
			w.now = w.now.Add(time.Second)
			z := w.look(t).Zone
			steps := drawSteps(rt, z)
			cut := rapid.SampledFrom([]string{"", "", control.CutBefore, control.CutAfter, control.CutHalf}).Draw(rt, "cut")
			if cut != "" {
				if err := w.Inject(control.Fault{Method: "POST", Cut: cut}); err != nil {
					rt.Fatal(err)
				}
			}
			_, err := w.Stage(t.Context(), zone, steps)
			if cut == "" && err != nil || cut != "" && len(steps) > 0 && fault.Of(err) != fault.Unknown {
				rt.Fatalf("cut %q: %v", cut, err)
			}
			want := z
			if cut != control.CutBefore {
				want.Rows = dns.After(z.Rows, steps)
			}
			w.now = w.now.Add(time.Second)
			if d := cmp.Diff(rows(want), rows(w.look(t).Zone)); d != "" {
				rt.Fatal(d)
			}
		}
	})
	fmt.Printf("%d stories of batches\n", stories)
}
