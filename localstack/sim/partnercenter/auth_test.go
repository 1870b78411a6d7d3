package partnercenter_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestATokenIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.EnforceMFA = true })
	customer := w.buyer()
	for name, c := range map[string]struct {
		claims map[string]any
		status int
		code   int
	}{
		"another audience":      {map[string]any{"aud": "https://api.partner.microsoft.com"}, 401, 400},
		"the retired audience":  {map[string]any{"aud": "https://graph.windows.net"}, 401, 900420},
		"expired":               {map[string]any{"exp": w.now().Unix()}, 401, 0},
		"no second factor":      {map[string]any{"amr": []string{"pwd"}}, 401, 400},
		"an unknown partner":    {map[string]any{"tid": "33333333-3333-4333-8333-333333333333"}, 403, 900308},
		"another's customer":    {map[string]any{"tid": other}, 403, 20002},
		"an app without a user": {map[string]any{"oid": nil, "scp": nil, "amr": nil}, 403, 900329},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.in(t)
			token := w.sign(c.claims)
			a := w.do(http.MethodGet, "/v1/customers/"+customer+"/agreements", nil, header("Authorization", "Bearer "+token))
			if a.status != c.status || c.code == 0 && a.body != "" {
				t.Fatalf("got %d %q, want %d", a.status, a.body, c.status)
			}
			if c.code != 0 {
				a.want(c.status, c.code)
			}
		})
	}
}

func TestAnAppMayReadCustomersAndBuy(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.EnforceMFA = true })
	customer := w.buyer()
	w.token = w.sign(map[string]any{"oid": nil, "scp": nil, "amr": nil})
	w.do(http.MethodGet, "/v1/customers/"+customer, nil).want(200, 0)
	w.bought(customer, basic, 1, "P1Y", "annual")
}

func TestAForgedTokenIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for name, token := range map[string]string{
		"unsigned": "Bearer eyJhbGciOiJub25lIn0.e30.", "cut": "Bearer " + w.token[:len(w.token)-8], "none": "", "basic": "Basic eDp5",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.in(t)
			if a := w.do(http.MethodGet, "/v1/customers", nil, header("Authorization", token)); a.status != 401 {
				t.Fatalf("got %d", a.status)
			}
		})
	}
}

func TestATokenThatWasGoodDiesAtItsSecond(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.token = w.sign(map[string]any{"exp": w.now().Add(time.Hour).Unix()})
	w.pass(time.Hour - time.Second)
	w.do(http.MethodGet, "/v1/customers", nil).want(200, 0)
	w.pass(time.Second)
	w.do(http.MethodGet, "/v1/customers", nil).want(401, 0)
}

func TestRequiredHeadersAreRequired(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	body := newCustomer("headers.onmicrosoft.com")
	w.do(http.MethodPost, "/v1/customers", body, header("MS-RequestId", "")).want(400, 800002)
	w.do(http.MethodPost, "/v1/customers", body, header("MS-RequestId", "1")).want(400, 800002)
	w.do(http.MethodPost, "/v1/customers", body, header("MS-CorrelationId", "")).want(400, 800002)
	w.do(http.MethodPost, "/v1/customers", body, header("Accept", "text/html")).want(400, 800002)
	w.do(http.MethodPost, "/v1/customers", body, header("Content-Type", "text/plain")).want(415, 800002)
	w.do(http.MethodGet, "/v1/nothing", nil).want(404, 0)
	if n := len(w.sim.Customers()); n != 0 {
		t.Fatalf("%d customers were made", n)
	}
}

func TestACorrelationIDUsedTwiceIsCounted(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for range 2 {
		w.do(http.MethodGet, "/v1/customers", nil, header("MS-CorrelationId", "dddddddd-0000-4000-8000-000000000001")).want(200, 0)
	}
	if v := w.sim.Violations(); len(v) != 1 || v[0].What != "correlation id used twice" {
		t.Fatalf("violations: %v", v)
	}
}

func TestTheThrottleAnswersInItsOwnShapeAndGetsWorseWhenIgnored(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Throttle = partnercenter.DocumentedThrottle })
	customer := w.buyer()
	for range partnercenter.DocumentedThrottle {
		w.do(http.MethodGet, "/v1/customers", nil).want(200, 0)
	}
	a := w.do(http.MethodGet, "/v1/customers", nil).has(`"statusCode":429`)
	if a.status != 429 || a.header.Get("Retry-After") != "1" {
		t.Fatalf("got %d after %q", a.status, a.header.Get("Retry-After"))
	}
	w.do(http.MethodGet, "/v1/customers/"+customer+"/orders", nil).want(200, 0)
	for range 99 {
		a = w.do(http.MethodGet, "/v1/customers", nil)
	}
	if a.header.Get("Retry-After") != "12" {
		t.Fatalf("ignoring it 99 times makes the wait %q s", a.header.Get("Retry-After"))
	}
	w.pass(13 * time.Second)
	w.do(http.MethodGet, "/v1/customers", nil).want(200, 0)
}
