package token

import (
	"context"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	// margin is how long before its end a token is no longer given out; a short-lived one loses a quarter instead.
	margin = 5 * time.Minute
	// quiet is how long a definite refusal is remembered, and how long a token that replaced a refused one is kept: a
	// dead sign-in or a wrong audience must not turn every call into one more mint.
	quiet = 30 * time.Second
	// patience bounds a mint, which goes on when the caller who started it leaves.
	patience = 45 * time.Second
)

// Source gives tokens to many callers at once.
type Source struct {
	minter  Minter
	secrets Secrets
	now     func() time.Time

	mu    sync.Mutex
	slots map[key]*slot
	read  map[string]string // each secret as it was last read
}

type key struct{ partner, tenant, audience string }

// slot is what is known for one key. Source.mu guards it.
type slot struct {
	access  string
	minted  time.Time
	until   time.Time
	dropped bool // the API refused the last token
	instead bool // access replaced a token that the API refused
	refusal error
	retry   time.Time
	flight  *flight
}

// flight is a mint under way. Its result may be read once done is closed.
type flight struct {
	done   chan struct{}
	access string
	err    error
}

// New makes a source.
func New(m Minter, s Secrets, now func() time.Time) *Source {
	return &Source{minter: m, secrets: s, now: now, slots: map[key]*slot{}, read: map[string]string{}}
}

// Account is one partner's sign-in in one tenant: the partner's own, or a customer's.
type Account struct {
	source                  *Source
	partner, tenant, client string
}

// For gives the account of a partner, whose app registration has this client id, in a tenant. An empty tenant is the
// one that signed in.
func (s *Source) For(partner, tenant, client string) *Account {
	return &Account{source: s, partner: partner, tenant: tenant, client: client}
}

// Access gives a token for an audience. A failure is the Minter's, or fault.Unauthenticated when the partner has not
// signed in yet; a caller whose ctx ends gets fault.Unavailable and the others their token.
func (a *Account) Access(ctx context.Context, audience string) (string, error) {
	access, f, err := a.source.take(ctx, a, audience)
	if f == nil {
		return access, err
	}
	select {
	case <-f.done:
		return f.access, f.err
	case <-ctx.Done():
		return "", fault.Unavailable.Wrap(ctx.Err(), "there was no time left to get a token")
	}
}

// Drop forgets a token that the API refused. One that is no longer in use, or has only just replaced a refused one,
// stays as it is.
func (a *Account) Drop(access string) {
	s := a.source
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, sl := range s.slots {
		if k.partner != a.partner || k.tenant != a.tenant || sl.access != access || access == "" {
			continue
		}
		if sl.instead && s.now().Sub(sl.minted) < quiet {
			continue
		}
		sl.access, sl.dropped = "", true
	}
}

// take gives a cached token, a remembered refusal, or the mint to wait for.
func (s *Source) take(ctx context.Context, a *Account, audience string) (string, *flight, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := key{a.partner, a.tenant, audience}
	sl := s.slots[k]
	if sl == nil {
		sl = &slot{}
		s.slots[k] = sl
	}
	now := s.now()
	switch {
	case sl.access != "" && now.Before(sl.until):
		return sl.access, nil, nil
	case sl.flight != nil:
		return "", sl.flight, nil
	case sl.refusal != nil && now.Before(sl.retry):
		return "", nil, sl.refusal
	}
	f := &flight{done: make(chan struct{}), err: fault.Unavailable.Errorf("the token was not minted")}
	sl.flight = f
	go s.run(context.WithoutCancel(ctx), a, audience, sl, f)
	return "", f, nil
}

// run mints in a goroutine of its own, so that a caller who leaves does not take the others along. The result is
// published in a deferred call: whoever waits is woken even if the goroutine ends in the middle.
func (s *Source) run(ctx context.Context, a *Account, audience string, sl *slot, f *flight) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	asked := s.now()
	var t Token
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		sl.flight, sl.refusal = nil, nil
		if f.err == nil {
			sl.access, sl.minted, sl.until = t.Access, asked, asked.Add(t.Life-min(margin, t.Life/4))
			sl.instead, sl.dropped = sl.dropped, false
		} else if wait := remembered(f.err); wait > 0 {
			sl.refusal, sl.retry = f.err, s.now().Add(wait)
		}
		close(f.done)
	}()
	t, f.err = a.mint(ctx, audience)
	f.access = t.Access
}

// remembered is how long a failure is answered from memory.
func remembered(err error) time.Duration {
	switch fault.Of(err) { //nolint:exhaustive // the other kinds may pass at the next try
	case fault.Unauthenticated, fault.Denied, fault.Invalid:
		return quiet
	case fault.Throttled:
		return min(max(fault.RetryAfter(err), time.Second), quiet)
	}
	return 0
}
