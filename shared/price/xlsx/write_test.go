package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// written writes one sheet.
func written(t interface{ Fatal(...any) }, name string, header []string, rows ...[]any) []byte {
	var out bytes.Buffer
	w := xlsx.NewWriter(&out)
	err := w.Sheet(name, header...)
	for _, r := range rows {
		if err == nil {
			err = w.Row(r...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAWrittenWorkbookIsReadBackByScannerAndOracle(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	file := written(t, "Rises", []string{"Product", "New price", "From"},
		[]any{"Microsoft 365 E3", xlsx.Number("115.20"), day, nil, "x"},
		[]any{"a < b & \"c\"\r\n", 7, day.Add(6*time.Hour + 57*time.Minute), true, int64(-3)},
		[]any{"", nil, time.Time{}},
		[]any{"_x000D_", xlsx.Number("1e5"), time.Date(1753, 1, 1, 0, 0, 0, 0, time.UTC), false},
		[]any{xlsx.Number("-0.5"), time.Date(1900, 2, 3, 0, 0, 0, 0, time.UTC), "\x00\x1f\ufffe"},
	)
	want := []line{
		{1, []string{"Product", "New price", "From"}},
		{2, []string{"Microsoft 365 E3", "115.20", "2026-11-01T00:00:00", "", "x"}},
		{3, []string{"a < b & \"c\"\r\n", "7", "2026-11-01T06:57:00", "TRUE", "-3"}},
		{5, []string{"_x000D_", "1e5", "1753-01-01T00:00:00Z", "FALSE"}},
		{6, []string{"-0.5", "1900-02-03T00:00:00", "\x00\x1f\ufffe"}},
	}
	got := read(t, file, 0)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	other, err := oracle(file, 0)
	if err != nil || !alike(got, other) {
		t.Errorf("excelize reads otherwise: %v\n%s", err, cmp.Diff(got, other))
	}
}

func TestTextThatLooksLikeAFormulaStaysText(t *testing.T) {
	t.Parallel()
	formulas := []any{`=HYPERLINK("http://example.com","x")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1", `=cmd|' /C calc'!A0`}
	file := written(t, "x", nil, formulas)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	for i, want := range formulas {
		name, _ := excelize.CoordinatesToCellName(i+1, 1)
		formula, err := f.GetCellFormula("x", name)
		kind, err2 := f.GetCellType("x", name)
		value, err3 := f.GetCellValue("x", name)
		if formula != "" || kind != excelize.CellTypeInlineString || value != want || err != nil || err2 != nil || err3 != nil {
			t.Errorf("%s: formula %q, kind %v, value %q, %v %v %v", name, formula, kind, value, err, err2, err3)
		}
	}
}

func TestAnyTextIsWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[_x0-9A-F<&>\r\n =+]{0,12}`)), 1, 6).Draw(t, "texts")
		values := make([]any, len(texts))
		for i, s := range texts {
			values[i] = s
		}
		file := written(t, "x", nil, append(values, "end"))
		got, err := scan(file, 0, xlsx.Usual())
		if diff := cmp.Diff([]line{{1, append(texts, "end")}}, got); diff != "" || err != nil {
			t.Fatalf("%v (-want +got)\n%s", err, diff)
		}
	})
}

func TestNamesOfSheetsAreMadeWhatExcelTakes(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := xlsx.NewWriter(&out)
	names := []string{"Rises / falls", "", "[new]", strings.Repeat("ä", 40), strings.Repeat("ä", 50), "NEW?", "a&\"b\"", "'quoted'"}
	for _, n := range names {
		if err := w.Sheet(n, "h"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	want := []string{"Rises _ falls", "Sheet", "(new)", strings.Repeat("ä", 31), strings.Repeat("ä", 29) + " 2", "NEW_", "a&\"b\"", "quoted"}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	t.Parallel()
	w := xlsx.NewWriter(&bytes.Buffer{})
	if err := w.Row("a"); err == nil {
		t.Error("a row without a sheet")
	}
	if err := w.Sheet("x"); err != nil {
		t.Fatal(err)
	}
	if err := w.Row(1.5); err == nil {
		t.Error("a float, which is no price")
	}
	if err := w.Row(make([]any, 16385)...); err == nil {
		t.Error("too many columns")
	}
	long := strings.Repeat("𝄞", 20000)
	got := read(t, written(t, "x", nil, []any{long}), 0)[0].Fields[0]
	if !strings.HasSuffix(got, "…") || len([]rune(got)) != 16384 {
		t.Errorf("a long text has %d characters", len([]rune(got)))
	}
}

func TestEveryPartOfAWrittenWorkbookIsXML(t *testing.T) {
	t.Parallel()
	file := written(t, "a\"<b>&'c", []string{"<h>"}, []any{"<&>\"'"})
	for name, content := range unpacked(t, file) {
		d := xml.NewDecoder(strings.NewReader(content))
		for {
			if _, err := d.Token(); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v", name, err)
				}
				break
			}
		}
	}
}
