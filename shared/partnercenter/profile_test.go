package partnercenter_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

const organization = `200 {"id":"ABCD","companyName":"Acme","defaultAddress":{"country":"us","city":"Redmond"},"tenantId":"7D0C2F3E-5B1A-4A0E-9C55-0F1D2E3A4B5C",
 "domain":"acme.onmicrosoft.com","email":"jane@acme.example","language":"en","culture":"en-US","profileType":"organization_profile"}`

func TestThePartnersProfilesAreRead(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{
		"GET /v1/profiles/organization": {organization},
		"GET /v1/profiles/billing": {`200 {"companyName":"Acme","address":{"country":"US"},"primaryContact":{"email":"jane@acme.example"},"taxId":"1",
		 "billingCurrency":"usd","profileType":"billing_profile"}`},
		"GET /v1/profiles/mpn": {`200 {"mpnId":"1234567","partnerName":"Acme","profileType":"mpn_profile"}`, `200 {"mpnId":7654321}`, `200 {"mpnId":null}`, `404 {"code":3000}`},
	})
	ctx := t.Context()
	profile, err := c.Profile(ctx)
	if d := cmp.Diff(partnercenter.Profile{Tenant: tenant, Name: "Acme", Country: "US", Domain: "acme.onmicrosoft.com"}, profile); d != "" || err != nil {
		t.Error(d, err)
	}
	billing, err := c.BillingProfile(ctx)
	if d := cmp.Diff(partnercenter.Billing{Company: "Acme", Country: "US", Currency: "USD"}, billing); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, want := range []string{"1234567", "7654321", "", ""} {
		got, err := c.MPN(ctx)
		if got != want || (want == "") != (fault.Of(err) == fault.NotFound) {
			t.Errorf("partner number %q, %v; want %q", got, err, want)
		}
	}
	for _, r := range *asked {
		if r.Header.Get("MS-CorrelationId") == "" || r.Header.Get("ValidateMfa") != "" {
			t.Errorf("%s with %v", r.URL, r.Header)
		}
	}
}

func TestOnePageOfCustomersAndProductsIsEnough(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{
		"GET /v1/customers": {
			`200 {"totalCount":2,"items":[{"id":"ABCD","companyProfile":{"domain":"a.example"}},{"id":"b"}],"continuationToken":"more"}`,
			`200 {"totalCount":0,"items":[]}`, `400 {"code":2000,"description":"jane"}`, `403 {"code":900308}`, `200 {"items":7}`,
		},
		"GET /v1/products": {`200 {"totalCount":1,"items":[{"id":"CFQ7TTC0LH18","title":"x"}],"links":{}}`, `403 {"code":400036}`},
	})
	ctx := t.Context()
	for _, want := range []struct {
		tenants []order.TenantID
		kind    fault.Kind
	}{{[]order.TenantID{"abcd"}, ""}, {[]order.TenantID{}, ""}, {[]order.TenantID{}, ""}, {nil, fault.Denied}, {nil, fault.Unavailable}} {
		got, err := c.Customers(ctx, 1)
		if d := cmp.Diff(want.tenants, got); d != "" || fault.Of(err) != want.kind {
			t.Error(d, err)
		}
	}
	if q := (*asked)[0].URL.RawQuery; q != "size=1" {
		t.Errorf("asked for %s", q)
	}
	if n, err := c.Products(ctx, "US"); n != 1 || err != nil {
		t.Errorf("%d products, %v", n, err)
	}
	if q := (*asked)[len(*asked)-1].URL.RawQuery; q != "country=US&targetView=OnlineServices" {
		t.Errorf("asked for %s", q)
	}
	if _, err := c.Products(ctx, "US"); fault.Of(err) != fault.Denied {
		t.Errorf("a view that is not allowed: %v", err)
	}
}

func TestAWebhookRegistrationIsThereOrNot(t *testing.T) {
	t.Parallel()
	c, _, _ := served(t, answers{"GET /webhooks/v1/registration": {
		`200 {"SubscriberId":"x","WebhookUrl":"https://api.example/hook","WebhookEvents":["subscription-updated"]}`,
		`200 {"subscriberId":"x","webhookUrl":"https://api.example/hook","webhookEvents":["subscription-updated"]}`, `200 {}`, `404 {"code":404}`,
	}})
	want := partnercenter.Registration{Address: "https://api.example/hook", Events: []string{"subscription-updated"}}
	for range 2 {
		got, err := c.Registration(t.Context())
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Error(d, err)
		}
	}
	for range 2 {
		if _, err := c.Registration(t.Context()); fault.Of(err) != fault.NotFound {
			t.Errorf("none: %v", err)
		}
	}
}

// proving is a service that gives one answer, with a judgement of the second factor or none.
func proving(t *testing.T, judgement, answer string) *partnercenter.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("ValidateMfa") != "true" {
			t.Errorf("asked by %s with %v", r.Method, r.Header)
		}
		w.Header().Set("Content-Type", "application/json")
		if judgement != "" {
			w.Header().Set("isMfaCompliant", judgement)
		}
		var status int
		_, _ = fmt.Sscanf(answer, "%d", &status)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, strings.TrimSpace(answer[3:]))
	}))
	t.Cleanup(server.Close)
	return partnercenter.Open(partnercenter.Options{Base: server.URL, Tokens: fixed{}, Transport: server.Client().Transport})
}

func TestAProofTellsPartnerCentersJudgementOfTheSecondFactor(t *testing.T) {
	t.Parallel()
	for judgement, want := range map[string]*bool{"": nil, "true": new(true), "True": new(true), "false": new(false), "maybe": nil} {
		got, err := proving(t, judgement, organization).Prove(t.Context())
		if d := cmp.Diff(partnercenter.Proof{Tenant: tenant, MFA: want}, got); d != "" || err != nil {
			t.Errorf("%q: %s %v", judgement, d, err)
		}
	}
}

func TestARefusalForTheLackOfASecondFactorAsksForANewSignIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		judgement, answer string
		kind              fault.Kind
		code              string
	}{
		{"", `401 {"code":400,"description":"Access denied: multifactor authentication (MFA) is required for jane."}`, fault.Unauthenticated, "mfa"},
		{"", `403 {"code":900308,"description":"Multi-Factor Authentication required"}`, fault.Unauthenticated, "mfa"},
		{"", `403 {"error":{"code":"Forbidden","message":"The request is missing the MFA claim."}}`, fault.Unauthenticated, "mfa"},
		{"", `403 {"code":1,"errorName":"MfaRequired"}`, fault.Unauthenticated, "mfa"},
		{"false", `403 {"code":900308}`, fault.Unauthenticated, "mfa"},
		{"true", `403 {"code":900308}`, fault.Denied, "900308"},
		{"", `401 {"code":400,"description":"Access denied"}`, fault.Unauthenticated, "400"},
		{"", `401 {"code":900420,"description":"Access denied"}`, fault.Denied, "900420"},
		{"", `400 {"code":2000,"description":"MFA"}`, fault.Invalid, "2000"},
	} {
		_, err := proving(t, c.judgement, c.answer).Prove(t.Context())
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || strings.Contains(fmt.Sprint(err), "jane") {
			t.Errorf("%s: got %v (%s, %q)", c.answer, err, fault.Of(err), fault.Code(err))
		}
	}
}
