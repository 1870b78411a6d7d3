package partnercenter_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

func TestALinkForARelationshipIsAnAddressOrNone(t *testing.T) {
	t.Parallel()
	const link = "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId=x#/BillingAccounts/partner-invitation"
	for answer, want := range map[string]fault.Kind{
		`200 {"url":"` + link + `"}`: "", `200 {}`: fault.Unavailable, `200 {"url":"javascript:alert(1)"}`: fault.Unavailable,
		`200 {"url":"https://a@b.example"}`: fault.Unavailable, `403 {"code":900329}`: fault.Denied, `404 {"code":1000}`: fault.Denied,
	} {
		c, _, _ := served(t, answers{"GET /v1/customers/relationshiprequests": {answer}})
		got, err := c.Link(t.Context())
		if fault.Of(err) != want || want == "" && got != link {
			t.Errorf("%s: %q, %v", answer, got, err)
		}
	}
}

func TestAScreeningLetsBuyOrNot(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]order.Screening{
		`200 {"type":"account","status":"Allowed"}`: order.MayBuy, `200 {"status":"Not Ready"}`: order.MayBuy, `200 {"status":"NotReady"}`: order.MayBuy,
		`404 {"code":600074}`: order.MayBuy, `404 {"code":404,"errorMessageExtended":"InternalErrorCode=600074"}`: order.MayBuy,
		`200 {"status":"UnderReview"}`: order.UnderReview, `200 {"status":"Unknown"}`: order.UnderReview, `200 {"status":"NotAllowed"}`: order.Rejected,
		`200 {"status":"Odd"}`: "", `404 {"code":60003}`: "", `500 {}`: "",
	} {
		c, asked, _ := served(t, answers{"GET /validationStatus": {answer}})
		got, err := c.Screened(t.Context(), tenant)
		if got != want || (err != nil) != (want == "") || (*asked)[0].URL.RawQuery != "type=account" {
			t.Errorf("%s: %q, %v", answer, got, err)
		}
	}
}

func TestQualificationsOpenSegments(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]map[string]bool{
		`200 []`: {}, `200 [{"qualification":"None"}]`: {},
		`200 [{"qualification":"Education","vettingStatus":"InReview"},{"qualification":"education","vettingStatus":"Approved"},{"qualification":"Nonprofit","vettingStatus":"Denied"}]`: {"education": true, "nonprofit": false},
		`200 [{"qualification":"GovernmentCommunityCloud","vettingStatus":"approved"},{"qualification":"StateOwnedEntity","vettingStatus":"Approved"}]`:                                  {"government": true},
	} {
		c, _, _ := served(t, answers{"GET /qualifications": {answer}})
		got, err := c.Segments(t.Context(), tenant)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Error(answer, d, err)
		}
	}
}

func TestOnlyAnActiveResellerCanBeThePartnerOfRecord(t *testing.T) {
	t.Parallel()
	const known, list, signed = "GET /v1/profiles/mpn", "GET /v1/relationships", "GET /v1/compliance/csp/agreementstatus"
	found := `200 {"items":[{"id":"ABCD","name":"R","mpnId":"7654321","state":"Active"},{"id":"e","mpnId":1111111,"state":"Terminated"}]}`
	for name, c := range map[string]struct {
		mpn  string
		all  answers
		kind fault.Kind
	}{
		"good":       {"7654321", answers{known: {`200 {"mpnId":"7654321"}`}, list: {found}, signed: {`200 {"isSigned":true}`}}, ""},
		"unknown":    {"7654321", answers{known: {`404 {"code":3000}`}}, fault.Invalid},
		"another":    {"7654321", answers{known: {`200 {"mpnId":"1"}`}}, fault.Invalid},
		"not ours":   {"2222222", answers{known: {`200 {"mpnId":"2222222"}`}, list: {found}}, fault.Invalid},
		"terminated": {"1111111", answers{known: {`200 {"mpnId":1111111}`}, list: {found}}, fault.Invalid},
		"unsigned":   {"7654321", answers{known: {`200 {"mpnId":"7654321"}`}, list: {found}, signed: {`200 {"isSigned":false}`}}, fault.Invalid},
		"no account": {"7654321", answers{known: {`200 {"mpnId":"7654321"}`}, list: {found}, signed: {`404 {"code":2201}`}}, fault.Invalid},
		"silence":    {"7654321", answers{known: {`503`}}, fault.Unavailable},
	} {
		client, asked, _ := served(t, c.all)
		err := client.CheckReseller(t.Context(), c.mpn)
		if fault.Of(err) != c.kind || c.kind == fault.Invalid && fault.Fields(err)[0].Pointer != "/mpn" || (*asked)[0].URL.RawQuery != "mpnId="+c.mpn {
			t.Errorf("%s: %v at %+v", name, err, fault.Fields(err))
		}
	}
	client, asked, _ := served(t, answers{"GET /relationships": {found}})
	of, err := client.ResellersOf(t.Context(), string(tenant))
	want := []partnercenter.Related{{Tenant: "abcd", Name: "R", MPN: "7654321", State: "active"}, {Tenant: "e", MPN: "1111111", State: "terminated"}}
	if d := cmp.Diff(want, of); d != "" || err != nil || len(*asked) != 1 {
		t.Error(d, err)
	}
}

func TestPromotionsAreReadAndAskedAbout(t *testing.T) {
	t.Parallel()
	c, asked, bodies := served(t, answers{
		"GET /v1/productpromotions": {`200 {"items":[{"id":"P:S:A","name":"N","startDate":"2026-01-01T00:00:00Z","endDate":"9999-12-31T00:00:00Z","properties":{"isAutoApplicable":true},
		 "requiredProducts":[{"productId":"P","skuId":"0001","term":{"duration":"p1y","billingCycle":"Annual"},"pricingPolicies":[{"policyType":"PercentDiscount","value":"0.05"}]},
		 {"productId":"P","skuId":"0002","pricingPolicies":[{"type":"PercentDiscount","value":"0.1"}]}]}]}`},
		"POST /promotionEligibilities": {`200 {"items":[{"id":2,"eligibilities":[{"promotionId":"p3","isEligible":false,"errors":[{"type":"SeatCount","minRequiredSeats":5,"description":"jane"},{"type":"Term","eligibleTerms":["P1Y","P3Y"]}]}]},
		 {"id":1,"eligibilities":[{"promotionId":"P2","isEligible":true}]},{"id":9}]}`},
	})
	got, err := c.Promotions(t.Context(), "US", "commercial")
	want := []partnercenter.Promotion{{ID: "P:S:A", Name: "N", From: date(2026, 1, 1), Automatic: true, Products: []partnercenter.Promoted{
		{Item: order.Item{Product: "P", SKU: "0001", Term: "P1Y", Billing: "annual"}, Cut: "0.05"}, {Item: order.Item{Product: "P", SKU: "0002"}, Cut: "0.1"},
	}}}
	if d := cmp.Diff(want, got); d != "" || err != nil || (*asked)[0].URL.RawQuery != "country=US&segment=commercial" {
		t.Error(d, err)
	}
	reasons, err := c.Promoted(t.Context(), tenant, []order.CartLine{
		{Catalog: "A"}, {Catalog: "B", Quantity: 2, Term: "P1Y", Billing: "annual", Promotion: "p2"}, {Catalog: "C", Promotion: "p3"}, {Catalog: "D", Promotion: "p4"},
	})
	if d := cmp.Diff([]string{"", "", "the promotion is for at least 5 seats; the promotion is for the terms P1Y, P3Y", "Microsoft gave no answer about the promotion"}, reasons); d != "" || err != nil {
		t.Error(d, err)
	}
	if sent := (*bodies)[1]; !strings.HasPrefix(sent, `{"items":[{"id":1,"catalogItemId":"B","quantity":2,"termDuration":"P1Y","billingCycle":"annual","promotionId":"p2"},`) {
		t.Errorf("sent %s", sent)
	}
}

func TestTheRulesOfACountryAreReadWithoutTheirLineBreaks(t *testing.T) {
	t.Parallel()
	c, _, _ := served(t, answers{"GET /v1/countryvalidationrules/DE": {
		`200 {"iso2Code":"DE","isCityRequired":true,"isPostalCodeRequired":true,"postalCodeRegex":"^\\d{5}\r\n  $","phoneNumberRegex":"^(","supportedCultures":{"value":["de-DE"]},"supportedLanguages":{"value":["de"]},"states":{"value":[]}}`,
		`404 {"code":1000}`, `400 {"code":2000}`, `503`,
	}})
	got, err := c.Country(t.Context(), "de")
	want := order.Country{CityRequired: true, PostalRequired: true, Postal: `^\d{5}$`, Cultures: []string{"de-DE"}, Languages: []string{"de"}, States: []string{}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, kind := range []fault.Kind{fault.NotFound, fault.NotFound, fault.Unavailable} {
		if _, err := c.Country(t.Context(), "DE"); fault.Of(err) != kind {
			t.Errorf("got %v (%s), want %s", err, fault.Of(err), kind)
		}
	}
}
