package partnercenter

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Mode is the environment that is stood in for.
type Mode string

// The two environments of Partner Center. The sandbox caps customers, subscriptions and seats.
const (
	Live    Mode = "live"
	Sandbox Mode = "sandbox"
)

// Partner is a partner tenant that the service knows.
type Partner struct {
	Tenant   string `json:"tenant"` // tenant id, the tid of its tokens
	MPN      string `json:"mpn"`
	Country  string `json:"country"`
	Currency string `json:"currency"`
	Name     string `json:"name,omitempty"`   // of the company; "" is "Partner"
	Domain   string `json:"domain,omitempty"` // "" is made of the tenant id

	Resellers []Reseller `json:"resellers,omitempty"` // that it provides for
	Codes     []Code     `json:"codes,omitempty"`     // for customers of the government's cloud
}

// maxBody is the most of a request that is read.
const maxBody = 1 << 20

// Sim is the service, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt    Options
	routes routes
	cat    *catalogue
	lands  map[string]*country
	tokens *control.Verifier

	mu        sync.Mutex // guards everything below
	ids       uint64
	partners  map[string]Partner
	customers map[string]*customer
	listed    []*customer // in order of creation
	domains   map[string]bool
	replays   replays
	buckets   map[bucketKey]*bucket
	seen      seen
	hooks     map[string]Registration // by the partner's tenant
	box       []*Notice
	audits    []audit
	prices    map[string]int64 // by Price.key, where they differ from the catalogue's
	powerless map[string]bool  // users without a role, by object id
	broken    []Violation

	validations []*validation
	refusals    []*Refusal
	upsets      []*MigrationFailure
}

// New gives a service without customers, that knows the partners of the options.
func New(opt Options) *Sim {
	opt = opt.withDefaults()
	s := &Sim{
		opt: opt, routes: paths(), cat: standing(), lands: lands(),
		partners: map[string]Partner{}, customers: map[string]*customer{}, domains: map[string]bool{},
		replays: replays{done: map[replayKey]*replay{}}, buckets: map[bucketKey]*bucket{}, seen: seen{at: map[string]time.Time{}},
		hooks: map[string]Registration{}, prices: map[string]int64{}, powerless: map[string]bool{},
	}
	if opt.Catalogue != nil {
		s.cat = opt.Catalogue.index()
	}
	for _, p := range opt.Partners {
		p.Tenant = strings.ToLower(p.Tenant)
		s.partners[p.Tenant] = p
	}
	for _, d := range opt.Taken {
		s.domains[strings.ToLower(d)] = true
	}
	s.tokens = control.NewVerifier(opt.Keys, opt.Clock)
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// call is one request on its way.
type call struct {
	*Sim
	r        *http.Request
	route    *route
	vars     vars
	now      time.Time
	user     identity
	partner  Partner
	customer *customer // the customer in the path, nil when there is none
	body     []byte
}

// serve answers what is not under /_sim/.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == certificatePath {
		serveCertificate(w, r)
		return
	}
	c := &call{Sim: s, r: r, now: s.opt.Clock.Now()}
	a := c.answer()
	if strings.EqualFold(r.Header.Get("ValidateMfa"), "true") {
		w.Header().Set("isMfaCompliant", strconv.FormatBool(c.user.MFA))
	}
	s.mu.Lock()
	quirks := s.opt.Quirks
	s.mu.Unlock()
	quirks.write(w, r, a)
}

// answer takes the checks in the order of the real gateway: route, token, headers, throttle; then what was asked.
func (c *call) answer() reply {
	var found bool
	if c.route, c.vars, found = c.routes.find(c.r.Method, c.r.URL.Path); !found {
		return gateway(http.StatusNotFound, "Resource not found")
	}
	if refusal := c.authenticate(); refusal != nil {
		return *refusal
	}
	body, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return gateway(http.StatusRequestEntityTooLarge, "Request body is too large")
	}
	c.body = body
	c.mu.Lock()
	defer c.mu.Unlock()
	if refusal := c.throttled(); refusal != nil {
		return *refusal
	}
	if refusal := c.headers(); refusal != nil {
		return *refusal
	}
	return c.once(c.handle)
}

// handle finds the customer in the path and does what was asked.
func (c *call) handle() reply {
	if c.route.customer {
		found, refusal := c.mine(c.vars[0])
		if refusal != nil {
			return *refusal
		}
		c.customer = found
		c.settleMoves(found, c.now)
		c.settleHandover(found, c.now)
	}
	return c.route.do(c)
}

// mine gives a customer of the calling partner. Microsoft documents 404/60003 for an unknown tenant and 403/20002 for
// one without a commerce relationship with this partner; an advisor has none, but may look at the customer (modelled). What is not a GUID is 400/2000 (modelled).
func (c *call) mine(id string) (*customer, *reply) {
	id = strings.ToLower(id)
	if !isGUID(id) {
		return nil, refuse(http.StatusBadRequest, 2000, "The customer id is not a GUID.")
	}
	found, ok := c.customers[id]
	if !ok {
		return nil, refuse(http.StatusNotFound, 60003, "The tenant was not found.")
	}
	commerce := c.route.resource == orders || c.route.resource == subscriptions
	if found.partner != c.partner.Tenant || found.relation == none || found.relation == advisor && commerce {
		return nil, refuse(http.StatusForbidden, 20002, "The partner has no commerce relationship with the customer.")
	}
	return found, nil
}

// work is the time a write takes before its effect. Others are served meanwhile.
func (c *call) work() {
	if c.opt.Busy == nil {
		return
	}
	c.mu.Unlock()
	defer c.mu.Lock()
	c.opt.Busy(c.r.Method, c.r.URL.Path)
}
