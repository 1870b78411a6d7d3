package docs_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/docs"
)

const (
	paid    = `{"id":820982911946154508,"name":"#1001"}`
	toShop  = "/v1/hooks/shopify/con_1"
	expired = "t=1,v1=00"
)

// row gives the row of a delivery, without tags.
func row(t *testing.T, d *docs.Docs, number string) string {
	t.Helper()
	page := call(t, d, http.MethodGet, "/docs/deliveries", "").Body.String()
	_, rest, found := strings.Cut(page, `<tr data-number="`+number+`">`)
	if !found {
		t.Fatalf("no delivery %s: %s", number, page)
	}
	row, _, _ := strings.Cut(rest, "</tr>")
	return row
}

func want(t *testing.T, row string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(row, w) {
			t.Errorf("want %q in %s", w, row)
		}
	}
}

func TestADeliveryIsShownWithTheDecisionAndWhatBecameOfItsOrder(t *testing.T) {
	t.Parallel()
	d := open(t)
	if w := call(t, d, http.MethodPost, toShop, paid, "X-Shopify-Topic", "orders/paid", "X-Shopify-Event-Id", "event-1"); !strings.Contains(w.Body.String(), "placed") {
		t.Fatalf("the answer does not come through: %s", w.Body)
	}
	want(t, row(t, d, "1"), "shopify", "con_1", "orders/paid", "event-1", "placed", "order of con_1 820982911946154508", "200")

	call(t, d, http.MethodPost, toShop, `{"id":1}`, "X-Shopify-Topic", "orders/paid", "X-Shopify-Event-Id", "event-1")
	want(t, row(t, d, "2"), "duplicate of 1; placed")
	call(t, d, http.MethodPost, toShop, paid, "X-Shopify-Topic", "orders/updated", "X-Shopify-Event-Id", "event-2")
	want(t, row(t, d, "3"), "duplicate of 1")
	call(t, d, http.MethodPost, toShop, `{"id":2}`, "X-Shopify-Topic", "orders/cancelled", "X-Shopify-Event-Id", "event-1")
	if r := row(t, d, "4"); strings.Contains(r, "duplicate") {
		t.Errorf("another topic of the event is no duplicate: %s", r)
	}
	call(t, d, http.MethodPost, "/v1/hooks/shopify/con_odd", `{"title":"<script>alert(1)</script>"}`)
	if r := row(t, d, "5"); strings.Contains(r, "order of con_odd") {
		t.Errorf("a stranger learns of an order: %s", r)
	}
	want(t, row(t, d, "5"), "401", "Unauthorized; the signature is not the body&#39;s", "&lt;script&gt;")
}

func TestADeliveryIsSentAgainAsItWas(t *testing.T) {
	t.Parallel()
	d := open(t)
	call(t, d, http.MethodPost, toShop, paid, "X-Shopify-Topic", "orders/paid", "X-Shopify-Hmac-Sha256", "signature")
	if w := call(t, d, http.MethodPost, "/docs/deliveries/1", ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/docs/deliveries" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want(t, row(t, d, "2"), "duplicate of 1", "X-Shopify-Hmac-Sha256: signature")
	if w := call(t, d, http.MethodPost, "/docs/deliveries/3", ""); w.Code != http.StatusNotFound {
		t.Errorf("one that never came: %d", w.Code)
	}
}

func TestASignatureThatIsGoodForMinutesIsMadeAnew(t *testing.T) {
	t.Parallel()
	d := open(t)
	const body = `{"id":"evt_doc_0001","object":"event","api_version":"2026-01-28.clover","created":1772366400,` +
		`"type":"checkout.session.completed","data":{"object":{"id":"cs_test_doc_0001","object":"checkout.session","payment_status":"paid"}}}`
	call(t, d, http.MethodPost, toShop, body, "Stripe-Signature", expired)
	call(t, d, http.MethodPost, "/docs/deliveries/1", "")
	want(t, row(t, d, "2"), "t=1772366400,v1=727ef7b36a1a70592790be6b1471de5b475268e0d10a8b219412f5e9b8e0999e", "duplicate of 1",
		"order of con_1 cs_test_doc_0001", "checkout.session.completed", "evt_doc_0001")
	call(t, d, http.MethodPost, "/v1/hooks/shopify/con_2", body, "Stripe-Signature", expired)
	if w := call(t, d, http.MethodPost, "/docs/deliveries/3", ""); w.Code != http.StatusConflict {
		t.Errorf("of a connection without a secret: %d %s", w.Code, w.Body)
	}
}

func TestOnlyTheLastHundredDeliveriesAreKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	for range 101 {
		call(t, d, http.MethodPost, toShop, "")
	}
	page := call(t, d, http.MethodGet, "/docs/deliveries", "").Body.String()
	if n := strings.Count(page, "data-number"); n != 100 || strings.Contains(page, `data-number="1"`) || !strings.Contains(page, `data-number="101"`) {
		t.Errorf("%d are shown", n)
	}
}
