package partnercenter_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestATenantIsACustomerOnceItsAdministratorAccepts(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	stranger := w.buyer(func(s *partnercenter.CustomerSeed) {
		s.Relationship, s.Domain, s.Domains = "none", "stranger.onmicrosoft.com", []string{"stranger.example"}
	})
	var link struct {
		URL string `json:"url"`
	}
	w.do(http.MethodGet, "/v1/customers/relationshiprequests", nil).want(200, 0).into(&link)
	w.do(http.MethodHead, "/v1/domains/stranger.example", nil).want(200, 0)
	w.do(http.MethodGet, "/v1/customers/"+stranger, nil).want(403, 20002)
	w.do(http.MethodGet, "/v1/customers", nil).has(`"totalCount":0`)
	w.do(http.MethodPost, "/_sim/accept", map[string]any{"url": "https://example.com", "customer": stranger}).want(400, 0)
	w.do(http.MethodPost, "/_sim/accept", map[string]any{"url": link.URL, "customer": stranger}).want(201, 0)
	w.do(http.MethodGet, "/v1/customers/"+stranger, nil).want(200, 0).has(`"relationshipToPartner":"reseller"`).has(`"stranger.example"`)
	find := `/v1/customers?size=0&filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22stranger.ex%22%2C%22Operator%22%3A%22starts_with%22%7D`
	w.do(http.MethodGet, find, nil).want(200, 0).has(stranger)
	w.bought(stranger, basic, 1, "P1Y", "annual")
	w.token = w.sign(map[string]any{"idtyp": "app", "scp": nil, "amr": nil})
	w.do(http.MethodGet, "/v1/customers/relationshiprequests", nil).want(403, 900329)
	s := open(t, func(o *partnercenter.Options) { o.Mode = partnercenter.Sandbox })
	s.do(http.MethodGet, "/v1/customers/relationshiprequests", nil).want(403, 900150)
}

func TestAnAdvisorLooksAndSellsNothing(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer(func(s *partnercenter.CustomerSeed) { s.Relationship = "advisor" })
	w.do(http.MethodGet, "/v1/customers", nil).has(`"relationshipToPartner":"advisor"`)
	w.do(http.MethodGet, "/v1/customers/"+customer, nil).want(200, 0)
	w.do(http.MethodGet, "/v1/customers/"+customer+"/subscriptions", nil).want(403, 20002)
	w.do(http.MethodPost, "/v1/customers/"+customer+"/carts", map[string]any{}).want(403, 20002)
	if err := w.sim.Relate(customer, tenant, "reseller"); err != nil {
		t.Fatal(err)
	}
	w.do(http.MethodGet, "/v1/customers/"+customer+"/subscriptions", nil).want(200, 0)
}

func TestAQualificationIsDecidedLaterAndOpensItsSegment(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) {
		o.Vetting = "manual"
		o.Partners[0].Codes = []partnercenter.Code{{Organization: "City", ID: "gcc-1", Most: 1, Left: 1}}
	})
	customer := w.buyer()
	path := "/v1/customers/" + customer + "/qualifications"
	students := "/v1/customers/" + customer + "/products/CFQ7TTC0LH16/skus/000P/availabilities"
	if a := w.do(http.MethodGet, path, nil).want(200, 0); a.body != "[]" {
		t.Fatalf("got %s", a.body)
	}
	w.do(http.MethodPost, path, map[string]any{"qualification": "education"}).want(400, 800002)
	w.do(http.MethodPost, path, map[string]any{"qualification": "nonprofit"}).want(400, 800002)
	w.do(http.MethodPost, path, map[string]any{"qualification": "education", "educationSegment": "K12", "website": "school.example"}).
		want(201, 0).has(`"vettingStatus":"InReview"`)
	w.do(http.MethodGet, students, nil).want(404, 400018)
	w.do(http.MethodPost, "/_sim/vet", map[string]any{"customer": customer, "qualification": "education", "status": "Approved"}).want(201, 0)
	w.do(http.MethodGet, path, nil).has(`"vettingStatus":"Approved"`)
	w.do(http.MethodGet, students, nil).want(200, 0)
	w.do(http.MethodGet, "/v1/customers/all/validations", nil).want(200, 0).has(`"remainingCreates":1`)
	w.do(http.MethodPost, path+"?code=gcc-1", map[string]any{"qualification": "GovernmentCommunityCloud"}).want(201, 0)
	w.do(http.MethodPost, path+"?code=gcc-1", map[string]any{"qualification": "GovernmentCommunityCloud"}).want(400, 800002)
}

func TestTheScreeningOfAnAccountIsShownAndDecidesWhoMayBuy(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	path := "/v1/customers/" + customer + "/validationStatus"
	w.do(http.MethodGet, path, nil).want(400, 800002)
	w.do(http.MethodGet, path+"?type=account", nil).want(404, 600074).has(`"errorName"`)
	for status, code := range map[string]int{"UnderReview": 800073, "Unknown": 800074, "NotAllowed": 800075} {
		w.do(http.MethodPost, "/_sim/review", map[string]any{"customer": customer, "status": status}).want(201, 0)
		w.do(http.MethodGet, path+"?type=account", nil).want(200, 0).has(`"status":"` + status)
		w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))+"/checkout", nil).want(403, code)
	}
	for _, status := range []string{"Allowed", "Not Ready"} {
		if err := w.sim.Review(customer, status); err != nil {
			t.Fatal(err)
		}
		w.bought(customer, basic, 1, "P1Y", "annual")
	}
	if err := w.sim.Review(customer, "Fine"); err == nil {
		t.Fatal("a result that is none was taken")
	}
}

func TestAProviderSeesItsResellersAndWhoHasSigned(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodGet, "/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf", nil).want(200, 0).
		has(`"totalCount":3`).has(`"mpnId":"5555555","state":"Active"`)
	w.do(http.MethodGet, "/v1/relationships", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/profiles/mpn?mpnId=5555555", nil).want(200, 0).has("Corner Shop")
	w.do(http.MethodGet, "/v1/profiles/mpn?mpnId=9999999", nil).want(404, 3000)
	status := "/v1/compliance/csp/agreementstatus"
	w.do(http.MethodGet, status, nil).want(400, 2000)
	w.do(http.MethodGet, status+"?mpnId=x", nil).want(400, 2001)
	w.do(http.MethodGet, status+"?tenantId=x", nil).want(400, 2002)
	w.do(http.MethodGet, status+"?mpnid=5555555", nil).want(200, 0).has(`"isAgreementSigned":true`)
	w.do(http.MethodGet, status+"?mpnId=5555557", nil).want(200, 0).has(`"isAgreementSigned":false`)
	w.do(http.MethodGet, status+"?mpnId=9999999", nil).want(404, 2200)
	domestic := newCustomer("withshop.onmicrosoft.com")
	domestic["associatedPartnerId"] = "55555555-5555-4555-8555-555555555556"
	w.do(http.MethodPost, "/v1/customers", domestic).want(400, 800002)
	domestic["associatedPartnerId"] = "55555555-5555-4555-8555-555555555555"
	var made struct {
		ID string `json:"id"`
	}
	w.do(http.MethodPost, "/v1/customers", domestic).want(201, 0).into(&made)
	w.do(http.MethodGet, "/v1/customers/"+made.ID+"/relationships", nil).want(200, 0).has(`"mpnId":"5555555"`)
	w.do(http.MethodPost, "/_sim/resellers", map[string]any{"mpn": "6666666", "tenant": strings.ReplaceAll(tenant, "1", "6"), "name": "Late"}).want(201, 0)
	w.do(http.MethodGet, "/v1/profiles/mpn?mpnId=6666666", nil).want(200, 0)
}
