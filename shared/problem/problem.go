// Package problem turns a failure into a document that a caller may read (RFC 9457). It is the only place that gives a
// kind of failure its HTTP status.
package problem

import (
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// ContentType is the media type of a Document.
const ContentType = "application/problem+json"

// Document is what a caller gets instead of an answer.
type Document struct {
	Type        string  `json:"type"` // stable: urn:seatwright:problem:KIND, or about:blank for a defect of ours
	Title       string  `json:"title"`
	Status      int     `json:"status"`
	Detail      string  `json:"detail,omitempty"`
	Instance    string  `json:"instance,omitempty"`
	Correlation string  `json:"correlation_id"`
	Errors      []Field `json:"errors,omitempty"`
	// RetryAfter is the value of the Retry-After header in seconds; 0 for none.
	RetryAfter int `json:"-"`
}

// Field is one thing to mend in the caller's document.
type Field struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
	Pattern string `json:"pattern,omitempty"`
}

// From describes err. Only the text that the failure meant for callers gets into it: never a cause, and nothing of an error without a kind.
func From(err error, instance string) Document {
	kind := fault.Of(err)
	status := Status(kind)
	d := Document{Type: "about:blank", Title: http.StatusText(status), Status: status, Instance: instance}
	if kind == "" {
		return d
	}
	d.Type = "urn:seatwright:problem:" + strings.ReplaceAll(string(kind), " ", "-")
	d.Detail = fault.Text(err)
	for _, f := range fault.Fields(err) {
		d.Errors = append(d.Errors, Field{Pointer: f.Pointer, Detail: f.Text, Pattern: f.Pattern})
	}
	if wait := fault.RetryAfter(err); wait > 0 {
		d.RetryAfter = int((wait + time.Second - 1) / time.Second)
	}
	return d
}

// Status gives the HTTP status of a kind. An unknown outcome of our own store is 503: every call that writes can be repeated safely.
func Status(k fault.Kind) int {
	switch k {
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Denied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Gone:
		return http.StatusGone
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Throttled:
		return http.StatusTooManyRequests
	case fault.Unavailable, fault.Unknown:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
