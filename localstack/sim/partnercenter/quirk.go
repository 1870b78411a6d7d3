package partnercenter

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
)

// Quirks are habits of the real service that a client must bear. All are seen in Microsoft's own samples.
type Quirks struct {
	BOM         bool `json:"bom"`         // a UTF-8 byte-order mark before the body
	StringCodes bool `json:"stringCodes"` // the code of an error as a string
	UpperGUIDs  bool `json:"upperGuids"`  // ids in upper case
	NoZone      bool `json:"noZone"`      // times without a zone, which mean UTC
	EndBy2000   bool `json:"endBy2000"`   // every page has a continuation token, and the end of a list is 400/2000
	Blanks      bool `json:"blanks"`      // states of transitions with a blank behind them
	// SubscriptionPage is how many subscriptions are on a page, with a token for the next one; 0: all. Every sample of Microsoft's has one page, and nothing rules out more.
	SubscriptionPage int `json:"subscriptionPage"`

	Days bool `json:"days"` // a missed window refused in the day form (900117, 900257), not in hours
}

var (
	guidText = regexp.MustCompile(`"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"`)
	timeText = regexp.MustCompile(`("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z"`)
)

// write sends a reply as the real service would.
func (q Quirks) write(w http.ResponseWriter, r *http.Request, a reply) {
	h := w.Header()
	for k, v := range a.header {
		h.Set(k, v)
	}
	for _, echoed := range []string{"MS-RequestId", "MS-CorrelationId"} {
		if v := r.Header.Get(echoed); v != "" {
			h.Set(echoed, v)
		}
	}
	h.Set("MS-CV", "sim.0")
	h.Set("MS-ServerId", "sim")
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "OAuth realm=partnercenter")
	}
	body := q.distort(a.body(q.StringCodes))
	if len(body) > 0 {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// distort applies the habits that concern the text of a body.
func (q Quirks) distort(body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	if q.UpperGUIDs {
		body = guidText.ReplaceAllFunc(body, bytes.ToUpper)
	}
	if q.NoZone {
		body = timeText.ReplaceAll(body, []byte(`$1"`))
	}
	if q.BOM {
		body = append([]byte{0xEF, 0xBB, 0xBF}, body...)
	}
	return body
}
