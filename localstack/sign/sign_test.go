package sign_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sign"
)

func TestSignaturesAreThoseThatThePlatformsPublish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme       sign.Scheme
		secret, body string
		id, want     string
		at           int64
	}{
		{sign.Shopify, "hush", `"my secret message"`, "", "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", 0},
		{sign.Shopify, "shpss_doc_example_0001", `{"company":"Łódź Ærø GmbH & Co. KG","qty":2}`, "", "//xdlKKd8OSZg6/KnXWGrOg8ecPCqu92lMK5Z66uKWo=", 0},
		{
			sign.WooCommerce, "wc_doc_k&y_0001", `{"id":727,"number":"727","status":"processing","date_modified_gmt":"2026-03-01T11:59:30","line_items":` +
				`[{"id":315,"sku":"M365-BP-1Y-M","quantity":5}],"meta_data":[{"id":9001,"key":"m365_tenant_domain","value":"contoso.onmicrosoft.com"}]}`,
			"", "nqAZKcPV0awe8m14Dj9LY3Jtjz4V13L+78qigkXL3y0=", 0,
		},
		{
			sign.Stripe, "whsec_doc_example_0001", `{"id":"evt_doc_0001","object":"event","api_version":"2026-01-28.clover","created":1772366400,` +
				`"type":"checkout.session.completed","data":{"object":{"id":"cs_test_doc_0001","object":"checkout.session","payment_status":"paid"}}}`,
			"", "t=1772366400,v1=727ef7b36a1a70592790be6b1471de5b475268e0d10a8b219412f5e9b8e0999e", 1772366400,
		},
		{
			sign.Standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", `{"test": 2432232314}`,
			"msg_p5jXN8AQM9LWM0D4loKWxJek", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 1614265330,
		},
	} {
		h := http.Header{}
		if c.id != "" {
			h.Set("Webhook-Id", c.id)
		}
		if err := sign.Sign(h, c.scheme, c.secret, []byte(c.body), time.Unix(c.at, 0)); err != nil || h.Get(string(c.scheme)) != c.want {
			t.Errorf("%s: %q, %v", c.scheme, h.Get(string(c.scheme)), err)
		}
		if got, ok := sign.Of(h); !ok || got != c.scheme {
			t.Errorf("%s is taken for %s", c.scheme, got)
		}
	}
}

func TestNothingIsSignedWithoutASecretOrAName(t *testing.T) {
	t.Parallel()
	named := http.Header{"Webhook-Id": {"msg_1"}}
	for name, err := range map[string]error{
		"no secret":      sign.Sign(http.Header{}, sign.Shopify, "", nil, time.Time{}),
		"no base64":      sign.Sign(named, sign.Standard, "whsec_?", nil, time.Time{}),
		"no id":          sign.Sign(http.Header{}, sign.Standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", nil, time.Time{}),
		"unknown scheme": sign.Sign(http.Header{}, "X-Other", "secret", nil, time.Time{}),
	} {
		if err == nil {
			t.Errorf("%s: is signed", name)
		}
	}
}

func TestADeliveryWithoutASignatureHasNoScheme(t *testing.T) {
	t.Parallel()
	if s, ok := sign.Of(http.Header{"Content-Type": {"application/json"}}); ok {
		t.Error(s)
	}
}
