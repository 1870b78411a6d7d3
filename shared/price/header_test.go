package price_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price"
)

func TestHowAHeaderDiffersIsReported(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old, new string // names of columns in a row of the header
		want     []price.Drift
	}{
		"as documented":       {"", "", nil},
		"a distributor's ERP": {"ERP Price", "ERP", nil},
		"renamed":             {"UnitPrice", "Unit Price (EUR)", []price.Drift{{How: price.Renamed, Column: "UnitPrice", Found: "Unit Price (EUR)"}}},
		"misspelt":            {"EffectiveStartDate", "EfectiveStartDate", []price.Drift{{How: price.Renamed, Column: "EffectiveStartDate", Found: "EfectiveStartDate"}}},
		"translated":          {"UnitPrice", "Prix unitaire", []price.Drift{{How: price.Translated, Column: "UnitPrice", Found: "Prix unitaire"}}},
		"missing, not needed": {"Publisher", "", []price.Drift{{How: price.Missing, Column: "Publisher"}}},
		"another column":      {"Publisher", "Vendor", []price.Drift{{How: price.Extra, Found: "Vendor"}, {How: price.Missing, Column: "Publisher"}}},
		"reordered":           {"UnitPrice,PricingTierRangeMin", "PricingTierRangeMin,UnitPrice", []price.Drift{{How: price.Reordered, Column: "PricingTierRangeMin", Found: "PricingTierRangeMin"}}},
		"twice":               {"Publisher,SkuDescription", "Publisher,publisher", []price.Drift{{How: price.Repeated, Column: "Publisher", Found: "publisher"}, {How: price.Missing, Column: "SkuDescription"}}},
		"the portal's":        {"ProductTitle,", "ChangeIndicator,ProductTitle,", nil},
	} {
		header := strings.Replace(sheetHeader, c.old, c.new, 1)
		if c.old == "" {
			header = sheetHeader
		}
		row := sheetRow
		switch name {
		case "reordered":
			row = strings.Replace(row, "39.60,", ",39.60", 1)
		case "the portal's":
			row = "Unchanged," + row
		}
		rows, report, rejects, err := sheetRead(t, header+"\n"+row+"\n", price.ReadOptions{})
		if diff := cmp.Diff(c.want, report.Drift); diff != "" || err != nil || len(rows) != 1 || rows[0].Cost != 39_600_000 {
			t.Errorf("%s: %v %+v %s %s", name, err, rows, rejects, diff)
		}
	}
}

// A program in another language translates all names at once.
func TestAHeaderInAnotherLanguageIsUnderstoodAndReported(t *testing.T) {
	t.Parallel()
	header := "Produkttitel,Produkt-ID,Artikel-ID,Artikeltitel,Herausgeber,Beschreibung,Maßeinheit,Laufzeit,Abrechnungsplan,Markt,Währung,Einzelpreis," +
		"PricingTierRangeMin,PricingTierRangeMax,Gültig ab,Gültig bis,Schlagwörter,UVP,Segment"
	rows, report, rejects, err := sheetRead(t, header+"\n"+sheetRow+"\n", price.ReadOptions{Kind: price.NewCommerce})
	if diff := cmp.Diff([]price.Row{sheetTyped()}, rows); diff != "" || err != nil {
		t.Errorf("%v %s %s", err, rejects, diff)
	}
	if len(report.Drift) != 16 || report.Drift[0] != (price.Drift{How: price.Translated, Column: "ProductTitle", Found: "Produkttitel"}) {
		t.Errorf("%+v", report.Drift)
	}
}

func TestWhatASheetSaysOfItsRowsIsKept(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]price.Change{
		"New": price.Added, "Changed": price.Changed, "Deleted": price.Deleted, "Unchanged": price.Unchanged, "": price.Unnamed,
	} {
		rows, report, rejects, err := sheetRead(t, "ChangeIndicator,"+sheetHeader+"\n"+word+","+sheetRow+"\n", price.ReadOptions{})
		if err != nil || len(rows) != 1 || rows[0].Change != want || report.Changes[want] != 1 {
			t.Errorf("%q: %v %+v %s", word, err, rows, rejects)
		}
	}
}
