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

// table lists all there is. Microsoft documents which calls need a signed-in user; the others take an app's token too.
func table() routes {
	t := routes{}
	add := func(method, path, resource string, user bool, do func(*call) reply) {
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
	const app, user = false, true
	add(http.MethodHead, "domains/*", "", app, (*call).headDomain)
	add(http.MethodGet, "countryvalidationrules/*", "", app, (*call).getCountry)
	add(http.MethodGet, "agreements", "", user, (*call).listTemplates)

	add(http.MethodPost, "customers", customers, app, (*call).createCustomer)
	add(http.MethodGet, "customers", customers, app, (*call).listCustomers)
	add(http.MethodGet, "customers/*", customers, app, (*call).getCustomer)
	add(http.MethodGet, "customers/*/profiles/billing", customers, user, (*call).getBilling)
	add(http.MethodGet, "customers/*/profiles/company", customers, user, (*call).getCompany)
	add(http.MethodGet, "customers/*/agreements", customers, user, (*call).listAgreements)
	add(http.MethodPost, "customers/*/agreements", customers, user, (*call).createAgreement)
	add(http.MethodGet, "customers/*/directSignedMicrosoftCustomerAgreementStatus", customers, user, (*call).getDirectSigned)

	for _, at := range []string{"", "customers/*/"} {
		add(http.MethodGet, at+"products", "", app, (*call).listProducts)
		add(http.MethodGet, at+"products/*", "", app, (*call).getProduct)
		add(http.MethodGet, at+"products/*/skus", "", app, (*call).listSKUs)
		add(http.MethodGet, at+"products/*/skus/*", "", app, (*call).getSKU)
		add(http.MethodGet, at+"products/*/skus/*/availabilities", "", app, (*call).listAvailabilities)
		add(http.MethodGet, at+"products/*/skus/*/availabilities/*", "", app, (*call).getAvailability)
	}

	add(http.MethodPost, "customers/*/carts", orders, app, (*call).createCart)
	add(http.MethodGet, "customers/*/carts/*", orders, app, (*call).getCart)
	add(http.MethodPut, "customers/*/carts/*", orders, app, (*call).updateCart)
	add(http.MethodPost, "customers/*/carts/*/checkout", orders, app, (*call).checkout)
	add(http.MethodGet, "customers/*/orders", orders, app, (*call).listOrders)
	add(http.MethodGet, "customers/*/orders/*", orders, app, (*call).getOrder)
	add(http.MethodGet, "customers/*/orders/*/provisioningstatus", orders, app, (*call).getProvisioning)
	add(http.MethodGet, "customers/*/subscriptions", subscriptions, app, (*call).listSubscriptions)
	add(http.MethodGet, "customers/*/subscriptions/*", subscriptions, app, (*call).getSubscription)
	add(http.MethodPatch, "customers/*/subscriptions/*", subscriptions, app, (*call).patchSubscription)
	t.own()
	return t
}

// own adds what concerns the partner itself.
func (t routes) own() {
	add := func(area string, user bool, do func(*call) reply, parts ...string) {
		t[len(parts)] = append(t[len(parts)], route{area: area, method: http.MethodGet, parts: parts, user: user, do: do})
	}
	add(areaAPI, true, (*call).getOrganization, "profiles", "organization")
	add(areaAPI, false, (*call).getLegal, "profiles", "legalbusiness")
	add(areaAPI, true, (*call).getOwnBilling, "profiles", "billing")
	add(areaAPI, true, (*call).getMPN, "profiles", "mpn")
	add(areaHooks, false, (*call).getRegistration, "registration")
	add(areaHooks, false, (*call).listEvents, "registration", "events")
}
