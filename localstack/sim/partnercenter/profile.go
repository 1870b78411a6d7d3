package partnercenter

import (
	"cmp"
	"net/http"
	"strings"
)

// profile is what the partner's own profiles have in common. Each shows the fields that Microsoft documents for it; how
// they are filled is modelled.
type profile struct {
	Kind       string     `json:"profileType"`
	Links      pageLinks  `json:"links"`
	Attributes attributes `json:"attributes"`
}

type partnerAddress struct {
	Country string `json:"country"`
	City    string `json:"city"`
	State   string `json:"state"`
	Line1   string `json:"addressLine1"`
	Line2   string `json:"addressLine2"`
	Postal  string `json:"postalCode"`
}

type partnerContact struct {
	First string `json:"firstName"`
	Last  string `json:"lastName"`
	Email string `json:"email"`
	Phone string `json:"phoneNumber"`
}

func (p Partner) profile(kind, path string) profile {
	return profile{Kind: kind, Links: pageLinks{Self: get("/profiles/" + path)}, Attributes: attributes{ObjectType: kind}}
}

func (p Partner) company() string { return cmp.Or(p.Name, "Partner") }

func (p Partner) domain() string {
	return cmp.Or(p.Domain, "partner-"+strings.ReplaceAll(p.Tenant, "-", "")+".onmicrosoft.com")
}

func (p Partner) address() partnerAddress {
	return partnerAddress{Country: p.Country, City: "Example City", Line1: "1 Example Street", Postal: "00000"}
}

func (p Partner) contact() partnerContact {
	return partnerContact{First: "Gena", Last: "Soto", Email: "gena@" + p.domain(), Phone: "4255550100"}
}

// getOrganization shows the partner's organisation.
func (c *call) getOrganization() reply {
	p := c.partner
	return ok(http.StatusOK, struct {
		ID       string         `json:"id"`
		Company  string         `json:"companyName"`
		Address  partnerAddress `json:"defaultAddress"`
		Tenant   string         `json:"tenantId"`
		Domain   string         `json:"domain"`
		Email    string         `json:"email"`
		Language string         `json:"language"`
		Culture  string         `json:"culture"`
		profile
	}{p.Tenant, p.company(), p.address(), p.Tenant, p.domain(), p.contact().Email, "en", "en-US", p.profile("OrganizationProfile", "organization")})
}

// getLegal shows the legal business. Microsoft documents the query vettingVersion with the values Current and LastFinalized.
func (c *call) getLegal() reply {
	switch c.r.URL.Query().Get("vettingVersion") {
	case "", "Current", "LastFinalized":
	default:
		return bad("The vettingVersion is not valid.")
	}
	p := c.partner
	return ok(http.StatusOK, struct {
		Company  string         `json:"companyName"`
		Address  partnerAddress `json:"address"`
		Contact  partnerContact `json:"primaryContact"`
		Approver partnerAddress `json:"companyApproverAddress"`
		Email    string         `json:"companyApproverEmail"`
		Vetting  string         `json:"vettingStatus"`
		Detail   string         `json:"vettingSubStatus"`
		profile
	}{
		p.company(), p.address(), p.contact(), p.address(), p.contact().Email, "authorized", "none",
		p.profile("LegalBusinessProfile", "legalbusiness"),
	})
}

// getOwnBilling shows how Microsoft bills the partner.
func (c *call) getOwnBilling() reply {
	p := c.partner
	shown := p.profile("BillingProfile", "billing")
	shown.Attributes.Etag = etag(p.Tenant, 1)
	return ok(http.StatusOK, struct {
		Company  string         `json:"companyName"`
		Address  partnerAddress `json:"address"`
		Contact  partnerContact `json:"primaryContact"`
		Purchase string         `json:"purchaseOrderNumber"`
		Tax      string         `json:"taxId"`
		Currency string         `json:"billingCurrency"`
		profile
	}{p.company(), p.address(), p.contact(), "", "", p.Currency, shown})
}

// getMPN shows the partner's own membership, or whether there is one of some number. Microsoft documents the field mpnId
// and, since the programme has another name, partnerId; and 404/3000 for an unknown number.
func (c *call) getMPN() reply {
	number := cmp.Or(c.r.URL.Query().Get("mpnId"), c.partner.MPN)
	if name, found := c.member(number); number != "" && found {
		return ok(http.StatusOK, struct {
			Name string `json:"partnerName"`
			MPN  string `json:"mpnId"`
			ID   string `json:"partnerId"`
			profile
		}{name, number, number, c.partner.profile("MpnProfile", "mpn")})
	}
	return fail(http.StatusNotFound, 3000, "The partner was not found.")
}
