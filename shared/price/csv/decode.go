package csv

import (
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// decoder is a reader of UTF-8 over one of another encoding.
type decoder struct {
	src  io.Reader
	step func(dst, raw []byte, final bool) (out []byte, used int)

	raw  [32 << 10]byte
	size int    // of raw, not yet decoded
	out  []byte // decoded and not yet read
	room []byte
	err  error
}

// Read gives decoded bytes.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		n, err := d.src.Read(d.raw[d.size:])
		d.size, d.err = d.size+n, err
		out, used := d.step(d.room[:0], d.raw[:d.size], errors.Is(err, io.EOF))
		d.room, d.out = out, out
		d.size = copy(d.raw[:], d.raw[used:d.size])
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

func little(dst, raw []byte, final bool) (out []byte, used int) {
	return wide16(dst, raw, final, binary.LittleEndian)
}

func big(dst, raw []byte, final bool) (out []byte, used int) {
	return wide16(dst, raw, final, binary.BigEndian)
}

// wide16 decodes UTF-16. What is no character, such as half of a pair or the last odd byte, becomes U+FFFD.
func wide16(dst, raw []byte, final bool, order binary.ByteOrder) (out []byte, used int) {
	for len(raw)-used >= 2 {
		c := rune(order.Uint16(raw[used:]))
		if utf16.IsSurrogate(c) {
			if len(raw)-used < 4 {
				if !final {
					return dst, used
				}
			} else if pair := utf16.DecodeRune(c, rune(order.Uint16(raw[used+2:]))); pair != utf8.RuneError {
				c, used = pair, used+2
			}
		}
		dst, used = utf8.AppendRune(dst, c), used+2
	}
	if final && used < len(raw) {
		dst, used = utf8.AppendRune(dst, utf8.RuneError), len(raw)
	}
	return dst, used
}

// windows decodes Windows-1252. The five bytes that it leaves undefined become the control characters of their numbers, as browsers read them.
func windows(dst, raw []byte, _ bool) (out []byte, used int) {
	const high = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
	for _, c := range raw {
		switch {
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		case c >= 0xa0:
			dst = utf8.AppendRune(dst, rune(c))
		default:
			dst = append(dst, nth(high, int(c-0x80))...)
		}
	}
	return dst, len(raw)
}

// nth gives the character with that number.
func nth(s string, n int) string {
	for ; n > 0; n-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}
