package subscription_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 30, 0, 7, time.UTC) }

// late decides on the cancel of three seats whose window is closed.
func late(f subscription.Facts, cost *money.Amount, now time.Time) subscription.Decision {
	f.Status, f.NewCommerce, f.AutoRenew = subscription.Active, true, true
	s := subscription.Subscription{Facts: f, UnitCost: cost}
	return subscription.Decide(s, subscription.Wish{Kind: subscription.Cancel}, now, nil)
}

func TestWhatIsOwedIsThePeriodsThatHaveNotBegun(t *testing.T) {
	t.Parallel()
	began := date(2026, 1, 31)
	for _, c := range []struct {
		name, term, billing string
		now                 time.Time
		want                string
	}{
		{"at the start", "P1Y", "monthly", began, "330.00"},
		{"the day before the second month", "P1Y", "monthly", date(2026, 2, 27), "330.00"},
		{"at the second month, which is shorter", "P1Y", "monthly", date(2026, 2, 28), "300.00"},
		{"the day before the third month, which is longer", "P1Y", "monthly", date(2026, 3, 30), "300.00"},
		{"in the last month", "P1Y", "monthly", date(2026, 12, 31), "0.00"},
		{"before the last month", "P1Y", "monthly", date(2026, 12, 30), "30.00"},
		{"after the term", "P1Y", "monthly", date(2030, 1, 1), "0.00"},
		{"paid for the year", "P1Y", "annual", began, "0.00"},
		{"a month", "P1M", "monthly", began, "0.00"},
		{"three years by the year, first", "P3Y", "annual", began, "240.00"},
		{"three years by the year, second", "P3Y", "annual", date(2027, 1, 31), "120.00"},
		{"three years by the year, last", "P3Y", "annual", date(2028, 1, 31), "0.00"},
		{"three years by the month", "P3Y", "monthly", began, "350.00"},
		{"three years at once", "P3Y", "triennial", began, "0.00"},
	} {
		d := late(subscription.Facts{Term: c.term, Billing: c.billing, Started: began, Quantity: 3}, euro("120.00"), c.now)
		if d.Owed == nil || d.Owed.Value() != c.want || d.Unpriced != "" || d.When != subscription.AtNext {
			t.Errorf("%s: %v %q, want %s", c.name, d.Owed, d.Unpriced, c.want)
		}
	}
}

func TestNothingIsOwedForATrial(t *testing.T) {
	t.Parallel()
	began := date(2026, 1, 31)
	f := subscription.Facts{Term: "P1M", Billing: "none", Started: began, CommitmentEnds: date(2026, 2, 28), Quantity: 25, Trial: true}
	if d := late(f, euro("120.00"), began); d.Owed == nil || d.Owed.Value() != "0.00" {
		t.Errorf("%v %q", d.Owed, d.Unpriced)
	}
	if d := late(f, nil, began); d.Owed != nil || d.Unpriced != "" {
		t.Errorf("%v %q", d.Owed, d.Unpriced)
	}
}

func TestWhatIsOwedIsNeverGuessed(t *testing.T) {
	t.Parallel()
	began := date(2026, 1, 31)
	year := subscription.Facts{Term: "P1Y", Billing: "monthly", Started: began, Quantity: 100_000}
	for name, c := range map[string]struct {
		change func(*subscription.Facts)
		cost   *money.Amount
	}{
		"no cost":          {func(*subscription.Facts) {}, nil},
		"no start":         {func(f *subscription.Facts) { f.Started = time.Time{} }, euro("1")},
		"an unknown term":  {func(f *subscription.Facts) { f.Term = "P2Y" }, euro("1")},
		"an unknown cycle": {func(f *subscription.Facts) { f.Billing = "weekly" }, euro("1")},
		"too large":        {func(*subscription.Facts) {}, euro("99999999999999999.99")},
	} {
		f := year
		c.change(&f)
		if d := late(f, c.cost, began.Add(time.Hour)); d.Owed != nil || d.Unpriced == "" {
			t.Errorf("%s: %v %q", name, d.Owed, d.Unpriced)
		}
	}
}

func TestATermThatIsCutShortIsPaidByTheDay(t *testing.T) {
	t.Parallel()
	began := date(2026, 1, 15)
	for _, c := range []struct {
		name, billing       string
		now                 time.Time
		charge, owed, after string // of a seat more, of it later, and of three seats later
	}{
		{"by the month, at the start", "monthly", began, "10.00", "25.33", "76.00"},
		{"in the third month", "monthly", date(2026, 4, 14), "0.32", "5.33", "16.00"},
		{"in the month that is cut", "monthly", date(2026, 4, 20), "3.67", "0.00", "0.00"},
		{"by the year, at the start", "annual", began, "34.85", "0.00", "0.00"},
		{"by the year, on the last day", "annual", date(2026, 4, 30), "0.33", "0.00", "0.00"},
	} {
		f := subscription.Facts{
			Status: subscription.Active, NewCommerce: true, AutoRenew: true, Term: "P1Y", Billing: c.billing, Started: began, Quantity: 3,
			CommitmentEnds: time.Date(2026, time.April, 30, 0, 0, 0, 0, time.UTC),
		}
		s := subscription.Subscription{Facts: f, UnitCost: euro("120.00")}
		d := subscription.Decide(s, subscription.Wish{Kind: subscription.Seats, Delta: 1}, c.now, nil)
		if d.Charge == nil || d.Charge.Value() != c.charge || d.Owed.Value() != c.owed {
			t.Errorf("%s: charge %v, owed %v, want %s and %s", c.name, d.Charge, d.Owed, c.charge, c.owed)
		}
		if d = late(f, euro("120.00"), c.now); d.Owed.Value() != c.after {
			t.Errorf("%s: owed %v, want %s", c.name, d.Owed, c.after)
		}
	}
}
