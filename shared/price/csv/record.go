package csv

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// outcome is how the scan of one row ended.
type outcome int

const (
	more  outcome = iota // the row goes on behind what was read
	field                // a field is whole, and others follow
	row                  // the row is whole
	bare                 // a quote within a field that does not begin with one
	loose                // text behind the quote that ends a field
	wide                 // too many fields
)

const (
	ones   = 0x0101010101010101
	tops   = 0x8080808080808080
	quotes = ones * '"'
	feeds  = ones * '\n'
)

// zeros has the top bit set of the lowest byte of w that is zero, and may have it set of bytes above that one, seldom.
func zeros(w uint64) uint64 { return (w - ones) &^ w & tops }

// plain adds the fields from begin on that are whole and without quotes. It gives where the next begins, and where the quote, the line break or the end
// is that stopped it. Eight bytes are looked at together: each bit of a hit is one of the three signs, or none where zeros was wrong.
func (r *Reader) plain(b []byte, begin int) (next, at int) {
	fields, comma, commas := r.fields, r.comma, r.commas
	for at = begin; at+8 <= len(b); at += 8 {
		w := binary.LittleEndian.Uint64(b[at:])
		for hit := zeros(w^commas) | zeros(w^quotes) | zeros(w^feeds); hit != 0; hit &= hit - 1 {
			i := at + bits.TrailingZeros64(hit)>>3
			if c := b[i]; c == comma {
				fields = append(fields, b[begin:i])
				begin = i + 1
			} else if c == '"' || c == '\n' {
				r.fields = fields
				return begin, i
			}
		}
	}
	for ; at < len(b) && b[at] != '"' && b[at] != '\n'; at++ {
		if b[at] == comma {
			fields = append(fields, b[begin:at])
			begin = at + 1
		}
	}
	r.fields = fields
	return begin, at
}

// record scans the row that b begins with: its fields go to r.fields, and it gives the row's size with its line break.
func (r *Reader) record(b []byte) (size int, found outcome) {
	r.fields, r.doubled = r.fields[:0], r.doubled[:0]
	for at := 0; ; {
		var begin int
		begin, at = r.plain(b, at)
		if len(r.fields) >= r.options.MaxFields {
			return at, wide
		}
		switch {
		case at == len(b) && !r.final:
			return 0, more
		case at == len(b):
			r.fields = append(r.fields, uncarried(b[begin:]))
			return at, row
		case b[at] == '\n':
			r.fields = append(r.fields, uncarried(b[begin:at]))
			return at + 1, row
		case at != begin:
			return r.rest(b, at, bare)
		}
		if at, found = r.quoted(b, at+1); found != field {
			return r.rest(b, at, found)
		}
	}
}

// quoted scans a field that begins behind a quote, with what ends it.
func (r *Reader) quoted(b []byte, begin int) (at int, found outcome) {
	doubled := false
	for at = begin; ; doubled = true {
		n := bytes.IndexByte(b[at:], '"')
		if n < 0 {
			return at, more
		}
		if at += n + 1; at == len(b) || b[at] != '"' {
			break
		}
		at++
	}
	end := at - 1
	at, found = r.behind(b, at)
	if found != field && found != row {
		return at, found
	}
	if doubled {
		r.doubled = append(r.doubled, len(r.fields))
	}
	r.fields = append(r.fields, b[begin:end])
	return at, found
}

// behind says what stands behind the quote that ends a field: the delimiter, a line break, the end of the file or what may not stand there.
func (r *Reader) behind(b []byte, at int) (after int, found outcome) {
	end := b[at:]
	switch {
	case len(end) > 0 && end[0] == r.comma:
		return at + 1, field
	case len(end) > 0 && end[0] == '\n':
		return at + 1, row
	case len(end) > 1 && end[0] == '\r' && end[1] == '\n':
		return at + 2, row
	case len(end) > 1 || len(end) == 1 && end[0] != '\r':
		return at, loose
	case r.final:
		return len(b), row
	}
	return at, more
}

// rest gives the size of a bad row: to the end of the line where it went wrong.
func (r *Reader) rest(b []byte, at int, found outcome) (size int, result outcome) {
	if found == row || found == more {
		return at, found
	}
	if n := bytes.IndexByte(b[at:], '\n'); n >= 0 {
		return at + n + 1, found
	}
	if r.final {
		return len(b), found
	}
	return 0, more
}

// uncarried leaves out the carriage return of a line break.
func uncarried(b []byte) []byte {
	if n := len(b) - 1; n >= 0 && b[n] == '\r' {
		return b[:n]
	}
	return b
}
