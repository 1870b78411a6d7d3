package transfer

import (
	"context"
	"time"
)

// Status is how far the seller is, in our words.
type Status string

// The seller's states. Published texts name them differently, and not all of them: one that is not known is Unclear, and waited for.
const (
	Open      Status = "open"
	AtWork    Status = "in_progress"
	Complete  Status = "complete"
	Withdrawn Status = "cancelled"
	Refused   Status = "rejected"
	Lapsed    Status = "expired"
	Broken    Status = "failed"
	Unclear   Status = "unclear"
)

// Shown is a transfer as the seller shows it.
type Shown struct {
	ID         string    `json:"id,omitempty"`
	Status     Status    `json:"status,omitempty"`
	Word       string    `json:"word,omitempty"` // the seller's own for the status
	Source     Party     `json:"source,omitzero"`
	Target     Party     `json:"target,omitzero"`
	Customer   string    `json:"customer,omitempty"`
	Products   []string  `json:"products,omitempty"`
	Created    time.Time `json:"created,omitzero"`
	Expires    time.Time `json:"expires,omitzero"`
	CompleteAt time.Time `json:"completed,omitzero"`
	Items      []Item    `json:"items,omitempty"` // which the target sees when it is complete
}

// Item is a line of a transfer at the seller.
type Item struct {
	Subscription string `json:"subscription"`
	Product      string `json:"product,omitempty"`
	SKU          string `json:"sku,omitempty"`
	Quantity     int    `json:"quantity"`
}

// Request is what the seller is asked for.
type Request struct {
	Tenant, Customer, Contact, Ours, Reseller string
	Other                                     Party
	Products                                  []string
}

// Views reads a customer's transfers. It fails with fault.Denied and the code NoRelationship while the customer has not accepted us.
type Views interface {
	// List gives those that we are the source or the target of.
	List(ctx context.Context, tenant string) ([]Shown, error)
	// Read gives one, or fault.NotFound.
	Read(ctx context.Context, tenant, id string) (Shown, error)
}

// Hands changes transfers. A write fails with fault.Unknown when it may have been carried out, with fault.Throttled, fault.Unavailable or fault.Conflict
// when it surely was not and may be tried again, and with another kind when the seller refuses.
type Hands interface {
	Create(ctx context.Context, request string, r Request) (Shown, error)
	// Submit has subscriptions leave.
	Submit(ctx context.Context, request, tenant, id string, subscriptions []string) error
	// End takes a request back (Withdrawn) or declines it (Refused). It brings a state about, and may be sent again.
	End(ctx context.Context, request, tenant, id string, how Status) error
}

// Seller is a partner's seller.
type Seller struct {
	Views Views
	Hands Hands
	Own   string // the partner's tenant
}

// NoRelationship is the code of a refusal because the customer has not accepted the partner as its reseller.
const NoRelationship = "20002"

// House keeps our records of licences.
type House interface {
	// Licences reads a customer's subscriptions from the seller, takes them into our records, and gives them: also those that are over.
	Licences(ctx context.Context, partner, tenant string) ([]Line, error)
}

// Book keeps transfers.
type Book interface {
	// Load gives a transfer, or fault.NotFound.
	Load(ctx context.Context, partner, id string) (Transfer, error)
	// Save replaces it if its stored version is the one in t, and leaves t with the next version and nothing to tell. It fails with fault.Stale when somebody
	// else wrote.
	Save(ctx context.Context, t *Transfer) error
	// Of gives the transfer that has one of the seller's, or "".
	Of(ctx context.Context, partner, seller string) (string, error)
}

// Waker has the work on a transfer done soon. A wish that is lost is found when the transfer is due.
type Waker interface {
	Wake(ctx context.Context, t *Transfer)
	// Look has a customer's requests looked for at the seller.
	Look(ctx context.Context, partner, tenant, correlation string) error
}
