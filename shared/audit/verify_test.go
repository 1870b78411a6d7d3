package audit_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/audit"
)

// lived gives a world of three chains over three sealed days and a day that goes on.
func lived(t *testing.T) *world {
	t.Helper()
	w := newWorld()
	for day := range 4 {
		for _, a := range []audit.Aggregate{"order/1", "settings/p", "subscription/p/1"} {
			if a == "settings/p" && day == 1 {
				continue
			}
			w.leave(t, a, strconv.Itoa(day))
			w.leave(t, a, strconv.Itoa(day)+" again")
		}
		if day < 3 {
			w.pass(24 * time.Hour)
			w.seal(t)
		}
	}
	return w
}

func TestWhatWasNotTouchedIsInOrder(t *testing.T) {
	t.Parallel()
	w := lived(t)
	r := w.verify(t)
	if len(r.Findings) != 0 || r.Roots != 3 || r.Chains != 3 || r.Records != 22 || r.Last != "2026-11-22" {
		t.Errorf("%+v", r)
	}
}

// rewritten gives a chain with another text at a place, and all records from there on written anew behind it, as somebody would who knows how.
func rewritten(t *testing.T, all []audit.Entry, seq int64) []audit.Entry {
	t.Helper()
	all = slices.Clone(all)
	for i := seq - 1; i < int64(len(all)); i++ {
		r := all[i].Record
		if i == seq-1 {
			r.After = audit.Facts{"seats": "forged"}
		}
		if i > 0 {
			r.Prev = all[i-1].Hash()
		}
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		all[i].Body = body
		all[i].Record = r
	}
	return all
}

func TestEachThingThatIsDoneToARecordIsFoundAndTheRecordNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(w *world)
		want string
	}{
		"a record removed":          {func(w *world) { w.kept["order/1"] = slices.Delete(w.kept["order/1"], 2, 3) }, "order/1, record 3: removed"},
		"the last sealed ones":      {func(w *world) { w.kept["order/1"] = w.kept["order/1"][:5] }, "order/1, record 6: removed"},
		"a whole chain":             {func(w *world) { delete(w.kept, "subscription/p/1") }, "subscription/p/1, record 1: removed"},
		"the first one":             {func(w *world) { w.kept["order/1"] = w.kept["order/1"][1:] }, "order/1, record 1: removed"},
		"a text":                    {func(w *world) { alter(w.kept["order/1"], 4, ` again"`, ` never"`) }, "order/1, record 4: altered"},
		"who":                       {func(w *world) { alter(w.kept["order/1"], 1, "client:c", "client:d") }, "order/1, record 1: altered"},
		"no text at all":            {func(w *world) { w.kept["order/1"][1].Body = []byte("?") }, "order/1, record 2: altered"},
		"a chain written anew":      {func(w *world) { w.kept["order/1"] = rewritten(t, w.kept["order/1"], 2) }, "order/1, record 2: altered: it is not the one that was sealed"},
		"two in each other's place": {func(w *world) { all := w.kept["order/1"]; all[2].Body, all[3].Body = all[3].Body, all[2].Body }, "order/1, record 3: altered"},
		"one there twice":           {func(w *world) { w.kept["order/1"] = append(w.kept["order/1"], w.kept["order/1"][2]) }, "order/1, record 3: there are two"},
		"a record of another chain": {func(w *world) { w.kept["order/1"][7].Body = w.kept["settings/p"][5].Body }, "order/1, record 8: altered: it is not a record of this place"},
		"data of people":            {func(w *world) { w.kept["order/1"][3].Private.Data["asked by"] = "eve@acme.example" }, "order/1, record 4: the data of people beside it was altered"},
		"data of people gone":       {func(w *world) { w.kept["order/1"][3].Private = audit.Private{} }, "order/1, record 4: the data of people beside it is gone"},
		"a root":                    {func(w *world) { w.roots[w.named(1)] = []byte("{}") }, "root of 2026-11-21: altered"},
		"a root removed":            {func(w *world) { delete(w.roots, w.named(1)) }, "root of 2026-11-21: removed"},
		"the last root removed":     {func(w *world) { delete(w.roots, w.named(2)); w.pass(26 * time.Hour) }, "root of 2026-11-22: removed, or the day was never sealed"},
		"a second root":             {func(w *world) { w.roots["root/2026-11-21/00.json"] = []byte("{}") }, "root of 2026-11-21: there are two"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			c.do(w)
			found := w.verify(t).Findings
			if !slices.ContainsFunc(found, func(f audit.Finding) bool { return strings.HasPrefix(f.String(), c.want) }) {
				t.Errorf("want %q among %v", c.want, found)
			}
		})
	}
}

// named gives the name of the nth root.
func (w *world) named(n int) string {
	var names []string
	for name := range w.roots {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[n]
}

func alter(all []audit.Entry, seq int, old, with string) {
	body := strings.Replace(string(all[seq-1].Body), old, with, 1)
	e, err := audit.Read([]byte(body), all[seq-1].Private)
	if err == nil {
		all[seq-1] = e
	}
}

func TestARecordThatIsPutIntoASealedDayIsFound(t *testing.T) {
	t.Parallel()
	w := lived(t)
	now := w.now
	w.now = time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC)
	w.leave(t, "order/2", "backdated")
	w.now = now
	found := w.verify(t).Findings
	if len(found) != 1 || found[0].String() != "order/2, record 1: added after 2026-11-21 was sealed" {
		t.Errorf("%v", found)
	}
}

// TestNoRecordThatWasSealedCanBeChangedUnseen alters one byte of any record that a root holds, or takes it away.
func TestNoRecordThatWasSealedCanBeChangedUnseen(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := lived(t)
		a := rapid.SampledFrom([]audit.Aggregate{"order/1", "settings/p", "subscription/p/1"}).Draw(rt, "chain")
		all := w.kept[a]
		seq := rapid.IntRange(1, len(all)-2).Draw(rt, "record")
		what := "removed"
		if rapid.Bool().Draw(rt, "alter") {
			body := slices.Clone(all[seq-1].Body)
			body[rapid.IntRange(0, len(body)-1).Draw(rt, "byte")] ^= rapid.ByteRange(1, 255).Draw(rt, "by")
			e, _ := audit.Read(body, all[seq-1].Private)
			e.Aggregate, e.Seq = a, int64(seq) // as the table gives it: by its place
			all[seq-1], what = e, "altered"
		} else {
			w.kept[a] = slices.Delete(all, seq-1, seq)
		}
		found := w.verify(t).Findings
		if !slices.ContainsFunc(found, func(f audit.Finding) bool {
			return f.Aggregate == a && f.Seq == int64(seq) && strings.HasPrefix(f.Text, what)
		}) {
			rt.Fatalf("%s %d %s: found %v", a, seq, what, found)
		}
		cases++
	})
	fmt.Printf("property: no sealed record can be changed unseen: %d distinct cases\n", cases)
}

func TestErasureLeavesTheChainWhole(t *testing.T) {
	t.Parallel()
	w := lived(t)
	n, err := audit.Erase(t.Context(), w.trail(), w, "order/1", audit.Operator, "")
	if err != nil || n != 8 {
		t.Fatalf("%d, %v", n, err)
	}
	r := w.verify(t)
	if len(r.Findings) != 0 || r.Erased != 8 {
		t.Errorf("%+v", r)
	}
	for _, e := range w.kept["order/1"] {
		if !e.Private.Empty() || strings.Contains(string(e.Body), "ada@") {
			t.Errorf("record %d still has data of people", e.Seq)
		}
	}
	if last := w.kept["order/1"][8]; last.What != audit.PersonalDataErased || last.Who != audit.Operator {
		t.Errorf("the erasure left %+v", last)
	}
	if n, err := audit.Erase(t.Context(), w.trail(), w, "order/1", audit.Operator, ""); err != nil || n != 0 || len(w.kept["order/1"]) != 9 {
		t.Errorf("again: %d, %v", n, err)
	}
	w.leave(t, "order/1", "after")
	if n, err := audit.Erase(t.Context(), w.trail(), w, "order/1", audit.Operator, ""); err != nil || n != 1 || len(w.verify(t).Findings) != 0 {
		t.Errorf("what came later: %d, %v", n, err)
	}
}
