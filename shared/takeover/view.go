package takeover

import (
	"context"
	"strings"
	"time"
)

// Eyes looks at the outside.
type Eyes interface {
	// Look gives what is seen of a takeover now. What cannot be seen is left out; it fails with fault.Throttled or fault.Unavailable when nothing can be seen.
	Look(ctx context.Context, t *Takeover) (View, error)
}

// View is what is seen of the outside at one time.
type View struct {
	Tenants []string // that the domain resolves to
	// Complete says that the customer's record has everything that the seller wants.
	Complete bool
	Related  bool     // the seller shows the reseller relationship
	Agreed   bool     // the customer agreement is accepted
	Roles    []string // of delegated administration that are active
	// Invitation is the address at which the customer accepts the partner; "" where it is not known.
	Invitation string

	// Read is when the tenant was read; zero: it could not be, for which Unread has the reason.
	Read    time.Time
	Unread  string
	Default string // the tenant's default domain
	Lines   []Line
	Pools   []Pool
	// AddOns are SKUs in the tenant that need an old one as their base.
	AddOns []string
	// Errors counts users whose licences are in error.
	Errors int

	Order    OrderState
	Transfer OrderState
}

// Line is a subscription in the customer's tenant.
type Line struct {
	ID     string    `json:"id"`
	SKU    string    `json:"sku"`
	Status string    `json:"status"` // Enabled, Warning, Suspended, Deleted, LockedOut
	Seats  int       `json:"seats"`
	Ends   time.Time `json:"ends,omitzero"` // when it renews, or ends
	Ours   bool      `json:"ours,omitempty"`
}

// Pool is the seats of a SKU: of all subscriptions together, because users hold the SKU.
type Pool struct {
	SKU      string
	Enabled  int
	Consumed int
}

// OrderState is how far an order or a transfer is.
type OrderState string

// States of orders and transfers.
const (
	NotOrdered OrderState = ""
	InProgress OrderState = "in_progress"
	Complete   OrderState = "complete" // with every item
	OrderError OrderState = "error"
	OrderVoid  OrderState = "void" // it ended, and nothing was bought
)

// Words of Microsoft for a subscription in a tenant.
const (
	enabled   = "Enabled"
	warning   = "Warning"
	suspended = "Suspended"
	deleted   = "Deleted"
)

func (v *View) pool(sku string) Pool {
	for _, p := range v.Pools {
		if strings.EqualFold(p.SKU, sku) {
			return p
		}
	}
	return Pool{SKU: sku}
}

func (v *View) line(id string) (Line, bool) {
	for _, l := range v.Lines {
		if strings.EqualFold(l.ID, id) {
			return l, true
		}
	}
	return Line{}, false
}

// ours counts the enabled seats of a SKU that we sold.
func (v *View) ours(sku string) int {
	n := 0
	for _, l := range v.Lines {
		if l.Ours && l.Status == enabled && strings.EqualFold(l.SKU, sku) {
			n += l.Seats
		}
	}
	return n
}
