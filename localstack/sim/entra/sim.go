package entra

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
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
	failing   []failing
	mints     map[string]int
}

// app is an App with what may change.
type app struct {
	id, tenant  string
	multiTenant bool
	secrets     []secret
	consents    map[string][]string
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
}

// refresh is what a refresh token stands for.
type refresh struct {
	app, user string
	mfa       bool
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
		clients: map[string]Client{}, refreshes: map[string]refresh{}, mints: map[string]int{},
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
	mux.HandleFunc("GET /{tenant}/discovery/keys", s.serveKeys)
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", s.serveKeys)
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", s.serveConfiguration)
	return mux
}

// AddTenant makes a tenant known, as when a customer's tenant is created.
func (s *Sim) AddTenant(id string) {
	if id == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tenants[fold(id)] = true
}

// AddApp registers an app, or registers it anew.
func (s *Sim) AddApp(a App) {
	s.AddTenant(a.Tenant)
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &app{
		id: a.ID, tenant: fold(a.Tenant), multiTenant: a.MultiTenant, consents: map[string][]string{},
		secrets: []secret{{value: a.Secret, expires: a.SecretExpires}},
	}
	for tenant, resources := range a.Consents {
		s.tenants[fold(tenant)] = true
		added.consents[fold(tenant)] = slices.Clone(resources)
	}
	s.apps[fold(a.ID)] = added
}

// AddUser adds an account, or replaces it.
func (s *Sim) AddUser(u User) {
	s.AddTenant(u.Tenant)
	s.mu.Lock()
	defer s.mu.Unlock()
	u.Tenant = fold(u.Tenant)
	s.users[fold(u.ID)] = &user{User: u}
}

// IssueRefresh gives a refresh token as an interactive sign-in would have, with or without a second factor. A user
// not known yet is added to the tenant.
func (s *Sim) IssueRefresh(tenant, appID, userID string, mfa bool) string {
	s.mu.Lock()
	_, known := s.users[fold(userID)]
	s.mu.Unlock()
	if !known {
		s.AddUser(User{ID: userID, UPN: userID, Tenant: tenant})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(refresh{app: fold(appID), user: fold(userID), mfa: mfa})
}

// issue makes a refresh token as of now. The caller holds the lock.
func (s *Sim) issue(r refresh) string {
	r.issued = s.opt.Clock.Now()
	a, b := s.random(r.app), s.random(r.user)
	token := "0.A" + base64.RawURLEncoding.EncodeToString(append(a[:], b[:]...)) + "."
	r.serial = s.counter
	s.refreshes[token] = r
	return token
}

// random gives bytes that depend on the seed and on how many were given before. The caller holds the lock.
func (s *Sim) random(purpose string) [sha256.Size]byte {
	s.counter++
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %d", s.opt.Seed, purpose, s.counter))
}

// guid gives an id in the usual form. The caller holds the lock.
func (s *Sim) guid() string {
	b := s.random("guid")
	h := hex.EncodeToString(b[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// life is an access token's, in whole seconds. The caller holds the lock.
func (s *Sim) life() int64 {
	b := s.random("life")
	return 3600 + int64(binary.BigEndian.Uint16(b[:2])%1800)
}

func fold(id string) string { return strings.ToLower(id) }
