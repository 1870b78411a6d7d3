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

// zeros has the top bit set of the lowest byte of w that is zero, and may have it set of any byte above that one.
func zeros(w uint64) uint64 { return (w - ones) &^ w & tops }

// record scans the row that b begins with: its fields go to r.fields, and it gives the row's size with its line break. Eight bytes are looked at
// together: the lowest bit that stays set is of the first delimiter, line break or quote.
func (r *Reader) record(b []byte) (size int, found outcome) {
	r.fields, r.doubled = r.fields[:0], r.doubled[:0]
	for begin, at := 0, 0; ; {
		for at+8 <= len(b) {
			w := binary.LittleEndian.Uint64(b[at:])
			if hit := zeros(w^r.commas) | zeros(w^quotes) | zeros(w^feeds); hit != 0 {
				at += bits.TrailingZeros64(hit) >> 3
				break
			}
			at += 8
		}
		if at+8 > len(b) {
			at = r.plain(b, at)
		}
		if at == len(b) {
			if !r.final {
				return 0, more
			}
			r.fields = append(r.fields, uncarried(b[begin:]))
			return at, row
		}
		switch c := b[at]; {
		case c == '\n':
			r.fields = append(r.fields, uncarried(b[begin:at]))
			return at + 1, row
		case c != '"':
			r.fields = append(r.fields, b[begin:at])
			at++
		case at != begin:
			return r.rest(b, at, bare)
		default:
			if at, found = r.quoted(b, at+1); found != field {
				return r.rest(b, at, found)
			}
		}
		begin = at
		if len(r.fields) >= r.options.MaxFields {
			return at, wide
		}
	}
}

// plain gives where the next delimiter, line break or quote is in the last bytes, which are fewer than eight, or the end.
func (r *Reader) plain(b []byte, at int) int {
	for at < len(b) && b[at] != byte(r.commas) && b[at] != '\n' && b[at] != '"' {
		at++
	}
	return at
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
	at, found = r.behind(b, at)
	if found != field && found != row {
		return at, found
	}
	end := begin + bytes.LastIndexByte(b[begin:at], '"')
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
	case len(end) > 0 && end[0] == byte(r.commas):
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
