package stripe

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Options are what an account is opened with.
type Options struct {
	Clock control.Clock
	Seed  string            // makes ids
	Key   string            // the secret key, for the API
	Live  bool              // otherwise it is a sandbox
	Web   http.RoundTripper // takes deliveries asked for by POST /_sim/deliver; nil is the network
	Luck  control.Luck
	// Version is the version that events have; "" is 2026-01-28.clover. The shapes do not change by it.
	Version string
	// Limit is how many calls a second there may be; 0 is what Stripe documents, 100 live and 25 in a sandbox.
	Limit int
}

// Sim is the account, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel
	*control.Sender[Delivery, *Delivery]

	opt Options

	mu        sync.Mutex // guards everything below
	ids       int
	requests  int
	failing   int // so many of the next writes take effect and answer 500
	sales     []*sale
	events    []*event
	endpoints []*Endpoint
	box       control.Box[Delivery, *Delivery]
	kept      map[string]*kept
	window    int64 // the second in which calls are counted
	calls     int
}

// New opens an account that has sold nothing.
func New(opt Options) *Sim {
	if opt.Version == "" {
		opt.Version = "2026-01-28.clover"
	}
	if opt.Web == nil {
		opt.Web = &http.Transport{}
	}
	if opt.Limit == 0 {
		if opt.Limit = 25; opt.Live {
			opt.Limit = 100
		}
	}
	s := &Sim{opt: opt, kept: map[string]*kept{}}
	s.box.Luck = opt.Luck
	s.Sender = control.NewSender(&s.mu, opt.Clock, &s.box, s.pack, s.judge)
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// now is the time in whole seconds: Stripe's own times have no more, so that two events can share one.
func (s *Sim) now() time.Time { return s.opt.Clock.Now().Truncate(time.Second) }

// reply is an answer that can be kept.
type reply struct {
	status int
	body   []byte
	header map[string]string
}

// encode writes JSON as Stripe does: indented, and without escapes for HTML.
func encode(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return []byte("{}") // objects here are made of texts and numbers
	}
	return bytes.TrimSpace(out.Bytes())
}

func ok(body any) reply { return reply{status: http.StatusOK, body: encode(body)} }

// fail answers as Stripe documents: a type, a code for programs, and the parameter at fault.
func fail(status int, kind, code, param, message string) reply {
	e := object{"type": kind, "message": message}
	if code != "" {
		e["code"] = code
	}
	if param != "" {
		e["param"] = param
	}
	return reply{status: status, body: encode(object{"error": e})}
}

func invalid(code, param, message string) reply {
	return fail(http.StatusBadRequest, "invalid_request_error", code, param, message)
}

func missing(kind, id string) reply {
	return fail(http.StatusNotFound, "invalid_request_error", "resource_missing", "id", "No such "+kind+": '"+id+"'")
}

// serve takes the checks in the order: key, limit, idempotency, and then what was asked.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answer(r)
	s.requests++
	w.Header().Set("Request-Id", "req_"+s.letters("request", strconv.Itoa(s.requests))[:14])
	w.Header().Set("Stripe-Version", s.opt.Version)
	w.Header().Set("Content-Type", "application/json")
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		w.Header().Set("Idempotency-Key", strings.ToValidUTF8(key, ""))
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may have gone
}

func (s *Sim) answer(r *http.Request) reply {
	if refusal := s.authenticate(r); refusal != nil {
		return *refusal
	}
	if refusal := s.limited(); refusal != nil {
		return *refusal
	}
	if r.Method != http.MethodPost {
		return s.read(r)
	}
	return s.once(r)
}
