package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// Number is a decimal such as 115.20 that a Writer writes as a number, exactly as it stands.
type Number string

// Writer writes a workbook row by row, so that its size in memory does not grow. A text is always written as a text: one that begins like a formula stays
// inert, whatever opens the file.
type Writer struct {
	zip    *zip.Writer
	part   io.Writer // of the open sheet
	sheets []string
	buf    []byte
	row    int
	err    error
}

// writeLevel of deflate: the fastest. The next ones cost half as much time again for a tenth of the size.
const writeLevel = 1

// flushBytes is how much is gathered before it is packed.
const flushBytes = 64 << 10

// NewWriter begins a workbook. Nothing is whole before Close.
func NewWriter(w io.Writer) *Writer {
	z := zip.NewWriter(w)
	var packer *flate.Writer // one for all parts: it takes a megabyte, and they are written one after the other
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (_ io.WriteCloser, err error) {
		if packer == nil {
			packer, err = flate.NewWriter(w, writeLevel)
			return packer, err
		}
		packer.Reset(w)
		return packer, nil
	})
	return &Writer{zip: z}
}

// Sheet begins a sheet with a header that stays in view. What Excel does not allow in a sheet's name is replaced. Rows come after it.
func (w *Writer) Sheet(name string, header ...string) error {
	if w.endSheet(); w.err != nil {
		return w.err
	}
	w.sheets = append(w.sheets, w.sheetName(name))
	w.part, w.err = w.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(w.sheets)))
	if w.err != nil {
		return w.err
	}
	w.row = 0
	w.buf = append(w.buf, declaration+`<worksheet xmlns="`+mainSpace+`">`...)
	if len(header) == 0 {
		w.buf = append(w.buf, `<sheetData>`...)
		return nil
	}
	w.buf = append(w.buf, `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`...)
	for i, h := range header {
		w.buf = fmt.Appendf(w.buf, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, max(12, utf8.RuneCountInString(h)+3))
	}
	w.buf = append(w.buf, `</cols><sheetData>`...)
	w.open()
	for _, h := range header {
		w.text(h, styleHeader)
	}
	return w.close()
}

// Row writes the next row. A value is a string, a Number, an int, an int64, a bool, a time.Time or nil; the zero time is empty like nil.
func (w *Writer) Row(values ...any) error {
	switch {
	case w.err != nil:
		return w.err
	case w.part == nil:
		return errors.New("a row of no sheet")
	case w.row == mostRows:
		return TooLarge.Refuse("a sheet cannot have more than %d rows", mostRows)
	case len(values) > mostColumns:
		return TooLarge.Refuse("a sheet cannot have more than %d columns", mostColumns)
	}
	w.open()
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			w.buf = append(w.buf, `<c/>`...)
		case string:
			w.text(v, styleNone)
		case Number:
			w.decimal(string(v))
		case int:
			w.integer(int64(v))
		case int64:
			w.integer(v)
		case bool:
			w.truth(v)
		case time.Time:
			w.time(v)
		default:
			return fmt.Errorf("a cell of type %T", v)
		}
	}
	return w.close()
}

func (w *Writer) open() {
	w.row++
	w.buf = append(w.buf, `<row r="`...)
	w.buf = strconv.AppendInt(w.buf, int64(w.row), 10)
	w.buf = append(w.buf, `">`...)
}

func (w *Writer) close() error {
	w.buf = append(w.buf, `</row>`...)
	if len(w.buf) >= flushBytes {
		w.flush()
	}
	return w.err
}

func (w *Writer) flush() {
	if w.err == nil {
		_, w.err = w.part.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

func (w *Writer) endSheet() {
	if w.part != nil {
		w.buf = append(w.buf, `</sheetData></worksheet>`...)
		w.flush()
		w.part = nil
	}
}

// sheetName makes a name one that Excel takes: of 31 characters at most, none of them one that its formulas use, and each once.
func (w *Writer) sheetName(name string) string {
	const most = 31
	name = strings.Trim(strings.NewReplacer("[", "(", "]", ")", ":", "_", "*", "_", "?", "_", "/", "_", `\`, "_").Replace(strings.ToValidUTF8(name, "_")), "' ")
	cut := func(s string, to int) string {
		if r := []rune(s); len(r) > to {
			return string(r[:to])
		}
		return s
	}
	if name = cut(name, most); name == "" {
		name = "Sheet"
	}
	unique := name
	for n := 2; w.named(unique); n++ {
		tail := " " + strconv.Itoa(n)
		unique = cut(name, most-len(tail)) + tail
	}
	return unique
}

func (w *Writer) named(name string) bool {
	for _, s := range w.sheets {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}
