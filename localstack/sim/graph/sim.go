package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Audience is that of the tokens that Graph takes.
const Audience = "https://graph.microsoft.com"

// Options set up a service.
type Options struct {
	Clock control.Clock
	// Keys gives the keys that tokens are signed with; without it no token is good.
	Keys func() (jwks []byte, err error)
	// Base is the address at which clients reach the service, for the links to next pages; "" takes that of each request.
	Base    string
	Seed    string // makes ids
	Tenants []Tenant
	// Customers tells of tenants that are made elsewhere; nil: there are none.
	Customers func(tenant string) (Customer, bool)
	// Granted are the roles (template ids) of the relationship that such a customer comes with; none: it comes without.
	Granted []string
	// Lookup gives the values of a name's records of the type TXT (joined) or MX ("10 host") as the world sees them; nil: nothing is ever seen.
	Lookup func(name, kind string) []string
	// EnableAfter is how long the records of a service come after it was enabled.
	EnableAfter time.Duration
	// Sold gives what Partner Center's simulator sold to a tenant; nil: nothing. It is shown SoldAfter it was bought.
	Sold      func(tenant string) []Sold
	SoldAfter time.Duration
	// Writes is how many changes of licences a tenant takes in 150 seconds before they are throttled; 0: as many as come.
	Writes int
}

// Sim is the service, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt    Options
	tokens *control.Verifier

	mu      sync.Mutex // guards everything below
	tenants map[string]*Tenant
	writes  map[string][]time.Time // of licences in a tenant, for throttling
	count   uint64
}

// New gives a service that knows the tenants of the options.
func New(opt Options) *Sim {
	if opt.Keys == nil {
		opt.Keys = func() ([]byte, error) { return []byte(`{"keys":[]}`), nil }
	}
	s := &Sim{opt: opt, tokens: control.NewVerifier(opt.Keys, opt.Clock), tenants: map[string]*Tenant{}, writes: map[string][]time.Time{}}
	for _, t := range opt.Tenants {
		s.Put(t)
	}
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// call is one request on its way. Its methods run under the simulator's lock.
type call struct {
	*Sim

	r      *http.Request
	now    time.Time
	who    identity
	tenant *Tenant
	status int // of an answer that is none of 200
}

// refusal is Graph's error.
type refusal struct {
	status  int
	code    string
	message string
}

func refuse(status int, code, message string) *refusal { return &refusal{status, code, message} }

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{Sim: s, r: r, now: s.opt.Clock.Now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, refused := c.answer()
	id := s.guid()
	w.Header().Set("request-id", id)
	if given := r.Header.Get("client-request-id"); given != "" {
		w.Header().Set("client-request-id", given)
	}
	switch {
	case refused != nil:
	case c.status == http.StatusNoContent:
		w.WriteHeader(c.status)
		return
	default:
		control.WriteJSON(kept{w}, max(c.status, http.StatusOK), body)
		return
	}
	if refused.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "150")
	}
	if refused.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"`)
	}
	client := r.Header.Get("client-request-id")
	if client == "" {
		client = id
	}
	control.WriteJSON(w, refused.status, map[string]any{"error": map[string]any{
		"code": refused.code, "message": refused.message,
		"innerError": map[string]string{"date": c.now.Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": client},
	}})
}

// kept is a writer with the content type that Graph writes.
type kept struct{ http.ResponseWriter }

func (k kept) WriteHeader(status int) {
	k.Header().Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
	k.ResponseWriter.WriteHeader(status)
}

// answer finds the route first and then asks who calls, as the gateway in front of Graph does.
func (c *call) answer() (any, *refusal) {
	path, ok := strings.CutPrefix(c.r.URL.Path, "/v1.0/")
	if !ok {
		return nil, refuse(http.StatusBadRequest, "BadRequest", "Invalid version.")
	}
	if refused := c.authenticate(); refused != nil {
		return nil, refused
	}
	if path == "domains" || strings.HasPrefix(path, "domains/") {
		return c.domains(path)
	}
	if body, refused, is := c.licences(path); is {
		return body, refused
	}
	app, isApp := strings.CutPrefix(path, "applications(appId='")
	var do func() (any, *refusal)
	switch {
	case path == "organization":
		do = c.organization
	case isApp && strings.HasSuffix(app, "')"):
		do = func() (any, *refusal) { return c.application(strings.TrimSuffix(app, "')")) }
	case path == "tenantRelationships/delegatedAdminRelationships":
		do = c.relationships
	default:
		return nil, refuse(http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+strings.SplitN(path, "/", 2)[0]+"'.")
	}
	if c.r.Method != http.MethodGet {
		return nil, wrongMethod()
	}
	return do()
}

// guid gives an id in the usual form. The caller holds the lock.
func (s *Sim) guid() string {
	s.count++
	sum := sha256.Sum256(fmt.Appendf(nil, "%q graph %d", s.opt.Seed, s.count))
	return guidOf(sum)
}

func guidOf(sum [sha256.Size]byte) string {
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}
