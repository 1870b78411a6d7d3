package edge

import (
	"encoding/json"
	"strings"
)

// words are scopes: RFC 9068 writes them in one string with spaces, some issuers as an array.
type words []string

// UnmarshalJSON reads both forms.
func (w *words) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*w = strings.Fields(text)
		return nil
	}
	var list []string
	err := json.Unmarshal(raw, &list)
	*w = list
	return err
}
