package ovh

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// firstID is larger than 32 bits hold, so that a client that counts on fewer is found out.
const firstID = 5_000_000_001

// maxBody is the largest request body, in bytes. Modelled.
const maxBody = 1 << 20

// Options set up a service.
type Options struct {
	Clock control.Clock
	Seed  string // makes ids and keys
	// Base is the address at which clients reach the service, without /1.0; "" takes https:// and the host of each request.
	Base    string
	Offset  time.Duration // how far the service's clock is ahead
	Apps    []App
	Keys    []ConsumerKey
	Clients []OAuthClient
	Zones   []Zone
	Habits  Habits
	// Publish tells what the name servers of a zone serve from a time on, as a zone file. nil: nobody is told.
	Publish func(zone, file string, at time.Time)
}

// Habits are what the service does in one way or another.
type Habits struct {
	DeployDelay time.Duration `json:"-"`          // from a refresh to the name servers
	Defer       bool          `json:"defer"`      // a CNAME beside other rows is taken, and the zone then not deployed; else it is refused at once
	ZeroID      bool          `json:"zero_id"`    // a created row is answered with the id 0
	HiddenReads int           `json:"hidden"`     // so many reads of a new row find nothing
	NoBatch     bool          `json:"no_batch"`   // X-Ovh-Batch is not understood
	PerMinute   int           `json:"per_minute"` // calls of an account; 0: no bound
	NoRetry     bool          `json:"no_retry"`   // a call too many is refused without Retry-After
}

// Sim is the service, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt Options

	mu      sync.Mutex // guards everything below
	apps    map[string]App
	keys    map[string]*ConsumerKey
	clients map[string]OAuthClient
	bearers map[string]bearer
	zones   map[string]*zone
	habits  Habits
	rates   map[string]*minute
	count   uint64
	lastID  int64
}

// New gives a service that knows the zones of the options.
func New(opt Options) *Sim {
	s := &Sim{
		opt: opt, apps: map[string]App{}, keys: map[string]*ConsumerKey{}, clients: map[string]OAuthClient{},
		bearers: map[string]bearer{}, zones: map[string]*zone{}, habits: opt.Habits, rates: map[string]*minute{}, lastID: firstID - 1,
	}
	for _, a := range opt.Apps {
		s.apps[a.Key] = a
	}
	for _, k := range opt.Keys {
		s.keys[k.Key] = &k
	}
	for _, c := range opt.Clients {
		s.clients[c.ID] = c
	}
	for _, z := range opt.Zones {
		s.Put(z)
	}
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// call is one request on its way. Its methods run under the simulator's lock.
type call struct {
	*Sim

	r    *http.Request
	path string // without the branch
	body []byte
	now  time.Time
	who  caller
}

// now is the service's own time.
func (s *Sim) now() time.Time { return s.opt.Clock.Now().Add(s.opt.Offset) }

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Sim: s, r: r, body: body, now: s.now()}
	s.count++
	w.Header().Set("X-Ovh-Queryid", fmt.Sprintf("SIM.ext-%d.%s", s.count%9+1, s.word("query")[:8]))
	if err != nil {
		(&refusal{status: http.StatusRequestEntityTooLarge, class: "Client::BadRequest", message: "Request is too large"}).write(w)
		return
	}
	if r.URL.Path == "/auth/oauth2/token" {
		c.token(w)
		return
	}
	out, refused := c.answer()
	if refused != nil {
		if refused.status == http.StatusTooManyRequests && !s.habits.NoRetry {
			w.Header().Set("Retry-After", "20")
		}
		refused.write(w)
		return
	}
	control.WriteJSON(w, http.StatusOK, out)
}

// answer finds out who calls before it looks at the address, as the service does.
func (c *call) answer() (any, *refusal) {
	path, ok := c.r.URL.Path, false
	for _, branch := range []string{"/1.0", "/v1"} {
		if rest, cut := strings.CutPrefix(path, branch+"/"); cut {
			c.path, ok = "/"+rest, true
		}
	}
	if !ok {
		return nil, noAddress()
	}
	switch c.r.Method + " " + c.path {
	case "GET /auth/time":
		return c.now.Unix(), nil
	case "POST /auth/credential":
		return c.credential()
	}
	if refused := c.authenticate(); refused != nil {
		return nil, refused
	}
	if refused := c.spend(); refused != nil {
		return nil, refused
	}
	if refused := c.allowed(); refused != nil {
		return nil, refused
	}
	return c.route()
}

// route answers a call that is allowed.
func (c *call) route() (any, *refusal) {
	switch c.r.Method + " " + c.path {
	case "GET /auth/currentCredential":
		return c.current()
	case "GET /domain/zone":
		return c.zoneNames(), nil
	}
	rest, ok := strings.CutPrefix(c.path, "/domain/zone/")
	if !ok {
		return nil, noAddress()
	}
	name, rest, _ := strings.Cut(rest, "/")
	z, ok := c.zones[name]
	if !ok || z.Account != c.who.account {
		return nil, noService()
	}
	return c.inZone(z, rest)
}

// minute counts an account's calls in a minute of the clock. Modelled: no number is published.
type minute struct {
	at    time.Time
	calls int
}

func (c *call) spend() *refusal {
	if c.habits.PerMinute == 0 {
		return nil
	}
	at := c.now.Truncate(time.Minute)
	m := c.rates[c.who.account]
	if m == nil || !m.at.Equal(at) {
		m = &minute{at: at}
		c.rates[c.who.account] = m
	}
	if m.calls++; m.calls > c.habits.PerMinute {
		return &refusal{status: http.StatusTooManyRequests, class: "Client::TooManyRequests", message: "Too many requests"}
	}
	return nil
}

// word gives an unguessable-looking word that the seed and the count make. The caller holds the lock.
func (s *Sim) word(about string) string {
	s.count++
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %s %d", s.opt.Seed, about, s.count))
	return hex.EncodeToString(sum[:16])
}
