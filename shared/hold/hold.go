// Package hold stops the work of a partner whose sign-in is dead, and lets it go on after a new one.
//
// A hold is placed once, by whoever meets the refusal first. What needs the sign-in meanwhile is put aside under the
// partner, where it costs nothing, and is sent to its worker again in its order when the hold is lifted.
package hold

import "time"

// Hold says why a partner's work stands still.
type Hold struct {
	Partner string    `json:"partner"`
	Since   time.Time `json:"since"`
	Cause   Diagnosis `json:"cause"`
}

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
