package partnercenter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func TestCustomersAreSearchedPageByPageAndMatchedExactly(t *testing.T) {
	t.Parallel()
	id := strings.ToUpper(string(tenant))
	c, asked, _ := served(t, answers{
		"GET /v1/customers": {
			`200 {"items":[{"id":"a","companyProfile":{"domain":"contoso.onmicrosoft.com.example"}}],"continuationToken":"t1"}`,
			`200 {"items":[],"links":{"next":{"headers":[{"key":"ms-continuationtoken","value":"t2"}]}}}`,
			`200 {"items":[{"id":"` + id + `","companyProfile":{"domain":"CONTOSO.onmicrosoft.com"}}],"continuationToken":"t3"}`,
			`400 {"code":"2000","description":"no more"}`,
		},
		"GET ":                  {`200 {"id":"` + id + `","companyProfile":{"domain":"CONTOSO.onmicrosoft.com"},"relationshipToPartner":"reseller"}`},
		"GET /profiles/billing": {`403 {"code":900308}`},
	})
	got, err := c.FindTenant(t.Context(), "contoso.onmicrosoft.com")
	if d := cmp.Diff(order.Tenant{ID: tenant, Domain: "contoso.onmicrosoft.com", Relation: order.RelationReseller}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	for i, want := range []string{"", "t1", "t2", "t3"} {
		r := (*asked)[i]
		if r.Header.Get("MS-ContinuationToken") != want || (want != "") != (r.URL.Query().Get("seekOperation") == "Next") {
			t.Errorf("page %d: %s with %q", i, r.URL.RawQuery, r.Header.Get("MS-ContinuationToken"))
		}
		if f := r.URL.Query().Get("filter"); f != `{"Field":"Domain","Operator":"starts_with","Value":"contoso.onmicrosoft.com"}` {
			t.Errorf("filter %s", f)
		}
	}
}

func TestATenantOfOthersIsNotFound(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		`404 {"code":60003}`, `403 {"code":20002}`, `200 {"id":"` + string(tenant) + `","relationshipToPartner":"none"}`,
	} {
		c, _, _ := served(t, answers{"GET ": {answer}})
		if _, err := c.FindTenant(t.Context(), string(tenant)); fault.Of(err) != fault.NotFound {
			t.Errorf("%s: got %v", answer, err)
		}
	}
}

func TestASignatureCountsWhoeverTookIt(t *testing.T) {
	t.Parallel()
	const direct = "GET /directSignedMicrosoftCustomerAgreementStatus"
	for _, c := range []struct {
		list, direct string
		want         bool
		kind         fault.Kind
	}{
		{`200 {"items":[{"type":"MicrosoftCustomerAgreement"}]}`, "500", true, ""},
		{`200 {"items":[{"type":"MicrosoftCloudAgreement"}]}`, `200 {"isSigned":false}`, false, ""},
		{`200 {"totalCount":0,"items":[]}`, `200 {"isSigned":true}`, true, ""},
		{`404`, `404`, false, ""},
		{`200 {"items":[]}`, `500`, false, fault.Unavailable},
		{`403 {"code":900329}`, `200 {"isSigned":true}`, false, fault.Denied},
	} {
		client, asked, _ := served(t, answers{"GET /agreements": {c.list}, direct: {c.direct}})
		got, err := client.Attested(t.Context(), tenant)
		if got != c.want || fault.Of(err) != c.kind {
			t.Errorf("%+v: got %v, %v", c, got, err)
		}
		if q := (*asked)[0].URL.RawQuery; q != "agreementType=MicrosoftCustomerAgreement" {
			t.Errorf("asked for %q", q)
		}
	}
}

func TestTheNewestAgreementIsAttested(t *testing.T) {
	t.Parallel()
	c, _, bodies := served(t, answers{
		"GET /v1/agreements": {`200 {"items":[{"templateId":"old","agreementType":"MicrosoftCustomerAgreement","versionRank":0},
		 {"templateId":"other","agreementType":"MicrosoftCloudAgreement","versionRank":9},
		 {"templateId":"new","agreementType":"MicrosoftCustomerAgreement","versionRank":1}]}`},
		"POST /agreements": {`201 {}`},
	})
	when := time.Date(2026, 6, 1, 12, 0, 0, 0, time.FixedZone("", 7200))
	_, err := c.Attest(t.Context(), newID(), tenant, order.Consent{First: "A", Last: "B", Email: "c@d.example", Date: when})
	want := `{"primaryContact":{"firstName":"A","lastName":"B","email":"c@d.example"},"templateId":"new","dateAgreed":"2026-06-01T10:00:00Z","type":"MicrosoftCustomerAgreement"}`
	if d := cmp.Diff(want, (*bodies)[1]); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestOrdersSinceATimeIncludeThoseWithoutOne(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 6, 10, 9, 30, 0, 0, time.UTC)
	c, _, _ := served(t, answers{"GET /orders": {`200 [{"id":"before","creationDate":"2026-06-10T09:29:59.9999999Z"},
	 {"id":"at","creationDate":"2026-06-10T09:30:00"},{"id":"none","creationDate":"0001-01-01T00:00:00"}]`}})
	got, err := c.SoldSince(t.Context(), tenant, since)
	var ids []string
	for _, s := range got {
		ids = append(ids, s.ID)
	}
	if err != nil || !slices.Equal(ids, []string{"at", "none"}) {
		t.Errorf("got %v, %v", ids, err)
	}
}

func TestProvisioningIsToldByPosition(t *testing.T) {
	t.Parallel()
	c, _, _ := served(t, answers{"GET /orders/o1/provisioningstatus": {
		`200 {"items":[{"lineItemNumber":2,"status":"Fulfilled "},{"lineItemNumber":0,"status":"prefulfillmentPending"}]}`,
		`200 {"items":[{"lineItemNumber":2000000000,"status":"fulfilled"}]}`,
	}})
	got, err := c.Provisioned(t.Context(), tenant, "o1")
	if d := cmp.Diff([]string{"prefulfillmentpending", "", "fulfilled"}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if _, err := c.Provisioned(t.Context(), tenant, "o1"); fault.Of(err) != fault.Unavailable {
		t.Errorf("an absurd line number: %v", err)
	}
}

func TestAnEmptyReceiptIsNoReceipt(t *testing.T) {
	t.Parallel()
	c, _, _ := served(t, answers{"POST /carts/c1/checkout": {`201 {"orders":[]}`}})
	if _, err := c.Checkout(t.Context(), newID(), tenant, "c1"); fault.Of(err) != fault.Unknown {
		t.Errorf("got %v", err)
	}
}
