// Package token keeps access tokens: it mints them from a partner's refresh token and gives them out until they are
// nearly spent.
//
// One token serves one partner, one tenant and one audience, and is minted once however many callers want it. Minting
// gives a new refresh token each time; it is left alone here, because the old one stays valid and only one writer may
// replace it.
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
	Tenant   string
	Audience string
	Client   string // application (client) id
	Secret   string
	Refresh  string // refresh token
}

// Token is an access token. Life is counted from the moment it was asked for.
type Token struct {
	Access  string
	Life    time.Duration
	Refresh string // the refresh token that came with it, or ""
}

// App is the secret partner/<id>/app.
type App struct {
	Secret string `json:"client_secret"`
}

// Refresh is the secret partner/<id>/refresh-token. Tenant and User say who signed in, Issued when (RFC 3339).
type Refresh struct {
	Token  string `json:"refresh_token"`
	Issued string `json:"issued_at,omitempty"`
	Tenant string `json:"tenant,omitempty"`
	User   string `json:"user,omitempty"`
}

// AppSecret and RefreshSecret name a partner's secrets.
func AppSecret(partner string) string { return "partner/" + partner + "/app" }

// RefreshSecret names the secret that holds a partner's refresh token.
func RefreshSecret(partner string) string { return "partner/" + partner + "/refresh-token" }
