package sign_test

import (
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/sign"
)

func TestAnotherDeliveryHasAnotherOrderAndEventAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"id":727,"number":"727","total":"1727.00","price":727.50}`, `{"id":100,"number":"100","total":"1727.00","price":727.50}`},
		{`{"id":820982911946154508,"gid":"gid://shopify/Order/820982911946154508"}`, `{"id":100000000000000000,"gid":"gid://shopify/Order/100000000000000000"}`},
		{`{"id":"evt_doc_0001","data":{"object":{"id":"cs_1"}}}`, `{"id":"evt_doc_dddddddddddddddddd","data":{"object":{"id":"cs_1"}}}`},
		{`{"type":"order.updated","data":{"id":"1001"}}`, `{"type":"order.updated","data":{"id":"1001dddddddddddddddddd"}}`},
		{`{"id":1,"domain":"NorthwindDemo01.onmicrosoft.com"}`, `{"id":1,"domain":"shopdddddddddddddddddd.onmicrosoft.com"}`},
		{`{"name":"nothing to renew"}`, `{"name":"nothing to renew"}`},
		{`no JSON`, `no JSON`},
	} {
		h := http.Header{"Webhook-Id": {"msg_1"}, "X-Shopify-Event-Id": {"1"}, "X-Wc-Webhook-Delivery-Id": {"2"}, "X-Wc-Webhook-Id": {"3"}, "X-Shopify-Topic": {"orders/paid"}}
		if got := sign.Renew(h, c.body, "dddddddddddddddddd"); got != c.want {
			t.Errorf("%s\nbecame %s\nwant   %s", c.body, got, c.want)
		}
		for name, want := range map[string]string{"Webhook-Id": "msg_dddddddddddddddddd", "X-Shopify-Event-Id": "msg_dddddddddddddddddd", "X-Shopify-Topic": "orders/paid", "X-Wc-Webhook-Id": "3"} {
			if h.Get(name) != want {
				t.Errorf("%s is %s, want %s", name, h.Get(name), want)
			}
		}
	}
}
