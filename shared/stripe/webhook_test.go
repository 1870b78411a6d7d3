package stripe_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/stripe"
)

const (
	vector = `{"id":"evt_doc_0001","object":"event","api_version":"2026-01-28.clover","created":1772366400,"type":"checkout.session.completed",` +
		`"data":{"object":{"id":"cs_test_doc_0001","object":"checkout.session","payment_status":"paid"}}}`
	secret = "whsec_doc_example_0001"
	good   = "727ef7b36a1a70592790be6b1471de5b475268e0d10a8b219412f5e9b8e0999e"
)

func sign(key string, at time.Time, body string) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(stamp + "." + body))
	return "t=" + stamp + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

func sent(body string, signatures ...string) storefront.Delivery {
	return storefront.Delivery{Header: http.Header{"Stripe-Signature": signatures}, Body: []byte(body), At: now()}
}

func TestSignaturesMadeElsewhereAreVerified(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header []string
		which  int
	}{
		"as documented":               {[]string{"t=1772366400,v1=" + good}, 0},
		"several, some unreadable":    {[]string{"t=1772366400,v1=00,v0=aa,v1=" + good}, 0},
		"while a secret is rolled":    {[]string{sign("whsec_new", now(), vector) + ",v1=" + good}, 0},
		"by the second secret":        {[]string{sign("whsec_old", now(), vector)}, 1},
		"with blanks":                 {[]string{"t=1772366400, v1=" + good}, 0},
		"300 s ago":                   {[]string{sign(secret, now().Add(-300*time.Second), vector)}, 0},
		"301 s ago":                   {[]string{sign(secret, now().Add(-301*time.Second), vector)}, -1},
		"300 s ahead":                 {[]string{sign(secret, now().Add(300*time.Second), vector)}, 0},
		"301 s ahead":                 {[]string{sign(secret, now().Add(301*time.Second), vector)}, -1},
		"an hour ago":                 {[]string{sign(secret, now().Add(-time.Hour), vector)}, -1},
		"31 days ago":                 {[]string{sign(secret, now().Add(-31*24*time.Hour), vector)}, -1},
		"only v0":                     {[]string{"t=1772366400,v0=" + good}, -1},
		"no time":                     {[]string{"v1=" + good}, -1},
		"two times":                   {[]string{"t=1772366400,v1=" + good + ",t=1772366400"}, -1},
		"a time of words":             {[]string{"t=now,v1=" + good}, -1},
		"twice":                       {[]string{"t=1772366400,v1=" + good, "t=1772366400,v1=" + good}, -1},
		"none":                        {nil, -1},
		"of base64":                   {[]string{"t=1772366400,v1=cn73s2oacFkCeQ=="}, -1},
		"the secret without its head": {[]string{sign("doc_example_0001", now(), vector)}, -1},
	} {
		which, ping, err := stripe.Webhook{}.Verify(sent(vector, c.header...), []string{secret, "whsec_old"})
		if ping || (err == nil) != (c.which >= 0) || err == nil && which != c.which || err != nil && fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%s: %d, %v", name, which, err)
		}
	}
	for name, d := range map[string]storefront.Delivery{"a byte more": sent(vector+" ", "t=1772366400,v1="+good), "an empty body": sent("", sign(secret, now(), ""))} {
		if _, _, err := (stripe.Webhook{}).Verify(d, []string{secret, ""}); fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnEventIsNamedByItsSignedID(t *testing.T) {
	t.Parallel()
	if got := (stripe.Webhook{}).Label(sent(file(t, "completed"))); got != (storefront.Label{Event: "evt_1Sample", Topic: "checkout.session.completed"}) {
		t.Errorf("%+v", got)
	}
	if got := (stripe.Webhook{}).Label(sent("{")); got != (storefront.Label{}) {
		t.Errorf("%+v", got)
	}
}

func TestEachEventSaysWhatToLookUp(t *testing.T) {
	t.Parallel()
	event := func(kind, object string) string {
		return `{"id":"evt_1","object":"event","type":"` + kind + `","data":{"object":` + object + `}}`
	}
	for _, c := range []struct {
		body string
		ask  storefront.Ask
		want fault.Kind
	}{
		{file(t, "completed"), storefront.Ask{What: "session", ID: "cs_test_a1Sample"}, ""},
		{event("checkout.session.async_payment_failed", `{"id":"cs_1","mode":"payment"}`), storefront.Ask{What: "session", ID: "cs_1"}, ""},
		{event("checkout.session.completed", `{"id":"cs_1","mode":"subscription","subscription":"sub_1"}`), storefront.Ask{What: "subscription", ID: "sub_1"}, ""},
		{event("invoice.paid", `{"id":"in_1","subscription":"sub_1"}`), storefront.Ask{What: "subscription", ID: "sub_1"}, ""},
		{event("invoice.paid", `{"id":"in_1","parent":{"subscription_details":{"subscription":{"id":"sub_1"}}}}`), storefront.Ask{What: "subscription", ID: "sub_1"}, ""},
		{event("invoice.payment_failed", `{"id":"in_1","parent":null}`), storefront.Ask{}, ""},
		{event("customer.subscription.deleted", `{"id":"sub_1","status":"canceled"}`), storefront.Ask{What: "subscription", ID: "sub_1"}, ""},
		{event("charge.refunded", `{"id":"ch_1","payment_intent":"pi_1"}`), storefront.Ask{What: "payment", ID: "pi_1"}, ""},
		{event("charge.dispute.created", `{"id":"du_1","charge":"ch_1","payment_intent":"pi_1"}`), storefront.Ask{What: "payment", ID: "pi_1"}, ""},
		{event("charge.refunded", `{"id":"ch_1","payment_intent":null}`), storefront.Ask{}, ""},
		{event("payout.paid", `{"id":"po_1"}`), storefront.Ask{}, ""},
		{event("charge.succeeded", `{"id":"ch_1","payment_intent":"pi_1"}`), storefront.Ask{}, ""},
		{event("", `{"id":"po_1"}`), storefront.Ask{}, fault.Invalid},
		{event("charge.refunded", `{"payment_intent":"../x"}`), storefront.Ask{}, fault.Malformed},
		{`{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.error_report_triggered"}`, storefront.Ask{}, fault.Malformed},
		{`{"id":"evt_1","object":"event","ID":"evt_2"}`, storefront.Ask{}, fault.Malformed},
		{strings.Repeat("[", 65) + strings.Repeat("]", 65), storefront.Ask{}, fault.Malformed},
		{"[]", storefront.Ask{}, fault.Malformed},
	} {
		r, err := stripe.Webhook{}.Read(sent(c.body), connection())
		if fault.Of(err) != c.want || err == nil && (len(r.Sales) != 0 || (c.ask == storefront.Ask{}) != (r.Ignored != "") || r.Ignored == "" && r.Asks[0] != c.ask) {
			t.Errorf("%.80s: %+v, %v", c.body, r, err)
		}
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Errorf("%v is not put aside", err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file(f, "completed")))
	f.Add([]byte(vector))
	f.Add([]byte(`{"id":"e","object":"event","type":"invoice.paid","data":{"object":{"subscription":{"id":1},"parent":[]}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := stripe.Webhook{}.Read(sent(string(body)), connection())
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Fatalf("%v", err)
		}
		if err == nil && r.Ignored == "" && (len(r.Asks) != 1 || strings.ContainsAny(r.Asks[0].ID, "/?#. ") || r.Asks[0].ID == "") {
			t.Errorf("%+v", r)
		}
	})
}

func FuzzSignature(f *testing.F) {
	f.Add("t=1772366400,v1=" + good)
	f.Add("t=1772366400,v1=00,v0=aa,v1=zz,,=,t")
	f.Fuzz(func(t *testing.T, header string) {
		if _, err := stripe.Verify([]string{"whsec_not_the_signer"}, []byte(vector), header, now()); fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%q: %v", header, err)
		}
	})
}
