package token_test

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	day   = 24 * time.Hour
	graph = "https://graph.example"
)

// test is a test, or one case of a property.
type test interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

// world is everything around a renewal: the token service, the secret store, the leases and a clock. Each effect passes a seam.
type world struct {
	t      test
	mu     sync.Mutex
	clock  time.Time
	seam   seam
	entra  service
	vault  vault
	leases leases
}

// seam ends the goroutine before or after a numbered effect, as a machine that dies does: nothing gets an error to handle.
type seam struct {
	mu    sync.Mutex
	count int
	crash []int // numbers of points, from 1
}

func (s *seam) point() {
	s.mu.Lock()
	s.count++
	dies := slices.Contains(s.crash, s.count)
	s.mu.Unlock()
	if dies {
		runtime.Goexit()
	}
}

// service is a token service whose refresh tokens die 90 days after their own issue, and not by use.
type service struct {
	w       *world
	issued  map[string]grant
	last    int
	secrets []string                // client secrets that it takes
	refuse  map[string]bool         // audiences that nobody gets
	deny    func(token.Grant) error // a test's own refusal
	bare    bool                    // answers without a refresh token
	rotten  bool                    // gives refresh tokens that are good for nothing
	dead    map[string]bool         // users whose tokens are revoked
	calls   int
	running int // mints at this moment
	most    int
	takes   time.Duration
}

type grant struct {
	at   time.Time
	user string
	bad  bool
}

func (s *service) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	s.w.seam.point()
	s.w.mu.Lock()
	s.calls++
	s.running++
	s.most = max(s.most, s.running)
	s.w.mu.Unlock()
	defer func() {
		s.w.mu.Lock()
		s.running--
		s.w.mu.Unlock()
	}()
	if s.takes > 0 {
		select {
		case <-time.After(s.takes):
		case <-ctx.Done():
			return token.Token{}, fault.Unavailable.Wrap(ctx.Err(), "no answer")
		}
	}
	t, err := s.answer(g)
	s.w.seam.point()
	return t, err
}

func (s *service) answer(g token.Grant) (token.Token, error) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	if s.deny != nil {
		if err := s.deny(g); err != nil {
			return token.Token{}, err
		}
	}
	if !slices.Contains(s.secrets, g.Credential.Secret) {
		return token.Token{}, fault.Coded(fault.Unauthenticated.Errorf("wrong secret"), "AADSTS7000215")
	}
	if !s.lives(g.Refresh) {
		return token.Token{}, fault.Coded(fault.Unauthenticated.Wrap(token.GrantRefused, "sign in again"), "AADSTS700082")
	}
	if s.refuse[g.Audience] {
		return token.Token{}, fault.Coded(fault.Unauthenticated.Wrap(token.GrantRefused, "no consent"), "AADSTS65001")
	}
	t := token.Token{Access: "access", Life: time.Hour}
	if !s.bare {
		t.Refresh = s.issue(s.issued[g.Refresh].user, s.w.clock, s.rotten)
	}
	return t, nil
}

// lives tells whether the service would take a refresh token.
func (s *service) lives(refresh string) bool {
	g, ok := s.issued[refresh]
	return ok && !g.bad && !s.dead[g.user] && s.w.clock.Sub(g.at) < 90*day
}

func (s *service) issue(user string, at time.Time, bad bool) string {
	s.last++
	name := fmt.Sprintf("refresh-%d", s.last)
	s.issued[name] = grant{at: at, user: user, bad: bad}
	return name
}

// vault is a secret store with labels. A version is known by its value, and one without a label is forgotten.
type vault struct {
	w       *world
	values  map[string]map[string]string // secret, version, value
	labels  map[string]map[token.Label]string
	fails   func(call string) error
	promote func() // runs before a promotion
	calls   int
}

func (v *vault) enter(call, name string) error {
	v.w.mu.Lock()
	defer v.w.mu.Unlock()
	v.calls++
	if v.values[name] == nil {
		v.values[name], v.labels[name] = map[string]string{}, map[token.Label]string{}
	}
	if v.fails != nil {
		return v.fails(call)
	}
	return nil
}

func (v *vault) Version(_ context.Context, name string, l token.Label) (token.Version, error) {
	if err := v.enter("version", name); err != nil {
		return token.Version{}, err
	}
	v.w.mu.Lock()
	defer v.w.mu.Unlock()
	id, ok := v.labels[name][l]
	if !ok {
		return token.Version{}, fault.NotFound.Errorf("secret: not there")
	}
	return token.Version{ID: id, Value: v.values[name][id]}, nil
}

func (v *vault) Read(ctx context.Context, name string) (string, error) {
	got, err := v.Version(ctx, name, token.Current)
	return got.Value, err
}

func (v *vault) Stage(_ context.Context, name, value string) (string, error) {
	v.w.seam.point()
	if err := v.enter("stage", name); err != nil {
		return "", err
	}
	v.w.mu.Lock()
	id := "version of " + value
	v.values[name][id] = value
	v.label(name, token.Pending, id)
	v.w.mu.Unlock()
	v.w.seam.point()
	return id, nil
}

func (v *vault) Promote(_ context.Context, name, id, from string) error {
	if v.promote != nil {
		v.promote()
	}
	v.w.seam.point()
	if err := v.enter("promote", name); err != nil {
		return err
	}
	v.w.mu.Lock()
	defer v.w.seam.point()
	defer v.w.mu.Unlock()
	switch current := v.labels[name][token.Current]; {
	case current == id:
		return nil
	case current != from:
		return fault.Conflict.Errorf("another version is current")
	case v.values[name][id] == "":
		return fault.NotFound.Errorf("the version is not there any more")
	case from != "":
		v.labels[name][token.Previous] = from
	}
	v.label(name, token.Current, id)
	return nil
}

func (v *vault) Drop(_ context.Context, name string, l token.Label) error {
	v.w.seam.point()
	if err := v.enter("drop", name); err != nil {
		return err
	}
	v.w.mu.Lock()
	v.label(name, l, "")
	v.w.mu.Unlock()
	v.w.seam.point()
	return nil
}

// label moves a label, and forgets what has none left.
func (v *vault) label(name string, l token.Label, id string) {
	v.labels[name][l] = id
	if id == "" {
		delete(v.labels[name], l)
	}
	kept := slices.Collect(maps.Values(v.labels[name]))
	maps.DeleteFunc(v.values[name], func(id, _ string) bool { return !slices.Contains(kept, id) })
}

// leases ends what is not given back.
type leases struct {
	w     *world
	held  map[string]holder
	fence int64
}

type holder struct {
	owner string
	until time.Time
	fence int64
}

func (l *leases) Acquire(_ context.Context, name, owner string, until time.Time) (int64, error) {
	l.w.seam.point()
	defer l.w.seam.point()
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	if h, ok := l.held[name]; ok && l.w.clock.Before(h.until) && h.owner != owner {
		return 0, fault.Conflict.Errorf("somebody else is at it")
	}
	l.fence++
	l.held[name] = holder{owner, until, l.fence}
	return l.fence, nil
}

func (l *leases) Holding(_ context.Context, name, owner string, fence int64) error {
	l.w.seam.point()
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	if h := l.held[name]; h.owner != owner || h.fence != fence || !l.w.clock.Before(h.until) {
		return fault.Stale.Errorf("the lease was lost")
	}
	return nil
}

func (l *leases) Release(_ context.Context, name, owner string, fence int64) error {
	l.w.seam.point()
	defer l.w.seam.point()
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	if h := l.held[name]; h.owner == owner && h.fence == fence {
		delete(l.held, name)
	}
	return nil
}
