// Package control is what the simulators share: a clock, a plan of faults, a journal of calls, and the interface
// under /_sim/ by which scripts and people drive them. It knows nothing of any particular service.
package control

import (
	"net/http"
	"time"
)

// Clock tells the time. A nil Clock is the machine's.
type Clock func() time.Time

// Now gives the time in UTC.
func (c Clock) Now() time.Time {
	if c == nil {
		return time.Now().UTC()
	}
	return c().UTC()
}

// Fault is what happens instead of, or around, one of the next calls that match.
type Fault struct {
	Method string            `json:"method,omitempty"` // "" matches all
	Path   string            `json:"path,omitempty"`   // a pattern of path.Match on the path, "" matches all
	Skip   int               `json:"skip,omitempty"`   // let so many matching calls pass first
	Times  int               `json:"times,omitempty"`  // then hit so many calls; 0 means 1
	Status int               `json:"status,omitempty"` // answer this instead of doing anything
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
	// Cut ends the connection without an answer: "before" the effect, or "after" it.
	Cut   string        `json:"cut,omitempty"`
	Delay time.Duration `json:"delay,omitempty"`
}

// Call is a line of the journal.
type Call struct {
	At     time.Time         `json:"at"`
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Query  string            `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"` // request headers that identify a call, never Authorization
	Status int               `json:"status"`           // 0: cut
	Fault  string            `json:"fault,omitempty"`
}

// Panel wraps a simulator's handler: it applies faults, keeps the journal and serves /_sim/.
type Panel struct {
	clock Clock
	next  http.Handler
}
