package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price/xlsx"
	"github.com/seatwright/seatwright/shared/workbook"
)

// sample makes a workbook whose one sheet has this XML in place of its own.
func sample(t *testing.T, sheet string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // it is only in memory
	var made, out bytes.Buffer
	if _, err := f.NewStyle(&excelize.Style{NumFmt: 14}); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&made); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(made.Bytes()), int64(made.Len()))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(&out)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			content = []byte(sheet)
		}
		p, err := w.Create(part.Name)
		if err == nil {
			_, err = p.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const begin, end = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `</sheetData></worksheet>`

func rows(book *xlsx.Book) (all [][]string, err error) {
	cells, err := book.Cells(0)
	if err != nil {
		return nil, err
	}
	defer cells.Close() //nolint:errcheck // nothing was written
	for {
		fields, _, err := cells.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		var row []string
		for _, f := range fields {
			row = append(row, string(f))
		}
		all = append(all, row)
	}
}

// scanned reads without putting in order.
func scanned(file []byte) ([][]string, error) {
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), workbook.Limits())
	if err != nil {
		return nil, err
	}
	return rows(book)
}

// ordered reads after putting in order.
func ordered(file []byte, limits xlsx.Limits) ([][]string, error) {
	book, err := workbook.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return nil, err
	}
	return rows(book)
}

func TestOddWorkbooksAreReadAfterTheyWerePutInOrder(t *testing.T) {
	t.Parallel()
	want := [][]string{{"a", "1.5", "2021-10-01T00:00:00"}, {"ü", "2"}}
	for name, sheet := range map[string]string{
		"rows that go back": begin + `<row r="2"><c r="A2" t="inlineStr"><is><t>ü</t></is></c><c r="B2"><v>2</v></c></row><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1.5</v></c><c r="C1" s="1"><v>44470</v></c></row>` + end,
		"an encoding of the past": `<?xml version="1.0" encoding="windows-1252"?>` + begin +
			`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1.5</v></c><c r="C1" s="1"><v>44470</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>` + "\xfc" + `</t></is></c><c r="B2"><v>2</v></c></row>` + end,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := sample(t, sheet)
			if _, err := scanned(file); !errors.Is(err, xlsx.Odd) {
				t.Errorf("the scanner says %v; want %v", err, xlsx.Odd)
			}
			got, err := ordered(file, workbook.Limits())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestPuttingInOrderChangesNothingOfAWorkbookThatIs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../price/xlsx/testdata/*.xlsx")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no files")
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := scanned(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ordered(file, workbook.Limits())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestWhatNobodyCanReadIsRefused(t *testing.T) {
	t.Parallel()
	good := sample(t, begin+end)
	tight := workbook.Limits()
	tight.Zip.Inflated = 1000
	for name, c := range map[string]struct {
		file   []byte
		limits xlsx.Limits
		want   error
	}{
		"no workbook":       {[]byte("a,b"), workbook.Limits(), xlsx.NotWorkbook},
		"half of one":       {good[:len(good)/2], workbook.Limits(), xlsx.NotWorkbook},
		"more than allowed": {good, tight, xlsx.TooLarge},
		"a bomb":            {sample(t, begin+strings.Repeat(" ", 2<<20)+end), workbook.Limits(), xlsx.TooLarge},
		"XML that is none":  {sample(t, begin+`<row r="1"><c r="A1"`), workbook.Limits(), xlsx.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ordered(c.file, c.limits); !errors.Is(err, c.want) || !errors.Is(err, fault.Invalid) {
				t.Errorf("refused with %v; want %v", err, c.want)
			}
		})
	}
}
