package price_test

import (
	stdcsv "encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price"
)

func TestACellIsReadOrRejectedWithAReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ column, cell, reason, suggestion string }{
		{"UnitPrice", "115,20", "not a price: not a number such as 12.50", "115.2"},
		{"UnitPrice", "1,115.20", "not a price: not a number such as 12.50", "1115.2"},
		{"UnitPrice", "€ 115.20", "not a price: not a number such as 12.50", "115.2"},
		{"UnitPrice", "1.2E+3", "not a price: not a number such as 12.50", "1200"},
		{"UnitPrice", "1,115", "not a price: not a number such as 12.50", ""},
		{"UnitPrice", "free", "not a price: not a number such as 12.50", ""},
		{"UnitPrice", "0.1234567", "not a price: more than six decimal places", ""},
		{"UnitPrice", "-5", "a negative price", ""},
		{"UnitPrice", "99999999999999", "not a price: beyond 9223372036854", ""},
		{"SkuId", "", "no SKU id", ""},
		{"SkuId", "1E+05", "a spreadsheet program took the id for a number", "1E05"},
		{"SkuId", "100000", "a spreadsheet program took the id for a number", "1E05"},
		{"SkuId", "123456", "a spreadsheet program took the id for a number", ""},
		{"ProductId", "", "no product id", ""},
		{"Tags", "L\xe4rm", "not text in the encoding of the rest of the file", "L?rm"},
		{"ProductId", "CFQ7-TTC0", "not a product id such as CFQ7TTC0LHCH", ""},
		{"TermDuration", "P2W", "not a term such as P1Y", ""},
		{"BillingPlan", "Monthy", "not a billing plan such as Monthly", "Monthly"},
		{"Segment", "", "not a segment such as Commercial", ""},
		{"Segment", "Comercial", "not a segment such as Commercial", "Commercial"},
		{"Market", "Germany", "not a market such as DE", ""},
		{"Currency", "€", "not a currency such as EUR", ""},
		{"PricingTierRangeMin", "-1", "not a number of units", ""},
		{"EffectiveStartDate", "13/12/2026 0:00", "a date with the day first, where the month is expected first", "2026-12-13T00:00:00Z"},
		{"EffectiveStartDate", "31.12.2026", "a date with the day first, where the month is expected first", "2026-12-31T00:00:00Z"},
		{"EffectiveStartDate", "", "no date; a price that always held is written with the year 1753", ""},
		{"EffectiveStartDate", "2026-02-30T00:00:00Z", "not a date such as 2026-11-01T00:00:00Z or 11/1/2026 12:00:00 AM", ""},
		{"EffectiveStartDate", "11/1/2026 13:00:00 PM", "not a date such as 2026-11-01T00:00:00Z or 11/1/2026 12:00:00 AM", ""},
		{"EffectiveStartDate", "soon", "not a date such as 2026-11-01T00:00:00Z or 11/1/2026 12:00:00 AM", ""},
		{"EffectiveStartDate", "9999-11-30T00:00:00Z", "a price that never begins to hold", ""},
		{"EffectiveEndDate", "", "no date; a price without an end is written with the year 9999", ""},
		{"EffectiveEndDate", "1753-01-01", "a price that ended before it could begin", ""},
		{"EffectiveEndDate", "2026-10-31", "the price ends before it begins", ""},
	} {
		rows, report, rejects, err := sheetRead(t, sheetWith(c.column, c.cell), price.ReadOptions{})
		if err != nil || len(rows) != 0 || report.Rejected != 1 {
			t.Errorf("%s %q: %v, %+v", c.column, c.cell, err, rows)
			continue
		}
		records, err := stdcsv.NewReader(strings.NewReader(rejects)).ReadAll()
		value := strings.ToValidUTF8(c.cell, "?")
		if strings.HasPrefix(value, "-") {
			value = "'" + value // so that no spreadsheet program takes it for a formula
		}
		want := [][]string{{"line", "column", "value", "reason", "suggestion"}, {"2", c.column, value, c.reason, c.suggestion}}
		if diff := cmp.Diff(want, records); diff != "" || err != nil {
			t.Errorf("%s %q: %v %s", c.column, c.cell, err, diff)
		}
	}
}

func TestACellThatIsUnusualIsUnderstood(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		column, cell string
		options      price.ReadOptions
		set          func(*price.Row)
	}{
		{"UnitPrice", "", price.ReadOptions{}, func(r *price.Row) { r.Cost, r.Free = 0, true }},
		{"UnitPrice", "0", price.ReadOptions{}, func(r *price.Row) { r.Cost = 0 }},
		{"UnitPrice", "999999999999", price.ReadOptions{}, func(r *price.Row) { r.Cost = 999_999_999_999_000_000 }},
		{"UnitPrice", "1.115,20", price.ReadOptions{DecimalComma: true}, func(r *price.Row) { r.Cost = 1_115_200_000 }},
		{"SkuId", "000P", price.ReadOptions{}, func(r *price.Row) { r.SKU = "000P" }},
		{"SkuId", "12", price.ReadOptions{}, func(r *price.Row) { r.SKU = "0012" }},
		{"TermDuration", "NoTerm", price.ReadOptions{}, func(r *price.Row) { r.Term = "" }},
		{"TermDuration", "", price.ReadOptions{}, func(r *price.Row) { r.Term = "" }},
		{"BillingPlan", "OneTime", price.ReadOptions{}, func(r *price.Row) { r.Billing = "one_time" }},
		{"BillingPlan", "One-Time", price.ReadOptions{}, func(r *price.Row) { r.Billing = "one_time" }},
		{"BillingPlan", "", price.ReadOptions{}, func(r *price.Row) { r.Billing = "none" }},
		{"Segment", "Charity", price.ReadOptions{}, func(r *price.Row) { r.Segment = "nonprofit" }},
		{"PricingTierRangeMin", "25", price.ReadOptions{}, func(r *price.Row) { r.TierMin = 25 }},
		{"Tags", "License; Trial", price.ReadOptions{}, func(r *price.Row) { r.Tags = "License; Trial" }},
		{"EffectiveStartDate", "1753-01-01T00:00:00.0000000Z", price.ReadOptions{}, func(r *price.Row) { r.From = time.Time{} }},
		{"EffectiveStartDate", "1/1/1753 12:00:00 AM", price.ReadOptions{}, func(r *price.Row) { r.From = time.Time{} }},
		{"EffectiveEndDate", "12/31/2026 12:00:00 AM", price.ReadOptions{}, func(r *price.Row) { r.To = day }},
		{"EffectiveEndDate", "12/31/2026 11:59:59 PM", price.ReadOptions{}, func(r *price.Row) { r.To = day.Add(24*time.Hour - time.Second) }},
		{"EffectiveEndDate", "31/12/2026 0:00", price.ReadOptions{DayFirst: true}, func(r *price.Row) { r.To = day }},
		{"EffectiveEndDate", "31.12.2026", price.ReadOptions{DayFirst: true}, func(r *price.Row) { r.To = day }},
		{"EffectiveEndDate", "46387", price.ReadOptions{}, func(r *price.Row) { r.To = day }},
		{"EffectiveEndDate", "46387.5", price.ReadOptions{}, func(r *price.Row) { r.To = day.Add(12 * time.Hour) }},
		{"EffectiveEndDate", "2026-12-31 06:57:00", price.ReadOptions{}, func(r *price.Row) { r.To = day.Add(6*time.Hour + 57*time.Minute) }},
		{"EffectiveEndDate", "2958435", price.ReadOptions{}, func(*price.Row) {}},
	} {
		want := sheetTyped()
		c.set(&want)
		rows, _, rejects, err := sheetRead(t, sheetWith(c.column, c.cell), c.options)
		if diff := cmp.Diff([]price.Row{want}, rows); diff != "" || err != nil {
			t.Errorf("%s %q: %v %s %s", c.column, c.cell, err, rejects, diff)
		}
	}
}

func TestTheReportSaysWhichOptionWouldHelp(t *testing.T) {
	t.Parallel()
	_, report, _, err := sheetRead(t, sheetWith("UnitPrice", "115,20"), price.ReadOptions{})
	if err != nil || report.DecimalComma != 1 || report.DayFirst != 0 {
		t.Errorf("%v %+v", err, report)
	}
	_, report, _, err = sheetRead(t, sheetWith("EffectiveStartDate", "31.12.2026"), price.ReadOptions{})
	if err != nil || report.DecimalComma != 0 || report.DayFirst != 1 {
		t.Errorf("%v %+v", err, report)
	}
}

func TestEachBadCellOfARowIsToldAndTheRestGoesIn(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(strings.Replace(sheetRow, "39.60", "=1+1", 1), "Commercial", "Nobody", 1)
	text := sheetHeader + "\n" + sheetRow + "\n" + bad + "\nx\"y,\n" + sheetRow + ",more\n" + sheetRow[:60] + "\"\n" + sheetRow + "\n"
	rows, report, rejects, err := sheetRead(t, text, price.ReadOptions{})
	if err != nil || len(rows) != 2 || report.Rejected != 4 || rows[1].Line != 7 {
		t.Errorf("%v, %d rows, %+v", err, len(rows), report)
	}
	for _, want := range []string{
		"3,UnitPrice,'=1+1,", "3,Segment,Nobody,", "4,ProductTitle,,a quote in a field", "5,,more,more cells than the header has", "6,",
	} {
		if !strings.Contains(rejects, "\n"+want) {
			t.Errorf("rejects lack %q:\n%s", want, rejects)
		}
	}
	if _, report, rejects, err = sheetRead(t, text, price.ReadOptions{MaxRejects: 2}); err != nil || strings.Count(rejects, "\n") != 3 || report.Rejected != 4 {
		t.Errorf("%v, %+v\n%s", err, report, rejects)
	}
}
