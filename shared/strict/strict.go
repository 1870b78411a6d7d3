// Package strict refuses JSON that two readers could understand in different ways: keys that come twice, also in other
// letter case (encoding/json takes both for the same field), broken UTF-8, a byte order mark, text after the value, and
// nesting so deep that it can only be an attack.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
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
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := value(d, "", 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fault.Malformed.Errorf("the body has more after its JSON value")
	}
	return nil
}

func value(d *json.Decoder, at string, depth int) error {
	t, err := d.Token()
	if err != nil {
		return fault.Malformed.Wrap(err, "the body is not JSON, near byte %d", d.InputOffset())
	}
	delim, compound := t.(json.Delim)
	if !compound {
		return nil
	}
	if depth++; depth > Depth {
		return fault.Malformed.Errorf("the body is nested deeper than %d levels", Depth)
	}
	if delim == '{' {
		err = members(d, at, depth)
	} else {
		err = elements(d, at, depth)
	}
	if err != nil {
		return err
	}
	if _, err := d.Token(); err != nil {
		return fault.Malformed.Wrap(err, "the body is not JSON, near byte %d", d.InputOffset())
	}
	return nil
}

func members(d *json.Decoder, at string, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return fault.Malformed.Wrap(err, "the body is not JSON, near byte %d", d.InputOffset())
		}
		name, ok := t.(string)
		if !ok {
			return fault.Malformed.Errorf("the body is not JSON, near byte %d", d.InputOffset())
		}
		here := at + "/" + Escape(name)
		folded := fold(name)
		if seen[folded] {
			return fault.At(fault.Malformed.Errorf("the body has a key twice"), fault.Field{Pointer: here, Text: "comes twice"})
		}
		seen[folded] = true
		if err := value(d, here, depth); err != nil {
			return err
		}
	}
	return nil
}

func elements(d *json.Decoder, at string, depth int) error {
	for i := 0; d.More(); i++ {
		if err := value(d, at+"/"+strconv.Itoa(i), depth); err != nil {
			return err
		}
	}
	return nil
}

// fold maps letters that differ in case only, the Kelvin sign and the long s to one form, as encoding/json does.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// Escape writes a key as a part of a JSON pointer (RFC 6901).
func Escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
