package storefront

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/order"
)

// Sale is an order as a shop showed it at one moment.
type Sale struct {
	Order string `json:"order"` // the shop's key; text, as ids have up to 64 bits
	Name  string `json:"name,omitempty"`
	// Version is as of when the order looks so: the shop's own time of the last change, or when it was read from a shop that tells no such time.
	Version time.Time `json:"version"`
	// Read is when it was read at the shop's API; zero when the shop sent it. Shops count changes in seconds: of two sales of one second
	// the one that was read is the truth.
	Read time.Time `json:"read,omitzero"`
	// Whole is false when only the terminal facts are known, as of a message that says no more than that an order is disputed.
	Whole bool  `json:"whole"`
	Ended Ended `json:"ended,omitzero"`

	Test bool `json:"test,omitempty"`
	Paid bool `json:"paid,omitempty"` // all that the lines say
	// Unproven says that the shop does not tell whether a difference was paid, once the order was paid before.
	Unproven bool `json:"unproven,omitempty"`
	Failed   bool `json:"failed,omitempty"` // a payment was tried and failed
	// PartBack says that some of the money was given back, and the shop does not tell for what.
	PartBack bool    `json:"part_back,omitempty"`
	Renewal  Renewal `json:"renewal,omitempty"`
	Currency string  `json:"currency,omitempty"`
	Lines    []Line  `json:"lines,omitempty"`

	Kind      Kind           `json:"kind,omitempty"`
	Customer  order.Customer `json:"customer,omitzero"`
	Agreement *order.Consent `json:"agreement,omitempty"`
	Doubts    []Doubt        `json:"doubts,omitempty"`
}

// Line is a product of a sale.
type Line struct {
	Key   string `json:"key"`
	SKU   string `json:"sku"`
	Seats int    `json:"seats"` // to have, after edits and refunds
	Price *Price `json:"price,omitempty"`
}

// Ended are the terminal facts of an order: as of when each is known, zero when it did not happen. Refunded means in full.
type Ended struct {
	Cancelled time.Time `json:"cancelled,omitzero"`
	Refunded  time.Time `json:"refunded,omitzero"`
	Disputed  time.Time `json:"disputed,omitzero"`
}

// Renewal is what a shop that sells subscriptions says of the next term; "" when it says nothing.
type Renewal string

// What a shop may say of the next term.
const (
	RenewalOn  Renewal = "on"
	RenewalOff Renewal = "off"
)

// Kind is what a buyer orders for.
type Kind string

// The kinds. A takeover and seats for a licence that is there already need a person.
const (
	NewTenant      Kind = "new"
	ExistingTenant Kind = "existing_tenant"
	Takeover       Kind = "takeover"
	AddSeats       Kind = "add_seats"
)

// MaxLines is how many lines a sale may have. More than that is no order of licences, and too much to keep.
const MaxLines = 500

// Doubt is something of a sale that cannot be used as it is: what, why, and what would help.
type Doubt struct {
	Reason     Reason `json:"reason"`
	Text       string `json:"text"`
	Suggestion string `json:"suggestion,omitempty"`
	Line       string `json:"line,omitempty"`
	// About is what the buyer gave that is in doubt; "" when it is something else.
	About Field `json:"about,omitempty"`
}

// content is a hash of what a sale says, without how we came to know it.
func (s Sale) content() string {
	s.Read = time.Time{}
	raw, err := json.Marshal(s)
	if err != nil {
		return "" // cannot be: amounts, texts and times can be written
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// seats are all seats of the sale.
func (s Sale) seats() int {
	n := 0
	for _, l := range s.Lines {
		n += l.Seats
	}
	return n
}

func (e Ended) count() int {
	n := 0
	for _, t := range []time.Time{e.Cancelled, e.Refunded, e.Disputed} {
		if !t.IsZero() {
			n++
		}
	}
	return n
}
