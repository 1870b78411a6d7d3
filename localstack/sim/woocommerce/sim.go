package woocommerce

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// apiRoot is below what the REST API is.
const apiRoot = "/wp-json/wc/v3/"

// Key is a pair of keys that the shop's people made for a program.
type Key struct {
	Consumer string `json:"consumer"` // begins with ck_
	Secret   string `json:"secret"`   // begins with cs_
	ReadOnly bool   `json:"read_only,omitempty"`
}

// Options are what a shop is opened with.
type Options struct {
	Clock   control.Clock
	Seed    string            // the salt of its delivery ids, and of how often it tells of a change
	Base    string            // its address; "" is https://shop.example
	Keys    []Key             // for the API
	Zone    *time.Location    // nil is an hour ahead of UTC, so that times of the shop are not those of GMT
	Version string            // of WooCommerce; "" is 10.4.2
	Web     http.RoundTripper // takes deliveries asked for by POST /_sim/deliver; nil is the network
	Luck    control.Luck
	// Cron is how long a delivery waits for the shop's background work: minutes where there are few visitors, as seen in practice.
	Cron time.Duration
	// Repeats is how often order.updated is told for one change. 0 draws two to four, as seen in practice.
	Repeats int
}

// Sim is the shop, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel
	*control.Sender[Delivery, *Delivery]

	opt Options

	mu     sync.Mutex // guards everything below
	ids    int
	told   int
	orders []*order
	hooks  []*Webhook
	box    control.Box[Delivery, *Delivery]
}

// New opens a shop without orders.
func New(opt Options) *Sim {
	if opt.Base == "" {
		opt.Base = "https://shop.example"
	}
	opt.Base = strings.TrimSuffix(opt.Base, "/")
	if opt.Zone == nil {
		opt.Zone = time.FixedZone("", 3600)
	}
	if opt.Version == "" {
		opt.Version = "10.4.2"
	}
	if opt.Web == nil {
		opt.Web = &http.Transport{}
	}
	s := &Sim{opt: opt, ids: 726}
	s.box.Luck = opt.Luck
	s.Sender = control.NewSender(&s.mu, opt.Clock, &s.box, s.pack, s.judge)
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// now is the time in whole seconds: WooCommerce's own times have no more, so that two changes can share one.
func (s *Sim) now() time.Time { return s.opt.Clock.Now().Truncate(time.Second) }

// nextID counts posts, orders, lines and refunds alike.
func (s *Sim) nextID() int {
	s.ids++
	return s.ids
}

// serve answers what is not under /_sim/.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, found := strings.CutPrefix(r.URL.Path, apiRoot)
	if !found {
		fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
		return
	}
	if s.authenticated(w, r) {
		s.route(w, r, strings.TrimSuffix(path, "/"))
	}
}

// fail answers as WordPress does: a code, a message for people and the status again.
func fail(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, object{"code": code, "message": message, "data": object{"status": status}})
}

func answer(w http.ResponseWriter, status int, body any) {
	raw, err := encode(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = bytes.NewReader(raw).WriteTo(w) // the client may have gone
}
