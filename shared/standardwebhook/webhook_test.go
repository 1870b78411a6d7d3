package standardwebhook_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/standardwebhook"
	"github.com/seatwright/seatwright/shared/storefront"
)

const (
	public     = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	publicBody = `{"test": 2432232314}`
	publicSign = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	secretA    = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	secretB    = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
	ours       = `{"type":"order.paid","timestamp":"2026-03-01T12:00:00Z","data":{"id":"ord_doc_0001"}}`
	signA      = "v1,+L/QOvtfCRKbVuoatFU3dw+7rLlNoY+46igD5ssVt1E="
	signB      = "v1,944u3lAQF502x8SKCe1KutCVXfMF/cjw9CeBHHDYyhc="
)

func sent(id string, stamp int64, body, signature string) storefront.Delivery {
	return storefront.Delivery{
		Header: http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {strconv.FormatInt(stamp, 10)}, "Webhook-Signature": {signature}},
		Body:   []byte(body), At: time.Unix(stamp, 0),
	}
}

func verify(d storefront.Delivery, secrets ...string) string {
	which, ping, err := standardwebhook.Webhook{}.Verify(d, secrets)
	if err != nil {
		return string(fault.Of(err))
	}
	return fmt.Sprint(which, ping)
}

func TestSignaturesMadeElsewhereAreVerified(t *testing.T) {
	t.Parallel()
	const refused = string(fault.Unauthenticated)
	of := func(signature string) storefront.Delivery {
		return sent("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, publicBody, signature)
	}
	for name, c := range map[string]struct{ got, want string }{
		"the published":               {verify(of(publicSign), public), "0 false"},
		"a key that was not decoded":  {verify(of("v1,ELhqG0Ku1gwOc1f4jyKdp3SFGFLAOdJ9bvpWLciCakI="), public), refused},
		"the whole secret as key":     {verify(of("v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg="), public), refused},
		"of public keys alone":        {verify(of("v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="), public), refused},
		"another version":             {verify(of("v2"+publicSign[2:]), public), refused},
		"ours by A":                   {verify(sent("msg_doc_0001", 1772366400, ours, signA), secretA, secretB), "0 false"},
		"ours by B":                   {verify(sent("msg_doc_0001", 1772366400, ours, signB), secretA, secretB), "1 false"},
		"by both, while rotating":     {verify(sent("msg_doc_0001", 1772366400, ours, signB+" "+signA), secretA), "0 false"},
		"another id":                  {verify(sent("msg_doc_0002", 1772366400, ours, signA), secretA), refused},
		"another time":                {verify(sent("msg_doc_0001", 1772366401, ours, signA), secretA), refused},
		"a byte more":                 {verify(sent("msg_doc_0001", 1772366400, ours+" ", signA), secretA), refused},
		"a secret that is not base64": {verify(sent("msg_doc_0001", 1772366400, ours, signA), "whsec_?"), string(fault.Unavailable)},
		"an empty secret":             {verify(sent("msg_doc_0001", 1772366400, ours, signA), "whsec_"), string(fault.Unavailable)},
		"a secret of 23 bytes":        {verify(sent("msg_doc_0001", 1772366400, ours, signA), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY="), string(fault.Unavailable)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

func TestADeliveryIsGoodForFiveMinutesAndItsHeadersComeOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*storefront.Delivery)
		ok     bool
	}{
		"300 s ago":       {func(d *storefront.Delivery) { d.At = d.At.Add(300 * time.Second) }, true},
		"301 s ago":       {func(d *storefront.Delivery) { d.At = d.At.Add(301 * time.Second) }, false},
		"300 s ahead":     {func(d *storefront.Delivery) { d.At = d.At.Add(-300 * time.Second) }, true},
		"301 s ahead":     {func(d *storefront.Delivery) { d.At = d.At.Add(-301 * time.Second) }, false},
		"a time of words": {func(d *storefront.Delivery) { d.Header["Webhook-Timestamp"] = []string{"now"} }, false},
		"two signatures":  {func(d *storefront.Delivery) { d.Header["Webhook-Signature"] = []string{signA, signA} }, false},
		"two ids":         {func(d *storefront.Delivery) { d.Header["webhook-id"] = []string{"msg_doc_0001"} }, false},
		"no id":           {func(d *storefront.Delivery) { delete(d.Header, "Webhook-Id") }, false},
		"in small letters": {func(d *storefront.Delivery) {
			d.Header["webhook-id"] = d.Header["Webhook-Id"]
			delete(d.Header, "Webhook-Id")
		}, true},
	} {
		d := sent("msg_doc_0001", 1772366400, ours, signA)
		c.change(&d)
		if got := verify(d, secretA); (got == "0 false") != c.ok {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestASecretIsCheckedWhenItIsSetUp(t *testing.T) {
	t.Parallel()
	for secret, ok := range map[string]bool{secretA: true, public: true, "whsec_?": false, "": false, "whsec_AAECAwQF": false} {
		if err := partner.CheckSecret(partner.Standard, secret); (err == nil) != ok || err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", secret, err)
		}
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

func read(t *testing.T, pairs ...string) (storefront.Reading, error) {
	t.Helper()
	raw := whole(t)
	for p := range slices.Chunk(pairs, 2) {
		if !bytes.Contains(raw, []byte(p[0])) {
			t.Fatalf("the sample has no %s", p[0])
		}
		raw = bytes.ReplaceAll(raw, []byte(p[0]), []byte(p[1]))
	}
	return standardwebhook.Webhook{}.Read(sent("msg_1", 1772366400, string(raw), ""), partner.Connection{})
}

func TestAWholeOrderBecomesASale(t *testing.T) {
	t.Parallel()
	r, err := read(t)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Sales[0]
	if s.Order != "1001" || !s.Version.Equal(time.Date(2026, 3, 1, 11, 59, 30, 0, time.UTC)) || !s.Paid || s.Renewal != storefront.RenewalOn || s.Ended != (storefront.Ended{}) ||
		s.Lines[0].Seats != 5 || s.Lines[0].Price.Net.String() != "1237.5" || s.Customer.Domain != "northwinddemo01.onmicrosoft.com" || s.Customer.Address.PostalCode != "10115" || len(s.Doubts) != 0 {
		t.Errorf("%+v", s)
	}
	d := sent("msg_1", 1772366400, string(whole(t)), "")
	if got := (standardwebhook.Webhook{}).Label(d); got != (storefront.Label{Event: "msg_1", Topic: "order.paid"}) {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct {
		from, to string
		check    func(storefront.Sale) bool
	}{
		{`"cancelled":false`, `"cancelled":true`, func(s storefront.Sale) bool { return s.Ended.Cancelled.Equal(s.Version) }},
		{`"refunded":false`, `"refunded":true`, func(s storefront.Sale) bool { return s.Ended.Refunded.Equal(s.Version) }},
		{`"disputed":false`, `"disputed":true`, func(s storefront.Sale) bool { return s.Ended.Disputed.Equal(s.Version) }},
		{`"status":"paid"`, `"status":"payment_failed"`, func(s storefront.Sale) bool { return !s.Paid && s.Failed }},
		{`"renews":true`, `"renews":false`, func(s storefront.Sale) bool { return s.Renewal == storefront.RenewalOff }},
		{`,"renews":true`, ``, func(s storefront.Sale) bool { return s.Renewal == "" }},
		{`"net":"1237.50"`, `"net":1237.5`, func(s storefront.Sale) bool { return s.Lines[0].Price.Net.String() == "1237.5" }},
		{`"net":"1237.50"`, `"net":null`, func(s storefront.Sale) bool { return s.Lines[0].Price == nil }},
		{`"id":"1001"`, `"id":820982911946154509`, func(s storefront.Sale) bool { return s.Order == "820982911946154509" }},
	} {
		if r, err := read(t, c.from, c.to); err != nil || !c.check(r.Sales[0]) {
			t.Errorf("%s: %+v, %v", c.to, r.Sales, err)
		}
	}
}

func TestOddDeliveriesArePutAside(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"id":"x","sku":"A","seats":1},`, storefront.MaxLines)
	for _, c := range [][2]string{
		{`"type":"order.paid"`, `"type":"invoice.paid"`},
		{`"version":"2026-03-01T11:59:30Z"`, `"version":"2026"`},
		{`"id":"1001"`, `"id":""`},
		{`"id":"1001"`, `"id":"a b"`},
		{`"seats":5`, `"seats":-5`},
		{`"seats":5`, `"seats":"five"`},
		{`"net":"1237.50"`, `"net":"-1"`},
		{`"id":"1","sku"`, `"id":"","sku"`},
		{`"lines":[`, `"lines":[{"id":"1","seats":1},`},
		{`"lines":[`, `"lines":[` + many},
		{`"test":false`, `"test":false,"Test":true`},
		{`"data":{`, `"data":[],"was":{`},
	} {
		_, err := read(t, c[0], c[1])
		if d, aside := storefront.Aside(err); !aside || d.Suggestion == "" {
			t.Errorf("%.60s: %v", c[1], err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole(f))
	f.Add([]byte(ours))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := standardwebhook.Webhook{}.Read(sent("msg_1", 1772366400, string(body), ""), partner.Connection{})
		if _, aside := storefront.Aside(err); err != nil && !aside {
			t.Fatalf("%v", err)
		}
		if err == nil && (r.Sales[0].Order == "" || !r.Sales[0].Whole) {
			t.Errorf("%+v", r)
		}
	})
}
