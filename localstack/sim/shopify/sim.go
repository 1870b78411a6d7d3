package shopify

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Options are what a shop is opened with.
type Options struct {
	Clock  control.Clock
	Seed   string            // makes event and delivery ids
	Shop   string            // its name at Shopify; "" is sample.myshopify.com
	Base   string            // its address, for the links of pages; "" is https and Shop
	Secret string            // the app's client secret, which signs for subscriptions of the app
	Manual string            // the shop's own secret, which signs for those made by hand
	Token  string            // the app's access token
	Zone   *time.Location    // nil is an hour ahead of UTC, so that times cannot be compared as text
	Web    http.RoundTripper // takes deliveries asked for by POST /_sim/deliver; nil is the network
	Luck   control.Luck
	// Version is the subscriptions' version of the API; "" is 2026-01.
	Version string
	// All lets the app see orders older than 60 days, as the scope read_all_orders does.
	All bool
}

// Sim is the shop, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel
	*control.Sender[Delivery, *Delivery]

	opt Options

	mu      sync.Mutex // guards everything below
	secret  string
	former  string    // the secret before
	rotated time.Time // when it became that
	ids     uint64
	events  uint64
	last    uint64
	orders  []*order
	hooks   []*Subscription
	box     control.Box[Delivery, *Delivery]
	bodies  map[string]string // the last body by subscription and order, for those that filter fields
	bucket  bucket
	gone    bool // the app was taken out of the shop
}

// New opens a shop without orders.
func New(opt Options) *Sim {
	if opt.Shop == "" {
		opt.Shop = "sample.myshopify.com"
	}
	if opt.Base == "" {
		opt.Base = "https://" + opt.Shop
	}
	if opt.Zone == nil {
		opt.Zone = time.FixedZone("", 3600)
	}
	if opt.Version == "" {
		opt.Version = "2026-01"
	}
	if opt.Web == nil {
		opt.Web = &http.Transport{}
	}
	s := &Sim{opt: opt, secret: opt.Secret, bodies: map[string]string{}}
	s.box.Luck = opt.Luck
	s.Sender = control.NewSender(&s.mu, opt.Clock, &s.box, s.pack, s.judge)
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// now is the time in whole seconds: Shopify's own times have no more, so that two changes can share one.
func (s *Sim) now() time.Time { return s.opt.Clock.Now().Truncate(time.Second) }

// nextID counts up in steps, beyond what a float holds exactly, as the ids in Shopify's documentation are.
func (s *Sim) nextID() uint64 {
	s.ids++
	return 820982911946154508 + 7*s.ids
}

// event names one thing that happened, whatever number of topics tell of it.
func (s *Sim) event() string {
	s.events++
	return s.uuid("event", s.events)
}

func (s *Sim) uuid(kind string, n uint64) string {
	high := control.Draw(s.opt.Seed, kind, "high", strconv.FormatUint(n, 10))
	low := control.Draw(s.opt.Seed, kind, "low", strconv.FormatUint(n, 10))
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", high>>32, high>>16&0xffff, high&0xfff, low>>48&0xfff, low&0xffffffffffff)
}

// apiPath is below what the Admin API is. Shopify documents a version for each quarter.
var apiPath = regexp.MustCompile(`^/admin/api/(?:20\d\d-(?:01|04|07|10)|unstable)/(.+)\.json$`)

// serve takes the checks in the order of the real gateway: token, throttle, route.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := r.Header.Get("X-Shopify-Access-Token")
	if token == "" || token != s.opt.Token || s.gone {
		fail(w, http.StatusUnauthorized, "[API] Invalid API key or access token (unrecognized login or wrong password)")
		return
	}
	if !s.admitted(w) {
		return
	}
	m := apiPath.FindStringSubmatch(r.URL.Path)
	if m == nil {
		fail(w, http.StatusNotFound, "Not Found")
		return
	}
	w.Header().Set("X-Shopify-API-Version", strings.Split(r.URL.Path, "/")[3])
	s.route(w, r, m[1])
}

// fail answers as Shopify documents: the reasons under "errors".
func fail(w http.ResponseWriter, status int, reason any) {
	answer(w, status, object{"errors": reason})
}

func answer(w http.ResponseWriter, status int, body object) {
	raw, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the client may have gone
}
