package price_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// dearer gives rows of which the first few cost more.
func dearer(rows []price.Row, n int) []price.Row {
	rows = slices.Clone(rows)
	for i := range n {
		rows[i].Cost += rows[i].Cost / 10
		rows[i].List += rows[i].List / 10
	}
	return rows
}

func inUse(t *testing.T, s *store) *price.Snapshot {
	t.Helper()
	v, err := price.Open(t.Context(), s, codec(t), germany, day(5))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := v.Whole(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func TestAFirstSheetGoesIntoUse(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	i := bring(t, d, s, "a", sheet{rows: catalogue(6)})
	if i.State != price.Applied || i.Reading.Rows != 12 {
		t.Fatalf("%+v", i)
	}
	want, _ := build(t, catalogue(6))
	if got := inUse(t, s); got.ID() != want.ID() || i.Snapshot != want.ID() {
		t.Error(cmp.Diff(all(want), all(got)))
	}
}

func TestANextSheetWithARiseGoesIntoUseAndBackAgain(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(6)})
	i := bring(t, d, s, "b", sheet{rows: dearer(catalogue(6), 4)})
	if i.State != price.Applied || i.Diff != (price.Summary{Up: 4, Same: 8}) {
		t.Fatalf("%+v", i)
	}
	if _, err := d.Rollback(t.Context(), germany, 1, price.Undone{By: "anna", Reason: "too early"}); fault.Of(err) != fault.Stale {
		t.Errorf("another version than the one in use: %v", err)
	}
	if _, err := d.Rollback(t.Context(), germany, 2, price.Undone{By: "anna"}); fault.Of(err) != fault.Invalid {
		t.Errorf("no reason: %v", err)
	}
	p, err := d.Rollback(t.Context(), germany, 2, price.Undone{By: "anna", Reason: "too early"})
	if err != nil || p.Version != 3 {
		t.Fatal(p, err)
	}
	want, _ := build(t, catalogue(6))
	if got := inUse(t, s); got.ID() != want.ID() {
		t.Error(cmp.Diff(all(want), all(got)))
	}
	if _, err := d.Rollback(t.Context(), germany, 3, price.Undone{By: "anna", Reason: "further"}); fault.Of(err) != fault.Conflict {
		t.Errorf("back to before the first: %v", err)
	}
	if again, err := d.Run(t.Context(), germany.Partner, "b"); err != nil || again.State != price.Applied || s.pointer.Version != 3 {
		t.Errorf("the delivery of what was taken back, again: %v %v, version %d", again.State, err, s.pointer.Version)
	}
}

func TestTheSameSheetAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(6)})
	rows := catalogue(6)
	slices.Reverse(rows)
	if i := bring(t, d, s, "b", sheet{rows: rows}); i.State != price.NothingNew || s.pointer.Version != 1 || i.Outcome == "" {
		t.Errorf("%+v", i)
	}
}

func TestASheetThatWaitsIsDecidedByAPersonWithAReason(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(6)})
	odd := sheet{rows: catalogue(4)}
	for _, id := range []string{"b", "c"} {
		if i := bring(t, d, s, id, odd); i.State != price.WaitingPerson || len(i.Findings) == 0 || s.pointer.Version != 1 {
			t.Fatalf("%+v", i)
		}
	}
	if _, err := d.Decide(t.Context(), germany.Partner, "b", price.Decision{By: "anna", Approve: true}); fault.Of(err) != fault.Invalid {
		t.Errorf("no reason: %v", err)
	}
	for range 2 { // said twice, it is said once
		if i, err := d.Decide(t.Context(), germany.Partner, "b", price.Decision{By: "anna", Reason: "a range ends", Approve: true}); err != nil || i.State != price.Applying {
			t.Fatal(i.State, err)
		}
	}
	i, err := d.Run(t.Context(), germany.Partner, "b")
	if err != nil || i.State != price.Applied || inUse(t, s).Len() != 8 || s.pointer.Entries[1].By != "anna" {
		t.Error(i.State, err, s.pointer)
	}
	if i, err := d.Decide(t.Context(), germany.Partner, "c", price.Decision{By: "bert", Reason: "no"}); err != nil || i.State != price.Refused || i.Outcome != "no" {
		t.Error(i.State, err)
	}
	if _, err := d.Decide(t.Context(), germany.Partner, "c", price.Decision{By: "bert", Reason: "yes", Approve: true}); fault.Of(err) != fault.Conflict {
		t.Errorf("a refused import was approved: %v", err)
	}
}

// What was approved was the way from the list that was in use then.
func TestAnApprovalDoesNotOutliveTheListThatItWasGivenFor(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(10)})
	bring(t, d, s, "b", sheet{rows: catalogue(4)})
	if _, err := d.Decide(t.Context(), germany.Partner, "b", price.Decision{By: "anna", Reason: "a range ends", Approve: true}); err != nil {
		t.Fatal(err)
	}
	bring(t, d, s, "c", sheet{rows: dearer(catalogue(10), 3)})
	i, err := d.Run(t.Context(), germany.Partner, "b")
	if err != nil || i.State != price.WaitingPerson || i.Base != s.pointer.Entries[1].Snapshot || i.Decision != nil {
		t.Errorf("%+v %v", i, err)
	}
}

func TestAPreviewIsMergedAndKeepsWhereItsRowsCameFrom(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	rows := catalogue(6)
	bring(t, d, s, "a", sheet{rows: rows})
	next := rows[3]
	next.From, next.Cost = day(30), next.Cost+10_000
	i := bring(t, d, s, "b", sheet{rows: []price.Row{next}}, func(i *price.Import) { i.Timeline, i.From = price.Future, day(30) })
	if i.State != price.Applied || i.Diff != (price.Summary{Up: 1, Same: 11}) {
		t.Fatalf("%+v", i)
	}
	v, err := price.Open(t.Context(), s, d.Codec, germany, day(10))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at, line int
		file     string
	}{{29, 5, "a.csv"}, {30, 2, "b.csv"}} {
		from, line, err := v.Source(t.Context(), next.Key, 1, day(c.at))
		if err != nil || from.File != c.file || line != c.line {
			t.Errorf("day %d: line %d of %s, %v", c.at, line, from.File, err)
		}
	}
	first := newStore()
	if i := bring(t, desk(t, first), first, "b", sheet{rows: []price.Row{next}}, func(i *price.Import) { i.Timeline = price.Future }); i.State != price.Refused {
		t.Errorf("a preview without a list: %+v", i)
	}
}

func TestWhatCannotBeReadIsRefusedWithItsReasonAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	swiss, swedish := year("CFQ7TTC0AAAA", "1.00"), year("CFQ7TTC0AAAA", "1.00")
	swiss.Market, swedish.Currency = "CH", "SEK"
	for name, c := range map[string]struct {
		sheet sheet
		text  string
	}{
		"an encrypted file": {sheet{err: fault.Invalid.Errorf("the workbook is encrypted")}, "encrypted"},
		"another market":    {sheet{rows: []price.Row{swiss}}, "CH"},
		"another currency":  {sheet{rows: []price.Row{swedish}}, "SEK"},
		"nothing good":      {sheet{report: price.Report{Rejected: 7}}, "7 rows were rejected"},
	} {
		s := newStore()
		if i := bring(t, desk(t, s), s, "a", c.sheet); i.State != price.Refused || !strings.Contains(i.Outcome, c.text) {
			t.Errorf("%s: %s %q", name, i.State, i.Outcome)
		}
		if s.pointer.Version != 0 || len(s.chunks) != 0 {
			t.Errorf("%s left a trace: %+v", name, s.pointer)
		}
	}
}

func TestAFileThatIsElsewhereOrNotThereYetIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	if i := bring(t, d, s, "a", sheet{err: price.Aside}); i.State != price.BeingRead {
		t.Errorf("%+v", i)
	}
	s.sheets["a"] = sheet{rows: catalogue(2)}
	if i, err := d.Run(t.Context(), germany.Partner, "a"); err != nil || i.State != price.Applied {
		t.Error(i.State, err)
	}
	begin(t, d, s, "b", sheet{})
	delete(s.sheets, "b")
	if _, err := d.Run(t.Context(), germany.Partner, "b"); fault.Of(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestAnImportSaysWhatItIsOf(t *testing.T) {
	t.Parallel()
	d := desk(t, newStore())
	i := price.Import{ID: "a", List: price.List{Partner: "acme", Kind: price.NewCommerce, Market: "Germany"}, Timeline: "past", Month: "December"}
	err := d.Begin(t.Context(), &i)
	var pointers []string
	for _, f := range fault.Fields(err) {
		pointers = append(pointers, f.Pointer)
	}
	if diff := cmp.Diff([]string{"/timeline", "/market", "/currency", "/month"}, pointers); diff != "" {
		t.Error(diff)
	}
}

func TestManyRunsAtOncePutOneEntryInUse(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	begin(t, d, s, "a", sheet{rows: catalogue(6)})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := d.Run(context.Background(), germany.Partner, "a"); err != nil && fault.Of(err) != fault.Stale {
				t.Error(err)
			}
		})
	}
	all.Wait()
	i, err := d.Run(t.Context(), germany.Partner, "a")
	if err != nil || i.State != price.Applied || len(s.pointer.Entries) != 1 {
		t.Error(i.State, err, s.pointer)
	}
}
