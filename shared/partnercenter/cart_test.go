package partnercenter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func TestALineSaysAllThatMicrosoftNeedsAndNothingElse(t *testing.T) {
	t.Parallel()
	c, _, bodies := served(t, answers{"POST /carts": {`201 {"id":"c1","lineItems":[
	 {"id":0,"catalogItemId":"BASE","orderGroup":"0","addonItems":[{"id":2,"catalogItemId":"ADD","orderGroup":"0","error":{"errorCode":10003,"additionalInformation":{"availableQuantity":3}}}]},
	 {"id":1,"catalogItemId":"TRIAL","orderGroup":"1"},{"id":3,"catalogItemId":"OWN","orderGroup":"2"}]}`}})
	cart, err := c.CreateCart(t.Context(), newID(), tenant, "", []order.CartLine{
		{Catalog: "BASE", Quantity: 5, Term: "P1Y", Billing: "annual", Nickname: "R&D", Promotion: "promo", Ends: time.Date(2027, 1, 31, 22, 0, 0, 0, time.UTC)},
		{Catalog: "TRIAL", Quantity: 25, Term: "P1M", Billing: "none", RenewsTo: "P1Y"},
		{Catalog: "ADD", Quantity: 4, Term: "P1Y", Billing: "annual", Base: 1},
		{Catalog: "OWN", Quantity: 1, Term: "P1Y", Billing: "annual", Parent: subID, Attested: true},
	})
	want := `{"partnerOnRecordAttestationAccepted":true,"lineItems":[` +
		`{"id":0,"catalogItemId":"BASE","quantity":5,"termDuration":"P1Y","billingCycle":"annual","friendlyName":"R\u0026D","promotionId":"promo","customTermEndDate":"2027-01-31T00:00:00Z",` +
		`"addonItems":[{"id":2,"catalogItemId":"ADD","quantity":4,"termDuration":"P1Y","billingCycle":"annual"}]},` +
		`{"id":1,"catalogItemId":"TRIAL","quantity":25,"termDuration":"P1M","billingCycle":"none","renewsTo":{"termDuration":"P1Y"}},` +
		`{"id":3,"catalogItemId":"OWN","quantity":1,"termDuration":"P1Y","billingCycle":"annual","attestationAccepted":true,"provisioningContext":{"ParentSubscriptionId":"` + subID + `"}}]}`
	if d := cmp.Diff(want, (*bodies)[0]); d != "" || err != nil {
		t.Fatal(d, err)
	}
	// The add-on's error is its own and not that of its base.
	if cart.Lines[0].Refused != nil || cart.Lines[2].Refused == nil || cart.Lines[2].Refused.Code != "10003" || cart.Lines[2].Left == nil || *cart.Lines[2].Left != 3 || cart.Lines[3].Group != "2" {
		t.Errorf("lines: %+v", cart.Lines)
	}
}

func TestEveryLineNamesThePartnerOfRecordAlsoBelowAnother(t *testing.T) {
	t.Parallel()
	c, _, bodies := served(t, answers{"POST /carts": {`201 {"id":"c1","lineItems":[{"id":0,"addonItems":[{"id":1}]}]}`}})
	_, err := c.CreateCart(t.Context(), newID(), tenant, "7654321", []order.CartLine{{Catalog: "A"}, {Catalog: "B", Base: 1}})
	if n := strings.Count((*bodies)[0], `"participants":[{"key":"transaction_reseller","value":"7654321"}]`); n != 2 || err != nil {
		t.Errorf("%d of 2 lines name it: %s, %v", n, (*bodies)[0], err)
	}
}

func TestAnAddOnWithoutABaseOfItsOwnCartIsRefused(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{})
	for _, lines := range [][]order.CartLine{
		{{Base: 2}}, {{Base: -1}}, {{Base: 1}}, {{}, {Base: 1}, {Base: 2}}, {{}, {Base: 1, Parent: subID}},
	} {
		_, err := c.CreateCart(t.Context(), newID(), tenant, "", lines)
		if fault.Of(err) != fault.Invalid || len(fault.Fields(err)) != 1 || len(*asked) != 0 {
			t.Errorf("%+v: %v at %+v", lines, err, fault.Fields(err))
		}
	}
}

func TestAnOfferSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	const sku = "GET /products/P/skus/0001"
	c, _, _ := served(t, answers{
		sku: {`200 {"minimumQuantity":1,"maximumQuantity":25,"isTrial":true,"dynamicAttributes":{"isAddon":true,"prerequisiteSkus":["Q:0001"],"hasConstraints":"yes"},
		 "attestationProperties":{"attestationType":"x","enforceAttestation":true}}`},
		sku + "/availabilities": {shelf(sold("A", "Commercial", "P1M/none"))},
	})
	got, err := c.Resolve(t.Context(), tenant, "US", order.Item{Product: "P", SKU: "0001", Term: "P1M", Billing: "none", Segment: "commercial"})
	want := order.Offer{Catalog: "P:0001:A", Min: 1, Max: 25, Trial: true, Addon: true, Needs: []string{"Q:0001"}, Attest: true}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}
