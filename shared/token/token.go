// Package token keeps a partner's sign-in alive and gives out the access tokens that come of it.
//
//	source.go   access tokens, minted once for many callers   renew.go       the sign-in renewed before it is too old
//	mint.go     one token from the stored secrets             rescue.go      what else is stored when the current one is dead
//	secret.go   what is stored                                adopt.go       a new sign-in takes the place of the stored one
//	version.go  in which versions                             credential.go  the app's secret or certificate replaced
//	lease.go    one writer at a time                          attempt.go     the steps that these share
//	age.go      when to renew, and when to warn
//
// One token serves one partner, one tenant and one audience. Minting gives a new refresh token each time; only a renewal and a new
// sign-in store one, because the old one stays valid and only one writer at a time may replace it.
//
// # What a crash leaves
//
// What changes a stored secret goes these steps, whose numbers stand in the code:
//
//	1 lease    2 mint    3 stage    4 prove    5 look at the lease    6 promote    7 give the lease back
//
// A renewal goes them all. A sign-in comes with its token, and is proven before it is staged. A credential is not minted.
//
//	after 1  the lease ends by itself, and nothing was changed
//	after 2  the new token is lost, which costs nothing: its use does not end a refresh token
//	after 3  the new one lies beside the current one, which is what everybody goes on reading
//	after 4  the same; should the current one have died, a renewal finds the pending one (rescue.go)
//	after 5  the same
//	after 6  the new one is current and the old one previous: it is one step of the store, there is nothing in between
//	after 7  it is done
//
// Two writers never meet, because of the lease, and because the work ends before the lease does. Should one outlive its lease all
// the same, 5 stops it. Should it be overtaken between 5 and 6, 6 stops it: it asks that the version which was read after 1 is
// still the current one. So an older result never takes the place of a newer one.
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

// Cause narrows a refusal down. It is itself an error, so that errors.Is(err, token.GrantRefused) holds.
type Cause string

// GrantRefused is the cause of a refusal that came after the app had proven who it is: the sign-in is at fault, and the app's
// secret or certificate is good. A Minter that cannot tell leaves it out.
const GrantRefused Cause = "the sign-in was refused"

// Error gives the cause's own name.
func (c Cause) Error() string { return string(c) }
