package price_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/price"
)

// naive looks at every row, by the documented rule read out loud: of those that hold, the highest tier, then the first to begin, then the first to
// end, then the dearest.
func naive(rows []price.Row, k price.Key, units int32, at int) (best price.Row, ok bool) {
	t := day(at)
	for _, r := range rows {
		if r.Key != k || r.TierMin > units || r.From.After(t) || !r.To.IsZero() && r.To.Before(t) {
			continue
		}
		if !ok || better(r, best) {
			best, ok = r, true
		}
	}
	return best, ok
}

func better(a, b price.Row) bool {
	switch {
	case a.TierMin != b.TierMin:
		return a.TierMin > b.TierMin
	case !a.From.Equal(b.From):
		return a.From.Before(b.From)
	case !a.To.Equal(b.To):
		return b.To.IsZero() || !a.To.IsZero() && a.To.Before(b.To)
	case a.Cost != b.Cost:
		return a.Cost > b.Cost
	default:
		return a.List > b.List
	}
}

func TestThePriceAtATimeIsWhatANaiveReaderFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, "rows")
		s, _ := build(t, rows)
		k := rapid.Custom(drawRow).Draw(t, "asked").Key
		units, at := rapid.SampledFrom([]int32{1, 99, 100, 5000}).Draw(t, "units"), rapid.IntRange(0, 45).Draw(t, "at")
		want, ok := naive(rows, k, units, at)
		i, found := s.At(k, units, day(at))
		if found != ok {
			t.Fatalf("found: %v, there is one: %v (%v)", found, ok, want)
		}
		if !found {
			return
		}
		got := s.Row(i)
		if got.Cost != want.Cost || got.List != want.List || got.TierMin != want.TierMin || !got.From.Equal(want.From) || !got.To.Equal(want.To) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

// A key that a sheet of changes does not name keeps its price; one that it names has, from the first of its rows on, the sheet's, and before that its own
// where nothing else was to come.
func TestASheetOfChangesChangesWhatItNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, _ := build(t, drawRows(t, "in use"))
		changes, _ := build(t, drawRows(t, "changes"))
		merged := price.Merge(base, changes)
		k := rapid.Custom(drawRow).Draw(t, "asked").Key
		if first, end := changes.Find(k); first == end {
			if x, y := prices(base, k), prices(merged, k); !cmp.Equal(x, y) {
				t.Fatal(cmp.Diff(x, y))
			}
		}
		if again := price.Merge(merged, changes); again.ID() != merged.ID() {
			t.Fatalf("the same changes again: %v\n%v", all(merged), all(again))
		}
	})
}

func prices(s *price.Snapshot, k price.Key) (rows []price.Row) {
	first, end := s.Find(k)
	for ; first < end; first++ {
		r := s.Row(first)
		r.Line = 0
		rows = append(rows, r)
	}
	return rows
}

func TestAChangeThatIsAnnouncedHoldsFromItsDay(t *testing.T) {
	t.Parallel()
	now, next, ends := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0AAAA", "50.00"), year("CFQ7TTC0BBBB", "9.00")
	next.From = day(30)
	gone := ends
	gone.From, gone.To, gone.Change = day(0), day(29), price.Deleted
	base, _ := build(t, []price.Row{now, ends})
	changes, _ := build(t, []price.Row{next, gone})
	s := price.Merge(base, changes)
	for at, want := range map[int]string{0: "48.00", 29: "48.00", 30: "50.00", 99: "50.00"} {
		if i, ok := s.At(now.Key, 1, day(at)); !ok || s.Row(i).Cost != micro(want) {
			t.Errorf("day %d: not %s: %v", at, want, all(s))
		}
	}
	if _, ok := s.At(ends.Key, 1, day(29)); !ok {
		t.Error("it is not sold on its last day")
	}
	if _, ok := s.At(ends.Key, 1, day(31)); ok {
		t.Error("it is sold after its last day")
	}
}
