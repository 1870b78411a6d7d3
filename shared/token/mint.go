package token

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// impatience bounds a read of a secret that is known from before.
const impatience = 5 * time.Second

// signIn is what a token is minted from, as it is stored.
type signIn struct{ app, refresh string }

// mint reads the secrets afresh, so that a new sign-in or a rotated secret is used with the next token. Should they have changed while
// a token was asked for, a refusal is about what they were, and the token is asked for once more.
func (a *Account) mint(ctx context.Context, audience string) (Token, error) {
	used, err := a.read(ctx)
	if err != nil {
		return Token{}, err
	}
	t, err := a.with(ctx, used, audience)
	if fault.Of(err) != fault.Unauthenticated {
		return t, err
	}
	if now, unread := a.read(ctx); unread == nil && now != used {
		return a.with(ctx, now, audience)
	}
	return t, err
}

func (a *Account) with(ctx context.Context, s signIn, audience string) (Token, error) {
	var app Credential
	var refresh Refresh
	if err := parse(AppSecret(a.partner), s.app, &app); err != nil {
		return Token{}, err
	}
	if err := parse(RefreshSecret(a.partner), s.refresh, &refresh); err != nil {
		return Token{}, err
	}
	if app.Empty() || refresh.Token == "" {
		return Token{}, fault.Unauthenticated.Errorf("partner %q: the stored sign-in has no client secret or no refresh token; store both", a.partner)
	}
	tenant := a.tenant
	if tenant == "" {
		tenant = refresh.Tenant
	}
	t, err := a.source.minter.Mint(ctx, Grant{
		Partner: a.partner, Tenant: tenant, Audience: audience, Client: a.client, Credential: app, Refresh: refresh.Token,
		Home: strings.EqualFold(tenant, refresh.Tenant), Issued: refresh.Issued,
	})
	if err == nil && (t.Access == "" || t.Life <= 0) {
		return Token{}, fault.Unavailable.Errorf("partner %q: the token service gave a token that cannot be used", a.partner)
	}
	return t, err
}

func (a *Account) read(ctx context.Context) (s signIn, err error) {
	if s.app, err = a.secret(ctx, AppSecret(a.partner)); err == nil {
		s.refresh, err = a.secret(ctx, RefreshSecret(a.partner))
	}
	return s, err
}

// secret reads a secret, or gives the one that was last read while the store is down: refresh tokens live for months, so that work goes
// on through any such time.
func (a *Account) secret(ctx context.Context, name string) (string, error) {
	last, known := a.source.recall(name)
	asked := ctx
	if known {
		var cancel context.CancelFunc
		asked, cancel = context.WithTimeout(ctx, impatience)
		defer cancel()
	}
	text, err := a.source.secrets.Read(asked, name)
	switch {
	case err == nil:
		a.source.remember(name, text)
		return text, nil
	case fault.Of(err) == fault.NotFound:
		return "", fault.Unauthenticated.Wrap(err, "partner %q: secret %q is not there; the partner has to sign in once", a.partner, name)
	case known && (fault.Of(err).Retryable() || asked.Err() != nil):
		return last, nil
	}
	return "", err
}

func (s *Source) recall(name string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.read[name]
	return text, ok
}

func (s *Source) remember(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read[name] = text
}
