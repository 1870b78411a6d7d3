package partnercenter

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
)

// Profile is the partner's organisation as Partner Center knows it.
type Profile struct {
	Tenant  order.TenantID
	Name    string
	Country string // ISO 3166 alpha 2
	Domain  string
}

const profileRoute = "/v1/profiles/organization"

// Profile gives the partner's organisation.
func (c *Client) Profile(ctx context.Context) (Profile, error) {
	var w wireProfile
	if err := c.read(ctx, &w, profileRoute, nil); err != nil {
		return Profile{}, err
	}
	if w.Tenant == "" {
		w.Tenant = w.ID
	}
	return Profile{Tenant: order.TenantID(strings.ToLower(w.Tenant)), Name: w.Company, Country: strings.ToUpper(w.Address.Country), Domain: w.Domain}, nil
}

// Billing is the partner's billing profile.
type Billing struct {
	Company  string
	Country  string // ISO 3166 alpha 2
	Currency string // ISO 4217, or ""
}

// BillingProfile gives how Microsoft bills the partner.
func (c *Client) BillingProfile(ctx context.Context) (Billing, error) {
	var w wirePartnerBilling
	err := c.read(ctx, &w, "/v1/profiles/billing", nil)
	return Billing{Company: w.Company, Country: strings.ToUpper(w.Address.Country), Currency: strings.ToUpper(w.Currency)}, err
}

// MPN gives the partner's number in the partner network. It fails with fault.NotFound when there is none.
func (c *Client) MPN(ctx context.Context) (string, error) {
	var w struct {
		ID code `json:"mpnId"`
	}
	if err := c.read(ctx, &w, "/v1/profiles/mpn", nil); err != nil {
		return "", err
	}
	if w.ID == "" {
		return "", fault.NotFound.Errorf("Partner Center names no partner number")
	}
	return string(w.ID), nil
}

// Customers gives the first of the partner's customers, this many at most; one page is read. Partner Center gives 500 at most.
func (c *Client) Customers(ctx context.Context, most int) ([]order.TenantID, error) {
	items, err := first[wireCustomer](ctx, c, "/v1/customers", url.Values{"size": {strconv.Itoa(most)}})
	if err != nil {
		return nil, err
	}
	all := make([]order.TenantID, 0, len(items))
	for _, w := range items {
		all = append(all, w.noun().ID)
	}
	return all[:min(len(all), most)], nil
}

// Products counts the licence products that are sold in a market (ISO 3166 alpha 2). A market that is not the partner's, and
// a view that it may not see, are fault.Denied.
func (c *Client) Products(ctx context.Context, country string) (int, error) {
	type product struct {
		ID string `json:"id"`
	}
	items, err := first[product](ctx, c, "/v1/products", url.Values{"country": {country}, "targetView": {"OnlineServices"}})
	return len(items), err
}

// Registration is where Partner Center sends its own webhooks.
type Registration struct {
	Address string
	Events  []string
}

// Registration gives the one registration that a tenant can have, or fails with fault.NotFound.
func (c *Client) Registration(ctx context.Context) (Registration, error) {
	var w struct {
		Address string   `json:"WebhookUrl"`
		Events  []string `json:"WebhookEvents"`
	}
	if err := c.read(ctx, &w, "/webhooks/v1/registration", nil); err != nil {
		return Registration{}, err
	}
	if w.Address == "" {
		return Registration{}, fault.NotFound.Errorf("Partner Center sends its webhooks nowhere")
	}
	return Registration{Address: w.Address, Events: w.Events}, nil
}

// Proof is what a call with the partner's token shows about it.
type Proof struct {
	Tenant order.TenantID // whose token it is; "" when Partner Center did not tell
	MFA    *bool          // Partner Center's own judgement of the second factor; nil: it did not tell
}

// Prove makes one call that needs a signed-in user, and asks Partner Center to judge the sign-in's second factor. A refusal for
// the lack of one is fault.Unauthenticated with the code "mfa".
func (c *Client) Prove(ctx context.Context) (Proof, error) {
	var w wireProfile
	answer, err := c.do(ctx, rest.Request{
		Method: http.MethodGet, Route: profileRoute, Header: http.Header{"Validatemfa": {"true"}},
	}, &w)
	if err != nil {
		return Proof{}, err
	}
	if w.Tenant == "" {
		w.Tenant = w.ID
	}
	return Proof{Tenant: order.TenantID(strings.ToLower(w.Tenant)), MFA: compliant(answer.Header)}, nil
}

// compliant reads Partner Center's judgement. Its form is known from third parties only, so that anything but a clear word is
// no judgement.
func compliant(h http.Header) *bool {
	switch strings.ToLower(strings.TrimSpace(h.Get("isMfaCompliant"))) {
	case "true":
		return new(true)
	case "false":
		return new(false)
	}
	return nil
}
