package subscription

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Kind is a kind of change.
type Kind string

// The kinds.
const (
	Seats           Kind = "seats"
	Cancel          Kind = "cancel"
	Suspend         Kind = "suspend"
	Resume          Kind = "resume"
	Renewal         Kind = "renewal"  // automatic renewal on or off
	Schedule        Kind = "schedule" // what the next term is to be
	Upgrade         Kind = "upgrade"
	Nickname        Kind = "nickname"
	PartnerOfRecord Kind = "partner_of_record"
)

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{Seats, Cancel, Suspend, Resume, Renewal, Schedule, Upgrade, Nickname, PartnerOfRecord}
}

// Wish is what somebody wants changed. Only the fields of its kind are looked at.
type Wish struct {
	Kind Kind `json:"kind"`
	// Seats: a number of seats to have, or Delta more or less. With a number comes Saw, the edition that the caller saw.
	Seats int   `json:"seats,omitempty"`
	Delta int   `json:"delta,omitempty"`
	Saw   int64 `json:"saw,omitempty"`
	// Rest says what becomes of seats that cannot be given back now.
	Rest Rest `json:"rest,omitempty"`
	// AtTermEnd is for Cancel and for Renewal off: what becomes of the service when its term ends.
	AtTermEnd AtTermEnd `json:"at_term_end,omitempty"`
	On        bool      `json:"on,omitempty"`   // Renewal
	Next      *Next     `json:"next,omitempty"` // Schedule; nil takes away what is scheduled
	To        *Target   `json:"to,omitempty"`   // Upgrade
	Text      string    `json:"text,omitempty"` // Nickname, and the number of the PartnerOfRecord
}

// Rest is what becomes of seats that cannot be given back now.
type Rest string

// What becomes of the rest.
const (
	AtRenewal Rest = "at_renewal" // the next term has them no more; the default
	Refuse    Rest = "refuse"     // then nothing is changed
)

// Target is what a subscription is upgraded to. Seats 0 moves all of them.
type Target struct {
	Product string `json:"product"`
	SKU     string `json:"sku"`
	Term    string `json:"term,omitempty"`
	Billing string `json:"billing,omitempty"`
	Seats   int    `json:"seats,omitempty"`
	Into    ID     `json:"into,omitempty"` // an existing subscription
}

// Change is a wish that was taken in, and what became of it.
type Change struct {
	ID          string      `json:"id"`
	Partner     string      `json:"partner"`
	Of          ID          `json:"subscription"`
	Wish        Wish        `json:"wish"`
	By          string      `json:"by"` // the API client
	At          time.Time   `json:"at"`
	Correlation string      `json:"correlation,omitempty"`
	State       ChangeState `json:"state"`
	Decision    *Decision   `json:"decision,omitempty"`
	Steps       []Step      `json:"steps,omitempty"`
	Made        ID          `json:"made,omitempty"` // the subscription that an upgrade of a part made
	Ended       time.Time   `json:"ended,omitzero"`
}

// ChangeState is what became of a wish.
type ChangeState string

// The states of a change. The last four are ends.
const (
	Accepted ChangeState = "accepted"
	Acting   ChangeState = "acting"
	NotKnown ChangeState = "outcome_unknown"
	Held     ChangeState = "on_hold"
	Done     ChangeState = "done"
	Planned  ChangeState = "scheduled" // it happens at the renewal
	Refused  ChangeState = "refused"
	Asks     ChangeState = "question" // nobody can tell what became of it; a person has to look
)

// Over reports whether nothing more will be done about it.
func (s ChangeState) Over() bool { return s == Done || s == Planned || s == Refused || s == Asks }

// Step is a line of a change's history.
type Step struct {
	At       time.Time `json:"at"`
	What     string    `json:"what"`
	Evidence string    `json:"evidence"`
}

// Intent is a change written down before it is tried.
type Intent struct {
	Change   Change    `json:"change"`
	Edits    []Edit    `json:"edits"` // the writes that carry it out
	At       int       `json:"edit"`  // which of them is tried now
	Attempt  int       `json:"attempt"`
	Since    time.Time `json:"since"`
	Before   Facts     `json:"before"` // as the seller showed it when this write was intended
	Looks    int       `json:"looks,omitempty"`
	Answered bool      `json:"answered,omitempty"` // the seller refused it as too late: the window is taken as closed
}

// Request gives the id under which an attempt is sent: always the same for the same attempt, another for any other.
func (i Intent) Request(of ID) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d|%d", of, i.Change.ID, i.At, i.Attempt))
	sum[6] = sum[6]&0x0f | 0x80 // version 8: made by our own rule (RFC 9562, 5.8)
	sum[8] = sum[8]&0x3f | 0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
