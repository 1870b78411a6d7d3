package woocommerce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object.
type object = map[string]any

// encode writes JSON as PHP's json_encode does by default: slashes are escaped, and all that is not ASCII. Whoever decodes a
// body and encodes it again, to check its signature, gets other bytes.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	var php []byte
	for _, r := range string(bytes.TrimSpace(out.Bytes())) {
		switch {
		case r == '/':
			php = append(php, '\\', '/')
		case r < 0x80:
			php = utf8.AppendRune(php, r)
		default:
			for _, half := range utf16.Encode([]rune{r}) {
				php = fmt.Appendf(php, `\u%04x`, half)
			}
		}
	}
	return php, nil
}

// plain is how WooCommerce writes times: without a zone, of the shop's own or of GMT.
const plain = "2006-01-02T15:04:05"

// dated writes a time under its name, in the shop's zone and again as GMT. The zero time is null.
func (s *Sim) dated(out object, name string, at time.Time) {
	if at.IsZero() {
		out[name], out[name+"_gmt"] = nil, nil
		return
	}
	out[name], out[name+"_gmt"] = at.In(s.opt.Zone).Format(plain), at.UTC().Format(plain)
}
