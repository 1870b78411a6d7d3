package storefront

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// Scalar is a value that shops write as a string, a number, a truth value or null: its own token, so that no digit is lost in a float. An object
// or a list is kept as its JSON text. Null is "".
type Scalar string

// UnmarshalJSON reads any value.
func (s *Scalar) UnmarshalJSON(raw []byte) error {
	if bytes.Equal(raw, []byte("null")) {
		*s = ""
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*s = Scalar(text)
		return nil
	}
	*s = Scalar(raw)
	return nil
}

var wholeID = regexp.MustCompile(`^[1-9][0-9]{0,19}$`)

// ID gives a numeric id, or false when the value is none.
func (s Scalar) ID() (string, bool) { return string(s), wholeID.MatchString(string(s)) }
