package price_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
)

const (
	sheetHeader = "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice," +
		"PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment"
	sheetRow = "Exchange Online,CFQ7TTC0LH16,0001,Exchange Online (Plan 1),Microsoft Corporation,\"Mail, calendar\",1 License,P1Y,Annual,DE,EUR,39.60," +
		",,2026-11-01T00:00:00.0000000Z,9999-11-30T00:00:00.0000000Z,License,49.5,Commercial"
)

func sheetRead(t *testing.T, text string, o price.ReadOptions) (rows []price.Row, report price.Report, rejects string, err error) {
	t.Helper()
	var to strings.Builder
	o.Rejects = &to
	report, err = price.Read(t.Context(), csv.New(strings.NewReader("\uFEFF"+strings.TrimPrefix(text, "\uFEFF")), csv.Options{}), o, func(r *price.Row) error {
		rows = append(rows, *r)
		return nil
	})
	return rows, report, to.String(), err
}

// sheetWith gives a sheet of one row, where a column holds something else.
func sheetWith(column, cell string) string {
	names := strings.Split(sheetHeader, ",")
	cells := strings.Split(strings.Replace(sheetRow, `"Mail, calendar"`, "Mail", 1), ",")
	for n, name := range names {
		if name == column {
			cells[n] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
	}
	return sheetHeader + "\r\n" + strings.Join(cells, ",") + "\r\n"
}

func sheetTyped() price.Row {
	return price.Row{
		Key:  price.Key{Product: "CFQ7TTC0LH16", SKU: "0001", Term: "P1Y", Billing: "annual", Segment: "commercial", Market: "DE", Currency: "EUR"},
		From: time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC), Cost: 39_600_000, List: 49_500_000,
		ProductTitle: "Exchange Online", SKUTitle: "Exchange Online (Plan 1)", Publisher: "Microsoft Corporation", Unit: "1 License", Tags: "License", Line: 2,
	}
}

func TestARowIsTyped(t *testing.T) {
	t.Parallel()
	rows, report, rejects, err := sheetRead(t, "\uFEFF"+sheetHeader+"\r\n"+sheetRow+"\r\n\r\n,,,\r\n", price.ReadOptions{})
	if diff := cmp.Diff([]price.Row{sheetTyped()}, rows); diff != "" || err != nil || strings.Count(rejects, "\n") != 1 {
		t.Error(err, rejects, diff)
	}
	want := price.Report{
		Kind: price.NewCommerce, HeaderLine: 1, Rows: 1, LastLine: 2, Markets: map[string]int{"DE": 1}, Currencies: map[string]int{"EUR": 1},
		Segments: map[string]int{"commercial": 1}, Changes: map[price.Change]int{price.Unnamed: 1},
	}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
}

// The same sheet saved by different programs is the same sheet.
func TestASheetInAnyFormIsTheSame(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"line feeds":          sheetHeader + "\n" + sheetRow,
		"semicolons":          strings.ReplaceAll(strings.Replace(sheetHeader+"\n"+sheetRow, `"Mail, calendar"`, "Mail", 1), ",", ";"),
		"tabs":                strings.ReplaceAll(strings.Replace(sheetHeader+"\n"+sheetRow, `"Mail, calendar"`, "Mail", 1), ",", "\t"),
		"a typographic quote": strings.Replace(sheetHeader, "ERP Price", "“ERP Price“", 1) + "\n" + sheetRow,
		"another case":        strings.ToUpper(sheetHeader) + "\n" + sheetRow,
		"blanks in names":     strings.ReplaceAll(strings.Replace(sheetHeader, "UnitPrice", " Unit_Price ", 1), "SkuId", "SKU ID") + "\n" + sheetRow,
		"a re-saved date":     sheetHeader + "\n" + strings.Replace(sheetRow, "2026-11-01T00:00:00.0000000Z", "11/1/2026 12:00:00 AM", 1),
		"a short date":        sheetHeader + "\n" + strings.Replace(sheetRow, "2026-11-01T00:00:00.0000000Z", "11/1/2026 0:00", 1),
		"days since 1899":     sheetHeader + "\n" + strings.Replace(sheetRow, "2026-11-01T00:00:00.0000000Z", "46327", 1),
		"a lost zero":         sheetHeader + "\n" + strings.Replace(sheetRow, ",0001,", ",1,", 1),
		"zeros more":          sheetHeader + "\n" + strings.Replace(sheetRow, "39.60", "39.6000000000", 1),
		"floating point":      sheetHeader + "\n" + strings.Replace(sheetRow, "39.60", "39.600000000000001", 1),
		"blanks around":       sheetHeader + "\n" + strings.Replace(strings.Replace(sheetRow, "39.60", " 39.60 ", 1), "Exchange Online,", "\"Exchange\r\nOnline \",", 1),
		"small letters":       sheetHeader + "\n" + strings.Replace(strings.Replace(sheetRow, "CFQ7TTC0LH16", "cfq7ttc0lh16", 1), "P1Y,Annual", "p1y,annual", 1),
	} {
		rows, _, rejects, err := sheetRead(t, text, price.ReadOptions{})
		if diff := cmp.Diff([]price.Row{sheetTyped()}, rows); diff != "" || err != nil {
			t.Errorf("%s: %v %s %s", name, err, rejects, diff)
		}
	}
}

func TestTitlesAboveTheHeaderAreLeftOut(t *testing.T) {
	t.Parallel()
	rows, report, _, err := sheetRead(t, "Price list,,\nNovember 2026\n\"a\"b\n\n"+sheetHeader+"\n"+sheetRow+"\n", price.ReadOptions{})
	if err != nil || len(rows) != 1 || rows[0].Line != 6 || report.HeaderLine != 5 || len(report.Drift) != 0 {
		t.Errorf("%v, %+v, %+v", err, rows, report)
	}
}

func TestWhatIsNoPriceSheetIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":            {"", "empty"},
		"a web page":         {"<!DOCTYPE html>\n<html><body>Proxy error</body></html>\n", "web page"},
		"another list":       {"Name,Street,Town\nA,B,C\n", "begins with \"Name\""},
		"an offer matrix":    {"ProductTitle,ProductId,SkuId,SkuTitle,MinLicenses,MaxLicenses,AllowedCountries\n", "another kind: new_commerce_matrix"},
		"a column short":     {strings.Replace(sheetHeader, "UnitPrice,", "", 1) + "\n", "no column UnitPrice"},
		"two columns short":  {strings.Replace(strings.Replace(sheetHeader, "UnitPrice,", "", 1), ",Segment", "", 1) + "\n", "no column UnitPrice, Segment"},
		"a cut within quote": {sheetHeader + "\n" + sheetRow[:85], "never closed"},
	} {
		rows, _, _, err := sheetRead(t, c.text, price.ReadOptions{})
		if fault.Of(err) != fault.Invalid || !strings.Contains(fault.Text(err), c.want) || len(rows) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadingStops(t *testing.T) {
	t.Parallel()
	text := sheetHeader + "\n" + strings.Repeat(sheetRow+"\n", 3)
	if _, _, _, err := sheetRead(t, text, price.ReadOptions{MaxRows: 2}); fault.Of(err) != fault.TooLarge {
		t.Errorf("beyond the limit: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	enough := errors.New("enough")
	for _, c := range []struct {
		ctx  context.Context
		want error
	}{{ctx, context.Canceled}, {t.Context(), enough}} {
		_, err := price.Read(c.ctx, csv.New(strings.NewReader(text), csv.Options{}), price.ReadOptions{}, func(*price.Row) error { return enough })
		if !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
}

func TestRowsOfOtherMarketsAndCurrenciesAreCountedAndLeftOut(t *testing.T) {
	t.Parallel()
	text := sheetHeader + "\n" + sheetRow + "\n" + strings.Replace(sheetRow, "DE,EUR", "DE,CHF", 1) + "\n" + strings.Replace(sheetRow, "DE,EUR", "FR,EUR", 1) + "\n"
	rows, report, _, err := sheetRead(t, text, price.ReadOptions{Market: "DE", Currency: "EUR"})
	if err != nil || len(rows) != 1 || report.Rows != 1 || report.Skipped != 2 || report.Markets["DE"] != 2 || report.Currencies["EUR"] != 2 {
		t.Errorf("%v, %d rows, %+v", err, len(rows), report)
	}
}

// Whatever stands in a sheet, each of its rows is given, left out or rejected, and nothing fails.
func TestNoRowIsLost(t *testing.T) {
	t.Parallel()
	cell := rapid.OneOf(rapid.SampledFrom(strings.Split(sheetRow, ",")), rapid.StringMatching(`[0-9A-Za-z.,;/€ -]{0,12}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "rows")
		var text strings.Builder
		text.WriteString(sheetHeader + "\n")
		for range n {
			row := strings.Split(strings.Replace(sheetRow, `"Mail, calendar"`, "Mail", 1), ",")
			if at := rapid.IntRange(-10, len(row)-1).Draw(t, "column"); at >= 0 {
				row[at] = `"` + strings.ReplaceAll(cell.Draw(t, "cell"), `"`, `""`) + `"`
			}
			text.WriteString(strings.Join(row, ",") + "\n")
		}
		given := 0
		report, err := price.Read(context.Background(), csv.New(strings.NewReader(text.String()), csv.Options{Encoding: csv.UTF8, Comma: ','}), price.ReadOptions{Market: "DE"},
			func(r *price.Row) error {
				if r.Cost < 0 || r.List < 0 || r.SKU == "" || !r.To.IsZero() && r.To.Before(r.From) {
					return fmt.Errorf("a row that is not good: %+v", r)
				}
				given++
				return nil
			})
		if err != nil || given != report.Rows || report.Rows+report.Skipped+report.Rejected != n {
			t.Fatalf("%d rows: %v, %d given, %+v", n, err, given, report)
		}
	})
}
