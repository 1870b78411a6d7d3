package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
	"github.com/seatwright/seatwright/shared/price/xlsx"
	"github.com/seatwright/seatwright/shared/price/zipped"
)

// sheetReader reads what was sent for an import: a CSV, a ZIP with one, or a workbook.
type sheetReader struct{ files filesKept }

var (
	_ price.Sheets   = sheetReader{}
	_ price.Matrices = sheetReader{}
)

// How a workbook is handed to the function that reads what is laid out unusually, and what it makes of it.
const (
	odd     = "odd/"   // a note of this name is its call
	laidOut = "/plain" // the same workbook, laid out plainly
)

// reading is what the readers of all forms are given.
type reading struct {
	list price.List
	read func(price.Cells) (price.Report, error)
}

// Rows implements price.Sheets.
func (s sheetReader) Rows(ctx context.Context, i price.Import, rejects io.Writer, yield func(*price.Row) error) (price.Report, error) {
	o := price.ReadOptions{Kind: i.List.Kind, Market: i.List.Market, Currency: i.List.Currency, Rejects: rejects}
	return s.sheet(ctx, i, func(c price.Cells) (price.Report, error) { return price.Read(ctx, c, o, yield) })
}

// Offerings implements price.Matrices.
func (s sheetReader) Offerings(ctx context.Context, i price.Import, rejects io.Writer, yield func(*price.Offering) error) (price.Report, error) {
	o := price.ReadOptions{Kind: i.List.Kind, Rejects: rejects}
	return s.sheet(ctx, i, func(c price.Cells) (price.Report, error) { return price.ReadMatrix(ctx, c, o, yield) })
}

// sheet reads an import's file, or hands a workbook that is laid out unusually to the function for such.
func (s sheetReader) sheet(ctx context.Context, i price.Import, read func(price.Cells) (price.Report, error)) (price.Report, error) {
	r := reading{list: i.List, read: read}
	file, err := s.open(ctx, i.Object)
	if err != nil {
		return price.Report{}, err
	}
	report, err := r.file(file, file.Size())
	if !errors.Is(err, xlsx.Odd) {
		return report, err
	}
	if err := s.files.Keep(ctx, odd+strings.TrimPrefix(i.Object, uploads), []byte("{}"), "application/json"); err != nil {
		return report, err
	}
	return report, price.Aside
}

// open opens what was sent, or what was made of it.
func (s sheetReader) open(ctx context.Context, name string) (*io.SectionReader, error) {
	made, err := s.files.Open(ctx, name+laidOut)
	if fault.Of(err) == fault.NotFound {
		return s.files.Open(ctx, name)
	}
	if err != nil {
		return nil, err
	}
	const longest = 4 << 10 // of a refusal
	if made.Size() > longest {
		return made, nil
	}
	text := make([]byte, made.Size())
	if _, err := made.ReadAt(text, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var no refusedBook
	if json.Unmarshal(text, &no) == nil && no.Refused != "" {
		return nil, fault.Invalid.Errorf("%s", no.Refused)
	}
	return made, nil
}

// file reads a file of any form. What it is is told by its first bytes, not by its name.
func (r reading) file(at io.ReaderAt, size int64) (price.Report, error) {
	first := make([]byte, min(size, zipped.Sniffed))
	if _, err := at.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return price.Report{}, err
	}
	switch zipped.Sniff(first) {
	case zipped.ZIP:
		return r.archive(at, size)
	case zipped.OLE:
		return r.book(at, size) // which says why it cannot be read
	case zipped.GZIP:
		z, err := gzip.NewReader(io.NewSectionReader(at, 0, size))
		if err != nil {
			return price.Report{}, fault.Invalid.Errorf("the file is packed by gzip, and damaged")
		}
		return r.text(z)
	case zipped.HTML:
		return price.Report{}, fault.Invalid.Errorf("the file is a web page, not a price sheet: a sign-in or a proxy may have answered in the place of Microsoft")
	case zipped.None:
		return price.Report{}, fault.Invalid.Errorf("the file is empty")
	case zipped.Text:
	}
	return r.text(io.NewSectionReader(at, 0, size))
}

func (r reading) text(src io.Reader) (price.Report, error) {
	return r.read(csv.New(src, csv.Options{}))
}

// archive reads a workbook, or a ZIP that holds one file.
func (r reading) archive(at io.ReaderAt, size int64) (price.Report, error) {
	a, err := zipped.Open(at, size, xlsx.Usual().Zip)
	if err != nil {
		return price.Report{}, err
	}
	if a.Workbook() {
		return r.book(at, size)
	}
	inner, _, err := a.Single()
	if err != nil {
		return price.Report{}, err
	}
	defer inner.Close() //nolint:errcheck // it is only read
	first := make([]byte, zipped.Sniffed)
	n, err := io.ReadFull(inner, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return price.Report{}, err
	}
	if kind := zipped.Sniff(first[:n]); kind != zipped.Text {
		return price.Report{}, fault.Invalid.Errorf("the ZIP file holds %s, not a CSV: send what is in it as it is", kind)
	}
	return r.text(io.MultiReader(bytes.NewReader(first[:n]), inner))
}

// book reads the tab of a workbook that holds the list.
func (r reading) book(at io.ReaderAt, size int64) (price.Report, error) {
	b, err := xlsx.Open(at, size, xlsx.Usual())
	if err != nil {
		return price.Report{}, err
	}
	var report price.Report
	err = fault.Invalid.Errorf("the workbook has no tab that is shown")
	for _, n := range tabs(b.Sheets(), r.list) {
		if report, err = r.tab(b, n); err == nil || fault.Of(err) != fault.Invalid || errors.Is(err, xlsx.Odd) || report.LastLine > 0 {
			return report, err
		}
	}
	return report, err
}

func (r reading) tab(b *xlsx.Book, n int) (price.Report, error) {
	cells, err := b.Cells(n)
	if err != nil {
		return price.Report{}, err
	}
	defer cells.Close() //nolint:errcheck // it is only read
	return r.read(cells)
}

// tabs gives the places of the tabs that may hold a list, the likely one first. A legacy list has a tab for each currency, named by it.
func tabs(all []xlsx.Sheet, l price.List) []int {
	var named, others []int
	for n, s := range all {
		words := strings.FieldsFunc(strings.ToUpper(s.Name), func(r rune) bool { return r < 'A' || r > 'Z' })
		switch {
		case s.Hidden:
		case slices.Contains(words, l.Currency):
			named = append(named, n)
		default:
			others = append(others, n)
		}
	}
	if len(named) > 0 {
		return named
	}
	return others
}
