package order

import (
	"context"
	"time"
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
	Tenants       Tenants
	Agreements    Agreements
	Catalogue     Catalogue
	Carts         Carts
	Sales         Sales
	Subscriptions Subscriptions
}

// Tenants finds and makes customer tenants.
type Tenants interface {
	// Taken tells whether a domain is in use. Anything but a clear yes or no is an error.
	Taken(ctx context.Context, domain string) (bool, error)
	// CreateTenant makes a tenant; the same request id gives the same tenant again. A taken domain is fault.Invalid at /customer/domain.
	CreateTenant(ctx context.Context, id RequestID, c Customer) (Tenant, error)
	// FindTenant gives the partner's customer with this tenant id or domain, or fault.NotFound.
	FindTenant(ctx context.Context, ref string) (Tenant, error)
}

// Tenant is a customer at the seller. User and Password are the administrator's, and come with the creation only.
type Tenant struct {
	ID       TenantID
	Domain   string
	Company  string
	Email    string
	Country  string
	User     string
	Password string
}

// Agreements knows who signed the customer agreement.
type Agreements interface {
	// Attested tells whether the customer's signature is known to the seller.
	Attested(ctx context.Context, t TenantID) (bool, error)
	// Attest passes a signature on. One that is there already is fine.
	Attest(ctx context.Context, id RequestID, t TenantID, c Consent) error
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
	Group    string
	Code     string
	Refused  string
}

// Receipt is the answer to a checkout: what was sold and which groups were refused.
type Receipt struct {
	Sold    []Sold
	Refused []Refusal
}

// Refusal is one group of a cart that was not sold.
type Refusal struct {
	Group string
	Code  string
	Text  string
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

// Subscriptions reads and ends licences.
type Subscriptions interface {
	// Subscription reads one, or fault.NotFound.
	Subscription(ctx context.Context, t TenantID, id string) (Subscription, error)
	// CancelSubscription gives the licence back at once. Outside the seller's window it fails with fault.Gone.
	CancelSubscription(ctx context.Context, id RequestID, t TenantID, sub string) error
	// EndRenewal turns automatic renewal off, and asks for the given end of term where the seller knows one.
	EndRenewal(ctx context.Context, id RequestID, t TenantID, sub string, how AtTermEnd) error
}

// Vault keeps what must not be in the order.
type Vault interface {
	// Keep stores a new tenant's administrator; storing it again is fine.
	Keep(ctx context.Context, p PartnerID, t Tenant) error
}
