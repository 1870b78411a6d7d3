// Package workbook reads the workbooks that the scanner of package xlsx calls odd: those with rows out of their order, or with XML in an
// encoding of the past. A large library, excelize, takes the whole workbook into memory and writes it again in order; the scanner reads that. So there is
// one way only in which a cell becomes text.
//
// It costs a hundred times what the scanner takes, in time and in memory, and the library adds four megabytes to a program: a function of its own does this.
package workbook

import (
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price/xlsx"
	"github.com/seatwright/seatwright/shared/price/zipped"
)

// Limits keeps a workbook that is put in order under two gigabytes of memory: it takes some twelve times its XML.
func Limits() xlsx.Limits {
	l := xlsx.Usual()
	l.Zip.Inflated = 128 << 20
	return l
}

// Open reads an odd workbook; one that is not is read too. Failures are those of xlsx.Open.
func Open(r io.ReaderAt, size int64, limits xlsx.Limits) (*xlsx.Book, error) {
	var out bytes.Buffer
	if err := Order(&out, r, size, limits); err != nil {
		return nil, err
	}
	return xlsx.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), limits)
}

// Anew writes a workbook again as Order does, within Limits.
func Anew(to io.Writer, r io.ReaderAt, size int64) error { return Order(to, r, size, Limits()) }

// Order writes a workbook again, with everything in its order. What is refused is fault.Invalid with a reason of package xlsx.
func Order(to io.Writer, r io.ReaderAt, size int64, limits xlsx.Limits) error {
	if err := xlsx.Check(r, size, limits); err != nil {
		return err
	}
	f, err := load(r, size, limits)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // everything is in memory
	if err := f.Write(to); err != nil {
		return fmt.Errorf("write the workbook in order: %w", err)
	}
	return nil
}

// load has the library read all sheets: it puts in order what it reads, and leaves the rest as it is. The library is made for files that programs write:
// of some that nobody writes it gives up by a panic, which is a refusal here.
func load(r io.ReaderAt, size int64, limits xlsx.Limits) (f *excelize.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, zipped.Damaged.Refuse("the workbook could not be put in order")
		}
	}()
	f, err = excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{UnzipSizeLimit: limits.Zip.Inflated, UnzipXMLSizeLimit: limits.Zip.Inflated})
	if err != nil {
		return nil, refused(err)
	}
	for _, name := range f.GetSheetList() {
		if _, err := f.GetCellValue(name, "A1"); err != nil {
			_ = f.Close() // everything is in memory
			return nil, refused(err)
		}
	}
	return f, nil
}

func refused(err error) error {
	return fault.Invalid.Wrap(fmt.Errorf("%w: %w", zipped.Damaged, err), "the workbook could not be put in order")
}
