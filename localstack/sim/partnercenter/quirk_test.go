package partnercenter_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestTheQuirksAreThoseOfTheRealWireFormat(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) {
		o.Quirks = partnercenter.Quirks{BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true}
	})
	customer, err := w.sim.AddCustomer(partnercenter.CustomerSeed{Domain: "quirk.onmicrosoft.com", Agreement: true})
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.sim.AddSubscription(partnercenter.SubscriptionSeed{
		Customer: customer, Item: basic, Quantity: 5, Term: "P1Y", BillingCycle: "monthly",
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/v1/customers/" + strings.ToUpper(customer) + "/subscriptions/"
	a := w.do(http.MethodGet, path+strings.ToUpper(id), nil).has(strings.ToUpper(id))
	if !strings.HasPrefix(a.body, "\ufeff{") {
		t.Error("no byte-order mark")
	}
	if !regexp.MustCompile(`"creationDate":"2026-06-10T09:30:00"`).MatchString(a.body) {
		t.Errorf("the time has a zone: %s", a.body)
	}
	w.do(http.MethodGet, path+customer, nil).want(404, 20003).has(`"code":"20003"`)
}

func TestAPlainServiceHasNoQuirksAndServesASocket(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	server := httptest.NewServer(w.sim)
	t.Cleanup(server.Close)
	w.client = &http.Client{Transport: to(strings.TrimPrefix(server.URL, "http://"))}
	customer := w.buyer()
	a := w.do(http.MethodGet, "/v1/customers/"+customer, nil, header("ValidateMfa", "true")).want(200, 0)
	if !strings.HasPrefix(a.body, "{") || !strings.Contains(a.body, customer) || a.header.Get("isMfaCompliant") != "true" {
		t.Fatalf("got %v %s", a.header, a.body)
	}
	w.do(http.MethodGet, "/v1/customers/"+customer+"/subscriptions/"+customer, nil).has(`"code":20003`)
	w.bought(customer, basic, 1, "P1Y", "annual")
	if a := w.do(http.MethodHead, "/v1/domains/free.onmicrosoft.com", nil); a.status != 404 {
		t.Fatalf("got %d", a.status)
	}
	if calls := w.sim.Calls(); len(calls) < 5 {
		t.Fatalf("the journal has %d calls", len(calls))
	}
}

// to sends every call to an address.
type to string

func (host to) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", string(host)
	return http.DefaultTransport.RoundTrip(r)
}

func TestTheSameSeedGivesTheSameIDs(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for range 2 {
		w := open(t, nil)
		ids[w.buyer()] = true
	}
	if len(ids) != 1 {
		t.Fatalf("ids: %v", ids)
	}
}
