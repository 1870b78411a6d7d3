package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/token"
)

// The longest that a credential may be, in characters.
const (
	longSecret = 1024
	longPEM    = 32768
)

// newCredential reads a credential, or says all that is wrong with it.
func newCredential(n api.NewCredential, now time.Time) (token.Credential, error) {
	var bad forms
	bad.text("/client_secret", n.ClientSecret, 1, longSecret, nil)
	bad.text("/certificate", n.Certificate, 1, longPEM, nil)
	bad.text("/private_key", n.PrivateKey, 1, longPEM, nil)
	add := func(pointer, text string) { bad = append(bad, fault.Field{Pointer: pointer, Text: text}) }
	switch {
	case n.ClientSecret != nil && (n.Certificate != nil || n.PrivateKey != nil):
		add("/client_secret", "want a client secret or a certificate, not both")
	case n.ClientSecret == nil && n.Certificate == nil && n.PrivateKey == nil:
		add("/client_secret", "want a client secret, or a certificate with its private key")
	case n.Certificate != nil && n.PrivateKey == nil:
		add("/private_key", "is missing")
	case n.PrivateKey != nil && n.Certificate == nil:
		add("/certificate", "is missing")
	}
	c := token.Credential{Secret: value(n.ClientSecret), Certificate: value(n.Certificate), Key: value(n.PrivateKey), Expires: value(n.ExpiresAt).UTC()}
	if len(bad) == 0 && c.Secret == "" {
		ends, err := entra.CheckCertificate(c)
		switch {
		case err != nil:
			add("/certificate", fault.Text(err))
		case c.Expires.IsZero():
			c.Expires = ends
		case c.Expires.After(ends):
			add("/expires_at", "the certificate itself ends on "+ends.Format(time.RFC3339))
		}
	}
	if !c.Expires.IsZero() && !now.Before(c.Expires) {
		add("/expires_at", "it has ended on "+c.Expires.Format(time.RFC3339))
	}
	if len(bad) > 0 {
		return c, fault.At(fault.Invalid.Errorf("the credential cannot be used"), bad...)
	}
	return c, nil
}

// shown answers with what there is to say of the partner's credentials. Their values are not among it.
func (c credentialDesk) shown(ctx context.Context, p partner.Partner) (edge.Answer, error) {
	current, err := c.credential(ctx, p, secret.Current)
	if fault.Of(err) == fault.NotFound {
		err = fault.NotFound.Wrap(err, "the partner's app has no secret or certificate yet")
	}
	if err != nil {
		return edge.Answer{}, err
	}
	out := api.Credential{Kind: kind(current), AddedAt: sometime(current.Added), ExpiresAt: sometime(current.Expires)}
	before, err := c.credential(ctx, p, secret.Previous)
	if err != nil && fault.Of(err) != fault.NotFound {
		return edge.Answer{}, err
	}
	if err == nil {
		out.Previous = &api.PreviousCredential{Kind: kind(before), AddedAt: sometime(before.Added), ExpiresAt: sometime(before.Expires)}
	}
	return edge.Answer{Status: http.StatusOK, Body: out, Note: string(out.Kind)}, nil
}

func (c credentialDesk) credential(ctx context.Context, p partner.Partner, l secret.Label) (token.Credential, error) {
	var found token.Credential
	v, err := c.secrets.Version(ctx, token.AppSecret(string(p.ID)), l)
	if err == nil && (json.Unmarshal([]byte(v.Value), &found) != nil || found.Empty()) { // the decoder's own words could quote the secret
		return found, fault.NotFound.Errorf("what is stored for the partner's app cannot be used")
	}
	return found, err
}

// signedIn gives by what time the gate knows the sign-in that is stored.
func (c credentialDesk) signedIn(ctx context.Context, id string) (time.Time, error) {
	var app token.Credential
	var refresh token.Refresh
	for name, into := range map[string]any{token.AppSecret(id): &app, token.RefreshSecret(id): &refresh} {
		text, err := c.secrets.Read(ctx, name)
		if err != nil {
			return time.Time{}, err
		}
		if json.Unmarshal([]byte(text), into) != nil {
			return time.Time{}, fault.Unavailable.Errorf("partner %q: what is stored changed meanwhile", id)
		}
	}
	return signedIn(token.Grant{Credential: app, Issued: refresh.Issued}), nil
}

func kind(c token.Credential) api.CredentialKind {
	if c.Secret != "" {
		return api.ClientSecret
	}
	return api.Certificate
}
