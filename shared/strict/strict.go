// Package strict refuses JSON that two readers could understand in different ways: keys that come twice, also in other
// letter case (encoding/json takes both for the same field), broken UTF-8, a byte order mark, text after the value, and
// nesting so deep that it can only be an attack.
package strict

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/fault"
)

// Depth is how deep objects and arrays may be nested.
const Depth = 64

// Check fails with fault.Malformed when raw is not exactly one unambiguous JSON value; for a key that comes twice it names the place.
func Check(raw []byte) error {
	if bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		return fault.Malformed.Errorf("the body begins with a byte order mark")
	}
	if !utf8.Valid(raw) {
		return fault.Malformed.Errorf("the body is not UTF-8")
	}
	s := scanner{raw: raw}
	if err := s.value(); err != nil {
		return err
	}
	s.space()
	if s.at < len(raw) {
		return fault.Malformed.Errorf("the body is not JSON: it has more after its value, near byte %d", s.at)
	}
	return nil
}

// Escape writes a key as a part of a JSON pointer (RFC 6901).
func Escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
