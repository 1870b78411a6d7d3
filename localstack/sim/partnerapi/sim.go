package partnerapi

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Audience is that of the tokens that the Partner API takes.
const Audience = "https://api.partner.microsoft.com"

// Partner is a partner tenant that the service knows.
type Partner struct {
	Tenant   string // the tid of its tokens
	Currency string // of its prices
}

// Options set up a service.
type Options struct {
	Clock control.Clock
	// Keys gives the keys that tokens are signed with; without it no token is good.
	Keys     func() (jwks []byte, err error)
	Partners []Partner
	// Markets that there is a sheet for; nil means DE, GB and US.
	Markets []string
	// Zip has every sheet come as a ZIP that holds one file, and not only where it is asked for by Accept-Encoding: deflate.
	Zip bool
}

// Sim is the service, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt      Options
	tokens   *control.Verifier
	partners map[string]Partner

	mu        sync.Mutex
	powerless map[string]bool // users without a role, by object id
	published map[period][]byte
	zips      bool
}

// period is what a sheet is of.
type period struct{ market, view, timeline, month string }

// Sheet is a sheet that the service publishes in the place of its own.
type Sheet struct {
	Market   string `json:"market"`
	View     string `json:"view"`     // "": updatedlicensebased
	Timeline string `json:"timeline"` // "": current
	Month    string `json:"month"`    // with history
	Text     string `json:"text"`     // "": it is taken away again
}

// New gives a service that knows the partners of the options.
func New(opt Options) *Sim {
	if opt.Keys == nil {
		opt.Keys = func() ([]byte, error) { return []byte(`{"keys":[]}`), nil }
	}
	if opt.Markets == nil {
		opt.Markets = []string{"DE", "GB", "US"}
	}
	s := &Sim{opt: opt, tokens: control.NewVerifier(opt.Keys, opt.Clock), partners: map[string]Partner{}, powerless: map[string]bool{}, published: map[period][]byte{}, zips: opt.Zip}
	for _, p := range opt.Partners {
		s.partners[strings.ToLower(p.Tenant)] = p
	}
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// Demote takes a user's roles away, or gives them back. The user is named by object id.
func (s *Sim) Demote(user string, powerless bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.powerless[user] = powerless
}

// Publish has the service give a sheet from now on.
func (s *Sim) Publish(x Sheet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := period{x.Market, cmp.Or(x.View, views()[0]), cmp.Or(x.Timeline, "current"), x.Month}
	if x.Text == "" {
		delete(s.published, p)
		return
	}
	s.published[p] = []byte(x.Text)
}

// Pack has every sheet come as a ZIP, or as it is unless a ZIP is asked for.
func (s *Sim) Pack(zips bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.zips = zips
}

func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_sim/sheet", func(w http.ResponseWriter, r *http.Request) {
		var in Sheet
		if control.ReadJSON(w, r, &in) {
			s.Publish(in)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("POST /_sim/zip", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Zip bool `json:"zip"`
		}
		if control.ReadJSON(w, r, &in) {
			s.Pack(in.Zip)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("POST /_sim/demote", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			User      string `json:"user"`
			Powerless bool   `json:"powerless"`
		}
		if control.ReadJSON(w, r, &in) {
			s.Demote(in.User, in.Powerless)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	return mux
}

// refusal is the service's error, in the shape that it shares with Graph.
type refusal struct {
	status        int
	code, message string
}

func refuse(status int, code, message string) *refusal { return &refusal{status, code, message} }

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Request-ID", r.Header.Get("client-request-id"))
	who, refused := s.authenticate(r)
	if refused == nil {
		refused = s.sheet(w, r, who)
	}
	if refused == nil {
		return
	}
	if refused.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	control.WriteJSON(w, refused.status, map[string]any{"error": map[string]any{
		"code": refused.code, "message": refused.message,
		"innerError": map[string]string{"request-id": r.Header.Get("client-request-id"), "date": s.opt.Clock.Now().Format("2006-01-02T15:04:05")},
	}})
}

// authenticate checks the bearer token. Microsoft documents that a token of an app without a user is answered with 400, and
// which roles may read prices (403 otherwise); the words in code are modelled.
func (s *Sim) authenticate(r *http.Request) (Partner, *refusal) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token == "" || !strings.EqualFold(scheme, "Bearer") {
		return Partner{}, refuse(http.StatusUnauthorized, "Unauthorized", "Access token is empty.")
	}
	claims, err := s.tokens.Claims(token, Audience)
	switch {
	case errors.Is(err, control.ErrAudience):
		return Partner{}, refuse(http.StatusUnauthorized, "Unauthorized", "Access token validation failure. Invalid audience.")
	case err != nil:
		return Partner{}, refuse(http.StatusUnauthorized, "Unauthorized", "Access token validation failure.")
	}
	text := func(name string) string {
		v, _ := claims[name].(string)
		return v
	}
	if text("idtyp") == "app" || text("oid") == "" {
		return Partner{}, refuse(http.StatusBadRequest, "BadRequest", "Application tokens are not supported: sign in with App+User.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.partners[strings.ToLower(text("tid"))]
	if !ok || s.powerless[text("oid")] {
		return Partner{}, refuse(http.StatusForbidden, "Forbidden", "The account is not authorized to read prices.")
	}
	return found, nil
}
