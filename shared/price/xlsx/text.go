package xlsx

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// plainText reports whether a piece of text means what it says: no entity, no line end to unify, no escape, nothing but ASCII. It looks at eight bytes at a
// time: (x-ones)&^x has the highest bit of some byte set if and only if a byte of x is 0.
func plainText(raw []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	const ampersands, underscores, returns = ones * '&', ones * '_', ones * '\r'
	for len(raw) >= 8 {
		x := binary.LittleEndian.Uint64(raw)
		a, u, r := x^ampersands, x^underscores, x^returns
		if (x|(a-ones)&^a|(u-ones)&^u|(r-ones)&^r)&highs != 0 {
			return false
		}
		raw = raw[8:]
	}
	for _, c := range raw {
		if c == '&' || c == '_' || c == '\r' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// appendText appends character data of XML: entities read, line ends made one character.
func appendText(dst, raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return dst, errOutside("bytes that are not UTF-8")
	}
	for len(raw) > 0 {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:i]...)
		if raw[i] == '\r' {
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[i+1:], []byte{'\n'})
			continue
		}
		end := bytes.IndexByte(raw[i:], ';')
		r, known := rune(0), false
		if end > 0 {
			r, known = entity(string(raw[i+1 : i+end]))
		}
		if !known {
			return dst, errOutside("an entity that XML does not know")
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[i+end+1:]
	}
	return dst, nil
}

// appendCDATA appends what stands in a CDATA section: no entities there.
func appendCDATA(dst, raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return dst, errOutside("bytes that are not UTF-8")
	}
	for i, c := range raw {
		switch {
		case c == '\r':
			dst = append(dst, '\n')
		case c == '\n' && i > 0 && raw[i-1] == '\r':
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// entity gives the character of a name between & and ;.
func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	r := rune(n)
	return r, err == nil && utf8.ValidRune(r) && (r >= ' ' || r == '\t' || r == '\n' || r == '\r') && r != 0xFFFE && r != 0xFFFF
}

// escapeBytes is the length of what Excel writes for a character that XML cannot hold, such as _x000D_.
const escapeBytes = 7

// unescape reads such escapes in b from a place on, in b itself: what they mean is never longer. An underscore that only looks like one is written as
// _x005F_.
func unescape(b []byte, from int) []byte {
	out := b[:from]
	for in := b[from:]; len(in) > 0; {
		i := bytes.Index(in, []byte("_x"))
		if i < 0 {
			return append(out, in...)
		}
		out = append(out, in[:i]...)
		in = in[i:]
		unit, found := escaped(in)
		if !found {
			out, in = append(out, in[0]), in[1:]
			continue
		}
		in = in[escapeBytes:]
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			second, _ := escaped(in)
			if r = utf16.DecodeRune(r, rune(second)); r != utf8.RuneError {
				in = in[escapeBytes:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// escaped reads an escape at the beginning of b.
func escaped(b []byte) (unit uint16, found bool) {
	if len(b) < escapeBytes || b[0] != '_' || b[1] != 'x' || b[escapeBytes-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:escapeBytes-1]), 16, 16)
	return uint16(n), err == nil
}
