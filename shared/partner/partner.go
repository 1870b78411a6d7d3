// Package partner holds what is set once for a reseller: who it is at Microsoft, and which shops may order.
package partner

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// Partner is a CSP partner.
type Partner struct {
	ID       order.PartnerID `json:"id"`
	Name     string          `json:"name"`
	Tenant   order.TenantID  `json:"tenant"`   // the partner's own Microsoft tenant
	App      string          `json:"app"`      // application (client) id of the partner's app registration
	Live     bool            `json:"live"`     // false: an integration sandbox account
	Country  string          `json:"country"`  // market, ISO 3166 alpha 2
	Currency string          `json:"currency"` // the partner's billing currency, ISO 4217
	MPN      string          `json:"mpn,omitempty"`
	Clients  []string        `json:"clients"` // client_id of each API client that acts for this partner
	Terms    []TermRule      `json:"end_of_term_rules,omitempty"`
}

// TermRule says from when the extended service term applies and how its end is asked for. Microsoft's wording is known
// from third parties only (the rules of 2026), so it is configuration: the first rule that fits is used.
type TermRule struct {
	BoughtFrom  time.Time `json:"bought_from"`
	ExpiresFrom time.Time `json:"expires_from"`
	// Schedule and Action are what is put into scheduledActions to end the service, for instance "atTermEnd" and "cancel".
	Schedule string `json:"schedule"`
	Action   string `json:"action"`
}

// Connection is a shop that sends webhooks.
type Connection struct {
	ID       string             `json:"id"` // unguessable, part of the webhook's address
	Partner  order.PartnerID    `json:"partner"`
	Platform string             `json:"platform"` // "shopify"
	Shop     string             `json:"shop"`     // the shop's own name for itself: acme.myshopify.com
	Paused   bool               `json:"paused,omitempty"`
	SKUs     map[string]Mapping `json:"skus"`
	Names    Attributes         `json:"attributes,omitzero"`
}

// Mapping is what a shop's SKU means at Microsoft, and what a seat of it costs the partner for the whole term.
type Mapping struct {
	order.Item
	UnitCost *money.Amount `json:"unit_cost,omitempty"`
}

// Attributes are the names of the order attributes that carry what a shop has no field for. Empty ones have defaults.
type Attributes struct {
	Domain       string `json:"domain,omitempty"`       // m365_tenant_domain
	Kind         string `json:"kind,omitempty"`         // m365_order_kind
	Registration string `json:"registration,omitempty"` // m365_registration_id
	SignerFirst  string `json:"signer_first,omitempty"` // m365_mca_first_name
	SignerLast   string `json:"signer_last,omitempty"`  // m365_mca_last_name
	SignerEmail  string `json:"signer_email,omitempty"` // m365_mca_email
	SignerPhone  string `json:"signer_phone,omitempty"` // m365_mca_phone
	SignedOn     string `json:"signed_on,omitempty"`    // m365_mca_date
}
