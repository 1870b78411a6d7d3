package price_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// opened puts a list of one row in use and opens it.
func opened(t *testing.T, rows ...price.Row) *price.View {
	t.Helper()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "november", sheet{rows: rows})
	v, err := price.Open(t.Context(), s, d.Codec, germany, day(10))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryStepFromTheCellToThePriceIsSaid(t *testing.T) {
	t.Parallel()
	list := int64(0)
	p := plan(
		price.Rule{Way: price.Markup, Points: 1000},
		price.Rule{Way: price.Discount, Points: 100, Match: price.Match{Product: "CFQ7TTC0AAAA"}},
		price.Rule{Way: price.Markup, Points: 1234, Match: price.Match{Customer: "contoso"}},
		price.Rule{Way: price.Markup, Match: price.Match{Customer: "fabrikam"}},
	)
	p.Version, p.Limits.MaxOverList = 3, &list
	e, err := price.Explain(t.Context(), opened(t, year("CFQ7TTC0AAAA", "216.10")), p.Ready(), sold(25), day(10))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range e.Steps {
		got = append(got, s.Name+": "+s.Text)
	}
	want := []string{
		"sheet: Line 2 of november.csv: one unit of CFQ7TTC0AAAA:0001 P1Y monthly commercial DE EUR costs 216.10 EUR for its whole term (P1Y); Microsoft suggests 270.125 EUR.",
		"time: The row holds from 2026-11-01; the price is asked for on 2026-11-11.",
		"rule: Rule c of plan standard wins over 3 others: it is for customer contoso.",
		"made: A markup of 12.34 % on the cost: 242.76674 EUR.",
		"charged: It is charged 12 times in the term: 20.230562 EUR each time, before rounding.",
		"rounded: Rounded once, half to even, to 2 decimal places of the exact fraction: 20.23 EUR.",
		"price: One unit is 20.23 EUR each time, 25 units are 505.75 EUR: a markup of 12.34 % on the cost, a margin of 10.98 % of the price.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	losers := []price.Loser{
		{Rule: "d", Why: "it is for another customer"},
		{Rule: "b", Why: "the winner names the customer, and it does not"},
		{Rule: "a", Why: "the winner names the customer, and it does not"},
	}
	if diff := cmp.Diff(losers, e.Losers); diff != "" {
		t.Error(diff)
	}
	if e.Entry.Import != "november" || e.Version != 3 || e.Winner.ID != "c" {
		t.Errorf("%+v", e)
	}
}

func TestALimitIsSaidWhetherItHeldOrNot(t *testing.T) {
	t.Parallel()
	v := opened(t, year("CFQ7TTC0AAAA", "216.00"))
	loss := price.Rule{Way: price.Fixed, Amount: micro("15.00")}
	for _, c := range []struct {
		override *price.Override
		want     string
	}{
		{nil, "15.00 EUR is beyond the cost, so the limit is the price: 18.00 EUR."},
		{&price.Override{Limits: []price.Limit{price.BelowCost}, By: "anna", Reason: "a gift"}, "15.00 EUR is beyond the cost, which anna allowed for this rule: a gift"},
	} {
		loss.Override = c.override
		e, err := price.Explain(t.Context(), v, plan(loss).Ready(), sold(1), day(10))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(e.Steps); !strings.Contains(got, c.want) {
			t.Errorf("%q does not say %q", got, c.want)
		}
	}
}

func TestWhatIsNotSoldIsNotExplained(t *testing.T) {
	t.Parallel()
	row := year("CFQ7TTC0AAAA", "216.00")
	row.To = day(12)
	v, b := opened(t, row), plan(price.Rule{Way: price.Markup}).Ready()
	other := sold(1)
	other.Key.SKU = "0002"
	if _, err := price.Explain(t.Context(), v, b, other, day(10)); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	if _, err := price.Explain(t.Context(), v, b, sold(1), day(13)); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	if _, err := price.Open(t.Context(), newStore(), codec(t), germany, day(1)); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

// Who asks for a price of last month gets last month's list, and a list in use is read to its end as it was when it was opened.
func TestAReaderSeesOneVersion(t *testing.T) {
	t.Parallel()
	s := newStore()
	d := desk(t, s)
	bring(t, d, s, "a", sheet{rows: catalogue(10)}, of("2026-10"))
	v, err := price.Open(t.Context(), s, d.Codec, germany, day(5))
	if err != nil {
		t.Fatal(err)
	}
	bring(t, d, s, "b", sheet{rows: dearer(catalogue(10), 10)}, of("2026-11"))
	now, errNow := price.Open(t.Context(), s, d.Codec, germany, day(5))
	then, errThen := price.Open(t.Context(), s, d.Codec, germany, day(-1))
	if errNow != nil || errThen != nil {
		t.Fatal(errNow, errThen)
	}
	row := catalogue(1)[0]
	for name, c := range map[string]struct {
		view *price.View
		want string
	}{"opened before": {v, "20.40"}, "opened after": {now, "22.44"}, "of the month before": {then, "20.40"}} {
		if r, err := c.view.Row(t.Context(), row.Key, 1, day(5)); err != nil || r.Cost != micro(c.want) {
			t.Errorf("%s: %s, %v, want %s", name, r.Cost, err, c.want)
		}
	}
}
