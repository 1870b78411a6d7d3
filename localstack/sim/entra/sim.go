package entra

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// keyBits is the size of the keys that Entra signs with.
const keyBits = 2048

// Sim is the token service. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt  Options
	sign func() (*control.Signer, error)

	mu        sync.Mutex // guards everything below
	counter   uint64
	tenants   map[string]bool
	resources map[string]bool
	apps      map[string]*app
	users     map[string]*user
	clients   map[string]Client
	refreshes map[string]refresh
	codes     map[string]*code
	proofs    map[string]time.Time // ids of client assertions, by when they expire
	failing   []failing
	withheld  int             // answers to come without a refresh token
	hidden    map[string]bool // claims that access tokens go without
	mints     map[string]int
}

// app is an App with what may change.
type app struct {
	id, tenant   string
	multiTenant  bool
	secrets      []secret
	certificates []*x509.Certificate
	redirects    []string
	consents     map[string][]string
	withdrawn    map[string]uint64 // by tenant: refresh tokens up to this serial ended when consent was taken back
	permissions  map[string]string
	granted      map[string]map[string]string // by tenant and resource, where a consent there says what the app may do
}

type secret struct {
	value   string
	expires time.Time // zero: never
}

type user struct {
	User

	// Revoked are the refresh tokens up to this serial. The time is for the text only: with a clock that stands still,
	// it could not tell a token from before the revocation from one after it.
	revoked   uint64
	validFrom time.Time
	deleted   bool
	frequency time.Duration // for how long a sign-in lasts by Conditional Access; 0: it does not say
}

// refresh is what a refresh token stands for.
type refresh struct {
	app, user string
	mfa       bool
	signedIn  time.Time // when the user was there
	issued    time.Time
	serial    uint64 // later tokens have a higher one
}

// NewSigner makes a signer with a new key.
func NewSigner() (*control.Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return control.NewSigner(key), nil
}

// New gives a token service. Tenants, apps, users and clients are compared without regard to case.
func New(opt Options) *Sim {
	s := &Sim{
		opt: opt, tenants: map[string]bool{}, resources: map[string]bool{}, apps: map[string]*app{}, users: map[string]*user{},
		clients: map[string]Client{}, refreshes: map[string]refresh{}, mints: map[string]int{}, codes: map[string]*code{},
		proofs: map[string]time.Time{}, hidden: map[string]bool{},
	}
	s.sign = sync.OnceValues(NewSigner)
	if opt.Signer != nil {
		s.sign = func() (*control.Signer, error) { return opt.Signer, nil }
	}
	for _, t := range append([]string{opt.Tenant}, opt.Tenants...) {
		s.AddTenant(t)
	}
	for _, r := range append([]string{PartnerCenter, PartnerAPI, Graph, LegacyGraph}, opt.Resources...) {
		s.resources[r] = true
	}
	for _, a := range opt.Apps {
		s.AddApp(a)
	}
	for _, u := range opt.Users {
		s.AddUser(u)
	}
	for _, c := range opt.Clients {
		s.clients[fold(c.ID)] = c
	}
	s.Panel = control.New(opt.Clock, s.routes())
	s.Extra = s.controls()
	return s
}

func (s *Sim) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{tenant}/oauth2/token", s.token(1))
	mux.HandleFunc("/{tenant}/oauth2/v2.0/token", s.token(2))
	mux.HandleFunc("GET /{tenant}/oauth2/v2.0/authorize", s.authorize)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/authorize", s.authorize)
	mux.HandleFunc("GET /{tenant}/discovery/keys", s.serveKeys)
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", s.serveKeys)
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", s.serveConfiguration)
	return mux
}
