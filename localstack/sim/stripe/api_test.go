package stripe_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/stripe"
)

// Stripe documents the key as a bearer token, or as the user of Basic authentication.
func TestACallNeedsTheKey(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for value, want := range map[string]int{"Bearer " + key: 200, "Basic c2tfdGVzdF9leGFtcGxlOg==": 200, "Bearer x": 401, "": 401, key: 401} {
		if status, header, body := w.do("GET", "/v1/events", "", "Authorization", value); status != want || header.Get("Request-Id") == "" ||
			want == 401 && !strings.Contains(body, `"type": "invalid_request_error"`) {
			t.Errorf("%q: %d %s", value, status, body)
		}
	}
}

// Stripe documents 25 calls a second for a sandbox, and 100 live.
func TestASecondHasALimitOfCalls(t *testing.T) {
	t.Parallel()
	for live, limit := range map[bool]int{false: 25, true: 100} {
		w := open(t, func(o *stripe.Options) { o.Live = live })
		for range limit {
			w.want("GET", "/v1/events", "", 200)
		}
		status, header, body := w.do("GET", "/v1/events", "")
		if status != 429 || header.Get("Stripe-Rate-Limited-Reason") != "global-rate" || !strings.Contains(body, `"code": "rate_limit"`) {
			t.Errorf("%d %v %s", status, header, body)
		}
		w.pass(time.Second)
		w.want("GET", "/v1/events", "", 200)
	}
}

type page struct {
	Data []event
	More bool `json:"has_more"`
	URL  string
}

// Stripe documents pages by the ids of objects, from the newest, and thirty days of events.
func TestEventsComeInPagesFromTheNewest(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for range 6 {
		w.sell(cart("payment"))
	}
	var all []string
	for after, more := "", true; more; {
		p := parse[page](t, w.want("GET", "/v1/events?limit=5"+after, "", 200))
		for _, e := range p.Data {
			all = append(all, e.ID)
		}
		if len(all) == 5 {
			w.sell(cart("payment")) // what comes in at the front moves nothing
		}
		after, more = "&starting_after="+all[len(all)-1], p.More
	}
	first := w.Events()[0]["id"]
	if len(all) != 12 || all[11] != first {
		t.Errorf("%d events", len(all))
	}
	back := parse[page](t, w.want("GET", "/v1/events?limit=2&ending_before="+all[11], "", 200))
	if len(back.Data) != 2 || back.Data[1].ID != all[10] || !back.More || back.URL != "/v1/events" {
		t.Errorf("%+v", back)
	}
	if p := parse[page](t, w.want("GET", "/v1/events", "", 200)); len(p.Data) != 10 || !p.More {
		t.Errorf("%d to a page", len(p.Data))
	}
	w.want("GET", "/v1/events/"+all[0], "", 200, all[0])
	w.pass(30 * 24 * time.Hour)
	w.want("GET", "/v1/events/"+all[0], "", 404, "resource_missing")
	w.want("GET", "/v1/events", "", 200, `"data": []`)
}

func TestAListIsFiltered(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.sell(cart("payment"))
	at := w.clock().Unix()
	w.pass(time.Minute)
	w.sell(cart("subscription"))
	for query, want := range map[string]int{
		"type=invoice.paid": 1, "types[]=invoice.paid&types[]=charge.succeeded": 3,
		fmt.Sprintf("created[gt]=%d", at): 5, fmt.Sprintf("created[gte]=%d&limit=100", at): 7,
		fmt.Sprintf("created[lt]=%d", at): 0, fmt.Sprintf("created[lte]=%d", at): 2,
	} {
		if n := len(parse[page](t, w.want("GET", "/v1/events?"+query, "", 200)).Data); n != want {
			t.Errorf("%s: %d", query, n)
		}
	}
	if n := len(parse[page](t, w.want("GET", "/v1/checkout/sessions?status=complete", "", 200)).Data); n != 2 {
		t.Errorf("%d sessions", n)
	}
	for path, code := range map[string]string{
		"events?limit=0": "parameter_invalid_integer", "events?limit=101": "parameter_invalid_integer", "events?colour=red": "parameter_unknown",
		"events?created[gt]=x": "parameter_invalid_integer", "events?starting_after=evt_x": "resource_missing", "refunds?created[gt]=x": "integer",
		"checkout/sessions?created[gt]=x": "integer", "refunds?x=1": "parameter_unknown", "checkout/sessions?x=1": "parameter_unknown", "charges/x?y=1": "parameter_unknown",
	} {
		w.want("GET", "/v1/"+path, "", 400, code)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.sell(cart("payment"))
	for path, part := range map[string]string{
		"/v1/checkout/sessions/x": "No such checkout.session: 'x'", "/v1/charges/x": "No such charge", "/v1/subscriptions/x": "No such subscription",
		"/v1/coupons/x": "Unrecognized", "/v1/x/y/z": "Unrecognized", "/v1/checkout/sessions/" + id + "/x": "Unrecognized", "/v1/invoices/x": "No such invoice",
	} {
		w.want("GET", path, "", 404, part)
	}
	w.want("POST", "/v1/coupons", "", 404, "Unrecognized")
	w.want("POST", "/v1/subscriptions/x", "", 404, "No such subscription")
	w.want("DELETE", "/v1/events", "", 405)
}

// Stripe documents that metadata is merged, an empty value takes a key away, and a subscription's change is told of.
func TestMetadataIsMerged(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen("customer.subscription.updated")
	id := w.sell(cart("subscription"))
	path := "/v1/checkout/sessions/" + id
	w.want("POST", path, "metadata[status]=fulfilled&metadata[m365_order_kind]=", 200, `"status": "fulfilled"`)
	if o := w.session(id); len(o["metadata"].(map[string]any)) != 1 { //nolint:forcetypeassert // a test may end by it
		t.Errorf("%v", o["metadata"])
	}
	w.deliver()
	sub, _ := w.session(id)["subscription"].(string)
	w.want("POST", "/v1/subscriptions/"+sub, "metadata[seats]=5", 200, `"seats": "5"`, `"of": "subscription"`)
	if _, all := w.told(); len(all) != 1 || fmt.Sprint(all[0].Data.Previous) != "map[metadata:map[of:subscription]]" {
		t.Errorf("%v", all)
	}
	w.want("POST", path, "colour=red", 400, "parameter_unknown")
	w.want("POST", path, "a=%zz", 400)
}

// Stripe documents that a key's first answer is given again, a failure included, for a day, and that other parameters are refused.
func TestAnIdempotencyKeyGivesTheFirstAnswerAgain(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	path := "/v1/checkout/sessions/" + w.sell(cart("payment"))
	call := func(name, form string) (int, http.Header, string) {
		return w.do("POST", path, form, "Idempotency-Key", name)
	}
	_, _, first := call("a", "metadata[n]=1")
	w.want("POST", path, "metadata[n]=2", 200)
	status, header, again := call("a", "metadata[n]=1")
	if status != 200 || again != first || header.Get("Idempotent-Replayed") != "true" || header.Get("Idempotency-Key") != "a" {
		t.Errorf("%d %v", status, header)
	}
	w.want("GET", path, "", 200, `"n": "2"`) // it was not done again
	if status, _, body := call("a", "metadata[n]=3"); status != 400 || !strings.Contains(body, "idempotency_error") {
		t.Errorf("%d %s", status, body)
	}
	w.FailWrites(1)
	for range 2 {
		if status, _, _ := call("b", "metadata[n]=4"); status != 500 {
			t.Errorf("%d", status)
		}
	}
	w.want("GET", path, "", 200, `"n": "4"`) // it took effect all the same
	if status, _, _ := call("c", "colour=red"); status != 400 {
		t.Errorf("%d", status)
	}
	if status, _, _ := call("c", "metadata[n]=5"); status != 200 { // nothing was kept of what was refused
		t.Errorf("%d", status)
	}
	if status, _, _ := call(strings.Repeat("k", 256), "metadata[n]=6"); status != 400 {
		t.Errorf("%d", status)
	}
	w.pass(24 * time.Hour)
	if status, _, _ := call("a", "metadata[n]=7"); status != 200 {
		t.Errorf("%d a day later", status)
	}
}

func TestPeopleDriveTheAccountByTheControlInterface(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	e := parse[stripe.Endpoint](t, w.want("POST", "/_sim/endpoints", `{"url":"https://app.example/hook"}`, 201, `"secret":"whsec_`))
	w.want("POST", "/_sim/endpoints", `{"url":"ftp://x"}`, 400)
	w.want("POST", "/_sim/endpoints", `{"url":"https://x.example","secret":"plain"}`, 400)
	body := w.want("POST", "/_sim/sessions", `{"mode":"subscription","lines":[{"lookup_key":"A","quantity":2,"unit_amount":100}]}`, 201)
	id := parse[struct{ ID string }](t, body).ID
	for _, c := range [][2]string{
		{"complete", `{"session":%q,"delayed":true}`},
		{"settle", `{"session":%q}`},
		{"change", `{"session":%q,"lookup_key":"A","quantity":3,"unpaid":true}`},
		{"paylate", `{"session":%q}`},
		{"renew", `{"session":%q}`},
		{"refund", `{"session":%q,"amount":1}`},
		{"dispute", `{"session":%q,"reason":"duplicate"}`},
		{"decide", `{"session":%q,"won":true}`},
		{"end", `{"session":%q}`},
	} {
		w.want("POST", "/_sim/"+c[0], fmt.Sprintf(c[1], id), 204)
	}
	w.want("POST", "/_sim/expire", fmt.Sprintf(`{"session":%q}`, id), 400)
	w.want("POST", "/_sim/roll", fmt.Sprintf(`{"endpoint":%q,"secret":"whsec_next","hours":2}`, e.ID), 204)
	w.want("POST", "/_sim/luck", `{"lose":10}`, 204)
	w.want("POST", "/_sim/luck", `{"lose":-1}`, 400)
	w.want("POST", "/_sim/fail", `{"writes":1}`, 204)
	w.want("POST", "/_sim/resend", fmt.Sprintf(`{"event":%q}`, w.Events()[0]["id"]), 204)
	w.want("POST", "/_sim/deliver", "", 200, `{"tried":19}`)
	w.want("POST", "/_sim/enable", fmt.Sprintf(`{"endpoint":%q,"off":true}`, e.ID), 204)
	for _, name := range []string{"sessions", "events", "deliveries", "endpoints"} {
		w.want("GET", "/_sim/"+name, "", 200)
	}
}
