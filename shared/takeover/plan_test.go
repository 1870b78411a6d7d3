package takeover_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/takeover"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func seen(edit func(*takeover.Takeover, *takeover.View)) (*takeover.Takeover, *takeover.View) {
	t := &takeover.Takeover{Domain: "contoso.com", Wishes: []takeover.Wish{{OldSKU: oldSKU, NewSKU: oldSKU, MaxSeats: 300}}}
	v := &takeover.View{
		Read: noon(), Default: "Contoso.com", Pools: []takeover.Pool{{SKU: oldSKU, Enabled: 12, Consumed: 10}},
		Lines: []takeover.Line{{ID: "old", SKU: strings.ToUpper(oldSKU), Status: "Enabled", Seats: 10, Ends: noon().AddDate(0, 0, 20)}, {ID: "ours", SKU: oldSKU, Ours: true}},
	}
	edit(t, v)
	return t, v
}

func TestAPlanSaysWhatStandsAgainstIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit    func(*takeover.Takeover, *takeover.View)
		warning string
		block   string
	}{
		"nothing":                 {func(*takeover.Takeover, *takeover.View) {}, "", ""},
		"another default domain":  {func(_ *takeover.Takeover, v *takeover.View) { v.Default = "x.com" }, "", "default domain"},
		"no old subscription":     {func(_ *takeover.Takeover, v *takeover.View) { v.Lines = v.Lines[1:] }, "", "no subscription of another provider"},
		"nobody has one":          {func(_ *takeover.Takeover, v *takeover.View) { v.Pools = nil }, "10 seats, 0 are ordered", "nobody has a licence"},
		"too many for the tenant": {func(_ *takeover.Takeover, v *takeover.View) { v.Pools[0].Consumed = 301 }, "", "more than the 300"},
		"too few wished":          {func(t *takeover.Takeover, _ *takeover.View) { t.Wishes[0].Seats = 4 }, "4 seats are wished for and 10 assigned", ""},
		"fewer than there were":   {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Seats = 12 }, "have 12 seats, 10 are ordered", ""},
		"a long overlap":          {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Ends = noon().AddDate(0, 5, 1) }, "paid for 6 months", ""},
		"another package":         {func(t *takeover.Takeover, _ *takeover.View) { t.Wishes[0].NewSKU = newSKU }, "the package changes", ""},
		"hours left":              {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Ends = noon().Add(4 * time.Hour) }, "within hours", ""},
		"days left":               {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Ends = noon().Add(71 * time.Hour) }, "less than three days", ""},
		"no end":                  {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Ends = time.Time{} }, "end is not known", ""},
		"a grace period":          {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Status = "Warning" }, "grace period", ""},
		"a disabled one":          {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Status = "Suspended" }, "disabled", ""},
		"a deleted one":           {func(_ *takeover.Takeover, v *takeover.View) { v.Lines[0].Status = "Deleted" }, "", "cannot be recovered"},
		"no wish":                 {func(t *takeover.Takeover, _ *takeover.View) { t.Wishes = nil }, "", "nothing is wished"},
	} {
		to, v := seen(c.edit)
		p, _ := takeover.NewPlan(to, v, noon())
		says := func(all []string, want string) bool {
			return want == "" && len(all) == 0 || want != "" && slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want) })
		}
		if !says(p.Warnings, c.warning) || !says(p.Blocks, c.block) || p.Hash == "" {
			t.Errorf("%s: warnings %q, blocks %q", name, p.Warnings, p.Blocks)
		}
	}
}

// TestNeverFewerSeatsThanAreAssigned: whatever is wished, read and planned.
func TestNeverFewerSeatsThanAreAssigned(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		to, v := seen(func(to *takeover.Takeover, v *takeover.View) {
			to.Wishes[0].Seats = rapid.IntRange(0, 500).Draw(t, "wished")
			v.Pools[0].Consumed = rapid.IntRange(0, 500).Draw(t, "assigned")
			v.Lines[0].Seats = rapid.IntRange(0, 500).Draw(t, "had")
			v.Lines[0].Status = rapid.SampledFrom([]string{"Enabled", "Warning", "Suspended", "Deleted"}).Draw(t, "status")
		})
		p, old := takeover.NewPlan(to, v, noon())
		if b := p.Buys[0]; b.Seats < v.Pools[0].Consumed || b.Seats < to.Wishes[0].Seats || len(old) != 1 || (b.Seats > 300 || b.Seats == 0) && len(p.Blocks) == 0 {
			t.Fatal(p)
		}
	})
}

func TestEveryStateHasAWayOnAndEveryWayIsForOneTakeover(t *testing.T) {
	t.Parallel()
	to, from := map[takeover.State]bool{takeover.Requested: true}, map[takeover.State][]takeover.Way{}
	for _, s := range takeover.Steps() {
		to[s.To] = true
		from[s.From] = append(from[s.From], s.Way)
		if s.Every <= 0 || s.Within <= 0 {
			t.Errorf("nobody looks: %+v", s)
		}
	}
	for s := range to {
		ways := from[s]
		slices.Sort(ways)
		one := slices.Equal(ways, []takeover.Way{takeover.Always}) || slices.Equal(ways, []takeover.Way{takeover.ByOrder, takeover.ByTransfer}) ||
			slices.Equal(ways, []takeover.Way{takeover.OtherSKU, takeover.SameSKU})
		if s.Over() == one {
			t.Errorf("%s: %v", s, ways)
		}
	}
	for s := range from {
		if !to[s] {
			t.Errorf("%s is never reached", s)
		}
	}
}

func TestTheCalendarListsByDaysLeft(t *testing.T) {
	t.Parallel()
	ending := func(id string, days int) takeover.Takeover {
		return takeover.Takeover{ID: id, State: takeover.Asked, Old: []takeover.Line{{Ends: noon().AddDate(1, 0, 0)}, {Ends: noon().AddDate(0, 0, days)}}}
	}
	all := []takeover.Takeover{{ID: "none", State: takeover.Requested}, ending("far", 40), ending("near", 6), ending("past", -2), {ID: "over", State: takeover.Closed}, ending("day", 1)}
	type line struct {
		ID           string
		Left, Remind int
	}
	var got []line
	for _, d := range takeover.Calendar(all, noon()) {
		got = append(got, line{d.ID, d.Left, d.Remind})
	}
	if diff := cmp.Diff([]line{{"past", -2, 1}, {"day", 1, 1}, {"near", 6, 7}, {"far", 40, 0}, {"none", 0, 0}}, got); diff != "" {
		t.Error(diff)
	}
}
