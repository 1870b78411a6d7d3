package partnercenter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/subscription"
)

func guid() string { return rest.NewID() }

const (
	tenant = order.TenantID("7d0c2f3e-5b1a-4a0e-9c55-0f1d2e3a4b5c")
	subID  = "9b1f4f7e-0000-4000-8000-1234567890ab"
)

type fixed struct{}

func (fixed) Access(context.Context, string) (string, error) { return "token", nil }
func (fixed) Drop(string)                                    {}

// answers is a service with one answer for each "METHOD /path"; the last one of a list is repeated.
type answers map[string][]string

func served(t *testing.T, all answers) (*partnercenter.Client, *[]*http.Request, *[]string) {
	t.Helper()
	return servedFor(t, partner.Partner{}, all)
}

func servedFor(t *testing.T, p partner.Partner, all answers) (*partnercenter.Client, *[]*http.Request, *[]string) {
	t.Helper()
	var asked []*http.Request
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked, bodies = append(asked, r), append(bodies, string(body))
		name := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v1/customers/"+string(tenant))
		next := all[name]
		if len(next) == 0 {
			t.Errorf("unexpected %s", name)
			return
		}
		if len(next) > 1 {
			all[name] = next[1:]
		}
		var status int
		text, _ := strings.CutPrefix(next[0], " ")
		_, _ = fmt.Sscanf(text, "%d", &status)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.TrimSpace(text[3:]))
	}))
	t.Cleanup(server.Close)
	return partnercenter.Open(partnercenter.Options{
		Base: server.URL, Partner: p, Tokens: fixed{}, Transport: server.Client().Transport,
		Sleep: func(context.Context, time.Duration) error { return nil },
	}), &asked, &bodies
}

func TestAPatchGivesBackEveryFieldByteForByte(t *testing.T) {
	t.Parallel()
	before := `{"id":"` + subID + `","Status":"active","quantity":12,"autoRenewEnabled":true,"friendlyName":"R&D <\u00e9>",
	"futureField":{"b" : 1.50, "a":[1 , 2]},"big":12345678901234567890,"scheduledNextTermInstructions":null,"attributes":{"etag":"\"abc\"","objectType":"Subscription"}}`
	path := "/subscriptions/" + subID
	c, asked, bodies := served(t, answers{
		"GET " + path:   {"200 " + before, `200 {"id":"x","status":"deleted"}`},
		"PATCH " + path: {`400 {"code":2055,"description":"stale"}`},
	})
	// The change is refused as stale; the fresh read then shows that somebody else made it.
	request := newID()
	err := cancel(t, c, request, tenant, subID)
	if err != nil {
		t.Fatal(err)
	}
	var was, is map[string]json.RawMessage
	if err := json.Unmarshal([]byte(before), &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte((*bodies)[1]), &is); err != nil {
		t.Fatal(err)
	}
	if string(is["Status"]) != `"deleted"` {
		t.Errorf("status %s", is["Status"])
	}
	delete(was, "Status")
	delete(is, "Status")
	if d := cmp.Diff(was, is); d != "" {
		t.Error(d)
	}
	patch := (*asked)[1]
	if patch.Header.Get("If-Match") != `"abc"` || patch.Header.Get("MS-RequestId") != string(request) || patch.Header.Get("MS-Contract-Version") != "v1" {
		t.Errorf("headers: %v", patch.Header)
	}
}

func TestAStaleChangeIsMadeAnewUnderARequestOfItsOwn(t *testing.T) {
	t.Parallel()
	path := "/subscriptions/" + subID
	active := `200 {"id":"s","status":"active","autoRenewEnabled":true}`
	c, asked, _ := served(t, answers{"GET " + path: {active}, "PATCH " + path: {`400 {"code":"2055"}`}})
	err := endRenewal(t, c, newID(), tenant, subID, subscription.End)
	if fault.Of(err) != fault.Conflict || fault.Code(err) != "2055" {
		t.Errorf("got %v", err)
	}
	ids := map[string]bool{}
	for _, r := range *asked {
		if r.Method == http.MethodPatch {
			ids[r.Header.Get("MS-RequestId")] = true
		}
	}
	if len(ids) != 3 {
		t.Errorf("request ids of three attempts: %v", ids)
	}
}

func TestAChangeThatDoesNotShowIsUnknown(t *testing.T) {
	t.Parallel()
	path := "/subscriptions/" + subID
	c, _, _ := served(t, answers{"GET " + path: {`200 {"status":"active"}`}, "PATCH " + path: {"202"}})
	if err := cancel(t, c, newID(), tenant, subID); fault.Of(err) != fault.Unknown {
		t.Errorf("got %v (%s)", err, fault.Of(err))
	}
}

func TestADomainIsFreeOnlyByAClear404(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]fault.Kind{"200": "", "404": "", "429": fault.Throttled, "403": fault.Denied, "500": fault.Unavailable, "204": fault.Unavailable, "401": fault.Unauthenticated} {
		c, _, _ := served(t, answers{"HEAD /v1/domains/x.onmicrosoft.com": {status}})
		taken, err := c.Taken(t.Context(), "x.onmicrosoft.com")
		if fault.Of(err) != want || (err != nil) != (want != "") || taken != (status == "200") {
			t.Errorf("%s: taken %v, %v", status, taken, err)
		}
	}
}

func TestALineErrorInsideA201IsFoundHoweverDeep(t *testing.T) {
	t.Parallel()
	c, _, bodies := served(t, answers{"POST /carts": {`201 {"id":"c1","status":"Active","expirationTimestamp":"2026-06-17T09:30:00.1234567","lineItems":[
	 {"id":1,"catalogItemId":"B","quantity":2,"orderGroup":"1","error":{"errorCode":10001,"errorDescription":"jane"}},
	 {"id":0,"catalogItemId":"A","quantity":1,"orderGroup":"0","addonItems":[{"id":2,"addonItems":[{"id":3,"error":{"errorCode":"10002"}}]}]}]}`}})
	cart, err := c.CreateCart(t.Context(), newID(), tenant, "1234567", []order.CartLine{{Catalog: "A", Quantity: 1}, {Catalog: "B", Quantity: 2}})
	if err != nil {
		t.Fatal(err)
	}
	if cart.Lines[0].Catalog != "A" || cart.Lines[0].Refused.Code != "10002" || cart.Lines[1].Refused.Code != "10001" || cart.Lines[1].Group != "1" || cart.Lines[1].Refused.Buyer == "" {
		t.Errorf("lines: %+v", cart.Lines)
	}
	if !strings.Contains((*bodies)[0], `"participants":[{"key":"transaction_reseller","value":"1234567"}]`) || !strings.Contains((*bodies)[0], `"partnerOnRecordAttestationAccepted":true`) {
		t.Errorf("asked for %s", (*bodies)[0])
	}
}

func TestAPartialCheckoutTellsBothParts(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{"POST /carts/c1/checkout": {`201 {"orders":[{"id":"o1","status":"Pending","billingCycle":"Monthly","creationDate":"2026-06-10T09:30:00+02:00",
	 "lineItems":[{"lineItemNumber":1,"offerId":"B"},{"lineItemNumber":0,"offerId":"A","quantity":3,"termDuration":"p1y","subscriptionId":"ABCDEF00-0000-4000-8000-000000000000"}]}],
	 "orderErrors":[{"orderGroupId":"1","code":800020,"description":"jane may not"}]}`}})
	got, err := c.Checkout(t.Context(), newID(), tenant, "c1")
	if err != nil {
		t.Fatal(err)
	}
	want := order.Receipt{
		Sold: []order.Sold{{ID: "o1", Status: "pending", Billing: "monthly", Created: time.Date(2026, 6, 10, 7, 30, 0, 0, time.UTC), Lines: []order.SoldLine{
			{Catalog: "A", Quantity: 3, Term: "P1Y", Subscription: "abcdef00-0000-4000-8000-000000000000"}, {Catalog: "B"},
		}}},
		Refused: []order.Refusal{{Group: "1", Meaning: order.Meaning{
			Code: "800020", Class: order.Final, Whose: order.OfBuyer, Operator: "this customer may not buy this item",
			Buyer: "Your organisation cannot buy this product. Please ask your reseller what fits.",
		}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r := (*asked)[0]; r.ContentLength != 0 || r.Header.Get("Content-Type") != "" {
		t.Errorf("checkout was sent with %d bytes of %q", r.ContentLength, r.Header.Get("Content-Type"))
	}
}

func TestAPairThatIsNotSoldIsRefusedWithThoseThatAre(t *testing.T) {
	t.Parallel()
	sku := "/products/P/skus/0001"
	c, _, _ := served(t, answers{"GET " + sku: {`200 {"minimumQuantity":1,"maximumQuantity":300}`}, "GET " + sku + "/availabilities": {`200 {"items":[
	 {"id":"X","segment":"education","country":"US","isPurchasable":true,"terms":[{"duration":"P3Y","billingCycle":"one_time"}]},
	 {"id":"Y","segment":"Commercial","country":"us","isPurchasable":false,"terms":[{"duration":"P3Y","billingCycle":"one_time"}]},
	 {"id":"Z","segment":"Commercial","country":"us","isPurchasable":true,"terms":[{"duration":"P1M","billingCycle":"monthly"},{"duration":"P1Y","billingCycle":"one_time"}]}]}`}})
	wish := order.Item{Product: "P", SKU: "0001", Term: "P3Y", Billing: "OneTime", Segment: "commercial"}
	_, err := c.Resolve(t.Context(), tenant, "US", wish)
	if fault.Of(err) != fault.Invalid || fault.Fields(err)[0].Pointer != "/lines" || !strings.Contains(fault.Text(err), "P1M/monthly, P1Y/one_time") {
		t.Errorf("got %v at %+v", err, fault.Fields(err))
	}
	wish.Term = "P1Y"
	got, err := c.Resolve(t.Context(), tenant, "US", wish)
	if d := cmp.Diff(order.Offer{Catalog: "P:0001:Z", Min: 1, Max: 300}, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestARefusalHasItsKindCodeAndOurOwnWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer string
		kind   fault.Kind
		code   string
	}{
		{`400 {"code":800065,"description":"jane","data":[],"source":"PartnerFD"}`, fault.Conflict, "800065"},
		{`409 {"code":"800064","description":"jane"}`, fault.Conflict, "800064"},
		{`409 {"code":800060}`, fault.Conflict, "800060"},
		{`400 {"code":400,"message":"jane","errorName":"jane","isRetryable":false,"parameters":{},"errorMessageExtended":"InternalErrorCode=900203"}`, fault.Invalid, "900203"},
		{`403 {"code":13605}`, fault.Denied, "13605"},
		{`403 {"code":800075}`, fault.Gone, "800075"},
		{`403 {"code":2085}`, fault.Gone, "2085"},
		{`403 {"code":2006}`, fault.Denied, "2006"},
		{`400 {"code":2006}`, fault.Invalid, "2006"},
		{`404 {"code":800008}`, fault.NotFound, "800008"},
		{`401 {"code":900420}`, fault.Denied, "900420"},
		{`429 {"statusCode":429,"message":"Rate limit is exceeded. Try again in 9 seconds."}`, fault.Throttled, ""},
		{`400 {"error":{"code":"BadRequest","message":"jane"}}`, fault.Invalid, "BadRequest"},
		{`400 {"error":"invalid_grant","error_codes":[700082]}`, fault.Invalid, "AADSTS700082"},
		{`200 {"code":400072,"description":"jane is not available"}`, fault.Invalid, "400072"},
		{`500 {"code":800005,"description":"jane"}`, fault.Unknown, "800005"},
		{`409 {"code":{"jane":1},"description":7}`, fault.Conflict, ""},
		{`400 []`, fault.Invalid, ""},
		{`403`, fault.Denied, ""},
	} {
		client, _, _ := served(t, answers{"POST /carts/c1/checkout": {c.answer}})
		_, err := client.Checkout(t.Context(), newID(), tenant, "c1")
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || strings.Contains(err.Error(), "jane") || fault.Text(err) == "" {
			t.Errorf("%s\n\tgot %v (%s, %q), want %s, %q", c.answer, err, fault.Of(err), fault.Code(err), c.kind, c.code)
		}
	}
}

func TestTheSeatsThatAreLeftAreTold(t *testing.T) {
	t.Parallel()
	client, _, _ := served(t, answers{"POST /carts/c1/checkout": {`403 {"code":800088,"description":"Jane of CFQ7TTC0LH18 exceeds 300; 12 are left"}`}})
	_, err := client.Checkout(t.Context(), newID(), tenant, "c1")
	if !strings.Contains(fault.Text(err), "300, 12 (") {
		t.Errorf("got %v", err)
	}
}
