package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// line is a row as a test compares it.
type line struct {
	Number int
	Fields []string
}

// scan reads a sheet by the package under test.
func scan(file []byte, sheet int, limits xlsx.Limits) (lines []line, err error) {
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return nil, err
	}
	cells, err := book.Cells(sheet)
	if err != nil {
		return nil, err
	}
	defer cells.Close() //nolint:errcheck // nothing was written
	for {
		fields, number, err := cells.Next()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return lines, err
		}
		l := line{Number: number}
		for _, f := range fields {
			l.Fields = append(l.Fields, string(f))
		}
		lines = append(lines, l)
	}
}

// read is scan where nothing may fail.
func read(t *testing.T, file []byte, sheet int) []line {
	t.Helper()
	lines, err := scan(file, sheet, xlsx.Usual())
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// oracle reads a sheet by excelize. Formats are taken off all styles but those that show dates, which get the form that the package gives them in: excelize judges by its own parser of
// formats.
func oracle(file []byte, sheet int) (lines []line, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: 1 << 28, UnzipXMLSizeLimit: 1 << 28})
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if err := reform(f); err != nil {
		return nil, err
	}
	list := f.GetSheetList()
	if sheet >= len(list) {
		return nil, fmt.Errorf("%d sheets", len(list))
	}
	rows, err := f.Rows(list[sheet])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // nothing was written
	for number := 1; rows.Next(); number++ {
		fields, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		for len(fields) > 0 && fields[len(fields)-1] == "" {
			fields = fields[:len(fields)-1]
		}
		if len(fields) > 0 {
			lines = append(lines, line{Number: number, Fields: fields})
		}
	}
	return lines, rows.Error()
}

// reform changes the formats of an opened workbook.
func reform(f *excelize.File) error {
	date, none := `yyyy-mm-dd"T"hh:mm:ss`, 9999
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	if err != nil || f.Styles.CellXfs == nil {
		return err
	}
	form := f.Styles.CellXfs.Xf[id].NumFmtID
	own := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			own[n.NumFmtID] = n.FormatCode
		}
	}
	for i := range f.Styles.CellXfs.Xf {
		x := &f.Styles.CellXfs.Xf[i]
		was := 0
		if x.NumFmtID != nil {
			was = *x.NumFmtID
		}
		x.NumFmtID = &none
		code, named := own[was]
		if dated(code) || (!named && slices.Contains([]int{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}, was)) {
			x.NumFmtID = form
		}
	}
	return nil
}

// dated reports whether a format shows a day, a month or a year, by the parser that excelize uses.
func dated(code string) bool {
	p := nfp.NumberFormatParser()
	sections := p.Parse(code)
	if len(sections) == 0 {
		return false
	}
	alone, time := false, false
	for _, item := range sections[0].Items {
		switch {
		case item.TType == nfp.TokenTypeElapsedDateTimes:
			time = true
		case item.TType != nfp.TokenTypeDateTimes:
		case strings.ContainsAny(strings.ToLower(item.TValue), "yd"):
			return true
		case strings.ContainsAny(strings.ToLower(item.TValue), "hs"):
			time = true
		default:
			alone = alone || strings.Trim(strings.ToLower(item.TValue), "m") == ""
		}
	}
	return alone && !time
}

// alike reports whether two readings are the same. Numbers may be written in two ways, such as 1.50 and 1.5.
func alike(a, b []line) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Number != b[i].Number || len(a[i].Fields) != len(b[i].Fields) {
			return false
		}
		for j := range a[i].Fields {
			if a, b := a[i].Fields[j], b[i].Fields[j]; a != b && !sameNumber(a, b) {
				return false
			}
		}
	}
	return true
}

func sameNumber(a, b string) bool {
	if len(a) > 400 || len(b) > 400 {
		return false
	}
	x, ok := new(big.Float).SetString(a)
	y, also := new(big.Float).SetString(b)
	return ok && also && x.Cmp(y) == 0
}
