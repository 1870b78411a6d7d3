package shopify_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/storefront"
)

func sent(topic, body string) storefront.Delivery {
	return storefront.Delivery{
		Header: http.Header{"X-Shopify-Topic": {topic}, "X-Shopify-Shop-Domain": {host}, "X-Shopify-Event-Id": {"e"}, "X-Shopify-Webhook-Id": {"w"}},
		Body:   []byte(body), At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
	}
}

func TestWhichSecretSignedIsToldAndDoubledHeadersAreRefused(t *testing.T) {
	t.Parallel()
	const body, good = `"my secret message"`, "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI="
	for name, c := range map[string]struct {
		change func(http.Header)
		which  int
	}{
		"the second secret": {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", good) }, 1},
		"newer names": {func(h http.Header) {
			h.Set("Shopify-Hmac-Sha256", good)
			h.Set("Shopify-Shop-Domain", host)
			h.Del("X-Shopify-Shop-Domain")
		}, 1},
		"none": {func(http.Header) {}, -1},
		"two":  {func(h http.Header) { h["X-Shopify-Hmac-Sha256"] = []string{good, good} }, -1},
		"two in other case": {func(h http.Header) {
			h["X-Shopify-Hmac-Sha256"], h["x-shopify-hmac-sha256"] = []string{good}, []string{good}
		}, -1},
		"two, joined":          {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", good+","+good) }, -1},
		"an old and a new":     {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", good); h.Set("Shopify-Hmac-Sha256", good) }, -1},
		"no shop":              {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", good); h.Del("X-Shopify-Shop-Domain") }, -1},
		"two shops":            {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", good); h.Add("X-Shopify-Shop-Domain", host) }, -1},
		"a byte of it changed": {func(h http.Header) { h.Set("X-Shopify-Hmac-Sha256", "i"+good[1:]) }, -1},
	} {
		d := sent("orders/paid", body)
		c.change(d.Header)
		which, ping, err := shopify.Webhook{}.Verify(d, []string{"other", "hush"})
		if ping || (err == nil) != (c.which >= 0) || err == nil && which != c.which || err != nil && fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%s: %d, %v", name, which, err)
		}
	}
}

func TestADeliveryIsNamedByItsEvent(t *testing.T) {
	t.Parallel()
	if got := (shopify.Webhook{}).Label(sent("orders/paid", "{}")); got != (storefront.Label{Delivery: "w", Event: "e", Topic: "orders/paid", Shop: host}) {
		t.Errorf("%+v", got)
	}
}

func TestEachTopicSaysASaleOrWhatToLookUp(t *testing.T) {
	t.Parallel()
	whole := string(whole(t))
	for _, c := range []struct {
		topic, body string
		sales       int
		ask         string
		want        fault.Kind
	}{
		{"orders/paid", whole, 1, "", ""},
		{"orders/updated", whole, 1, "", ""},
		{"orders/edited", `{"order_edit":{"id":1,"order_id":820982911946154509,"line_items":{"additions":[],"removals":[]}}}`, 0, "820982911946154509", ""},
		{"refunds/create", `{"id":890088186047892319,"order_id":820982911946154509,"refund_line_items":[]}`, 0, "820982911946154509", ""},
		{"disputes/create", `{"id":1,"order_id":820982911946154509,"status":"needs_response"}`, 1, "", ""},
		{"disputes/update", `{"id":1,"order_id":820982911946154509,"status":"won"}`, 0, "", ""},
		{"disputes/create", `{"id":1,"order_id":null}`, 0, "", ""},
		{"refunds/create", `{"id":1}`, 0, "", fault.Malformed},
		{"refunds/create", `{"order_id":"../x"}`, 0, "", fault.Malformed},
		{"refunds/create", `{"order_id":1,"Order_id":2}`, 0, "", fault.Malformed},
		{"app/uninstalled", `{"id":1}`, 0, "", fault.Invalid},
		{"orders/delete", `{"id":1}`, 0, "", ""},
		{"products/update", `{"id":1}`, 0, "", ""},
		{"orders/paid", `{"id":1}`, 0, "", fault.Malformed},
		{"orders/paid", strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65), 0, "", fault.Malformed},
	} {
		r, err := shopify.Webhook{}.Read(sent(c.topic, c.body), connection(t))
		if fault.Of(err) != c.want || err == nil && (len(r.Sales) != c.sales || (len(r.Asks) == 1) != (c.ask != "") || c.ask != "" && r.Asks[0] != (storefront.Ask{What: "order", ID: c.ask})) {
			t.Errorf("%s %.60s: %+v, %v", c.topic, c.body, r, err)
		}
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Errorf("%s: %v is not put aside", c.topic, err)
		}
	}
}

func TestAWholeOrderBecomesASale(t *testing.T) {
	t.Parallel()
	r, err := shopify.Webhook{}.Read(sent("orders/paid", string(whole(t))), connection(t))
	if err != nil {
		t.Fatal(err)
	}
	s := r.Sales[0]
	if s.Order != "820982911946154508" || !s.Version.Equal(time.Date(2026, 11, 20, 13, 2, 13, 0, time.UTC)) || !s.Paid || !s.Whole || s.Currency != "EUR" ||
		len(s.Lines) != 2 || s.Lines[0].Price.Net.String() != "1237.5" || s.Lines[1].Seats != 0 || s.Customer.Domain != "northwinddemo01.onmicrosoft.com" ||
		s.Agreement == nil || s.Agreement.From != "203.0.113.17" || len(s.Doubts) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestOddOrdersArePutAside(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"id":1,"sku":"A","quantity":1},`, storefront.MaxLines)
	for name, body := range map[string][]byte{
		"no time":             change(t, `"updated_at":"2026-11-20T14:02:13+01:00"`, `"updated_at":"yesterday"`),
		"fewer than no seats": change(t, `"current_quantity":5`, `"current_quantity":-1`),
		"more than paid":      change(t, `"amount":"137.50"`, `"amount":"9999.00"`),
		"a negative price":    change(t, `"price":"275.00"`, `"price":"-1.00"`),
		"a price of words":    change(t, `"price":"275.00"`, `"price":"free"`),
		"a line twice":        change(t, `"id":141249953214522974`, `"id":866550311766439020`),
		"a line without id":   change(t, `"id":141249953214522974`, `"id":0`),
		"501 lines":           change(t, `"line_items":[`, `"line_items":[`+many),
		"an odd balance":      change(t, `"total_outstanding":"0.00"`, `"total_outstanding":"much"`),
	} {
		_, err := shopify.Webhook{}.Read(sent("orders/paid", string(body)), connection(t))
		if d, aside := storefront.Aside(err); !aside || d.Text == "" || d.Suggestion == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string][]byte{
		"outstanding":    change(t, `"total_outstanding":"0.00"`, `"total_outstanding":"0.01"`),
		"partially paid": change(t, `"financial_status":"paid"`, `"financial_status":"partially_paid"`),
	} {
		if r, err := (shopify.Webhook{}).Read(sent("orders/paid", string(body)), connection(t)); err != nil || r.Sales[0].Paid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("orders/paid", whole(f))
	f.Add("refunds/create", []byte(`{"order_id":1}`))
	f.Add("orders/edited", []byte(`{"order_edit":{"order_id":1}}`))
	c := connection(f)
	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		r, err := shopify.Webhook{}.Read(sent(topic, string(body)), c)
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Fatalf("%v", err)
		}
		if slices.ContainsFunc(r.Sales, func(s storefront.Sale) bool { return err == nil && s.Order == "" }) {
			t.Error("a sale of no order")
		}
	})
}

func TestSeatsAreWhatRefundsAndEditsHaveLeft(t *testing.T) {
	t.Parallel()
	refund := `"refunds":[{"id":1,"refund_line_items":[{"id":2,"line_item_id":866550311766439020,"quantity":2}]}]`
	for name, raw := range map[string][]byte{
		"edited down":                  change(t, `"current_quantity":5`, `"current_quantity":3`),
		"refunded, current count":      change(t, `"current_quantity":5`, `"current_quantity":3`, `"refunds":[]`, refund),
		"refunded, without that count": change(t, `"current_quantity":5,`, ``, `"refunds":[]`, refund),
	} {
		if r, err := (shopify.Webhook{}).Read(sent("orders/paid", string(raw)), connection(t)); err != nil || r.Sales[0].Lines[0].Seats != 3 {
			t.Errorf("%s: %+v, %v", name, r.Sales, err)
		}
	}
}
