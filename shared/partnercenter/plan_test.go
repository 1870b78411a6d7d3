package partnercenter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/subscription"
)

// shelf is the availabilities of a product.
func shelf(all ...string) string { return `200 {"items":[` + strings.Join(all, ",") + `]}` }

func sold(id, segment, pair string) string {
	term, billing, _ := strings.Cut(pair, "/")
	return fmt.Sprintf(`{"id":%q,"segment":%q,"country":"US","isPurchasable":true,"terms":[{"duration":%q,"billingCycle":%q}]}`, id, segment, term, billing)
}

func TestTheNextTermIsScheduledWithTodaysAvailabilityInTheSegmentThatWasBought(t *testing.T) {
	t.Parallel()
	const own, next = "GET /products/CFQ7TTC0LH18/skus/0001/availabilities", "GET /products/P2/skus/000P/availabilities"
	want := subscription.Next{Product: "P2", SKU: "000P", Term: "P3Y", Billing: "annual", Quantity: 5}
	several := shelf(sold("E", "Education", "P3Y/Annual"), sold("C1", "Commercial", "P1Y/Annual"), sold("C3", "Commercial", "P3Y/Annual"))
	for name, c := range map[string]struct {
		all  answers
		want string
		kind fault.Kind
	}{
		"of the purchase": {answers{own: {shelf(sold("cfq7ttc0k971", "Education", "P1Y/Monthly"))}, next: {several}}, "E", ""},
		"of the customer": {answers{own: {shelf()}, "GET /qualifications": {`200 [{"qualification":"Education","vettingStatus":"Approved"}]`}, next: {several}}, "E", ""},
		"in review":       {answers{own: {shelf()}, "GET /qualifications": {`200 [{"qualification":"Education","vettingStatus":"InReview"}]`}, next: {several}}, "C3", ""},
		"of nobody":       {answers{own: {`404 {"code":400018}`}, "GET /qualifications": {`200 []`}, next: {several}}, "C3", ""},
		"the only one":    {answers{own: {shelf()}, "GET /qualifications": {`200 []`}, next: {shelf(sold("G", "Government", "P3Y/annual"))}}, "G", ""},
		"none":            {answers{own: {shelf()}, "GET /qualifications": {`200 []`}, next: {shelf(sold("G", "Commercial", "P1Y/annual"))}}, "", fault.Invalid},
		"no product":      {answers{own: {shelf()}, "GET /qualifications": {`200 []`}, next: {`404 {"code":400018}`}}, "", fault.Invalid},
		"no catalogue":    {answers{own: {`503`}}, "", fault.Unavailable},
	} {
		plan := map[string]any{"product": map[string]any{"productId": "P2", "skuId": "000P", "availabilityId": c.want, "billingCycle": "annual", "termDuration": "P3Y"}, "quantity": 5}
		sent, facts, err := edited(t, partner.Partner{}, nil, map[string]any{"scheduledNextTermInstructions": plan}, subscription.Edit{Next: &want}, c.all)
		if fault.Of(err) != c.kind {
			t.Errorf("%s: %v (%s)", name, err, fault.Of(err))
			continue
		}
		if c.kind != "" {
			continue
		}
		text := `{"product":{"productId":"P2","skuId":"000P","availabilityId":"` + c.want + `","billingCycle":"annual","termDuration":"P3Y"},"quantity":5}`
		if got := string(sent["scheduledNextTermInstructions"]); got != text || len(sent) != 1 || facts.Next == nil || *facts.Next != want {
			t.Errorf("%s: sent %s", name, got)
		}
	}
}

func TestAChangedScheduleKeepsItsPromotionAndItsDate(t *testing.T) {
	t.Parallel()
	before := map[string]any{"product": map[string]any{
		"productId": "CFQ7TTC0LH18", "skuId": "0001", "availabilityId": "OLD", "billingCycle": "monthly", "termDuration": "P1Y", "promotionId": "promo",
	}, "quantity": 5, "customTermEndDate": "2027-06-30T00:00:00Z"}
	after := map[string]any{"product": before["product"], "quantity": 7}
	sent, _, err := edited(t, partner.Partner{}, map[string]any{"scheduledNextTermInstructions": before}, map[string]any{"scheduledNextTermInstructions": after},
		subscription.Edit{Next: &subscription.Next{Product: "CFQ7TTC0LH18", SKU: "0001", Term: "P1Y", Billing: "monthly", Quantity: 7}},
		answers{"GET /products/CFQ7TTC0LH18/skus/0001/availabilities": {shelf(sold("CFQ7TTC0K971", "commercial", "P1Y/monthly"))}})
	got := string(sent["scheduledNextTermInstructions"])
	if err != nil || !strings.Contains(got, `"promotionId":"promo"`) || !strings.Contains(got, `"customTermEndDate":"2027-06-30T00:00:00Z"`) ||
		!strings.Contains(got, `"availabilityId":"CFQ7TTC0K971"`) || !strings.Contains(got, `"quantity":7`) {
		t.Errorf("sent %s, %v", got, err)
	}
}
