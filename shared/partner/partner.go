// Package partner holds what is set once for a reseller: who it is at Microsoft, how it works, and which shops may order.
//
//	partner.go     the settings document             check.go, host.go  all that is wrong with one, by JSON pointers
//	save.go        each save is a version            diff.go            what changed between two versions
//	market.go      the currencies of the markets     seed.go, plant.go  the file of `make seed`
//	connection.go  shops and what they sell         shop.go    what is wrong with one, rotate.go its secret
//
// Secrets are not among the settings: the document only says where they lie.
package partner

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/price"
)

// Partner is a CSP partner: its settings, whole. The JSON names are those of the contract, and the same in the store, in an
// exported file and in the pointers of complaints and differences.
type Partner struct {
	ID       order.PartnerID `json:"id"`
	Name     string          `json:"name"`
	Tenant   order.TenantID  `json:"tenant"`                         // the partner's own Microsoft tenant
	Account  string          `json:"microsoft_account_id,omitempty"` // "Microsoft ID" in the organisation profile of Partner Center
	User     string          `json:"user_id,omitempty"`              // object id of the user who signs in for us
	Domain   string          `json:"domain,omitempty"`               // a verified domain of the tenant
	MPN      string          `json:"mpn,omitempty"`                  // the id in the Microsoft partner programme
	Tier     Tier            `json:"tier"`
	Live     bool            `json:"live"`     // false: an integration sandbox account
	Market   string          `json:"market"`   // ISO 3166 alpha 2
	Currency string          `json:"currency"` // the partner's billing currency, ISO 4217

	App        App        `json:"app"`
	Secrets    References `json:"secrets"`
	MFA        MFA        `json:"mfa_method"`
	Regenerate int        `json:"refresh_token_regeneration_days"` // the oldest that the refresh token may become; at most MaxRegenerate
	RenewAfter int        `json:"renew_after_days"`                // the age at which it is renewed
	Audiences  []Audience `json:"audiences"`                       // the APIs that a new sign-in must open

	CheckDomain  bool       `json:"check_domain_availability"` // ask whether a new customer's domain is free before the order goes on
	Agreement    bool       `json:"customer_agreement"`        // attest the Microsoft Customer Agreement for the customer
	Registration []string   `json:"registration_countries"`    // where a company must give its registration id, ISO 3166 alpha 2
	AzureBilling AzureBasis `json:"azure_billing"`
	Clients      []string   `json:"clients"`       // client_id of each API client that acts for this partner
	Notify       []string   `json:"notify_emails"` // who is told when the sign-in needs somebody
	Hosts        Hosts      `json:"hosts,omitzero"`
	Terms        []TermRule `json:"end_of_term_rules,omitempty"`

	PriceGuards price.Thresholds `json:"price_guards"` // what a price sheet may be like before a person has to look at it
}

// App is the partner's app registration, also called the CPV app.
type App struct {
	Client      string `json:"client_id"`    // application (client) id
	MultiTenant bool   `json:"multi_tenant"` // registered in another tenant than the partner's own, for several partners
}

// References say where the secrets of a partner lie. Their values go in by a route of their own and never come out.
type References struct {
	Store   string `json:"store"`         // SecretsManager; there is no other yet
	App     string `json:"app"`           // name of the secret with the app's secret or certificate
	Refresh string `json:"refresh_token"` // name of the secret with the refresh token
}

// Hosts are addresses that take the place of the installation's for this partner; "" leaves the installation's.
type Hosts struct {
	PartnerCenter string `json:"partner_center,omitempty"`
	PartnerAPI    string `json:"partner_api,omitempty"` // price sheets
	Graph         string `json:"graph,omitempty"`
}

// Tier is how the partner sells: itself (1), or as a provider of indirect resellers (2).
type Tier string

// The tiers.
const (
	Direct   Tier = "direct"
	Indirect Tier = "indirect"
)

// MFA is how a sign-in with a second factor comes to us.
type MFA string

// The methods.
const (
	ByConsent MFA = "consent" // a person signs in through the link of a consent
	ByImport  MFA = "import"  // an operator brings a refresh token that was made elsewhere
)

// Audience is an API that tokens are minted for.
type Audience string

// The audiences.
const (
	PartnerCenter Audience = "partner_center"
	Graph         Audience = "graph"
	PriceSheets   Audience = "price_sheets"
)

// AzureBasis is the price that Azure usage is charged on, by the names that the lines of Microsoft's invoices have for it.
type AzureBasis string

// The bases.
const (
	UnitPrice          AzureBasis = "unit_price"           // before the partner's earned credit
	EffectiveUnitPrice AzureBasis = "effective_unit_price" // what Microsoft charges the partner
)

// SecretsManager is the secret store.
const SecretsManager = "secrets_manager"

// MaxRegenerate is the highest age in days at which a refresh token may be renewed: Microsoft lets it die after 90.
const MaxRegenerate = 89

// Default gives the settings of a partner where nothing else was said.
func Default(id order.PartnerID) Partner {
	return Partner{
		ID: id, Tier: Direct, MFA: ByConsent, Regenerate: MaxRegenerate, RenewAfter: 7, Audiences: []Audience{PartnerCenter},
		CheckDomain: true, Agreement: true, Registration: registrationCountries(), AzureBilling: EffectiveUnitPrice,
		Clients: []string{}, Notify: []string{}, PriceGuards: price.Usual(),
		Secrets: References{Store: SecretsManager, App: "partner/" + string(id) + "/app", Refresh: "partner/" + string(id) + "/refresh-token"},
	}
}

// Read reads a settings document; what it leaves out has the default. It may leave the id out too, but not give another one.
func Read(id order.PartnerID, raw []byte) (Partner, error) {
	p := Default(id)
	if err := only(raw, &p); err != nil {
		return p, fault.Invalid.Wrap(err, "the settings cannot be read")
	}
	if p.ID != id {
		return p, fault.At(fault.Invalid.Errorf("the settings are another partner's"), fault.Field{Pointer: "/id", Text: "want " + string(id) + ", as in the address"})
	}
	return p, nil
}

// only reads JSON and refuses what v has no field for.
func only(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// tidy writes empty lists in one way.
func (p Partner) tidy() Partner {
	for _, list := range []*[]string{&p.Registration, &p.Clients, &p.Notify} {
		if *list == nil {
			*list = []string{}
		}
	}
	if len(p.Terms) == 0 {
		p.Terms = nil
	}
	if p.PriceGuards.Header == nil {
		p.PriceGuards.Header = []price.How{}
	}
	return p
}

// registrationCountries are those that Microsoft's table of errors names; the page on creating a customer names more, so it is a setting.
func registrationCountries() []string {
	return []string{"AM", "AZ", "BY", "HU", "IN", "KG", "KZ", "MD", "RU", "TJ", "UA", "UZ"}
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
