// Package subscription changes licences after they were bought: seats, cancel, suspend, renewal, upgrade and the rest.
//
// One policy (policy.go) decides each change, whether somebody only asks what is possible or wants it done: allowed now, at the
// renewal, or not at all; by which rule; until when; and what it costs. The seller's own dates decide, never a clock's sum.
//
//	policy.go   the rules                  seats.go, cancel.go, state.go, renewal.go, upgrade.go   a rule book each
//	money.go    charge, refund, what is owed      cost.go    which term the cost of a seat is for
//	desk.go     a wish is taken in once    run.go       one change after the other, exactly once
//	act.go      a change at the seller, and what became of one whose answer was lost
//	foretell.go a renewal that is near
//	keep.go     what an order bought       refresh.go, round.go, told.go   what others changed
//	list.go     a line of the list
//
// Wishes of one subscription are done one after the other, in the order in which they came. A wish of "one seat more" is kept as that
// and becomes a number of seats only when it is its turn, on what the seller shows then: so of a hundred at once none is lost.
package subscription

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// ID is the seller's id of a subscription: a GUID in lower case.
type ID string

// Subscription is our record of a licence.
type Subscription struct {
	ID      ID        `json:"id"`
	Partner string    `json:"partner"`
	Tenant  string    `json:"tenant"`
	Facts   Facts     `json:"facts"`
	Seen    time.Time `json:"seen"` // when the facts were read from the seller

	// What only we know: which order bought it, and the partner's cost of one seat for the whole term; Lapsed is why that cost holds no more.
	Order    string        `json:"order,omitempty"`
	Line     string        `json:"line,omitempty"`
	Owner    string        `json:"owner,omitempty"` // whose events what becomes of it is, as package feed names them; "": nobody is told
	UnitCost *money.Amount `json:"unit_cost,omitempty"`
	Lapsed   string        `json:"cost_lapsed,omitempty"`
	Segment  string        `json:"segment,omitempty"`
	// Foretold is the end of the term whose renewal the shop was told of beforehand.
	Foretold time.Time `json:"foretold,omitzero"`

	// Renewed says that renewal was on when we suspended it, and Ending that the service was to end with its term: the seller drops both, and leaves
	// them so after a resume.
	Renewed bool `json:"renewed,omitempty"`
	Ending  bool `json:"ending,omitempty"`
	// Drift is what was changed elsewhere since we last looked.
	Drift []Drift `json:"drift,omitempty"`

	// Intent is the change that is being made, written down before it is tried.
	Intent *Intent   `json:"intent,omitempty"`
	Due    time.Time `json:"due,omitzero"` // when it is looked at again
	// Hold: it waits for the partner's sign-in, and is woken when that is there.
	Hold bool `json:"hold,omitempty"`
	// Edition counts the changes that people care about, whoever made them. A wish for a number of seats names the one that it saw.
	Edition int64 `json:"edition"`
	// Version counts the writes; a write succeeds only on the version that was read.
	Version int64 `json:"version"`
}

// Facts are what the seller shows.
type Facts struct {
	Product        string    `json:"product"` // CFQ7TTC0LCHC
	SKU            string    `json:"sku"`     // 0002
	Name           string    `json:"name,omitempty"`
	Nickname       string    `json:"nickname,omitempty"`
	Status         string    `json:"status"` // the seller's word, in lower case; one that is not known is carried through
	Quantity       int       `json:"quantity"`
	Term           string    `json:"term,omitempty"` // P1M, P1Y, P3Y
	Billing        string    `json:"billing,omitempty"`
	AutoRenew      bool      `json:"auto_renew"`
	Trial          bool      `json:"trial,omitempty"`
	NewCommerce    bool      `json:"new_commerce"` // a licence of the new commerce; others are shown and left alone
	Created        time.Time `json:"created,omitzero"`
	Started        time.Time `json:"started,omitzero"`         // of the term
	CommitmentEnds time.Time `json:"commitment_ends,omitzero"` // midnight of the last day that is included (UTC)
	CancelUntil    time.Time `json:"cancel_until,omitzero"`    // zero: never
	Batches        []Batch   `json:"batches,omitempty"`        // seats that can be given back
	Next           *Next     `json:"next,omitempty"`           // what is scheduled for the next term
	// Ends says that the service ends with the term, whatever an extended service term would do.
	Ends            bool   `json:"ends,omitempty"`
	PartnerOfRecord string `json:"partner_of_record,omitempty"`
	Base            ID     `json:"base,omitempty"` // of an add-on
	Sold            string `json:"sold,omitempty"` // the seller's order
}

// Batch is seats that were added together and can be given back until a time.
type Batch struct {
	Quantity int       `json:"quantity"`
	Until    time.Time `json:"until"`
}

// Next is the next term as it is scheduled.
type Next struct {
	Product  string `json:"product"`
	SKU      string `json:"sku"`
	Term     string `json:"term"`
	Billing  string `json:"billing"`
	Quantity int    `json:"quantity"`
}

// Drift is one field that was changed elsewhere: in the seller's portal, by another tool or by the seller itself.
type Drift struct {
	Field  string    `json:"field"`
	Before string    `json:"before"`
	After  string    `json:"after"`
	Seen   time.Time `json:"seen"`
}

// Words of the seller for the status.
const (
	Active    = "active"
	Suspended = "suspended"
	Deleted   = "deleted"
	Expired   = "expired"
	Disabled  = "disabled"
	Pending   = "pending"
)
