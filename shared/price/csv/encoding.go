package csv

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/fault"
)

// Encoding is how a file writes its characters.
type Encoding string

// Encodings. Fields are UTF-8 whatever the file is.
const (
	ASCII       Encoding = "ascii" // as far as was read, which UTF-8 and Windows-1252 both may be
	UTF8        Encoding = "utf-8"
	UTF16Little Encoding = "utf-16le"
	UTF16Big    Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

// look finds the encoding and the delimiter in what was read. It reports whether what it was given must be read again, decoded.
func (r *Reader) look(fresh []byte) (again bool, err error) {
	if !r.begun && r.encoding == "" {
		r.encoding = mark(fresh)
	}
	decode := !r.begun && r.encoding != ASCII && r.encoding != UTF8
	if r.encoding == ASCII {
		r.encoding = guess(fresh)
		decode = r.encoding == Windows1252
	}
	r.begun = true
	if decode {
		r.decode(fresh)
		return true, nil
	}
	if r.commas == 0 {
		return false, r.open(fresh)
	}
	return false, nil
}

// open looks at the first block in UTF-8: leaves its mark out, refuses what is no text, and finds the delimiter.
func (r *Reader) open(first []byte) error {
	if text, marked := bytes.CutPrefix(first, []byte("\uFEFF")); marked {
		r.pos, first = len(first)-len(text), text
	}
	comma := r.options.Comma
	if comma == 0 {
		if bytes.IndexByte(first, 0) >= 0 {
			return fault.Invalid.Errorf("the file is not text, so it is no CSV")
		}
		comma = detect(first)
	}
	if size := declared(first, r.options.Comma); size > 0 {
		comma, r.pos, r.line = first[len("sep=")], r.pos+size, r.line+1
	}
	r.comma, r.commas = comma, ones*uint64(comma)
	return nil
}

// mark tells the encoding by the first bytes: by their mark or, of UTF-16 without one, by the zeros beside ASCII.
func mark(b []byte) Encoding {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return UTF16Little
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return UTF16Big
	case bytes.HasPrefix(b, []byte("\uFEFF")):
		return UTF8
	case len(b) > 3 && b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0:
		return UTF16Little
	case len(b) > 3 && b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0:
		return UTF16Big
	}
	return ASCII
}

// guess tells UTF-8 from Windows-1252 by the first block that is more than ASCII. A few bytes that are no UTF-8 do not make a file of many characters
// that are Windows-1252: the cells that they stand in are no text then.
func guess(b []byte) Encoding {
	const few = 10
	whole, broken := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		c, size := utf8.DecodeRune(b[i:])
		if i += size; c == utf8.RuneError && size == 1 {
			broken++
		} else {
			whole++
		}
	}
	switch {
	case broken*few > whole:
		return Windows1252
	case whole > 0:
		return UTF8
	}
	return ASCII
}

// detect gives the delimiter that the first lines hold most of in any one of them, outside of quotes.
func detect(b []byte) byte {
	b = b[:min(len(b), 32<<10)]
	var best, here [3]int
	quoted := false
	for _, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			here = [3]int{}
		default:
			if n := bytes.IndexByte([]byte(",;\t"), c); n >= 0 {
				here[n]++
				best[n] = max(best[n], here[n])
			}
		}
	}
	switch {
	case best[1] > best[0] && best[1] >= best[2]:
		return ';'
	case best[2] > best[0]:
		return '\t'
	}
	return ','
}

// declared gives the size of the line "sep=;" by which spreadsheet programs tell each other the delimiter, 0 when there is none.
func declared(b []byte, comma byte) int {
	if comma != 0 || !bytes.HasPrefix(b, []byte("sep=")) || len(b) < 6 {
		return 0
	}
	switch rest := b[5:]; {
	case rest[0] == '\n':
		return 6
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return 7
	}
	return 0
}

// decode puts a decoder before the source, for the bytes that were read already too.
func (r *Reader) decode(fresh []byte) {
	src := io.MultiReader(bytes.NewReader(bytes.Clone(fresh)), r.src)
	r.final = false
	switch r.encoding {
	case Windows1252:
		r.src = &decoder{src: src, step: windows}
	case UTF16Little:
		r.src = &decoder{src: src, step: little}
	default:
		r.src = &decoder{src: src, step: big}
	}
}
