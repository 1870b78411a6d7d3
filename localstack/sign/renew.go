package sign

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// tenant is the name of a new tenant within its domain.
var tenant = regexp.MustCompile(`[A-Za-z0-9]+\.onmicrosoft\.com`)

// Renew makes another delivery of one: the order, or for events that only name what to look up the event, gets an id that was not there before, and so do
// the headers that name a delivery. A new tenant gets another name: an order for the same one would be held as a possible duplicate. Word is made of
// small letters and digits. It has to be signed afterwards.
func Renew(h http.Header, body, word string) string {
	for _, name := range []string{messageID, "X-Shopify-Event-Id", "X-Shopify-Webhook-Id", "X-Wc-Webhook-Delivery-Id"} {
		if h.Get(name) != "" {
			h.Set(name, "msg_"+word)
		}
	}
	body = tenant.ReplaceAllString(body, "shop"+word[:min(len(word), 20)]+".onmicrosoft.com")
	var read struct {
		ID   json.RawMessage `json:"id"`
		Data struct {
			ID json.RawMessage `json:"id"`
		} `json:"data"`
	}
	if json.Unmarshal([]byte(body), &read) != nil {
		return body
	}
	id := string(read.Data.ID)
	if id == "" {
		id = string(read.ID)
	}
	if id == "" {
		return body
	}
	if text, is := strings.CutPrefix(id, `"`); is {
		old := strings.TrimSuffix(text, `"`)
		return strings.ReplaceAll(body, old, old[:min(len(old), 8)]+word)
	}
	// Not where the same digits are a part of another number.
	whole := regexp.MustCompile(`([^0-9.])` + regexp.QuoteMeta(id) + `([^0-9.])`)
	return whole.ReplaceAllString(body, "${1}"+number(word, len(id))+"${2}")
}

// number makes so many digits of a word, the first of them no zero and the whole within 64 bits.
func number(word string, digits int) string {
	var b strings.Builder
	b.WriteByte('1')
	for i := range word {
		if b.Len() == min(digits, 19) {
			break
		}
		b.WriteByte('0' + word[i]%10)
	}
	return b.String()
}
