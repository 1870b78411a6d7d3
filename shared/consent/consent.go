// Package consent gets a partner's sign-in: from the link that an operator asks for to the token that is stored.
//
//	consent.go  the nouns and what the package needs   open.go    an operator asks for a link, and looks what became of it
//	state.go    what a link proves                     start.go   the page behind the link, and the way to Microsoft
//	key.go      the key that proves it                 finish.go  what Microsoft sends back
//	refusal.go  why a sign-in is not taken             adopt.go   the new token checked, proven and stored
//	import.go   a token that somebody has already
//
// A link is good once, for one partner, in one browser and for fifteen minutes. Opening its page changes nothing, because mail
// programs open links too. Nonce and code verifier are derived from the key and the consent's id and stored nowhere.
package consent

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/token"
)

// Life is how long a link is good.
const Life = 15 * time.Minute

// Stage is how far a consent has come.
type Stage string

// The stages. The last two are ends.
const (
	Opened   Stage = "opened"    // nobody has gone on to Microsoft
	Started  Stage = "started"   // one browser has
	Checking Stage = "finishing" // Microsoft's answer is being worked on
	Finished Stage = "finished"  // the new sign-in is stored
	Refused  Stage = "refused"   // it is not, and nothing was changed
)

// Consent is a link to a sign-in, and what became of it. It holds nothing that could be used to sign in.
type Consent struct {
	ID       string    `json:"id"`
	Partner  string    `json:"partner"`
	Operator string    `json:"operator"` // the API client that asked
	Base     string    `json:"base"`     // address of our API as the operator knows it, without a slash at the end
	Opened   time.Time `json:"opened"`
	Expires  time.Time `json:"expires"`
	Stage    Stage     `json:"stage"`
	Browser  string    `json:"browser,omitempty"` // hash of what the browser is known by
	// Taken is when Microsoft's answer was taken, just before the code was redeemed: it is how the stored sign-in tells whose it is.
	Taken   time.Time `json:"taken,omitzero"`
	Result  Result    `json:"result,omitzero"`
	Version int64     `json:"-"` // counts the writes; the book's
}

// Result is what the sign-in came to.
type Result struct {
	// Cause says why it was refused; empty for a sign-in that was stored.
	Cause  hold.Diagnosis `json:"cause,omitzero"`
	User   string         `json:"user,omitempty"` // user principal name
	Tenant string         `json:"tenant,omitempty"`
	Roles  []string       `json:"roles,omitempty"` // as far as the token tells
	MFA    bool           `json:"mfa,omitempty"`
	At     time.Time      `json:"at,omitzero"`
}

// Ended reports whether nothing more can become of it.
func (c Consent) Ended() bool { return c.Stage == Finished || c.Stage == Refused }

// Expired reports whether the link went unused for too long.
func (c Consent) Expired(now time.Time) bool {
	return (c.Stage == Opened || c.Stage == Started) && !now.Before(c.Expires)
}

// Redirect is the address that Microsoft sends its answer to. It is registered with the partner's app, so it is the same for all.
func (c Consent) Redirect() string { return c.Base + "/v1/consents" }

// Account is what a sign-in has to be of.
type Account struct {
	Partner     string
	Name        string // of the partner, for people
	Tenant      string
	Client      string // application (client) id
	MultiTenant bool   // the app can be signed in to from other tenants than its own
	Audiences   []string
}

// endpoint is the tenant part of Microsoft's address. An app of one tenant is refused at the shared one.
func (a Account) endpoint() string {
	if a.MultiTenant {
		return "organizations"
	}
	return a.Tenant
}

// audience is the API that the sign-in is asked for. The others are consented to with the app's registration.
func (a Account) audience() string {
	if len(a.Audiences) == 0 {
		return ""
	}
	return a.Audiences[0]
}

// Book keeps consents until some days after their end.
type Book interface {
	// CreateConsent puts a new consent.
	CreateConsent(ctx context.Context, c *Consent) error
	// Consent gives a consent, or fails with fault.NotFound.
	Consent(ctx context.Context, id string) (Consent, error)
	// SaveConsent fails with fault.Stale when somebody else has changed it since it was read.
	SaveConsent(ctx context.Context, c *Consent) error
}

// Accounts gives a partner's account, or fails with fault.NotFound.
type Accounts interface {
	Account(ctx context.Context, partner string) (Account, error)
}

// Authorization is what Microsoft's sign-in page is asked.
type Authorization struct {
	Tenant, Client, Redirect, State, Nonce, Challenge, Audience string
}

// Redemption is a code with all that it is bound to.
type Redemption struct {
	Partner, Tenant, Client, Redirect, Code, Verifier, Nonce, Audience string
}

// SignIn is who signed in, as far as the tokens tell.
type SignIn struct {
	Refresh string
	Tenant  string
	Object  string
	User    string
	MFA     *bool // nil: the token does not tell
	Roles   []string
}

// Microsoft is the token service.
type Microsoft interface {
	// Authorize gives the address of the sign-in page.
	Authorize(a Authorization) string
	// Redeem trades a code for a sign-in, once, after it has checked issuer and nonce. A lost answer is fault.Unknown.
	Redeem(ctx context.Context, r Redemption) (SignIn, error)
	// Diagnose says what a refusal means for people.
	Diagnose(err error, partner string) hold.Diagnosis
}

// Keeper stores refresh tokens, one writer at a time.
type Keeper interface {
	// Adopt makes a fresh token the current one after a mint for each audience and prove, which gets an access token for the first
	// audience, went well. When anything fails nothing is changed.
	Adopt(ctx context.Context, a Account, fresh token.Refresh, prove func(ctx context.Context, access string) error) error
	// SignedIn gives when the current token's sign-in was; zero when there is none.
	SignedIn(ctx context.Context, partner string) (time.Time, error)
}

// Prover makes one read-only call to Partner Center. It gives whether Partner Center takes the token for one with MFA; nil: it does not tell.
type Prover interface {
	Prove(ctx context.Context, a Account, access string) (*bool, error)
}

// Holds lets the work of a partner go on. It may be done again.
type Holds interface {
	Lift(ctx context.Context, partner string, issued time.Time) error
}

// Desk opens, starts and finishes consents.
type Desk struct {
	Book      Book
	Accounts  Accounts
	Secrets   Secrets
	Microsoft Microsoft
	Keeper    Keeper
	Prover    Prover
	Holds     Holds
	Now       func() time.Time
}
