package woocommerce_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

const vector = `{"id":727,"number":"727","status":"processing","date_modified_gmt":"2026-03-01T11:59:30","line_items":[{"id":315,"sku":"M365-BP-1Y-M","quantity":5}],` +
	`"meta_data":[{"id":9001,"key":"m365_tenant_domain","value":"contoso.onmicrosoft.com"}]}`

func sent(topic string, body []byte, signatures ...string) storefront.Delivery {
	return storefront.Delivery{
		Header: http.Header{"X-Wc-Webhook-Topic": {topic}, "X-Wc-Webhook-Source": {"https://shop.example/"}, "X-Wc-Webhook-Signature": signatures, "X-Wc-Webhook-Delivery-Id": {"same"}},
		Body:   body, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

func whole(tb testing.TB) []byte {
	tb.Helper()
	raw, err := os.ReadFile("testdata/paid.json")
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func change(t *testing.T, from, to string) []byte {
	t.Helper()
	raw := whole(t)
	if !bytes.Contains(raw, []byte(from)) {
		t.Fatalf("the sample has no %s", from)
	}
	return bytes.ReplaceAll(raw, []byte(from), []byte(to))
}

func TestSignaturesMadeElsewhereAreVerified(t *testing.T) {
	t.Parallel()
	const good = "nqAZKcPV0awe8m14Dj9LY3Jtjz4V13L+78qigkXL3y0="
	for name, c := range map[string]struct {
		secrets    []string
		signatures []string
		which      int
	}{
		"as it is":                  {[]string{"wc_doc_k&y_0001"}, []string{good}, 0},
		"the second":                {[]string{"x", "wc_doc_k&y_0001"}, []string{good}, 1},
		"as the shop's page has it": {[]string{"wc_doc_k&y_0001"}, []string{"lX0/aNHGjh0KQ8HHuoZXFrkjEh6H4SFNBEHKElYy86k="}, -1},
		"another secret":            {[]string{"wc_doc_k&amp;y_0001"}, []string{good}, -1},
		"two":                       {[]string{"wc_doc_k&y_0001"}, []string{good, good}, -1},
		"none":                      {[]string{"wc_doc_k&y_0001"}, nil, -1},
		"no secret":                 {[]string{""}, []string{good}, -1},
	} {
		which, ping, err := woocommerce.Webhook{}.Verify(sent("order.updated", []byte(vector), c.signatures...), c.secrets)
		if ping || (err == nil) != (c.which >= 0) || err == nil && which != c.which || err != nil && fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%s: %d, %v", name, which, err)
		}
	}
}

func TestOnlyATrialOfTheAddressNeedsNoSignature(t *testing.T) {
	t.Parallel()
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}
	for name, c := range map[string]struct {
		header http.Header
		body   string
		ping   bool
	}{
		"the trial":          {form, "webhook_id=12", true},
		"something behind":   {form, "webhook_id=12&x=1", false},
		"no form":            {http.Header{"Content-Type": {"application/json"}}, "webhook_id=12", false},
		"a form of an order": {form, vector, false},
		"with a topic":       {http.Header{"Content-Type": form["Content-Type"], "X-Wc-Webhook-Topic": {"order.updated"}}, "webhook_id=12", false},
	} {
		_, ping, err := woocommerce.Webhook{}.Verify(storefront.Delivery{Header: c.header, Body: []byte(c.body)}, []string{"s"})
		if ping != c.ping || (err == nil) != c.ping {
			t.Errorf("%s: %t, %v", name, ping, err)
		}
	}
}

func TestAWholeOrderBecomesASale(t *testing.T) {
	t.Parallel()
	c := connection()
	c.Names.Registration = "_billing_vat"
	r, err := woocommerce.Webhook{}.Read(sent("order.updated", whole(t)), c)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Sales[0]
	if s.Order != "727" || !s.Version.Equal(time.Date(2026, 3, 1, 11, 59, 30, 0, time.UTC)) || !s.Paid || !s.Unproven || s.Currency != "EUR" || s.Lines[0].Key != "315" ||
		s.Lines[0].Price.Net.String() != "1237.5" || s.Customer.Domain != "northwinddemo01.onmicrosoft.com" || s.Customer.Registration != "123456789" || len(s.Doubts) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestTheStatusSaysWhatIsPaidAndWhatEnded(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]struct{ paid, cancelled, refunded, failed bool }{
		"pending": {}, "on-hold": {}, "failed": {failed: true}, "processing": {paid: true}, "completed": {paid: true}, "packed": {paid: true},
		"cancelled": {paid: true, cancelled: true}, "trash": {paid: true, cancelled: true}, "refunded": {paid: true, refunded: true}, "checkout-draft": {},
	} {
		r, err := woocommerce.Webhook{}.Read(sent("order.updated", change(t, `"status":"processing"`, `"status":"`+status+`"`)), connection())
		if err != nil {
			t.Fatal(err)
		}
		if s := r.Sales[0]; s.Paid != want.paid || s.Ended.Cancelled.IsZero() == want.cancelled || s.Ended.Refunded.IsZero() == want.refunded || s.Failed != want.failed {
			t.Errorf("%s: %+v", status, s)
		}
	}
}

func TestRefundsAreLookedUpAndFullOnesKnownAtOnce(t *testing.T) {
	t.Parallel()
	for refunds, full := range map[string]bool{`[{"id":1,"reason":"","total":"-10.00"}]`: false, `[{"id":1,"total":"-1000.00"},{"id":2,"total":"-472.63"}]`: true} {
		r, err := woocommerce.Webhook{}.Read(sent("order.updated", change(t, `"refunds":[]`, `"refunds":`+refunds)), connection())
		if err != nil || len(r.Asks) != 1 || r.Asks[0] != (storefront.Ask{What: "order", ID: "727"}) || (len(r.Sales) == 1) != full || full && (r.Sales[0].Whole || r.Sales[0].Ended.Refunded.IsZero()) {
			t.Errorf("%s: %+v, %v", refunds, r, err)
		}
	}
}

func TestOddDeliveriesArePutAside(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"id":1,"sku":"A","quantity":1,"total":"1"},`, storefront.MaxLines)
	for name, d := range map[string]storefront.Delivery{
		"an unknown topic":    sent("action.wp_loaded", []byte(`{"id":727}`)),
		"no JSON":             sent("order.updated", []byte("<html>")),
		"deep":                sent("order.updated", []byte(strings.Repeat("[", 65)+strings.Repeat("]", 65))),
		"a key twice":         sent("order.updated", change(t, `"status":"processing"`, `"status":"pending","STATUS":"processing"`)),
		"no id":               sent("order.updated", change(t, `"id":727`, `"id":-727`)),
		"an id of digits":     sent("order.updated", change(t, `"id":727`, `"id":7.27`)),
		"no time":             sent("order.updated", change(t, `"date_modified_gmt":"2026-03-01T11:59:30"`, `"date_modified_gmt":null`)),
		"half a seat":         sent("order.updated", change(t, `"quantity":5`, `"quantity":0.5`)),
		"fewer than none":     sent("order.updated", change(t, `"quantity":5`, `"quantity":-5`)),
		"a negative total":    sent("order.updated", change(t, `"total":"1237.50"`, `"total":"-1237.50"`)),
		"a total of words":    sent("order.updated", change(t, `"total":"1237.50"`, `"total":"1.237,50"`)),
		"501 lines":           sent("order.updated", change(t, `"line_items":[`, `"line_items":[`+many)),
		"a line without id":   sent("order.updated", change(t, `"id":315`, `"id":"x"`)),
		"a refund of nothing": sent("order.updated", change(t, `"refunds":[]`, `"refunds":[{"total":"none"}]`)),
	} {
		_, err := woocommerce.Webhook{}.Read(d, connection())
		if a, aside := storefront.Aside(err); !aside || a.Suggestion == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole(f))
	f.Add([]byte(vector))
	f.Add([]byte(`{"id":1,"status":"x","date_modified_gmt":"2026-03-01T11:59:30Z","refunds":[{"total":"-1"}],"total":2,"meta_data":[{"key":1,"value":[]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := sent("order.updated", body)
		r, err := woocommerce.Webhook{}.Read(d, connection())
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Fatalf("%v", err)
		}
		if err == nil && woocommerce.Webhook.Label(woocommerce.Webhook{}, d).Event == "" {
			t.Error("a delivery without a name")
		}
		for _, s := range r.Sales {
			if err == nil && (s.Order == "" || s.Version.IsZero() && !s.Version.Equal(time.Time{})) {
				t.Error("a sale of no order")
			}
		}
	})
}

func TestWhatSaysNothingOfALicenceIsIgnored(t *testing.T) {
	t.Parallel()
	for _, topic := range []string{"order.deleted", "product.updated", "customer.created", "coupon.deleted"} {
		if r, err := (woocommerce.Webhook{}).Read(sent(topic, []byte(`{"id":727}`)), connection()); err != nil || r.Ignored == "" || len(r.Sales)+len(r.Asks) != 0 {
			t.Errorf("%s: %+v, %v", topic, r, err)
		}
	}
}

func TestAStateIsThePartBehindItsCountry(t *testing.T) {
	t.Parallel()
	r, err := woocommerce.Webhook{}.Read(sent("order.updated", whole(t)), connection())
	if err != nil || r.Sales[0].Customer.Address.State != "BE" {
		t.Errorf("%+v, %v", r.Sales, err)
	}
}
