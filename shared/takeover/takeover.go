package takeover

import (
	"context"
	"time"
)

// State is how far a takeover is.
type State string

// States, in the order in which they are reached.
const (
	Requested           State = "requested"
	TenantResolved      State = "tenant_resolved"
	CustomerLinked      State = "customer_linked"
	RelationshipPending State = "relationship_pending"
	RelationshipOK      State = "relationship_ok"
	Inventoried         State = "inventoried"
	Planned             State = "planned"
	Ordering            State = "ordering"
	Fulfilled           State = "fulfilled"
	Transferring        State = "transferring" // the old provider hands the subscription over, and nothing is bought
	SecondSeen          State = "second_subscription_seen"
	Swapping            State = "swapping"
	Ready               State = "ready_to_retire_old"
	Asked               State = "old_retirement_requested"
	OldDisabled         State = "old_disabled"
	Covered             State = "coverage_checked"
	Closed              State = "closed"
	Abandoned           State = "abandoned"
	NeedsHuman          State = "needs_human"
)

// Over reports whether nothing is left to be done.
func (s State) Over() bool { return s == Closed || s == Abandoned }

// Takeover is everything that is known of one.
type Takeover struct {
	ID      string `json:"id"`
	Partner string `json:"partner"`
	Domain  string `json:"domain"`           // as the buyer gave it; the tenant's default one has to be the same
	Tenant  string `json:"tenant,omitempty"` // GUID in lower case; given, or found
	// Transfer says that the old provider cooperates and hands over; else a second subscription is bought.
	Transfer bool `json:"transfer,omitempty"`
	// Automate says that we change users ourselves, which needs delegated administration.
	Automate bool     `json:"automate,omitempty"`
	Wishes   []Wish   `json:"wishes"`
	Provider string   `json:"provider,omitempty"` // the old one, for the letter
	Customer Customer `json:"customer,omitzero"`

	State   State     `json:"state"`
	Since   time.Time `json:"since"`
	Due     time.Time `json:"due"` // when it is looked at again
	Blocked []string  `json:"blocked,omitempty"`
	Tasks   []Task    `json:"tasks,omitempty"`
	Alarms  []Alarm   `json:"alarms,omitempty"`
	Failed  State     `json:"failed,omitempty"` // of needs_human: where it stood
	// Void says that the order ended with nothing bought, Attempt how often it was ordered anew after that.
	Void    bool `json:"void,omitempty"`
	Attempt int  `json:"attempt,omitempty"`
	// Letters are what was sent to people, one of each kind.
	Letters  []Letter `json:"letters,omitempty"`
	Old      []Line   `json:"old,omitempty"` // what is to be replaced, as it was when it was planned
	Plan     Plan     `json:"plan,omitzero"`
	Approval Approval `json:"approval,omitzero"`
	Swap     Swap     `json:"swap,omitzero"`
	// Bought is when the new subscription was complete, from when on both are paid.
	Bought time.Time `json:"bought,omitzero"`
	// Confirmed is when somebody wrote down the old provider's word, and Covering since when coverage is seen without a gap.
	Confirmed time.Time `json:"confirmed,omitzero"`
	Covering  time.Time `json:"covering,omitzero"`
	Version   int64     `json:"version"`
}

// Wish is what the buyer wants instead of what there is.
type Wish struct {
	OldSKU   string `json:"old_sku"` // Microsoft's skuId, a GUID: names do not tell products apart
	NewSKU   string `json:"new_sku"`
	Item     Item   `json:"item"`                // by which the seller knows the new one
	Seats    int    `json:"seats"`               // 0: as many as are assigned
	MaxSeats int    `json:"max_seats,omitempty"` // that a tenant may have of the new one
	// AddOns are SKUs that need the old one as their base. Microsoft tells that of no tenant, so that whoever knows the products says it.
	AddOns []string `json:"add_ons,omitempty"`
}

// Item is what is bought in the seller's terms, as orders name it.
type Item struct {
	Product string `json:"product"`
	SKU     string `json:"sku"`
	Term    string `json:"term"`
	Billing string `json:"billing"`
	Segment string `json:"segment"`
}

// Customer is what the seller wants to know of the company, and who gets the invitation.
type Customer struct {
	Company      string `json:"company,omitempty"`
	Email        string `json:"email,omitempty"` // of a global administrator
	Country      string `json:"country,omitempty"`
	Registration string `json:"registration,omitempty"` // tax or registration number, where the country asks for one
}

// Letter is a message as it was sent.
type Letter struct {
	Message

	At time.Time `json:"at"`
}

// Approval is a person's word for a plan.
type Approval struct {
	Hash string    `json:"hash"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Records keeps takeovers.
type Records interface {
	// Load gives a takeover, or fault.NotFound.
	Load(ctx context.Context, partner, id string) (Takeover, error)
	// Save replaces it if its stored version is the one in t, and leaves t with the next version. It fails with fault.Stale when somebody else wrote.
	Save(ctx context.Context, t *Takeover) error
}
