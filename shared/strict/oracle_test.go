package strict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/strict"
)

var (
	errRefused = errors.New("refused")
	errTwice   = errors.New("comes twice")
)

// oracle says by the standard library's decoder, which is slow and known to be right, whether a text is one unambiguous JSON value;
// for a key that comes twice it gives the pointer.
func oracle(raw []byte) (pointer string, err error) {
	if bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) || !utf8.Valid(raw) {
		return "", errRefused
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if pointer, err = value(d, "", 0); err != nil {
		return pointer, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return "", errRefused
	}
	return "", nil
}

func value(d *json.Decoder, at string, depth int) (pointer string, err error) {
	t, err := d.Token()
	if err != nil {
		return "", err
	}
	delim, compound := t.(json.Delim)
	if !compound {
		return "", nil
	}
	if depth++; depth > strict.Depth {
		return "", errRefused
	}
	if delim == '{' {
		pointer, err = members(d, at, depth)
	} else {
		pointer, err = elements(d, at, depth)
	}
	if err == nil {
		_, err = d.Token()
	}
	return pointer, err
}

func members(d *json.Decoder, at string, depth int) (pointer string, err error) {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		name, ok := t.(string)
		if !ok {
			return "", errRefused
		}
		here, folded := at+"/"+strict.Escape(name), strings.ToLower(strings.ToUpper(name))
		if seen[folded] {
			return here, errTwice
		}
		seen[folded] = true
		if pointer, err := value(d, here, depth); err != nil {
			return pointer, err
		}
	}
	return "", nil
}

func elements(d *json.Decoder, at string, depth int) (pointer string, err error) {
	for i := 0; d.More(); i++ {
		if pointer, err := value(d, at+"/"+strconv.Itoa(i), depth); err != nil {
			return pointer, err
		}
	}
	return "", nil
}
