package partner

import (
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// Connection is a shop that sends webhooks.
type Connection struct {
	ID       string             `json:"id"` // unguessable, part of the webhook's address
	Partner  order.PartnerID    `json:"partner"`
	Platform string             `json:"platform"` // "shopify"
	Shop     string             `json:"shop"`     // the shop's own name for itself: acme.myshopify.com
	Paused   bool               `json:"paused,omitempty"`
	SKUs     map[string]Mapping `json:"skus"`
	Names    Attributes         `json:"attributes,omitzero"`
	Limits   Limits             `json:"limits,omitzero"`
	Clients  []string           `json:"clients,omitempty"` // client_id of each API client that acts for this shop alone
}

// Limits are what a connection may buy without a person.
type Limits struct {
	Seats int           `json:"seats,omitempty"` // most seats of an order; 0: 300
	Money *money.Amount `json:"money,omitempty"` // most that an order may come to, without tax; nil: no limit
	// BelowCost lets orders through that were sold for less than they cost, as with a promotion.
	BelowCost bool `json:"below_cost,omitempty"`
}

// Mapping is what a shop's SKU means at Microsoft, and what a seat of it costs the partner for the whole term.
type Mapping struct {
	order.Item
	UnitCost *money.Amount `json:"unit_cost,omitempty"`
	// Payments is how many of the shop's prices make up the term: 12 for a year that is paid by the month. 0 means one.
	Payments int `json:"payments,omitempty"`
	// Ignore says that the shop's SKU is no licence: lines of it are left alone, and the rest of their order is bought.
	Ignore bool `json:"ignore,omitempty"`
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
