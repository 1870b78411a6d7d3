package partnercenter_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestADomainIsFreeUntilACustomerHasIt(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	if a := w.do(http.MethodHead, "/v1/domains/fresh.onmicrosoft.com", nil); a.status != 404 {
		t.Fatalf("a free domain answers %d", a.status)
	}
	w.do(http.MethodPost, "/v1/customers", newCustomer("Fresh.onmicrosoft.com")).want(201, 0)
	if a := w.do(http.MethodHead, "/v1/domains/FRESH.onmicrosoft.com", nil); a.status != 200 {
		t.Fatalf("a taken domain answers %d", a.status)
	}
	w.do(http.MethodPost, "/v1/customers", newCustomer("fresh.onmicrosoft.com")).want(400, 600005).has("fresh.onmicrosoft.com")
}

func TestACreationRepeatedUnderItsRequestIDIsTheSameCustomer(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := requestID("eeeeeeee-0000-4000-8000-000000000001")
	first := w.do(http.MethodPost, "/v1/customers", newCustomer("replay.onmicrosoft.com"), id).want(201, 0).has(`"password"`)
	again := w.do(http.MethodPost, "/v1/customers", newCustomer("replay.onmicrosoft.com"), id).want(201, 0)
	if again.body != first.body || len(w.sim.Customers()) != 1 {
		t.Fatalf("the repetition differs: %s", again.body)
	}
	w.do(http.MethodPost, "/v1/customers", newCustomer("other.onmicrosoft.com"), id).want(400, 800002)

	var made struct {
		ID              string `json:"id"`
		UserCredentials struct {
			Password string `json:"password"`
		} `json:"userCredentials"`
	}
	first.into(&made)
	if made.UserCredentials.Password == "" || made.UserCredentials.Password != w.sim.Password(made.ID) {
		t.Fatal("the password is not the administrator's")
	}
	for _, path := range []string{"/v1/customers/" + made.ID, "/v1/customers", "/_sim/state"} {
		if a := w.do(http.MethodGet, path, nil); strings.Contains(a.body, made.UserCredentials.Password) {
			t.Fatalf("%s shows the password", path)
		}
	}
	w.pass(25 * time.Hour)
	w.do(http.MethodPost, "/v1/customers", newCustomer("replay.onmicrosoft.com"), id).want(400, 600005)
}

func TestARequestIDWhoseCallStillRunsIsAConflict(t *testing.T) {
	t.Parallel()
	var w *world
	id, nested := requestID("eeeeeeee-0000-4000-8000-000000000002"), false
	w = open(t, func(o *partnercenter.Options) {
		o.Busy = func(string, string) {
			if !nested {
				nested = true
				w.do(http.MethodPost, "/v1/customers", newCustomer("slow.onmicrosoft.com"), id).want(409, 800060)
				w.do(http.MethodGet, "/v1/customers", nil).want(200, 0)
			}
		}
	})
	w.do(http.MethodPost, "/v1/customers", newCustomer("slow.onmicrosoft.com"), id).want(201, 0)
	if !nested {
		t.Fatal("the first call was never running")
	}
}

func TestOfTwoCreationsAtOnceOneGetsTheDomain(t *testing.T) {
	t.Parallel()
	var w *world
	nested := false
	w = open(t, func(o *partnercenter.Options) {
		o.Busy = func(string, string) {
			if !nested {
				nested = true
				w.do(http.MethodPost, "/v1/customers", newCustomer("race.onmicrosoft.com")).want(201, 0)
			}
		}
	})
	w.do(http.MethodPost, "/v1/customers", newCustomer("race.onmicrosoft.com")).want(400, 600005)
	if n := len(w.sim.Customers()); n != 1 {
		t.Fatalf("%d customers", n)
	}
}

func TestACustomerIsCheckedAgainstTheCountry(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Codes.BadAddress = 600077 })
	hungarian := func(m map[string]any) {
		b := m["BillingProfile"].(map[string]any) //nolint:forcetypeassert // made above
		b["Culture"], b["Language"] = "hu-HU", "hu"
		at(m)["Country"], at(m)["PostalCode"] = "HU", "1011"
	}
	number := func(m map[string]any, text string) {
		m["CompanyProfile"].(map[string]any)["OrganizationRegistrationNumber"] = text //nolint:forcetypeassert // made above
	}
	for name, c := range map[string]struct {
		change func(map[string]any)
		code   int
	}{
		"postal code of another country": {func(m map[string]any) { at(m)["PostalCode"] = "SW1A 1AA" }, 600077},
		"state that does not exist":      {func(m map[string]any) { at(m)["State"] = "ZZ" }, 600077},
		"no city":                        {func(m map[string]any) { at(m)["City"] = "" }, 600077},
		"unknown country":                {func(m map[string]any) { at(m)["Country"] = "XX" }, 600077},
		"culture of another country":     {func(m map[string]any) { at(m)["Country"], at(m)["PostalCode"] = "DE", "10115" }, 800002},
		"number where there is none":     {func(m map[string]any) { number(m, "1") }, 600002},
		"number is missing":              {hungarian, 600049},
		"number in a wrong form":         {func(m map[string]any) { hungarian(m); number(m, "12") }, 600050},
		"no phone beside the number": {func(m map[string]any) {
			hungarian(m)
			number(m, "1234567")
			at(m)["PhoneNumber"] = ""
		}, 600051},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.in(t)
			in := newCustomer("country.onmicrosoft.com")
			c.change(in)
			a := w.do(http.MethodPost, "/v1/customers", in).want(400, c.code)
			if c.code == 600050 {
				a.has(`^(\\d{7}|\\d{10})$`)
			}
		})
	}
	for _, domain := range []string{"has-dash.onmicrosoft.com", strings.Repeat("a", 28) + ".onmicrosoft.com", "example.com", ""} {
		w.do(http.MethodPost, "/v1/customers", newCustomer(domain)).want(400, 800002)
	}
	if n := len(w.sim.Customers()); n != 0 {
		t.Fatalf("%d customers were made", n)
	}
}

func at(m map[string]any) map[string]any {
	return m["BillingProfile"].(map[string]any)["DefaultAddress"].(map[string]any) //nolint:forcetypeassert // made by newCustomer
}

func TestCountryRulesAreServedWithTheirStrayBreaks(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for _, code := range []string{"US", "de", "FR", "GB", "NL", "HU"} {
		w.do(http.MethodGet, "/v1/countryvalidationrules/"+code, nil).want(200, 0).has(`"postalCodeRegex"`)
	}
	w.do(http.MethodGet, "/v1/countryvalidationrules/US", nil).has(`\n`).has(`"isStateRequired":true`)
	w.do(http.MethodGet, "/v1/countryvalidationrules/XX", nil).want(404, 1000)
	if a := w.do(http.MethodGet, "/v1/countryvalidationrules/HU", nil); strings.Contains(a.body, "registrationNumberRegex") {
		t.Fatal("the pattern of registration numbers is published")
	}
}

func TestCustomersArePagedByTokenAndFoundByPrefix(t *testing.T) {
	t.Parallel()
	for _, by2000 := range []bool{false, true} {
		w := open(t, func(o *partnercenter.Options) { o.Quirks.EndBy2000 = by2000 })
		for n := range 5 {
			w.buyer(func(s *partnercenter.CustomerSeed) { s.Company = fmt.Sprintf("Company %d", n) })
		}
		w.buyer(func(s *partnercenter.CustomerSeed) { s.Partner = other })
		var seen int
		path, token := "/v1/customers?size=2", ""
		for {
			a := w.do(http.MethodGet, path, nil, header("MS-ContinuationToken", token))
			if by2000 && a.status == 400 {
				a.want(400, 2000)
				break
			}
			var p struct {
				Items             []json.RawMessage `json:"items"`
				ContinuationToken string            `json:"continuationToken"`
			}
			a.want(200, 0).into(&p)
			seen += len(p.Items)
			path, token = "/v1/customers?size=2&seekOperation=Next", p.ContinuationToken
			if token == "" {
				break
			}
		}
		if seen != 5 {
			t.Fatalf("saw %d customers of 5", seen)
		}
		q := url.QueryEscape(`{"Field":"CompanyName","Value":"company 3","Operator":"starts_with"}`)
		w.do(http.MethodGet, "/v1/customers?size=0&filter="+q, nil).want(200, 0).has(`"totalCount":1`).has("Company 3")
		w.do(http.MethodGet, "/v1/customers?size=501", nil).want(400, 2000)
	}
}

func TestAnotherPartnersCustomerIsForbiddenAndAnUnknownOneNotFound(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	foreign := w.buyer(func(s *partnercenter.CustomerSeed) { s.Partner = other })
	w.do(http.MethodGet, "/v1/customers/"+foreign, nil).want(403, 20002)
	w.do(http.MethodGet, "/v1/customers/99999999-9999-4999-8999-999999999999/orders", nil).want(404, 60003)
	w.do(http.MethodGet, "/v1/customers/"+strings.ToUpper(w.buyer())+"/profiles/billing", nil).want(200, 0).has(`"etag"`)
}

func TestTheSandboxHasRoomFor75Customers(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Mode = partnercenter.Sandbox })
	for range 75 {
		w.buyer()
	}
	w.do(http.MethodPost, "/v1/customers", newCustomer("onemore.onmicrosoft.com")).want(400, 800018)
}

func TestAnAgreementRepeatedWithTheSameContactIsRefusedInTheNewerShape(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	path := "/v1/customers/" + w.buyer(func(s *partnercenter.CustomerSeed) { s.Agreement = false }) + "/agreements"
	in := map[string]any{
		"primaryContact": map[string]any{"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com"},
		"templateId":     partnercenter.AgreementTemplate, "dateAgreed": w.now().Format(time.RFC3339), "type": "MicrosoftCustomerAgreement",
	}
	w.do(http.MethodPost, path, in).want(201, 0).has(`"userId":"user"`)
	w.do(http.MethodPost, path, in).want(400, 600061).has(`"errorName":"PartnerConfirmedAgreementAlreadyExists"`).has(`"isRetryable":false`)
	in["dateAgreed"] = w.now().Add(time.Hour).Format(time.RFC3339)
	w.do(http.MethodPost, path, in).want(400, 800002)
	w.do(http.MethodGet, path+"?agreementType=MicrosoftCustomerAgreement", nil).has(`"totalCount":1`)
	w.do(http.MethodGet, path, nil).has(`"totalCount":0`)
	w.do(http.MethodGet, "/v1/agreements", nil).has("MicrosoftCloudAgreement")
	w.do(http.MethodGet, "/v1/agreements?agreementType=MicrosoftCustomerAgreement", nil).has(partnercenter.AgreementTemplate)
	w.do(http.MethodGet, strings.TrimSuffix(path, "agreements")+"directSignedMicrosoftCustomerAgreementStatus", nil).has(`"isSigned":false`)
}
