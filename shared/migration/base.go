package migration

import (
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

type (
	// Tenant is a customer's Microsoft tenant: a GUID in lower case.
	Tenant string
	// ServiceID is the seller's id of a subscription: a GUID in lower case.
	ServiceID string
)

// Customer is what the seller shows of a customer.
type Customer struct {
	Tenant   Tenant `json:"tenant"`
	Company  string `json:"company"`
	Domain   string `json:"domain,omitempty"`
	Email    string `json:"email,omitempty"`
	Country  string `json:"country,omitempty"`  // ISO 3166 alpha 2
	Currency string `json:"currency,omitempty"` // ISO 4217, in which the customer is billed
	MPN      string `json:"mpn,omitempty"`      // of the reseller of record; "" for none
	// Since is when the customer came to the reseller; zero where the seller does not say.
	Since time.Time `json:"since,omitzero"`
	// Reached, Consented and Agreed say whether the tenant answers, lets us manage it, and has accepted the customer agreement.
	Reached   Truth `json:"reached,omitempty"`
	Consented Truth `json:"consented,omitempty"`
	Agreed    Truth `json:"agreed,omitempty"`
}

// Truth is the answer to a question that may not have been asked.
type Truth string

// Answers.
const (
	NotAsked Truth = ""
	Yes      Truth = "yes"
	No       Truth = "no"
)

// Service is what the seller shows of a subscription.
type Service struct {
	ID       ServiceID `json:"id"`
	Kind     Kind      `json:"kind"`
	Offer    string    `json:"offer"`             // the seller's id: a GUID of legacy offers, product:SKU:availability of the new commerce
	Product  string    `json:"product,omitempty"` // CFQ7TTC0LCHC
	SKU      string    `json:"sku,omitempty"`     // 0002
	Name     string    `json:"name,omitempty"`
	Family   string    `json:"family,omitempty"`
	Segment  string    `json:"segment,omitempty"` // commercial, education, government, nonprofit; "" where it is not shown
	Term     string    `json:"term,omitempty"`    // P1M, P1Y, P3Y
	Billing  string    `json:"billing,omitempty"` // monthly, annual, triennial
	Currency string    `json:"currency,omitempty"`
	Quantity int       `json:"quantity"`
	Status   string    `json:"status"` // the seller's word, in lower case
	Base     ServiceID `json:"base,omitempty"`
	Trial    bool      `json:"trial,omitempty"`
	Created  time.Time `json:"created,omitzero"`
	Started  time.Time `json:"started,omitzero"` // of the term
	Ends     time.Time `json:"ends,omitzero"`    // midnight of the last day that is included (UTC)
	MPN      string    `json:"mpn,omitempty"`
	// Cost and Price are what one seat has cost the reseller and the customer each time it was charged; nil where nobody has said.
	Cost  *money.Amount `json:"cost,omitempty"`
	Price *money.Amount `json:"price,omitempty"`
}

// Kind is how a subscription is sold, which decides what may be done with it.
type Kind string

// Kinds. Only the first two have seats of ours to deal with.
const (
	NewCommerce Kind = "new_commerce"
	Legacy      Kind = "legacy"
	Other       Kind = "other" // consumption, software, marketplace: shown and left alone
)

// KindOf tells the kind as Microsoft's own tools do: a legacy offer's id is a GUID, one of the new commerce is of the product type OnlineServicesNCE and has colons.
func KindOf(offer, productType string) Kind {
	switch {
	case isGUID(offer):
		return Legacy
	case strings.EqualFold(productType, "OnlineServicesNCE") && strings.Contains(offer, ":"):
		return NewCommerce
	}
	return Other
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hexadecimal := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		if dash != (c == '-') || !dash && !hexadecimal {
			return false
		}
	}
	return true
}

// Active and suspended are the words for subscriptions that still are the customer's.
const (
	active    = "active"
	suspended = "suspended"
)

// Live reports whether there is something to take over: what is deleted or expired is history.
func (s *Service) Live() bool {
	return s.Kind != Other && (s.Status == active || s.Status == suspended || s.Status == "pending")
}

// Folder is a customer with all its services, as one reading found them.
type Folder struct {
	Partner  string    `json:"partner"`
	Customer Customer  `json:"customer"`
	Services []Service `json:"services"`
	Reading  string    `json:"reading"` // the last reading that listed the customer
	Seen     time.Time `json:"seen"`    // when the services were read
}
