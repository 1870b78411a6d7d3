package partnercenter

import (
	"mime"
	"net/http"
	"strings"
	"time"
)

// day is how long request and correlation ids are remembered.
const day = 24 * time.Hour

// seen remembers correlation ids for a day.
type seen struct {
	at    map[string]time.Time
	queue []string
}

// add says whether the id was there already.
func (s *seen) add(id string, now time.Time) bool {
	for len(s.queue) > 0 && now.Sub(s.at[s.queue[0]]) > day {
		delete(s.at, s.queue[0])
		s.queue = s.queue[1:]
	}
	if _, twice := s.at[id]; twice {
		return true
	}
	s.at[id] = now
	s.queue = append(s.queue, id)
	return false
}

// headers checks those that Microsoft documents as required. What the service answers without them is modelled: 400/800002.
func (c *call) headers() *reply {
	h := c.r.Header
	request, correlation := h.Get("MS-RequestId"), strings.ToLower(h.Get("MS-CorrelationId"))
	switch {
	case !accepts(h.Get("Accept")) && c.r.Method != http.MethodHead:
		return refuse(http.StatusBadRequest, 800002, "The header Accept must allow application/json.")
	case c.route.area == areaHooks && correlation == "": // Microsoft's examples for webhooks come without
		return nil
	case !isGUID(correlation):
		return refuse(http.StatusBadRequest, 800002, "The header MS-CorrelationId must be a GUID.")
	case request != "" && !isGUID(request), request == "" && c.r.Method == http.MethodPost:
		return refuse(http.StatusBadRequest, 800002, "The header MS-RequestId must be a GUID.")
	case len(c.body) > 0 && !isJSON(h.Get("Content-Type")):
		return refuse(http.StatusUnsupportedMediaType, 800002, "The header Content-Type must be application/json.")
	}
	// Microsoft documents a new correlation id for every attempt and does not enforce it: counted, not refused.
	if c.seen.add(correlation, c.now) {
		c.violate("correlation id used twice", correlation)
	}
	return nil
}

func accepts(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		kind, _, err := mime.ParseMediaType(part)
		if err == nil && (kind == "application/json" || kind == "*/*" || kind == "application/*") {
			return true
		}
	}
	return false
}

func isJSON(header string) bool {
	kind, _, err := mime.ParseMediaType(header)
	return err == nil && kind == "application/json"
}
