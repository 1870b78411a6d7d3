package partnercenter

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// newDomain is an initial domain: letters and digits, at most 27 of them (the length is modelled).
var newDomain = regexp.MustCompile(`^[A-Za-z0-9]{1,27}\.onmicrosoft\.com$`)

// sandboxCustomers is the most customers that Microsoft documents for a sandbox account.
const sandboxCustomers = 75

// newCustomer is the body of a creation.
type newCustomer struct {
	Company struct {
		Domain       string `json:"domain"`
		Registration string `json:"organizationRegistrationNumber"`
	} `json:"companyProfile"`
	Billing    billing `json:"billingProfile"`
	Associated string  `json:"associatedPartnerId"`
}

// createCustomer makes a tenant. The administrator's credentials are in this answer only, and in its repetition under the
// same request id.
func (c *call) createCustomer() reply {
	var in newCustomer
	if err := json.Unmarshal(c.body, &in); err != nil {
		return bad("The body is not a customer.")
	}
	if refusal := c.refuseCustomer(in); refusal != nil {
		return *refusal
	}
	c.work()
	domain := strings.ToLower(in.Company.Domain)
	if c.domains[domain] {
		return *c.taken(domain)
	}
	in.Billing.Address.Country = strings.ToUpper(in.Billing.Address.Country)
	cu := &customer{
		id: c.id(), commerce: c.id(), partner: c.partner.Tenant, domain: domain, company: in.Billing.Company,
		registration: in.Company.Registration, associated: in.Associated, country: in.Billing.Address.Country,
		billing: in.Billing, password: "Sw" + c.hash()[:14] + "!",
	}
	cu.billing.ID = c.id()
	cu.billing.Attributes = attributes{Etag: etag(cu.billing.ID, 1), ObjectType: "CustomerBillingProfile"}
	c.enter(cu)
	v := cu.full()
	c.note(cu, "add_customer", "customer", nil, v)
	v.Credentials = &credentials{User: "admin", Password: cu.password}
	return ok(http.StatusCreated, v)
}

// taken refuses a domain that is not free. Uncertain: the public tables have no code for it but the family from 600000
// on, so that it is an option.
func (c *call) taken(domain string) *reply {
	return refuse(http.StatusBadRequest, c.opt.Codes.DomainTaken, "The domain "+domain+" is not available.")
}

// refuseCustomer checks a creation. The order of the checks is modelled.
func (c *call) refuseCustomer(in newCustomer) *reply {
	no := func(text string) *reply { return refuse(http.StatusBadRequest, 800002, text) }
	b := in.Billing
	land := c.lands[strings.ToUpper(b.Address.Country)]
	switch {
	case !newDomain.MatchString(in.Company.Domain):
		return no("companyProfile.domain must be letters and digits, at most 27, before .onmicrosoft.com.")
	case !strings.Contains(b.Email, "@"), b.Company == "":
		return no("billingProfile needs email and companyName.")
	case land == nil:
		return c.badAddress("country is unknown")
	case !holds(land.cultures, b.Culture):
		return no("billingProfile.culture is not supported in the country.")
	case !holds(land.languages, b.Language):
		return no("billingProfile.language is not supported in the country.")
	case in.Associated != "" && !c.provides(in.Associated):
		return no("associatedPartnerId must be the tenant id of an active indirect reseller of the provider.")
	}
	if text := land.check(b.Address); text != "" {
		return c.badAddress(text)
	}
	if refusal := land.register(in); refusal != nil {
		return refusal
	}
	if c.domains[strings.ToLower(in.Company.Domain)] {
		return c.taken(strings.ToLower(in.Company.Domain))
	}
	if c.opt.Mode == Sandbox && c.countCustomers() >= sandboxCustomers {
		return refuse(http.StatusBadRequest, 800018, "The sandbox account has reached its limit of customers.")
	}
	return nil
}

// provides says whether a tenant is one of the partner's resellers.
func (c *call) provides(tenant string) bool {
	return slices.ContainsFunc(c.partner.Resellers, func(r Reseller) bool {
		return strings.EqualFold(r.Tenant, tenant) && !r.Inactive && !r.Unsigned
	})
}

// badAddress refuses an address. Uncertain: the public tables have no code for it, so that it is an option.
func (c *call) badAddress(text string) *reply {
	return refuse(http.StatusBadRequest, c.opt.Codes.BadAddress, "The billing address is not valid: "+text+".")
}

// register checks the registration number by the codes that Microsoft documents; the text of 600050 carries the pattern.
func (l *country) register(in newCustomer) *reply {
	number := in.Company.Registration
	switch {
	case l.registration == nil && number != "":
		return refuse(http.StatusBadRequest, 600002, "The organization registration number is not supported in the country.")
	case l.registration == nil:
		return nil
	case number == "":
		return refuse(http.StatusBadRequest, 600049, "The organization registration number is required.")
	case !l.registration.MatchString(number):
		return refuse(http.StatusBadRequest, 600050,
			"The organization registration number is not in the expected format: "+l.registration.String())
	case in.Billing.Address.Phone == "":
		return refuse(http.StatusBadRequest, 600051, "The phone number of the default address is required.")
	}
	return nil
}

func holds(all []string, one string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.EqualFold(s, one) })
}

func (c *call) countCustomers() int {
	n := 0
	for _, cu := range c.listed {
		if cu.partner == c.partner.Tenant && cu.relation != none {
			n++
		}
	}
	return n
}
