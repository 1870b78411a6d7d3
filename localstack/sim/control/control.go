// Package control is what the simulators share: a clock, a plan of faults, a journal of calls, signed tokens, deliveries, and
// the interface under /_sim/ by which scripts and people drive them. It knows nothing of any particular service.
//
// A simulator wraps its handler in a Panel and serves that. It is called over a socket by a real http.Server, or
// within the process through Transport; a cut connection looks the same to the client either way.
package control

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Prefix is the path below which the control interface is served. Faults and the journal leave it alone.
const Prefix = "/_sim/"

// journalSize is how many of the latest calls the journal keeps.
const journalSize = 10_000

// Clock tells the time. A nil Clock is the machine's.
type Clock func() time.Time

// Now gives the time in UTC.
func (c Clock) Now() time.Time {
	if c == nil {
		return time.Now().UTC() //nolint:forbidigo // the default of a simulator that runs as a program
	}
	return c().UTC()
}

// Call is a line of the journal. It holds no body and no credential.
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
// The exported fields are set before the first call, and not changed after.
type Panel struct {
	// Sleep waits for a fault's delay, or until ctx ends. nil waits on the machine's clock.
	Sleep func(ctx context.Context, d time.Duration)
	// SetClock moves the simulator's clock. nil: POST /_sim/clock is refused.
	SetClock func(time.Time)
	// Extra serves what lies below /_sim/ besides journal, faults and clock, with the path unchanged. nil: 404.
	Extra http.Handler

	clock Clock
	next  http.Handler

	mu     sync.Mutex
	faults []Fault
	calls  []Call
}

// New wraps next.
func New(clock Clock, next http.Handler) *Panel {
	return &Panel{clock: clock, next: next}
}

// Calls gives the latest calls in the order in which they ended, at most 10,000.
func (p *Panel) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Call{}, p.latest()...)
}

// Forget empties the journal.
func (p *Panel) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = nil
}

// latest is the part of the list that counts as the journal. The caller holds the lock.
func (p *Panel) latest() []Call {
	return p.calls[max(0, len(p.calls)-journalSize):]
}

// note adds a line to the journal. The list is cut back rarely, so that a long run does not copy it at every call.
func (p *Panel) note(c Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) >= 2*journalSize {
		p.calls = append([]Call(nil), p.latest()...)
	}
	p.calls = append(p.calls, c)
}

// ServeHTTP serves the control interface, or a call of the simulated service with the fault that is planned for it.
func (p *Panel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, Prefix) {
		p.serveControl(w, r)
		return
	}
	call := Call{
		At: p.clock.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: identifying(r.Header),
	}
	fault, hit := p.strike(r)
	if hit {
		call.Fault = fault.String()
	}
	seen := &watcher{ResponseWriter: w}
	ended := false
	// Deferred, because a cut leaves by a panic and a crash test may end the goroutine: both are journalled as 0.
	defer func() {
		if ended {
			call.Status = seen.final()
		}
		p.note(call)
	}()
	if hit {
		p.apply(fault, seen, r)
	} else {
		p.next.ServeHTTP(seen, r)
	}
	ended = true
}

// identifying picks the request headers that tell calls apart. What is not listed stays out, so that a credential
// in an unforeseen header is not kept.
func identifying(h http.Header) map[string]string {
	var kept map[string]string
	for _, name := range [...]string{
		"Accept", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Ms-Contract-Version",
		"Ms-Continuationtoken", "Ms-Correlationid", "Ms-Partnercenter-Application", "Ms-Partnercenter-Client",
		"Ms-Requestid", "User-Agent", "Validatemfa", "X-Locale",
	} {
		values := h[name]
		if len(values) == 0 {
			continue
		}
		if kept == nil {
			kept = make(map[string]string, 8)
		}
		kept[name] = strings.Join(values, ", ")
	}
	return kept
}

// watcher remembers the status that went out.
type watcher struct {
	http.ResponseWriter

	status int
}

func (w *watcher) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watcher) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find Flush.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// final is the status of a call that ended by itself: a handler that wrote nothing answered 200.
func (w *watcher) final() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
