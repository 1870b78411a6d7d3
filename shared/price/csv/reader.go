package csv

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// Options says how to read. The zero value finds everything out, with limits that no honest price sheet reaches.
type Options struct {
	Comma     byte     // what parts fields; 0 to tell by the first lines
	Encoding  Encoding // "" to tell by the bytes
	Block     int      // bytes to read at a time; 0 for 256 KiB
	MaxRecord int      // bytes of one row; 0 for 1 MiB
	MaxFields int      // of one row; 0 for 1,024
	MaxBytes  int64    // of the whole file as UTF-8; 0 for 2 GiB
}

// Reader scans a file. It is not safe for use by several goroutines.
type Reader struct {
	src      io.Reader
	options  Options
	encoding Encoding
	comma    byte
	commas   uint64 // the delimiter in each of eight bytes

	buf      []byte
	pos, end int  // what is read and not yet given is buf[pos:end]
	begun    bool // the first block was looked at
	final    bool // nothing comes after end
	failed   error
	total    int64

	line    int // of the next row
	fields  [][]byte
	doubled []int // fields with "" in them
}

// New makes a reader of src.
func New(src io.Reader, o Options) *Reader {
	o.Block = or(o.Block, 256<<10)
	o.MaxRecord = or(o.MaxRecord, 1<<20)
	o.MaxFields = or(o.MaxFields, 1024)
	if o.MaxBytes == 0 {
		o.MaxBytes = 2 << 30
	}
	return &Reader{src: src, options: o, encoding: o.Encoding, line: 1}
}

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// Encoding gives how the file is written, as far as was read: ASCII until another byte was seen.
func (r *Reader) Encoding() Encoding { return r.encoding }

// Comma gives what parts the fields, 0 before the first row was read.
func (r *Reader) Comma() byte { return r.comma }

// Next gives the next row and the line where it begins. The fields are valid until the next call. Empty lines are left out. It fails with io.EOF
// at the end, with a *price.BadRow when this row alone is bad, with fault.TooLarge beyond a limit and with fault.Invalid when the file cannot be a
// CSV file; after these two it always fails.
func (r *Reader) Next() (fields [][]byte, line int, err error) {
	for r.failed == nil {
		if r.pos == r.end && r.final {
			return nil, r.line, io.EOF
		}
		size, found := r.record(r.buf[r.pos:r.end])
		if found == more {
			r.failed = r.fill()
			continue
		}
		whole := r.buf[r.pos : r.pos+size]
		line, r.pos, r.line = r.line, r.pos+size, r.line+breaks(whole)
		switch {
		case found != row:
			return nil, line, r.refuse(line, found)
		case size > r.options.MaxRecord:
			r.failed = r.long(line)
		case len(r.fields) > 1 || len(r.fields[0]) > 0 || whole[0] == '"': // an empty line is no row
			r.single()
			return r.fields, line, nil
		}
	}
	return nil, r.line, r.failed
}

// refuse makes the error of a row that is none.
func (r *Reader) refuse(line int, found outcome) error {
	switch found {
	case wide:
		r.failed = fault.TooLarge.Errorf("line %d: more than %d fields", line, r.options.MaxFields)
		return r.failed
	case bare:
		return &price.BadRow{Line: line, Column: len(r.fields) + 1, Reason: "a quote in a field that does not begin with one"}
	default:
		return &price.BadRow{Line: line, Column: len(r.fields) + 1, Reason: "text after the quote that ends the field"}
	}
}

func (r *Reader) long(line int) error {
	return fault.TooLarge.Errorf("line %d: a row of more than %d bytes", line, r.options.MaxRecord)
}

func breaks(whole []byte) int { return bytes.Count(whole, []byte{'\n'}) }

// single makes one quote of each two. It waits until the row is whole, because a row that is not is scanned again from its beginning.
func (r *Reader) single() {
	for _, n := range r.doubled {
		b := r.fields[n]
		to := bytes.IndexByte(b, '"') + 1
		for from := to + 1; from < len(b); {
			size := bytes.IndexByte(b[from:], '"') + 1
			if size == 0 {
				to += copy(b[to:], b[from:])
				break
			}
			to += copy(b[to:], b[from:from+size])
			from += size + 1
		}
		r.fields[n] = b[:to]
	}
}

// fill reads another block behind what is not yet given.
func (r *Reader) fill() error {
	if r.final {
		return fault.Invalid.Errorf("line %d: a quote is opened and never closed: the file may have been cut", r.line)
	}
	copy(r.buf, r.buf[r.pos:r.end])
	r.pos, r.end = 0, r.end-r.pos
	if r.end > r.options.MaxRecord {
		return r.long(r.line)
	}
	if size := r.end + r.options.Block + utf8.UTFMax; size > len(r.buf) {
		r.buf = append(make([]byte, 0, size), r.buf[:r.end]...)[:size]
	}
	for {
		size, err := r.block(r.buf[r.end:])
		if err != nil {
			return err
		}
		fresh := r.buf[r.end : r.end+size]
		again, err := r.look(fresh)
		if err != nil {
			return err
		}
		if again {
			continue
		}
		r.end += size
		if r.total += int64(size); r.total > r.options.MaxBytes {
			return fault.TooLarge.Errorf("a sheet of more than %d bytes", r.options.MaxBytes)
		}
		return nil
	}
}

// block reads a block, and so much more as makes its last character whole: by it the encoding may be told.
func (r *Reader) block(into []byte) (size int, err error) {
	for want := len(into) - utf8.UTFMax; ; want = 1 {
		n, err := io.ReadFull(r.src, into[size:size+want])
		size += n
		r.final = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !r.final {
			return 0, fault.Unavailable.Wrap(err, "read the sheet after %d bytes", r.total)
		}
		if r.final || size == len(into) || !cut(into[:size]) {
			return size, nil
		}
	}
}

// cut reports whether b ends within a character.
func cut(b []byte) bool {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			return !utf8.FullRune(b[len(b)-n:])
		}
	}
	return false
}
