package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// inflate reads all parts with the decompressor that the package uses.
func (f *figures) inflate(name string, find bool) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer z.Close() //nolint:errcheck // it was read only
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 64<<10)) })
	block := make([]byte, 256<<10)
	for _, part := range z.File {
		if err := f.part(part, block, find); err != nil {
			return err
		}
	}
	return nil
}

func (f *figures) part(part *zip.File, block []byte, find bool) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read only
	for {
		n, err := io.ReadFull(r, block)
		f.Bytes += int64(n)
		for rest := block[:n]; find; {
			i := bytes.IndexByte(rest, '<')
			if i < 0 {
				break
			}
			f.Cells++
			rest = rest[i+1:]
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// library reads all cells by excelize, in its fastest way.
func (f *figures) library(name string) error {
	book, err := excelize.OpenFile(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return err
	}
	defer book.Close() //nolint:errcheck // it was read only
	rows, err := book.Rows(book.GetSheetList()[0])
	if err != nil {
		return err
	}
	for rows.Next() {
		fields, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		f.Rows++
		f.Cells += len(fields)
	}
	return rows.Close()
}
