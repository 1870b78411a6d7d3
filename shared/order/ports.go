package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/subscription"
)

// Ledger keeps orders.
type Ledger interface {
	// Load gives an order, or fault.NotFound.
	Load(ctx context.Context, id ID) (Order, error)
	// Save replaces the order if its stored version is the one in o, and leaves o with the new version.
	// It fails with fault.Stale when somebody else wrote in between.
	Save(ctx context.Context, o *Order) error
	// Claim says that this order, and no other, made the seller's order. It fails with fault.Conflict when another
	// order claimed it before; claiming again is fine.
	Claim(ctx context.Context, p PartnerID, tenant TenantID, sold string, by ID) error
}

// Seller is what fulfilment asks of the house that sells the licences, for one partner. Reads fail with fault.Throttled
// or fault.Unavailable when they may be tried again. Writes fail with fault.Unknown when the request may have been
// carried out, with fault.Throttled or fault.Unavailable when it surely was not, with fault.Conflict when the seller is busy with
// the same thing, with fault.Gone when it will never be sold, and with fault.Invalid or fault.Denied, with the field where
// one is to blame, when a person has to mend something.
type Seller struct {
	Settings   Settings
	Tenants    Tenants
	Agreements Agreements
	Catalogue  Catalogue
	Carts      Carts
	Sales      Sales
	Licences   subscription.Licences // reads them, and ends them by the policy of package subscription
	Countries  Countries
	Relations  Relations
	Directory  Directory
	Standing   Standing
	Promotions Promotions
	Resellers  Resellers
	// Meaning says what a failure of a call means, also of one that the seller gives no number for.
	Meaning func(err error) Meaning
}

// Settings are what the partner's settings say about orders.
type Settings struct {
	Indirect     bool     // a provider of indirect resellers: each line names the partner of record
	MPN          string   // the number of the partner of record where an order names none
	CheckDomain  bool     // ask whether a new customer's domain is free before anything is made
	Attest       bool     // pass the customer's signature on; else the customer signs at Microsoft
	Registration []string // countries (ISO 3166 alpha 2) whose companies must give a registration id and a telephone number
}

// Tenants finds and makes customer tenants.
type Tenants interface {
	// Taken tells whether a domain is in use. Anything but a clear yes or no is an error.
	Taken(ctx context.Context, domain string) (bool, error)
	// CreateTenant makes a tenant; the same request id gives the same tenant again. A taken domain is fault.Invalid at /customer/domain.
	CreateTenant(ctx context.Context, id RequestID, c Customer) (Tenant, error)
	// FindTenant gives the tenant with this id, or the partner's customer with this domain, and what the partner is to it. It fails with
	// fault.NotFound when the partner is nothing to it, or when the seller cannot find a customer by such a domain.
	FindTenant(ctx context.Context, ref string) (Tenant, error)
}

// Tenant is a customer at the seller. User and Password are the administrator's, and come with the creation only.
type Tenant struct {
	ID       TenantID
	Domain   string
	Company  string
	Email    string
	Country  string
	Relation Relation // "": the seller does not tell, which it does for customers of the partner's own
	User     string
	Password string
}

// Relation is what a partner is to a tenant, in the seller's words and in lower case.
type Relation string

// The relations. Only a reseller can sell; an advisor may look.
const (
	RelationReseller Relation = "reseller"
	RelationAdvisor  Relation = "advisor"
	RelationNone     Relation = "none"
)

// sells reports whether orders of the tenant go through.
func (r Relation) sells() bool { return r == "" || r == RelationReseller }

// Relations makes a partner the reseller of tenants that exist already.
type Relations interface {
	// Link gives the address at which an administrator of the customer accepts the partner as its reseller. It fails with fault.Denied
	// where the seller makes none, as in a sandbox.
	Link(ctx context.Context) (string, error)
}

// Directory knows who owns a domain, also of tenants that are nobody's customer.
type Directory interface {
	// TenantOf gives the tenant that has verified a domain, whoever's customer it is, or fault.NotFound when none has.
	TenantOf(ctx context.Context, domain string) (TenantID, error)
}

// Countries knows the rules for customers of a country.
type Countries interface {
	// Country gives the rules, or fault.NotFound when the seller does not sell there.
	Country(ctx context.Context, code string) (Country, error)
}

// Country is the rules of one country. A pattern is "" when the seller has none, or none that can be read.
type Country struct {
	StateRequired  bool
	States         []string // the allowed ones; empty: any
	CityRequired   bool
	PostalRequired bool
	Postal         string   // pattern of a postal code
	Phone          string   // pattern of a telephone number
	Registration   string   // pattern of a registration id
	Culture        string   // the usual one
	Cultures       []string // allowed ones, such as de-DE; empty: any
	Languages      []string // allowed ones, such as de; empty: any
}

// Standing knows how a customer stands with the seller.
type Standing interface {
	// Segments gives the segments besides commercial that were asked for the customer: true for those that it is accepted in.
	Segments(ctx context.Context, t TenantID) (map[string]bool, error)
	// Screened tells whether the seller lets the customer buy.
	Screened(ctx context.Context, t TenantID) (Screening, error)
}

// Screening is the seller's judgement of a customer.
type Screening string

// The judgements. A customer without any, or whose screening has not begun, may buy.
const (
	MayBuy      Screening = "may_buy"
	UnderReview Screening = "under_review" // it may be able to buy later
	Rejected    Screening = "rejected"
)

// Promotions knows who may have which promotion.
type Promotions interface {
	// Promoted tells for each line whether its promotion is given, in the order of the lines: "" that it is, or that the line names none;
	// else why not.
	Promoted(ctx context.Context, t TenantID, lines []CartLine) ([]string, error)
}

// Resellers knows the indirect resellers of a provider.
type Resellers interface {
	// CheckReseller looks whether a number can be the partner of record on orders of this partner. What is wrong is fault.Invalid at /mpn.
	CheckReseller(ctx context.Context, mpn string) error
}

// Agreements knows who signed the customer agreement.
type Agreements interface {
	// Attested tells whether the customer's signature is known to the seller.
	Attested(ctx context.Context, t TenantID) (bool, error)
	// Attest passes a signature on, and gives the id of the text that was signed. A signature that is there already is fine.
	Attest(ctx context.Context, id RequestID, t TenantID, c Consent) (template string, err error)
}

// Catalogue knows what can be bought now.
type Catalogue interface {
	// Resolve gives the catalogue item to buy now; it must not be kept. Without an offer in that term and billing plan it fails with fault.Invalid.
	Resolve(ctx context.Context, t TenantID, country string, i Item) (Offer, error)
}

// Offer is a purchasable availability: Catalog is "product:sku:availability". Max 0 means no limit known.
type Offer struct {
	Catalog string
	Min     int
	Max     int
	Trial   bool
	Addon   bool
	Needs   []string // of an add-on: "product:sku" of those of which the customer must have one
	Attest  bool     // the product asks for an attestation of its own
}

// Carts fills and submits carts.
type Carts interface {
	// CreateCart makes a cart; a line that the seller refuses is marked in the answer, which is no error.
	CreateCart(ctx context.Context, id RequestID, t TenantID, partnerNumber string, lines []CartLine) (Cart, error)
	// Checkout submits a cart. fault.Conflict: it is being or was submitted.
	Checkout(ctx context.Context, id RequestID, t TenantID, cart string) (Receipt, error)
	// Cart reads a cart, or fault.NotFound.
	Cart(ctx context.Context, t TenantID, cart string) (Cart, error)
}

// CartLine is a line of a cart: what is asked for, and in an answer its group or why it is refused.
type CartLine struct {
	Catalog  string
	Quantity int
	Term     string
	Billing  string

	// Base is the place, counted from 1, of the line of this cart whose product an add-on is for; 0 is no such line. Parent is the
	// subscription that an add-on is for, when the customer has it already.
	Base      int
	Parent    string
	Nickname  string
	Promotion string    // the seller's id of a promotion that is not applied by itself
	Ends      time.Time // the last day of a first term that is cut short; zero: the whole term
	RenewsTo  string    // the term of what a trial becomes
	Attested  bool      // what the product asks to be attested was

	Group   string
	Refused *Meaning // why the seller refuses the line; nil: it does not
	Left    *int     // of a line that is refused: how many seats the seller says are left; nil: it does not
}

// Receipt is the answer to a checkout: what was sold and which groups were refused.
type Receipt struct {
	Sold    []Sold
	Refused []Refusal
}

// Refusal is one group of a cart that was not sold.
type Refusal struct {
	Group   string
	Meaning Meaning
}

// Sold is an order at the seller.
type Sold struct {
	ID      string
	Created time.Time
	Status  string
	Billing string
	Lines   []SoldLine
}

// SoldLine is a line of an order at the seller; Subscription is empty until it is provisioned.
type SoldLine struct {
	Catalog      string
	Quantity     int
	Term         string
	Subscription string
}

// Sales reads the seller's orders.
type Sales interface {
	// SoldSince gives the customer's orders made at or after a time. A new order may take 15 minutes to show.
	SoldSince(ctx context.Context, t TenantID, since time.Time) ([]Sold, error)
	// SoldOrder gives one order, or fault.NotFound while it does not show.
	SoldOrder(ctx context.Context, t TenantID, id string) (Sold, error)
	// Provisioned tells of each of the order's lines, by position, whether its licences are there ("fulfilled").
	Provisioned(ctx context.Context, t TenantID, id string) ([]string, error)
}

// Vault keeps what must not be in the order.
type Vault interface {
	// Keep stores a new tenant's administrator; storing it again is fine.
	Keep(ctx context.Context, p PartnerID, t Tenant) error
}
