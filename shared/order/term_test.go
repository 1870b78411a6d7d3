package order_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 30, 0, 7, time.UTC) }

func TestAMonthOnIsTheSameDayOrTheLastOfAShorterMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, want time.Time
		months     int
	}{
		{date(2026, 1, 31), date(2026, 2, 28), 1},
		{date(2028, 1, 31), date(2028, 2, 29), 1},
		{date(2026, 1, 31), date(2026, 3, 31), 2},
		{date(2028, 2, 29), date(2029, 2, 28), 12},
		{date(2028, 2, 29), date(2032, 2, 29), 48},
		{date(2026, 12, 15), date(2027, 1, 15), 1},
		{date(2026, 10, 31), date(2026, 11, 30), 1},
	} {
		if got := order.AddMonths(c.from, c.months); !got.Equal(c.want) {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestMonthsNeverSkipAMonthAndNeverGoBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "from"), 0).UTC()
		n := rapid.IntRange(0, 60).Draw(t, "months")
		got, next := order.AddMonths(from, n), order.AddMonths(from, n+1)
		whole := (got.Year()-from.Year())*12 + int(got.Month()-from.Month())
		if whole != n || got.Day() > from.Day() || !next.After(got) {
			t.Fatalf("%s and %d months: %s, then %s", from, n, got, next)
		}
	})
}

func cost(t *testing.T, value string) *money.Amount {
	t.Helper()
	a, err := money.Parse(value, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

func TestWhatIsOwedIsThePeriodsThatHaveNotBegun(t *testing.T) {
	t.Parallel()
	began := date(2026, 1, 31)
	for _, c := range []struct {
		name, term, billing string
		now                 time.Time
		want                string
	}{
		{"before the term", "P1Y", "monthly", began.Add(-time.Nanosecond), "360.00"},
		{"at the start", "P1Y", "monthly", began, "330.00"},
		{"before the second month", "P1Y", "monthly", date(2026, 2, 28).Add(-time.Nanosecond), "330.00"},
		{"at the second month", "P1Y", "monthly", date(2026, 2, 28), "300.00"},
		{"in the last month", "P1Y", "monthly", date(2026, 12, 31), "0.00"},
		{"before the last month", "P1Y", "monthly", date(2026, 12, 31).Add(-time.Nanosecond), "30.00"},
		{"after the term", "P1Y", "monthly", date(2030, 1, 1), "0.00"},
		{"paid for the year", "P1Y", "annual", began, "0.00"},
		{"a month", "P1M", "monthly", began, "0.00"},
		{"three years by the year, first", "P3Y", "annual", began, "240.00"},
		{"three years by the year, second", "P3Y", "annual", date(2027, 1, 31), "120.00"},
		{"three years by the year, last", "P3Y", "annual", date(2028, 1, 31), "0.00"},
		{"three years by the month", "P3Y", "monthly", began, "350.00"},
		{"three years at once", "P3Y", "triennial", began, "0.00"},
		{"a trial", "P1M", "none", began, "0.00"},
	} {
		l := order.Line{Item: order.Item{Term: c.term, Billing: c.billing}, UnitCost: cost(t, "120.00")}
		got, reason := order.Owed(l, order.Subscription{Started: began, Quantity: 3}, c.now)
		if got == nil || got.Value() != c.want || reason != "" {
			t.Errorf("%s: %v %q, want %s", c.name, got, reason, c.want)
		}
	}
}

func TestWhatIsOwedIsNeverGuessed(t *testing.T) {
	t.Parallel()
	year := order.Item{Term: "P1Y", Billing: "monthly"}
	began := order.Subscription{Started: date(2026, 1, 31), Quantity: 100_000}
	for name, c := range map[string]struct {
		l order.Line
		s order.Subscription
	}{
		"no cost":          {order.Line{Item: year}, began},
		"no start":         {order.Line{Item: year, UnitCost: cost(t, "1")}, order.Subscription{Quantity: 1}},
		"an unknown term":  {order.Line{Item: order.Item{Term: "P2Y", Billing: "monthly"}, UnitCost: cost(t, "1")}, began},
		"an unknown cycle": {order.Line{Item: order.Item{Term: "P1Y", Billing: "weekly"}, UnitCost: cost(t, "1")}, began},
		"too large":        {order.Line{Item: year, UnitCost: cost(t, "99999999999999999.99")}, began},
	} {
		if got, reason := order.Owed(c.l, c.s, began.Started.Add(time.Hour)); got != nil || reason == "" {
			t.Errorf("%s: %v %q", name, got, reason)
		}
	}
}
