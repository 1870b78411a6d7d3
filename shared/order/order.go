package order

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

type (
	// ID names an order of ours.
	ID string
	// PartnerID names a partner, as the settings do.
	PartnerID string
	// TenantID is a Microsoft tenant's GUID, in lower case.
	TenantID string
	// RequestID is the GUID sent as MS-RequestId: the same for the same attempt at the same thing.
	RequestID string
)

// Order is everything known of one order.
type Order struct {
	ID          ID        `json:"id"`
	Partner     PartnerID `json:"partner"`
	Source      Source    `json:"source"`
	Shop        string    `json:"shop,omitempty"` // the connection of the shop that it is of; "": of none
	Test        bool      `json:"test,omitempty"`
	Customer    Customer  `json:"customer"`
	Agreement   *Consent  `json:"agreement,omitempty"`
	MPN         string    `json:"mpn,omitempty"`       // the number of the partner of record; "": the one in the partner's settings
	NotBefore   time.Time `json:"not_before,omitzero"` // nothing is bought before
	Lines       []Line    `json:"lines"`
	Created     time.Time `json:"created"`
	Correlation string    `json:"correlation,omitempty"`

	// Version counts the writes; a write succeeds only on the version that was read.
	Version int64 `json:"version"`
	State   State `json:"state"`
	// Since is when the state was entered, Deadline by when it should be left, Due when the order is looked at again.
	Since    time.Time `json:"since"`
	Deadline time.Time `json:"deadline,omitzero"`
	Due      time.Time `json:"due,omitzero"`
	// Reminded is on how many days the state was reminded of, Late that it was told that the deadline has passed.
	Reminded int  `json:"reminded,omitempty"`
	Late     bool `json:"late,omitempty"`
	// Tell is what people have to know; it is put with the next write, and is no part of the order.
	Tell []Event `json:"-"`
	// Told is what the order's shop was told last, as Announce names it.
	Told string `json:"told,omitempty"`
	// Parked orders are left alone until they are due; others are worked on whenever a message names them.
	Parked bool `json:"parked,omitempty"`

	// Hold is why the order waits for the partner's sign-in; nil: it does not.
	Hold *Hold `json:"hold,omitempty"`

	// Intent is the step that is written down to be tried next; it may have been tried.
	Intent   Intent    `json:"intent,omitzero"`
	Steps    []Step    `json:"steps,omitempty"`
	Question *Question `json:"question,omitempty"`
	// Refused is what the seller refused last, and what that means; nil: nothing since the order last went on.
	Refused *Meaning `json:"refused,omitempty"`
	Cart    *Cart    `json:"cart,omitempty"`
	Return  *Return  `json:"return,omitempty"`
	// Relationship is how far an existing tenant is on its way to become a customer; nil: it was one.
	Relationship *Relationship `json:"relationship,omitempty"`
	// Attested is the proof that the customer's signature was passed on.
	Attested *Attested  `json:"attested,omitempty"`
	Checkout *time.Time `json:"checkout,omitempty"` // when the first checkout intent was written; from then on there is no new cart
}

// Source says where an order came from: a shop's connection or a client of the API.
type Source struct {
	Kind string `json:"kind"` // "shopify", "api"
	Of   string `json:"of"`   // the connection's or the client's id
	Ref  string `json:"ref"`  // the shop's order id or the Idempotency-Key
	Name string `json:"name,omitempty"`
	// Content is a hash of what was asked for: the same source and reference with other content is not the same wish.
	Content string `json:"content"`
}

// Customer is the company that gets the licences. Domain is the initial domain of a new tenant, or any verified
// domain of an existing one; Tenant is known from the start only for an existing one.
type Customer struct {
	Existing     bool     `json:"existing,omitempty"`
	Tenant       TenantID `json:"tenant,omitempty"`
	Domain       string   `json:"domain,omitempty"`
	Free         bool     `json:"free,omitempty"` // the domain was seen free before the tenant was asked for
	Company      string   `json:"company,omitempty"`
	Registration string   `json:"registration,omitempty"`
	First        string   `json:"first,omitempty"`
	Last         string   `json:"last,omitempty"`
	Email        string   `json:"email,omitempty"`
	Phone        string   `json:"phone,omitempty"`
	Address      Address  `json:"address,omitzero"`
	Culture      string   `json:"culture,omitempty"`
	Language     string   `json:"language,omitempty"`
}

// Address is a postal address; Country is ISO 3166 alpha 2.
type Address struct {
	Line1      string `json:"line1,omitempty"`
	Line2      string `json:"line2,omitempty"`
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"`
}

// Consent is who agreed to the Microsoft Customer Agreement for the customer, and when.
type Consent struct {
	First string    `json:"first"`
	Last  string    `json:"last"`
	Email string    `json:"email"`
	Phone string    `json:"phone,omitempty"`
	Date  time.Time `json:"date"`
	// From is where it was done: the signer's network address, or the place of a signature on paper.
	From string `json:"from,omitempty"`
}

// Attested says which text of the agreement was attested, when, and under which request.
type Attested struct {
	At       time.Time `json:"at"`
	Template string    `json:"template"`
	Request  RequestID `json:"request"`
}

// Relationship is a partner's way to become a tenant's reseller.
type Relationship struct {
	Was      Relation  `json:"was"`            // what the partner was when it asked
	Link     string    `json:"link,omitempty"` // where an administrator of the customer accepts
	Asked    time.Time `json:"asked"`
	Accepted time.Time `json:"accepted,omitzero"`
}

// Item names what is bought in Microsoft's terms: product, SKU, term duration (P1M, P1Y, P3Y), billing plan
// (monthly, annual, triennial, none) and segment (commercial, education, government, nonprofit).
type Item struct {
	Product string `json:"product"`
	SKU     string `json:"sku"`
	Term    string `json:"term"`
	Billing string `json:"billing"`
	Segment string `json:"segment"`
}

// Line is one product of an order and what became of it.
type Line struct {
	Key      string        `json:"key"`           // the shop's line id, or the position
	SKU      string        `json:"sku,omitempty"` // the shop's own SKU
	Item     Item          `json:"item"`
	Quantity int           `json:"quantity"`
	UnitCost *money.Amount `json:"unit_cost,omitempty"` // the partner's cost of one seat for the whole term
	// CostImport is the import of the price list that the cost was read from; "": the order came with it, or there is none.
	CostImport string `json:"cost_import,omitempty"`
	Nickname   string `json:"nickname,omitempty"` // of the subscription
	Base       string `json:"base,omitempty"`     // of an add-on: the key of the line of this order that it is for
	Parent     string `json:"parent,omitempty"`   // of an add-on: the subscription that the customer has already
	// Promotion is the seller's id of a promotion that is not applied by itself.
	Promotion string    `json:"promotion,omitempty"`
	Ends      time.Time `json:"ends,omitzero"`       // the last day (UTC) of a first term that is cut short
	RenewsTo  string    `json:"renews_to,omitempty"` // the term of what a trial becomes
	Attested  bool      `json:"attested,omitempty"`  // what the product asks to be attested is
	Trial     bool      `json:"trial,omitempty"`     // by the seller's catalogue
	Price     *Price    `json:"price,omitempty"`     // what it costs the customer

	State        LineState     `json:"state"`
	Catalog      string        `json:"catalog,omitempty"` // catalogue item that the cart named: valid for that cart only
	Group        string        `json:"group,omitempty"`   // Microsoft buys each group of a cart as one order
	Order        string        `json:"order,omitempty"`
	Subscription *Subscription `json:"subscription,omitempty"`
	Refused      *Meaning      `json:"refused,omitempty"` // why the seller did not sell it
	Ending       *Ending       `json:"ending,omitempty"`
}

// LineState is what became of a line.
type LineState string

// The states of a line.
const (
	LineOpen      LineState = "open"
	LineBought    LineState = "bought"
	LineReady     LineState = "ready"
	LineRefused   LineState = "refused"
	LineCancelled LineState = "cancelled"
	LineRunsOut   LineState = "runs_out" // renewal is off; the seats are there until the term's end
)

// Subscription is the licence at the seller.
type Subscription struct {
	ID             string    `json:"id"`
	Status         string    `json:"status"`
	Quantity       int       `json:"quantity"`
	AutoRenew      bool      `json:"auto_renew"`
	CommitmentEnds time.Time `json:"commitment_ends,omitzero"`  // midnight of the last day that is included (UTC)
	CancelUntil    time.Time `json:"cancel_until,omitzero"`     // Microsoft's window; zero: never
	Started        time.Time `json:"commitment_start,omitzero"` // effective start of the term
}

// Cart is a cart at the seller.
type Cart struct {
	ID      string     `json:"id"`
	Ordered bool       `json:"-"`
	Expires time.Time  `json:"expires,omitzero"`
	Lines   []CartLine `json:"-"`
}
