package token

import (
	"context"
	"encoding/json"

	"github.com/seatwright/seatwright/shared/fault"
)

// mint reads the secrets afresh, so that a new sign-in or a rotated secret is used with the next token.
func (a *Account) mint(ctx context.Context, audience string) (Token, error) {
	var app Credential
	if err := a.read(ctx, AppSecret(a.partner), &app); err != nil {
		return Token{}, err
	}
	var refresh Refresh
	if err := a.read(ctx, RefreshSecret(a.partner), &refresh); err != nil {
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
		Home: tenant == refresh.Tenant, Issued: refresh.Issued,
	})
	if err == nil && (t.Access == "" || t.Life <= 0) {
		return Token{}, fault.Unavailable.Errorf("partner %q: the token service gave a token that cannot be used", a.partner)
	}
	return t, err
}

func (a *Account) read(ctx context.Context, name string, into any) error {
	text, err := a.source.secrets.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return fault.Unauthenticated.Wrap(err, "partner %q: secret %q is not there; the partner has to sign in once", a.partner, name)
	}
	if err != nil {
		return err
	}
	// The decoder's own words could quote the secret.
	if json.Unmarshal([]byte(text), into) != nil {
		return fault.Unauthenticated.Errorf("partner %q: secret %q is not the JSON that it should be", a.partner, name)
	}
	return nil
}
