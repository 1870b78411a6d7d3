package main

import (
	"io"
	"os"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// many rows are written, with as many columns as the comparison of two months has.
const many = 100_000

func header() []string {
	return []string{
		"Change", "Product", "Title", "SKU", "SKU title", "Term", "Billing", "Segment", "Market", "Currency", "From", "To", "Cost before", "Cost", "Percent", "List before", "List", "Seats",
		"A month more", "Customers",
	}
}

// diff gives a row of a comparison; number makes the cell of a decimal.
func diff(row []any, n int, number func(hundredths int) any) []any {
	was, now := 1000+n%90_000, 1000+n%90_000+n%97
	row = append(row[:0], "up", "CFQ7TTC0"+strconv.Itoa(1000+n%9000), "Microsoft 365 Business Premium "+strconv.Itoa(n%977), "0001", "Microsoft 365 & more", "P1Y", "Monthly", "Commercial", "DE", "EUR",
		time.Date(2026, 11, 1+n%28, 0, 0, 0, 0, time.UTC), time.Date(2027, 11, 1+n%28, 0, 0, 0, 0, time.UTC))
	return append(row, number(was), number(now), number((now-was)*100/was), number(was*5/4), number(now*5/4), n%500, number((now-was)*(n%500)), n%40)
}

func (f *figures) file(name string, write func(io.Writer) error) error {
	out, err := os.Create(name) //nolint:gosec // the bench names it
	if err != nil {
		return err
	}
	if err := write(out); err != nil {
		return err
	}
	info, err := out.Stat()
	if err != nil {
		return err
	}
	f.Bytes = info.Size()
	return out.Close()
}

func (f *figures) write(name string) error {
	return f.file(name, func(to io.Writer) error {
		w := xlsx.NewWriter(to)
		if err := w.Sheet("Changes", header()...); err != nil {
			return err
		}
		var row []any
		for f.Rows = 0; f.Rows < many; f.Rows++ {
			row = diff(row, f.Rows, func(n int) any { return xlsx.Number(hundredths(n)) })
			if err := w.Row(row...); err != nil {
				return err
			}
		}
		return w.Close()
	})
}

func hundredths(n int) string {
	fraction := strconv.Itoa(100 + n%100)
	return strconv.Itoa(n/100) + "." + fraction[1:]
}

func (f *figures) libraryWrite(name string) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is written
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	var row []any
	for _, h := range header() {
		row = append(row, h)
	}
	if err := w.SetRow("A1", row); err != nil {
		return err
	}
	for f.Rows = 0; f.Rows < many; f.Rows++ {
		row = diff(row, f.Rows, func(n int) any { return float64(n) / 100 })
		row[10], row[11] = excelize.Cell{StyleID: date, Value: row[10]}, excelize.Cell{StyleID: date, Value: row[11]}
		if err := w.SetRow("A"+strconv.Itoa(f.Rows+2), row); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.file(name, func(to io.Writer) error { return book.Write(to) })
}
