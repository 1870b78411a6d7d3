package partnercenter

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// customer is a tenant with all that belongs to it.
type customer struct {
	id, commerce, partner string
	domain, company       string
	registration          string
	associated            string
	country               string
	billing               billing
	password              string
	relation              string   // to the partner: reseller, advisor or none
	custom                []string // domains besides the first
	review                string   // result of the screening, "" for none
	reviewed              time.Time
	directSigned          bool
	qualified             []qualification
	agreements            []agreement
	carts                 map[string]*cart
	orders                []*order
	subs                  []*subscription
	moves                 []*transition
	migrations            migrations
	handover              handover
	buying                bool                  // a checkout is under way
	consents              map[string]appConsent // by the app's id
}

// address is a postal address with its contact.
type address struct {
	Country    string `json:"country"`
	Region     string `json:"region,omitempty"`
	City       string `json:"city"`
	State      string `json:"state,omitempty"`
	Line1      string `json:"addressLine1"`
	Line2      string `json:"addressLine2,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	First      string `json:"firstName,omitempty"`
	Last       string `json:"lastName,omitempty"`
	Phone      string `json:"phoneNumber,omitempty"`
}

type billing struct {
	ID         string     `json:"id"`
	First      string     `json:"firstName,omitempty"`
	Last       string     `json:"lastName,omitempty"`
	Email      string     `json:"email"`
	Culture    string     `json:"culture"`
	Language   string     `json:"language"`
	Company    string     `json:"companyName"`
	Address    address    `json:"defaultAddress"`
	Attributes attributes `json:"attributes"`
}

type company struct {
	Tenant       string     `json:"tenantId"`
	Domain       string     `json:"domain"`
	Name         string     `json:"companyName"`
	Registration string     `json:"organizationRegistrationNumber,omitempty"`
	Attributes   attributes `json:"attributes"`
}

// customerView is a customer on the wire. In lists only id, company profile and relationship are filled.
type customerView struct {
	ID           string       `json:"id"`
	Commerce     string       `json:"commerceId,omitempty"`
	Company      company      `json:"companyProfile"`
	Billing      *billing     `json:"billingProfile,omitempty"`
	Relationship string       `json:"relationshipToPartner"`
	Delegated    *bool        `json:"allowDelegatedAccess,omitempty"`
	Credentials  *credentials `json:"userCredentials,omitempty"`
	Domains      []string     `json:"customDomains,omitempty"`
	Associated   string       `json:"associatedPartnerId,omitempty"`
	Attributes   attributes   `json:"attributes"`
}

type credentials struct {
	User     string `json:"userName"`
	Password string `json:"password"`
}

func (cu *customer) profile() company {
	return company{
		Tenant: cu.id, Domain: cu.domain, Name: cu.company, Registration: cu.registration,
		Attributes: attributes{ObjectType: "CustomerCompanyProfile"},
	}
}

// brief is the customer as lists show it.
func (cu *customer) brief() customerView {
	return customerView{
		ID: cu.id, Company: cu.profile(), Relationship: cu.relation, Attributes: attributes{ObjectType: "Customer"},
	}
}

// full is the customer as read by id. It never has the credentials.
func (cu *customer) full() customerView {
	v := cu.brief()
	delegated := true
	v.Commerce, v.Billing, v.Delegated, v.Associated = cu.commerce, &cu.billing, &delegated, cu.associated
	v.Domains = append([]string{cu.domain}, cu.custom...)
	return v
}

// etag is the version of a billing profile: Base64 of an object, not to be parsed.
func etag(id string, version int) string {
	return `"` + base64.StdEncoding.EncodeToString([]byte(`{"id":"`+id+`","version":`+strconv.Itoa(version)+`}`)) + `"`
}

func (c *call) getCustomer() reply { return ok(http.StatusOK, c.customer.full()) }

func (c *call) getBilling() reply { return ok(http.StatusOK, c.customer.billing) }

func (c *call) getCompany() reply { return ok(http.StatusOK, c.customer.profile()) }

// enter adds a customer to the books and takes its domain.
func (s *Sim) enter(cu *customer) {
	cu.carts = map[string]*cart{}
	cu.domain, cu.relation = strings.ToLower(cu.domain), cmp.Or(cu.relation, reseller)
	s.customers[cu.id] = cu
	s.listed = append(s.listed, cu)
	s.domains[cu.domain] = true
	for _, d := range cu.custom {
		s.domains[d] = true
	}
}
