package xlsx_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// The corpus is one table, written by many programs: those of openpyxl, XlsxWriter and SheetJS by these programs themselves, those of excelize by the library, and
// those of Excel, LibreOffice, Google Sheets and Microsoft's SDK in the layouts that these programs write, by layout_test.go. "go test -update" makes the
// ones again that Go makes.
var update = flag.Bool("update", false, "write the files of the corpus that are made here") //nolint:gochecknoglobals // a flag is read before tests begin

// table is what every file of the corpus holds in its sheet "Prices": text, float64, time.Time or nil.
func table() [][]any {
	day := func(y int, m time.Month, d, hour, minute, second int) time.Time {
		return time.Date(y, m, d, hour, minute, second, 0, time.UTC)
	}
	first, last := day(2021, 10, 1, 0, 0, 0), day(9999, 11, 30, 0, 0, 0)
	return [][]any{
		{"ProductTitle", "ProductId", "SkuId", "SkuTitle", "SkuDescription", "TermDuration", "BillingPlan", "UnitPrice", "EffectiveStartDate", "EffectiveEndDate", "Tags", "ERP Price", "Segment"},
		{"Microsoft 365 Business Basic", "CFQ7TTC0LH18", "0001", "Microsoft 365 Business Basic", `Mail, files & "Teams"`, "P1Y", "Monthly", 61.2, first, last, "License", 72.0, "Commercial"},
		{"Microsoft 365 E3", "CFQ7TTC0LFLX", "0001", "Microsoft 365 E3", "Two\nlines <here>", "P1Y", "Annual", 393.12, day(2021, 10, 1, 6, 57, 0), last, nil, 432.4321, "Commercial"},
		{
			"Power BI Premium für alle", "CFQ7TTC0HL8W", "000K", "Zusätzlich – größer ≥ 5 日本", "  blanks around  ", "P1M", "Monthly", 0.1, day(2026, 11, 1, 0, 0, 0),
			day(2026, 11, 30, 23, 59, 59), "License; Trial", 123456789.12, "Education",
		},
		{"Free trial", "CFQ7TTC0LF8S", "1234", "Trial", "_x000D_ as text", nil, "None", nil, first, last, "Trial", 0.0, "Charity"},
	}
}

// wantedTable is what a scanner gives for the table.
func wantedTable() [][]string {
	var want [][]string
	for _, row := range table() {
		fields := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case string:
				fields[i] = v
			case float64:
				fields[i] = decimal(v)
			case time.Time:
				fields[i] = v.Format("2006-01-02T15:04:05")
			}
		}
		want = append(want, fields)
	}
	return want
}

func TestTheCorpusIsReadEquallyByScannerAndOracle(t *testing.T) {
	t.Parallel()
	if *update {
		for name, file := range layouts(t) {
			if err := os.WriteFile(filepath.Join("testdata", name), file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := filepath.Glob("testdata/*.xlsx")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files in the corpus, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sheet := pricesOf(t, file)
			got := read(t, file, sheet)
			i := slices.IndexFunc(got, func(l line) bool { return l.Fields[0] == "ProductTitle" })
			if i < 0 {
				t.Fatal("no header")
			}
			var fields [][]string
			for _, l := range got[i:] {
				fields = append(fields, l.Fields)
			}
			if diff := cmp.Diff(wantedTable(), fields, without(name)...); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			other, err := oracle(file, sheet)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case strings.Contains(name, "iso_dates"): // excelize gives such dates as they stand
			case strings.Contains(name, "sheetjs"): // and escapes in results of formulas, which SheetJS makes of texts
				if diff := cmp.Diff(other, got, without(name)...); diff != "" {
					t.Errorf("excelize reads otherwise (-it +we)\n%s", diff)
				}
			case !alike(got, other):
				t.Errorf("excelize reads otherwise (-it +we)\n%s", cmp.Diff(other, got))
			}
		})
	}
}

// without says what a program loses when it writes the table: some do not escape what looks like an escape, so that
// readers take it for one.
func without(name string) cmp.Options {
	if strings.Contains(name, "openpyxl") || strings.Contains(name, "sheetjs") || strings.Contains(name, "excelize.xlsx") {
		return cmp.Options{cmp.Transformer("", func(s string) string { return strings.Replace(s, "_x000D_", "\r", 1) })}
	}
	return nil
}

func pricesOf(t *testing.T, file []byte) int {
	t.Helper()
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), xlsx.Usual())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(book.Sheets(), func(s xlsx.Sheet) bool { return s.Name == "Prices" && !s.Hidden })
	if i < 0 {
		t.Fatalf("no sheet of prices: %v", book.Sheets())
	}
	return i
}
