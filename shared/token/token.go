// Package token keeps a partner's sign-in alive and gives out the access tokens that come of it.
//
//	source.go  access tokens, minted once for many callers   renew.go     the sign-in renewed before it is too old
//	mint.go    one token from the stored secrets             adopt.go     a new sign-in takes the place of the stored one
//	secret.go  what is stored                                credential.go  the app's secret or certificate replaced
//
// One token serves one partner, one tenant and one audience. Minting gives a new refresh token each time; only a renewal and a new
// sign-in store one, because the old one stays valid and only one writer at a time may replace it.
package token

import (
	"context"
	"time"
)

// Minter trades a refresh token for an access token. It fails with fault.Unauthenticated when the grant is dead and a
// person has to act, with fault.Throttled or fault.Unavailable when the same grant may work later.
type Minter interface {
	Mint(ctx context.Context, g Grant) (Token, error)
}

// Secrets reads secrets, or fails with fault.NotFound.
type Secrets interface {
	Read(ctx context.Context, name string) (string, error)
}

// Grant is what a token is minted from. Tenant is where the token is to be used, Audience the API that it is for.
type Grant struct {
	Partner    string
	Tenant     string
	Audience   string
	Client     string // application (client) id
	Credential Credential
	Refresh    string // refresh token
	// Home: Tenant is the partner's own, so that a refusal is about the partner and not about one customer.
	Home bool
	// Issued is when the refresh token was issued; of two refusals it tells which is about the token in use.
	Issued time.Time
}

// Token is an access token. Life is counted from the moment it was asked for.
type Token struct {
	Access  string
	Life    time.Duration
	Refresh string // the refresh token that came with it, or ""
}

// Credential is how the app proves itself, the secret partner/<id>/app: a client secret, or a certificate with its key.
type Credential struct {
	Secret      string    `json:"client_secret,omitempty"`
	Certificate string    `json:"certificate,omitempty"` // PEM
	Key         string    `json:"private_key,omitempty"` // PEM, PKCS #8 or #1
	Expires     time.Time `json:"expires_at,omitzero"`   // zero: not known
	Added       time.Time `json:"added_at,omitzero"`
}

// Empty reports whether there is nothing to prove with.
func (c Credential) Empty() bool { return c.Secret == "" && (c.Certificate == "" || c.Key == "") }

// Refresh is the secret partner/<id>/refresh-token. Tenant, User and Object say who signed in, and Issued when this very token was issued.
type Refresh struct {
	Token  string    `json:"refresh_token"`
	Issued time.Time `json:"issued_at,omitzero"`
	Tenant string    `json:"tenant,omitempty"`
	User   string    `json:"user,omitempty"`   // user principal name
	Object string    `json:"object,omitempty"` // the user's object id
	MFA    bool      `json:"mfa,omitempty"`    // the sign-in was seen to have a second factor
}

// AppSecret and RefreshSecret name a partner's secrets.
func AppSecret(partner string) string { return "partner/" + partner + "/app" }

// RefreshSecret names the secret that holds a partner's refresh token.
func RefreshSecret(partner string) string { return "partner/" + partner + "/refresh-token" }
