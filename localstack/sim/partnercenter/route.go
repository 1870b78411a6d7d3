package partnercenter

import (
	"net/http"
	"strings"
	"sync"
)

// vars are the parts of a path that vary, in order.
type vars [4]string

// The kinds of resources that the throttle counts. Carts count with the orders.
const (
	customers     = "customers"
	orders        = "orders"
	subscriptions = "subscriptions"
)

// The prefixes of paths: the API, and the one for its own webhooks.
const (
	areaAPI   = "/v1/"
	areaHooks = "/webhooks/v1/"
)

// route is a method and a path below an area, with what is asked of the caller.
type route struct {
	area     string
	method   string
	parts    []string // "" is a variable
	customer bool     // the first variable is a customer
	user     bool     // refused to tokens of an app alone
	resource string   // that the throttle counts, "" for none
	do       func(*call) reply
}

// routes are kept by the number of their parts.
type routes map[int][]route

// paths are the routes, made once for all simulators of a process and never changed.
var paths = sync.OnceValue(table) //nolint:gochecknoglobals // compiled patterns

// find gives the route of a call. Names in paths are matched without regard to case.
func (t routes) find(method, path string) (*route, vars, bool) {
	area := areaAPI
	rest, ok := strings.CutPrefix(path, area)
	if !ok {
		area = areaHooks
		rest, ok = strings.CutPrefix(path, area)
	}
	if !ok {
		return nil, vars{}, false
	}
	parts := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	for i := range t[len(parts)] {
		r := &t[len(parts)][i]
		if v, ok := r.match(parts); ok && r.method == method && r.area == area {
			return r, v, true
		}
	}
	return nil, vars{}, false
}

func (r *route) match(parts []string) (vars, bool) {
	var v vars
	n := 0
	for i, part := range r.parts {
		switch {
		case part == "" && parts[i] != "":
			v[n] = parts[i]
			n++
		case part == "" || !strings.EqualFold(part, parts[i]):
			return v, false
		}
	}
	return v, true
}

// on adds a route. In a path "*" is a variable, the first of which is a customer below customers/.
func (t routes) on(method, path, resource string, user bool, do func(*call) reply) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part == "*" {
			parts[i] = ""
		}
	}
	t[len(parts)] = append(t[len(parts)], route{
		area: areaAPI, method: method, parts: parts, user: user, resource: resource, do: do,
		customer: strings.HasPrefix(path, "customers/*"),
	})
}

// Who is let in: an app's token too, or only one of a user.
const app, user = false, true

// table lists all there is. Microsoft documents which calls need a signed-in user; the others take an app's token too.
func table() routes {
	t := routes{}
	t.around()
	t.customers()
	t.catalogue()
	t.commerce()
	t.transfers()
	t.migrations()
	t.own()
	return t
}

// around adds what is about no customer.
func (t routes) around() {
	t.on(http.MethodHead, "domains/*", "", app, (*call).headDomain)
	t.on(http.MethodGet, "countryvalidationrules/*", "", app, (*call).getCountry)
	t.on(http.MethodGet, "agreements", "", user, (*call).listTemplates)
	t.on(http.MethodGet, "productpromotions", "", app, (*call).listPromotions)
	t.on(http.MethodGet, "productpromotions/*", "", app, (*call).getPromotion)
	t.on(http.MethodGet, "relationships", "", user, (*call).listRelationships)
	t.on(http.MethodGet, "compliance/csp/agreementstatus", "", user, (*call).getAgreementStatus)
	t.on(http.MethodGet, "auditrecords", "", app, (*call).listAudits)
	t.on(http.MethodGet, "auditrecords/*", "", app, (*call).getAudit)
}

// customers adds what is about customers. The first two look like a customer's id, therefore they come first.
func (t routes) customers() {
	t.on(http.MethodGet, "customers/relationshiprequests", customers, user, (*call).getRelationshipRequest)
	t.on(http.MethodGet, "customers/all/validations", customers, user, (*call).listCodes)
	t.on(http.MethodPost, "customers", customers, app, (*call).createCustomer)
	t.on(http.MethodGet, "customers", customers, app, (*call).listCustomers)
	t.on(http.MethodGet, "customers/*", customers, app, (*call).getCustomer)
	t.on(http.MethodGet, "customers/*/profiles/billing", customers, user, (*call).getBilling)
	t.on(http.MethodGet, "customers/*/profiles/company", customers, user, (*call).getCompany)
	t.on(http.MethodGet, "customers/*/agreements", customers, user, (*call).listAgreements)
	t.on(http.MethodPost, "customers/*/agreements", customers, user, (*call).createAgreement)
	t.on(http.MethodGet, "customers/*/directSignedMicrosoftCustomerAgreementStatus", customers, user, (*call).getDirectSigned)
	t.on(http.MethodGet, "customers/*/validationStatus", customers, user, (*call).getValidation)
	t.on(http.MethodGet, "customers/*/qualifications", customers, app, (*call).listQualifications)
	t.on(http.MethodPost, "customers/*/qualifications", customers, app, (*call).createQualification)
	t.on(http.MethodPost, "customers/*/applicationconsents", customers, user, (*call).createAppConsent)
	t.on(http.MethodDelete, "customers/*/applicationconsents/*", customers, user, (*call).deleteAppConsent)
	t.on(http.MethodGet, "customers/*/relationships", customers, user, (*call).listCustomerResellers)
}

// catalogue adds what can be bought, for everybody and narrowed to a customer.
func (t routes) catalogue() {
	for _, at := range []string{"", "customers/*/"} {
		t.on(http.MethodGet, at+"products", "", app, (*call).listProducts)
		t.on(http.MethodGet, at+"products/*", "", app, (*call).getProduct)
		t.on(http.MethodGet, at+"products/*/skus", "", app, (*call).listSKUs)
		t.on(http.MethodGet, at+"products/*/skus/*", "", app, (*call).getSKU)
		t.on(http.MethodGet, at+"products/*/skus/*/availabilities", "", app, (*call).listAvailabilities)
		t.on(http.MethodGet, at+"products/*/skus/*/availabilities/*", "", app, (*call).getAvailability)
	}
}

// commerce adds carts, orders and subscriptions.
func (t routes) commerce() {
	t.on(http.MethodPost, "customers/*/carts", orders, app, (*call).createCart)
	t.on(http.MethodGet, "customers/*/carts/*", orders, app, (*call).getCart)
	t.on(http.MethodPut, "customers/*/carts/*", orders, app, (*call).updateCart)
	t.on(http.MethodPost, "customers/*/carts/*/checkout", orders, app, (*call).checkout)
	t.on(http.MethodPost, "customers/*/promotionEligibilities", orders, app, (*call).postEligibilities)
	t.on(http.MethodGet, "customers/*/orders", orders, app, (*call).listOrders)
	t.on(http.MethodGet, "customers/*/orders/*", orders, app, (*call).getOrder)
	t.on(http.MethodGet, "customers/*/orders/*/provisioningstatus", orders, app, (*call).getProvisioning)
	t.on(http.MethodGet, "customers/*/subscriptions", subscriptions, app, (*call).listSubscriptions)
	t.on(http.MethodGet, "customers/*/subscriptions/*", subscriptions, app, (*call).getSubscription)
	t.on(http.MethodPatch, "customers/*/subscriptions/*", subscriptions, app, (*call).patchSubscription)
	t.on(http.MethodGet, "customers/*/subscriptions/*/addons", subscriptions, app, (*call).listAddons)
	t.on(http.MethodGet, "customers/*/subscriptions/*/provisioningstatus", subscriptions, app, (*call).getSubscriptionProvisioning)
	t.on(http.MethodGet, "customers/*/subscriptions/*/transitionEligibilities", subscriptions, app, (*call).listEligibilities)
	t.on(http.MethodGet, "customers/*/subscriptions/*/transitions", subscriptions, app, (*call).listTransitions)
	t.on(http.MethodPost, "customers/*/subscriptions/*/transitions", subscriptions, app, (*call).createTransition)
}

// own adds what concerns the partner itself.
func (t routes) own() {
	on := func(method, area string, user bool, do func(*call) reply, parts ...string) {
		t[len(parts)] = append(t[len(parts)], route{area: area, method: method, parts: parts, user: user, do: do})
	}
	add := func(area string, user bool, do func(*call) reply, parts ...string) {
		on(http.MethodGet, area, user, do, parts...)
	}
	add(areaAPI, true, (*call).getOrganization, "profiles", "organization")
	add(areaAPI, false, (*call).getLegal, "profiles", "legalbusiness")
	add(areaAPI, true, (*call).getOwnBilling, "profiles", "billing")
	add(areaAPI, true, (*call).getMPN, "profiles", "mpn")
	add(areaHooks, false, (*call).getRegistration, "registration")
	add(areaHooks, false, (*call).listEvents, "registration", "events")
	on(http.MethodPost, areaHooks, false, (*call).putRegistration, "registration")
	on(http.MethodPut, areaHooks, false, (*call).putRegistration, "registration")
	on(http.MethodPost, areaHooks, false, (*call).createValidation, "registration", "validationEvents")
	add(areaHooks, false, (*call).getValidationEvent, "registration", "validationEvents", "")
}
