// Package hold stops the work of a partner whose sign-in is dead, and lets it go on after a new one.
//
// A hold is placed once, by whoever meets the refusal first. What needs the sign-in meanwhile is put aside under the
// partner, where it costs nothing, and is sent to its worker again in its order when the hold is lifted.
//
//	place.go  a refusal becomes a hold    lift.go  a sign-in that works ends it    release.go  what waited goes on
//
// All of it is one record for each partner, changed only on the version that was read: of a refusal and a new sign-in that come
// at once, the second sees the first.
package hold

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/notice"
)

// Hold says why a partner's work stands still.
type Hold struct {
	Partner string    `json:"partner"`
	Since   time.Time `json:"since"`
	Cause   Diagnosis `json:"cause"`
	// Refused is when the sign-in that was refused was issued; zero: there was none.
	Refused time.Time `json:"refused,omitzero"`
}

// Stops reports whether a sign-in of that issue is stopped by the hold. A newer one is not: it may be what lifts the hold.
func (h *Hold) Stops(issued time.Time) bool { return h != nil && !issued.After(h.Refused) }

// Diagnosis is what a refusal of the token service means for people.
type Diagnosis struct {
	Code  string `json:"code"`  // the service's own: AADSTS700082; "" when it gave none
	Cause string `json:"cause"` // what happened, in plain words
	Actor Actor  `json:"actor"` // who must act
	Next  string `json:"next"`  // what to do
	Link  string `json:"link"`  // where: an address, or a path of our own API such as /v1/partners/acme/consents
	// Deadline is by when it has to be done; zero: work stands still until it is.
	Deadline time.Time `json:"deadline,omitzero"`
	Retry    bool      `json:"retry"` // the same may work later without anybody's help
	// Holds is true when nothing of the partner can be done before somebody acts. A refusal that is about one customer's tenant
	// or about one request is not.
	Holds bool `json:"holds"`
}

// Actor is who must act.
type Actor string

// The actors.
const (
	Nobody        Actor = "nobody" // it passes
	Operator      Actor = "operator"
	Administrator Actor = "partner_administrator" // of the partner's Microsoft tenant
	Customer      Actor = "customer"
	Us            Actor = "seatwright"
)

// Standing is what is known of a partner's sign-in. The zero value: nothing yet.
type Standing struct {
	Version int64    `json:"-"`
	Hold    *Hold    `json:"hold,omitempty"`    // nil: work goes on
	Good    *Good    `json:"good,omitempty"`    // nil: no sign-in was reported to work
	Release *Release `json:"release,omitempty"` // nil: nothing is being sent to its worker
}

// Good is the sign-in that was last seen to work.
type Good struct {
	Issued time.Time `json:"issued,omitzero"`
	// Newest is the issue of the newest sign-in that was heard of until then. It is later than Issued when an older one took the place of a
	// newer one that died.
	Newest time.Time `json:"newest,omitzero"`
}

// Emptying is for how long what waited is looked for after none was found: an order may show in the index late.
const Emptying = 10 * time.Minute

// Release is the sending of what waited.
type Release struct {
	Due time.Time `json:"due"`
	// Empty is since when nothing was found; zero: something was, or nobody looked yet.
	Empty time.Time `json:"empty,omitzero"`
}

// Ledger keeps the standing of partners.
type Ledger interface {
	// Standing gives what is known of a partner, always the newest; the zero value when nothing is.
	Standing(ctx context.Context, partner string) (Standing, error)
	// Settle replaces it if it is still of the version in s, and puts the notice, when it is not nil, in the same step. It fails with
	// fault.Stale when somebody else wrote in between.
	Settle(ctx context.Context, partner string, s Standing, n *notice.Notice) error
}

// tries bounds how often a change is made anew because somebody else wrote in between.
const tries = 6
