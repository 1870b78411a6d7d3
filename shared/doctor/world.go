package doctor

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/partner"
)

// World is what the checks read. None of it changes anything, and each fails with the kinds of package fault.
type World struct {
	Now func() time.Time
	// Secret reads a secret, or fails with fault.NotFound.
	Secret func(ctx context.Context, name string) (string, error)
	// Access gets a token for an API, one for all who ask within an examination; Diagnose says what its refusal means for people.
	Access   func(ctx context.Context, a partner.Audience) error
	Diagnose func(err error) hold.Diagnosis
	// Hold gives why the partner's work stands still, or nil.
	Hold  func(ctx context.Context) (*hold.Hold, error)
	Depth func(ctx context.Context) (Depth, error)
	// Prices reaches for the price sheet of the partner's market.
	Prices func(ctx context.Context) error
	Center Center
	Graph  Graph
}

// Center reads the partner's own account at Partner Center.
type Center struct {
	// MFA gives Partner Center's own judgement of the token; nil: it did not tell.
	MFA       func(ctx context.Context) (*bool, error)
	Tenant    func(ctx context.Context) (string, error) // of the organisation profile
	Billing   func(ctx context.Context) (Billing, error)
	MPN       func(ctx context.Context) (string, error)
	Customers func(ctx context.Context) (int, error)      // on the first page
	Products  func(ctx context.Context) (int, error)      // in the partner's market
	Webhooks  func(ctx context.Context) ([]string, error) // where Partner Center sends its events
}

// Billing is the partner's billing profile; "" for what Partner Center does not tell.
type Billing struct {
	Country  string
	Currency string
}

// Graph reads the partner's own tenant at Microsoft Graph.
type Graph struct {
	Tenant func(ctx context.Context) (string, error)
	// Credentials gives what the partner's app registration can prove itself with.
	Credentials   func(ctx context.Context) ([]Credential, error)
	Relationships func(ctx context.Context) ([]Relationship, error)
}

// Credential is a secret or a certificate of an app registration.
type Credential struct {
	Certificate bool
	Expires     time.Time // zero: not known
}

// Relationship is a granular delegated admin relationship (GDAP) with a customer.
type Relationship struct {
	Active bool
	Roles  []string  // template ids of directory roles
	Ends   time.Time // zero: not known
}

// Depth is how many messages there are.
type Depth struct {
	Waiting    int // in the queue of orders
	Domains    int // in the queue of domains
	Events     int // in the queue of events
	Sales      int // in the queue of sales
	Migrations int // in the queue of migrations
	Dead       int // dead letters of all
	Missed     int // ticks of schedules that a function did not get through
}
