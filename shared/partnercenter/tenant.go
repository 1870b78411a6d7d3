package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
)

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Taken tells whether a domain is in use. Microsoft documents 200 for taken and 404 for free; everything else, and a
// page that a proxy put in between, is an error.
func (c *Client) Taken(ctx context.Context, domain string) (bool, error) {
	answer, err := c.do(ctx, rest.Request{Method: http.MethodHead, Route: "/v1/domains/{domain}", Args: []string{domain}}, nil)
	if answer.Status != http.StatusOK && answer.Status != http.StatusNotFound {
		if err == nil {
			err = fault.Unavailable.Errorf("whether the domain is free is not known: Partner Center answered %d", answer.Status)
		}
		return false, err
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return false, fault.Unavailable.Errorf("whether the domain is free is not known: a page came instead of Partner Center's answer")
	}
	return answer.Status == http.StatusOK, nil
}

// CreateTenant makes a customer with a new tenant. The same id gives the same tenant, with its administrator, again.
func (c *Client) CreateTenant(ctx context.Context, id order.RequestID, wish order.Customer) (order.Tenant, error) {
	wish, err := c.language(ctx, wish)
	if err != nil {
		return order.Tenant{}, err
	}
	var made wireCustomer
	if err := c.post(ctx, id, customer(wish), &made, "/v1/customers"); err != nil {
		return order.Tenant{}, blame(err, wish.Domain)
	}
	t := made.noun()
	if !guid.MatchString(string(t.ID)) {
		return order.Tenant{}, fault.Unknown.Errorf("create the customer tenant: Partner Center answered without the tenant's id")
	}
	if t.Domain == "" {
		t.Domain = strings.ToLower(wish.Domain)
	}
	return t, nil
}

// language fills in what the order does not say, by Microsoft's own rules for the country.
func (c *Client) language(ctx context.Context, wish order.Customer) (order.Customer, error) {
	if wish.Culture != "" && wish.Language != "" {
		return wish, nil
	}
	if wish.Culture == "" || !strings.Contains(wish.Culture, "-") {
		var rules wireCountry
		err := c.read(ctx, &rules, countryRoute, nil, strings.ToUpper(wish.Address.Country))
		if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid || err == nil && rules.Culture == "" {
			return wish, fault.At(fault.Invalid.Errorf("Microsoft does not sell to this country"),
				fault.Field{Pointer: "/customer/address/country", Text: "not a country that Microsoft sells to", Pattern: "^[A-Z]{2}$"})
		}
		if err != nil {
			return wish, err
		}
		wish.Culture = rules.Culture
		if all := rules.Languages.Value; wish.Language == "" && len(all) > 0 && !slices.Contains(all, tongue(rules.Culture)) {
			wish.Language = all[0]
		}
	}
	if wish.Language == "" {
		wish.Language = tongue(wish.Culture)
	}
	return wish, nil
}

func tongue(culture string) string {
	language, _, _ := strings.Cut(culture, "-")
	return language
}

// blame names the field that a refused creation is about. Microsoft publishes no codes for a taken domain and a wrong
// address, so that its wording is searched; a code that says it by itself has named its field already.
func blame(err error, domain string) error {
	if fault.Of(err) != fault.Invalid || len(fault.Fields(err)) > 0 {
		return err
	}
	point := func(pointer, text string) error {
		return fault.At(fault.Coded(fault.Invalid.Wrap(err, "%s", text), fault.Code(err)), fault.Field{Pointer: pointer, Text: text})
	}
	switch {
	case said(err, "domain", strings.ToLower(domain)):
		return point("/customer/domain", "Microsoft does not give this domain: it is taken or has a form that is not allowed")
	case said(err, "culture", "language"):
		return point("/customer/culture", "this culture or language is not used in the customer's country")
	case said(err, "address", "postal", "zip", "city", "state", "country", "region"):
		return point("/customer/address", "Microsoft does not accept the address")
	case said(err, "phone"):
		return point("/customer/phone", "Microsoft does not accept the phone number")
	case said(err, "email", "e-mail"):
		return point("/customer/email", "Microsoft does not accept the e-mail address")
	}
	return err
}

// FindTenant gives the partner's customer by tenant id or by its initial domain.
func (c *Client) FindTenant(ctx context.Context, ref string) (order.Tenant, error) {
	id := strings.ToLower(ref)
	if !guid.MatchString(ref) {
		var err error
		if id, err = c.idOf(ctx, ref); err != nil {
			return order.Tenant{}, err
		}
	}
	var found wireCustomer
	err := c.read(ctx, &found, "/v1/customers/{customer}", nil, id)
	if fault.Code(err) == "20002" {
		return order.Tenant{}, fault.NotFound.Wrap(err, "the tenant is no customer of the partner")
	}
	if err != nil {
		return order.Tenant{}, err
	}
	if same(found.Relationship, "none") {
		return order.Tenant{}, fault.NotFound.Errorf("the tenant is no customer of the partner")
	}
	if found.ID == "" {
		found.ID = id
	}
	var billing wireBilling
	err = c.read(ctx, &billing, "/v1/customers/{customer}/profiles/billing", nil, id)
	// Without delegated administration Microsoft keeps the profile to itself; the tenant is a customer all the same.
	if kind := fault.Of(err); err != nil && kind != fault.Denied && kind != fault.NotFound {
		return order.Tenant{}, err
	}
	tenant := billing.into(found.noun())
	tenant.Relation = order.Relation(word(found.Relationship))
	return tenant, nil
}

func (c *Client) idOf(ctx context.Context, domain string) (string, error) {
	filter, err := json.Marshal(map[string]string{"Field": "Domain", "Value": domain, "Operator": "starts_with"})
	if err != nil {
		return "", err
	}
	found, err := list[wireCustomer](ctx, c, "/v1/customers", url.Values{"size": {"0"}, "filter": {string(filter)}})
	if err != nil {
		return "", err
	}
	for _, w := range found {
		if strings.EqualFold(w.Company.Domain, domain) {
			return string(w.noun().ID), nil
		}
	}
	return "", fault.NotFound.Errorf("no customer of the partner has this domain")
}
