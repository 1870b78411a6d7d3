package xlsx

import (
	"bytes"
	"errors"
	"io"

	"github.com/seatwright/seatwright/shared/price/zipped"
)

// Sheet is a worksheet of a book.
type Sheet struct {
	Name   string
	Hidden bool // Excel does not show it, perhaps not even in its list of hidden ones
}

// Book is an opened workbook. It may be read by one goroutine at a time.
type Book struct {
	limits  Limits
	archive *zipped.Archive
	sheets  []Sheet
	parts   []string // of each sheet, its part
	from    epoch
	dates   []bool // by style: its number format shows a date
	strings sharedStrings
}

// Open reads what a workbook says of itself; its cells come later. A failure of r is given back as it is; every other is fault.Invalid with a Reason.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	a, err := archive(r, size, limits)
	if err != nil {
		return nil, err
	}
	b := &Book{limits: limits, archive: a}
	styles, err := b.describe()
	if err != nil {
		return nil, err
	}
	if styles != "" {
		if b.dates, err = b.styles(styles); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Sheets gives the worksheets in the order of their tabs.
func (b *Book) Sheets() []Sheet { return append([]Sheet(nil), b.sheets...) }

// Check holds a workbook's file against the limits of what is inside, for whoever has another library read it. Its XML is not looked at.
func Check(r io.ReaderAt, size int64, limits Limits) error {
	a, err := archive(r, size, limits)
	if err != nil {
		return err
	}
	return a.Verify()
}

// archive opens the file of a workbook.
func archive(r io.ReaderAt, size int64, limits Limits) (*zipped.Archive, error) {
	if err := compound(r, size); err != nil {
		return nil, err
	}
	a, err := zipped.Open(r, size, limits.Zip)
	if errors.Is(err, zipped.NotZip) {
		return nil, NotWorkbook.Refuse("the file is no workbook: %v", err)
	}
	if err != nil {
		return nil, err
	}
	if !a.Workbook() || !a.Has("_rels/.rels") {
		return nil, NotWorkbook.Refuse("the ZIP file holds no workbook")
	}
	return a, nil
}

// compoundBytes are looked at of a file that is no ZIP file but Microsoft's older container.
const compoundBytes = 1 << 16

// compound names what else than a workbook a file with Excel's icon may be. An encrypted workbook is a container with a stream named EncryptedPackage.
func compound(r io.ReaderAt, size int64) error {
	first := make([]byte, min(size, zipped.Sniffed))
	if _, err := r.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch zipped.Sniff(first) {
	case zipped.OLE:
	case zipped.HTML:
		return NotWorkbook.Refuse("the file is a web page, not a workbook")
	case zipped.None:
		return NotWorkbook.Refuse("the file is empty")
	default:
		return nil
	}
	if len(first) == zipped.Sniffed {
		// The directory of the container begins at a sector that its header names.
		sector := int64(1) << (first[30] & 15)
		at := (int64(uint32(first[48])|uint32(first[49])<<8|uint32(first[50])<<16|uint32(first[51])<<24) + 1) * sector
		directory := make([]byte, compoundBytes)
		n, err := r.ReadAt(directory, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if bytes.Contains(directory[:n], wide("EncryptedPackage")) {
			return Encrypted.Refuse("the workbook is protected by a password: save it without one")
		}
	}
	return NotWorkbook.Refuse("the file is in the form that Excel had before 2007: save it as .xlsx")
}

// wide gives ASCII in UTF-16.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
