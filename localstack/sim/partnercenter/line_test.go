package partnercenter_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// raw makes a cart of one line with these extra fields and gives the answer.
func (w *world) raw(customer string, extra map[string]any) answer {
	w.t.Helper()
	item := map[string]any{"catalogItemId": w.look(customer, basic), "quantity": 2, "billingCycle": "Annual", "termDuration": "P1Y"}
	maps.Copy(item, extra)
	return w.do(http.MethodPost, "/v1/customers/"+customer+"/carts", map[string]any{
		"PartnerOnRecordAttestationAccepted": true, "LineItems": []any{item},
	})
}

func TestALineIsCheckedWithItsParticipantsAndAddOns(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	reseller := func(id string) map[string]any {
		return map[string]any{"participants": []any{map[string]any{"key": "transaction_reseller", "value": id}}}
	}
	if a := w.raw(customer, reseller("5555555")); strings.Contains(a.body, "errorCode") {
		t.Fatalf("a reseller is refused: %s", a.body)
	}
	w.raw(customer, reseller("1234567")).want(201, 0).has(`"errorCode":10004`)
	w.raw(customer, map[string]any{"promotionId": "A:B:C"}).want(201, 0).has(`"errorCode":10010`)
	addon := func(item string) map[string]any {
		return map[string]any{"addonItems": []any{map[string]any{
			"catalogItemId": item, "quantity": 2, "billingCycle": "annual", "termDuration": "P1Y",
		}}}
	}
	w.raw(customer, addon("A:B:C")).want(201, 0).has(`"errorCode":10001`)
	var made struct {
		ID string `json:"id"`
	}
	w.raw(customer, addon(w.look(customer, "CFQ7TTC0LH04:0001"))).want(201, 0).has(`"addonItems":[{"id":1`).into(&made)
	w.do(http.MethodPost, "/v1/customers/"+customer+"/carts/"+strings.ToUpper(made.ID)+"/checkout", nil).want(201, 0)
	if n := len(w.sim.Subscriptions()); n != 2 {
		t.Fatalf("%d subscriptions", n)
	}
}

func TestALineCannotNameAnotherCountrysAvailability(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	german := w.buyer(func(s *partnercenter.CustomerSeed) { s.Country = "DE" })
	item := w.look(german, basic)
	w.raw(w.buyer(), map[string]any{"catalogItemId": item}).want(201, 0).has(`"errorCode":10001`)
	w.raw(german, map[string]any{"currencyCode": "EUR"}).want(201, 0).has(`"currencyCode":"EUR"`)
}

func TestACartIsItsCustomersAndMustBeWellFormed(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	good := w.line(customer, basic, 0, 1, "P1Y", "annual")
	cart := w.cart(customer, good)
	_, id, _ := strings.Cut(cart, "/carts/")
	strange := "/v1/customers/" + w.buyer() + "/carts/" + id
	w.do(http.MethodGet, strange, nil).want(404, 800008)
	w.do(http.MethodPost, strange+"/checkout", nil).want(404, 800008)
	path := strings.TrimSuffix(cart, cart[strings.LastIndex(cart, "/"):])
	w.do(http.MethodPost, path, "{").want(400, 800002)
	w.do(http.MethodPost, path, map[string]any{"partnerOnRecordAttestationAccepted": true, "lineItems": []line{good, good}}).want(400, 800002)
	w.do(http.MethodPost, path, `{"partnerOnRecordAttestationAccepted":true,"lineItems":[null]}`).want(400, 800002)
}

func TestWhenAllIsRefusedTheCartStaysActive(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	cart := w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))
	w.sim.Refuse(partnercenter.Refusal{Product: basic})
	w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0).has(`"orders":[]`).has(`"code":800020`)
	w.sim.Refuse(partnercenter.Refusal{Product: basic, Status: 403, Code: 900121})
	w.do(http.MethodPost, cart+"/checkout", nil).want(403, 900121)
	w.do(http.MethodGet, cart, nil).has(`"status":"Active"`)
	w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0).has(`"status":"completed"`)
}

func TestProfilesProductsAndFiltersAreServed(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer(func(s *partnercenter.CustomerSeed) { s.Domain = "Known.onmicrosoft.com" })
	w.do(http.MethodGet, "/v1/customers/"+customer+"/profiles/company", nil).want(200, 0).has("known.onmicrosoft.com")
	w.do(http.MethodGet, "/v1/products/CFQ7TTC0LH18?country=US", nil).want(200, 0).has(`"OnlineServicesNCE"`)
	w.do(http.MethodGet, "/v1/products/CFQ7TTC0LH18/skus?country=US", nil).want(200, 0).has(`"totalCount":1`)
	search := func(filter string) answer {
		return w.do(http.MethodGet, "/v1/customers?size=0&filter="+url.QueryEscape(filter), nil)
	}
	search(`{"Field":"Domain","Value":"KNOWN.","Operator":"starts_with"}`).has(`"totalCount":1`)
	search(`{"Field":"Domain","Value":"nown","Operator":"starts_with"}`).has(`"totalCount":0`)
	search(`{"Field":"Domain","Value":"known","Operator":"equals"}`).want(400, 2000)
	search(`{"Field":"Phone","Value":"1","Operator":"starts_with"}`).want(400, 2000)
	w.do(http.MethodGet, "/v1/customers/not-a-guid", nil).want(400, 2000)
}

func TestAnAgreementNeedsItsFields(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	path := "/v1/customers/" + w.buyer() + "/agreements"
	contact := map[string]any{"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com"}
	date := w.now().Add(-time.Hour).Format(time.RFC3339)
	for _, in := range []map[string]any{
		{"primaryContact": contact, "templateId": "old", "dateAgreed": date, "type": "MicrosoftCustomerAgreement"},
		{"primaryContact": contact, "templateId": partnercenter.AgreementTemplate, "dateAgreed": date, "type": "MicrosoftCloudAgreement"},
		{"primaryContact": contact, "templateId": partnercenter.AgreementTemplate, "dateAgreed": "soon", "type": "MicrosoftCustomerAgreement"},
		{"templateId": partnercenter.AgreementTemplate, "dateAgreed": date, "type": "MicrosoftCustomerAgreement"},
	} {
		w.do(http.MethodPost, path, in).want(400, 800002).has(`"errorName"`)
	}
}
