package price_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

// scaled gives rows whose prices are multiplied.
func scaled(rows []price.Row, part, whole money.Micro) []price.Row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Cost, rows[i].List = rows[i].Cost*part/whole, rows[i].List*part/whole
	}
	return rows
}

func of(month string) func(*price.Import) { return func(i *price.Import) { i.Month = month } }

// suspect is a sheet, its month and the guards that it is for.
type suspect struct {
	sheet  sheet
	month  string
	guards []string
}

func suspects() map[string]suspect {
	good := catalogue(10)
	swapped := slices.Clone(good)
	for i := range swapped {
		swapped[i].Cost, swapped[i].List = swapped[i].List, swapped[i].Cost
	}
	second, inside := good[0], good[0]
	second.Cost++
	inside.From, inside.To, inside.Cost = day(3), day(9), inside.Cost+1
	preview := dearer(good[:4], 4)
	return map[string]suspect{
		"a rise of some":           {sheet{rows: dearer(good, 6)}, "2026-12", nil},
		"a renamed column":         {sheet{rows: dearer(good, 1), report: price.Report{Drift: []price.Drift{{How: price.Renamed, Column: "UnitPrice", Found: "Price"}}}}, "2026-12", []string{"header"}},
		"another order of columns": {sheet{rows: dearer(good, 1), report: price.Report{Drift: []price.Drift{{How: price.Reordered, Column: "UnitPrice"}}}}, "2026-12", nil},
		"many rejects":             {sheet{rows: dearer(good, 1), report: price.Report{Rejected: 3}}, "2026-12", []string{"rejected"}},
		"two prices at one time":   {sheet{rows: append(dearer(good, 1), second)}, "2026-12", []string{"conflicts"}},
		"a row that never holds":   {sheet{rows: append(dearer(good, 1), inside)}, "2026-12", []string{"shadowed"}},
		"swapped columns":          {sheet{rows: swapped}, "2026-12", []string{"cost_over_list", "risen"}},
		"ten times":                {sheet{rows: scaled(good, 10, 1)}, "2026-12", []string{"risen", "units"}},
		"a hundred times":          {sheet{rows: scaled(good, 100, 1)}, "2026-12", []string{"risen", "units"}},
		"a thousand times":         {sheet{rows: scaled(good, 1000, 1)}, "2026-12", []string{"risen", "units"}},
		"a tenth":                  {sheet{rows: scaled(good, 1, 10)}, "2026-12", []string{"fallen", "units"}},
		"a hundredth":              {sheet{rows: scaled(good, 1, 100)}, "2026-12", []string{"fallen", "units"}},
		"a thousandth":             {sheet{rows: scaled(good, 1, 1000)}, "2026-12", []string{"fallen", "units"}},
		"all a little dearer":      {sheet{rows: scaled(good, 103, 100)}, "2026-12", []string{"risen"}},
		"all a little cheaper":     {sheet{rows: scaled(good, 97, 100)}, "2026-12", []string{"fallen"}},
		"the month again":          {sheet{rows: dearer(good, 3)}, "2026-11", []string{"repeated_month"}},
		"the month before":         {sheet{rows: dearer(good, 3)}, "2026-10", []string{"older_month"}},
		"a preview":                {sheet{rows: preview}, "2026-12", []string{"changes_only", "fewer_rows", "withdrawn"}},
		"a preview that says so":   {sheet{rows: good[:4], report: price.Report{Changes: map[price.Change]int{price.Changed: 4}}}, "2026-12", []string{"changes_only", "fewer_rows", "withdrawn"}},
		"a fifth less":             {sheet{rows: good[:16]}, "2026-12", []string{"fewer_rows", "withdrawn"}},
		"one segment only":         {sheet{rows: slices.DeleteFunc(slices.Clone(good), func(r price.Row) bool { return r.Segment == "education" })}, "2026-12", []string{"fewer_rows", "segments", "withdrawn"}},
	}
}

// Each sheet follows a good one of November with ten products in two segments. A guard that is wanted speaks, and no other one does.
func TestEachGuardFindsItsSheet(t *testing.T) {
	t.Parallel()
	good := catalogue(10)
	for name, c := range suspects() {
		s := newStore()
		d := desk(t, s)
		bring(t, d, s, "a", sheet{rows: good}, of("2026-11"))
		i := bring(t, d, s, "b", c.sheet, of(c.month))
		var spoke []string
		for _, f := range i.Findings {
			spoke = append(spoke, f.Guard)
			if !strings.HasSuffix(f.Text, ".") {
				t.Errorf("%s: no sentence: %q", name, f.Text)
			}
		}
		slices.Sort(spoke)
		if diff := cmp.Diff(c.guards, spoke); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if (i.State == price.WaitingPerson) != (c.guards != nil) {
			t.Errorf("%s: %s", name, i.State)
		}
	}
}

func TestAFindingCarriesItsThresholdAndEvidence(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(10)}, of("2026-11"))
	i := bring(t, d, s, "b", sheet{rows: dearer(catalogue(10), 12)}, of("2026-12"))
	want := []price.Finding{{
		Guard: "risen", Text: "Prices rise: 12 of 20, 60 %.", Threshold: "50 %",
		Evidence: []string{
			"CFQ7TTC00000:0001 P1Y monthly commercial DE EUR: 20.40 to 22.44, 10 %", "CFQ7TTC00000:0001 P1Y monthly education DE EUR: 20.40 to 22.44, 10 %",
			"CFQ7TTC00001:0001 P1Y monthly commercial DE EUR: 21.40 to 23.54, 10 %", "CFQ7TTC00001:0001 P1Y monthly education DE EUR: 21.40 to 23.54, 10 %",
			"CFQ7TTC00002:0001 P1Y monthly commercial DE EUR: 22.40 to 24.64, 10 %",
		},
	}}
	if diff := cmp.Diff(want, i.Findings); diff != "" {
		t.Error(diff)
	}
}

func TestThresholdsAreShares(t *testing.T) {
	t.Parallel()
	if wrong := price.Usual().Check(); len(wrong) != 0 {
		t.Error(wrong)
	}
	wrong := price.Thresholds{Header: []price.How{"odd"}, Risen: -1, Fallen: 10_001}.Check()
	for _, name := range []string{"header/0", "risen", "fallen"} {
		if wrong[name] == "" {
			t.Errorf("%s is fine", name)
		}
	}
}

// A sheet that Microsoft's API gives again each day must not undo what a person did.
func TestASheetThatWasTakenBackWaitsWhenItComesAgain(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(10)})
	bring(t, d, s, "b", sheet{rows: dearer(catalogue(10), 3)})
	if _, err := d.Rollback(t.Context(), germany, 2, price.Undone{By: "anna", Reason: "too early"}); err != nil {
		t.Fatal(err)
	}
	i := bring(t, d, s, "c", sheet{rows: dearer(catalogue(10), 3)})
	want := []price.Finding{{Guard: "taken_back", Text: "The same rows were in use before, and anna took them back on 2026-11-05.", Evidence: []string{"too early"}}}
	if diff := cmp.Diff(want, i.Findings); diff != "" || i.State != price.WaitingPerson {
		t.Error(i.State, diff)
	}
}
