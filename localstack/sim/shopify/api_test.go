package shopify_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
)

// pages reads all pages of a list, and gives the orders' ids and how many pages they took.
func (w *world) pages(path string) (ids []string, pages int) {
	w.t.Helper()
	for path != "" {
		status, header, body := w.do("GET", path, "")
		if status != 200 {
			w.t.Fatalf("%d %s", status, body)
		}
		for _, o := range parse[struct{ Orders []order }](w.t, body).Orders {
			ids = append(ids, o.ID.String())
		}
		pages++
		path = ""
		if link := header.Get("Link"); strings.HasSuffix(link, `rel="next"`) {
			path, _, _ = strings.Cut(strings.TrimPrefix(link, "<"), ">")
		}
		if pages == 1 { // a page begins where the last ended, whatever came in since
			w.must(w.Create(cart(1, true)))
		}
	}
	return ids, pages
}

func TestOrdersComeInPagesByTheHeaderLink(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	var first uint64
	for range 5 {
		if id := w.must(w.Create(cart(1, true))); first == 0 {
			first = id
		}
	}
	ids, pages := w.pages(orders + "?limit=2&status=any&updated_at_min=2026-03-01T12:00:00Z")
	if len(ids) != 5 || pages != 3 || ids[4] != strconv.FormatUint(first, 10) {
		t.Errorf("%v in %d pages", ids, pages)
	}
	ids, _ = w.pages(orders + fmt.Sprintf("?limit=2&since_id=%d", first))
	if len(ids) != 6 || ids[0] < strconv.FormatUint(first, 10) || ids[0] > ids[1] {
		t.Errorf("%v since %d", ids, first)
	}
	_, header, _ := w.do("GET", orders+"?limit=2&financial_status=paid", "")
	next, _, _ := strings.Cut(strings.TrimPrefix(header.Get("Link"), "<"), ">")
	w.want("GET", next+"&status=any", "", 400, "page_info") // the filters are in page_info, and nothing may stand beside it
	w.want("GET", orders+"?page_info=x", "", 400)
}

func TestAListIsFiltered(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	paid, cancelled := w.must(w.Create(cart(1, true))), w.must(w.Create(cart(1, false)))
	w.pass(time.Hour)
	w.ok(w.Cancel(shopify.Cancel{Order: cancelled}))
	for query, want := range map[string]int{
		"": 1, "status=open": 1, "status=any": 2, "status=cancelled": 1, "status=closed": 0,
		"status=any&financial_status=paid": 1, "status=any&updated_at_min=2026-03-01T13:30:00%2B01:00": 1, "status=any&updated_at_max=2026-03-01T12:30:00Z": 1,
		"status=any&created_at_min=2026-03-01T12:00:01Z": 0, fmt.Sprintf("status=any&ids=%d", paid): 1,
	} {
		body := w.want("GET", orders+"?"+query, "", 200)
		if n := len(parse[struct{ Orders []order }](t, body).Orders); n != want {
			t.Errorf("%s: %d", query, n)
		}
	}
	w.want("GET", orders+"?fields=id,name&limit=1", "", 200, fmt.Sprintf(`{"orders":[{"id":%d,"name":"#1001"}]}`, paid))
	for _, query := range []string{"limit=0", "limit=x", "status=eaten", "updated_at_min=yesterday", "since_id=x"} {
		w.want("GET", orders+"?"+query, "", 400, "errors")
	}
}

// Shopify documents that the last 60 days are shown, unless the app was granted more.
func TestOldOrdersAreHidden(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		w := open(t, func(o *shopify.Options) { o.All = all })
		id := w.must(w.Create(cart(1, true)))
		w.pass(61 * 24 * time.Hour)
		status, _, body := w.do("GET", fmt.Sprintf("/admin/api/2026-01/orders/%d.json", id), "")
		if (status == 200) != all || (status == 404) == all {
			t.Errorf("%v: %d %s", all, status, body)
		}
	}
}

// Shopify documents a bucket of 40 calls that leaks two a second, and Retry-After when it is full.
func TestTheBucketHoldsFortyCallsAndLeaksTwoASecond(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for n := range 40 {
		status, header, _ := w.do("GET", orders, "")
		if got := header.Get("X-Shopify-Shop-Api-Call-Limit"); status != 200 || got != fmt.Sprintf("%d/40", n+1) {
			t.Fatalf("call %d: %d, %s", n, status, got)
		}
	}
	status, header, body := w.do("GET", orders, "")
	if status != 429 || header.Get("Retry-After") != "2.0" || !strings.Contains(body, "Exceeded 2 calls per second") {
		t.Fatalf("%d %v %s", status, header, body)
	}
	w.pass(time.Second)
	w.want("GET", orders, "", 200)
	w.want("GET", orders, "", 200)
	w.want("GET", orders, "", 429)
}

func TestACallNeedsTheTokenAndARoute(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for _, value := range []string{"", "wrong"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+host+orders, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Shopify-Access-Token", value)
		res, err := w.client.Do(r)
		if err != nil || res.StatusCode != 401 {
			t.Errorf("%q: %v, %v", value, res, err)
		}
		_ = res.Body.Close()
	}
	for _, path := range []string{"/", "/admin/api/2026-02/orders.json", "/admin/api/2026-01/products.json", "/admin/api/2026-01/orders/x.json", "/admin/api/2026-01/orders/1.json"} {
		w.want("GET", path, "", 404, `{"errors":"Not Found"}`)
	}
}

func TestANoteIsToldOfLikeAnyChange(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/updated")
	id := w.must(w.Create(cart(1, true)))
	w.deliver()
	path := fmt.Sprintf("/admin/api/2026-01/orders/%d.json", id)
	w.pass(time.Minute)
	w.want("PUT", path, `{"order":{"note":"5 seats are ready","tags":"done","note_attributes":[{"name":"a","value":"b"}]}}`, 200, `"note":"5 seats are ready"`)
	w.want("PUT", path, `{`, 400)
	if all := w.deliver(); len(all) != 1 || !strings.Contains(all[0].body, `"note":"5 seats are ready"`) || !strings.Contains(all[0].body, `"tags":"done"`) {
		t.Errorf("%v", all)
	}
	if o := w.view(id); o.Updated != "2026-03-01T13:01:00+01:00" || o.Attributes[0].Value != "b" {
		t.Errorf("%+v", o)
	}
}

func TestRefundsAndSubscriptionsAreListed(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, true)))
	w.ok(w.Refund(shopify.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}, Note: "two too many"}))
	w.want("GET", fmt.Sprintf("/admin/api/2026-01/orders/%d/refunds.json", id), "", 200, `"note":"two too many"`, `"quantity":2`, `"kind":"refund"`, `"amount":"589.05"`)
	hooks := "/admin/api/2026-01/webhooks"
	w.must(w.Subscribe(shopify.Subscription{Topic: "orders/paid", Address: "https://app.example/hand", ByHand: true}))
	body := w.want("POST", hooks+".json", `{"webhook":{"topic":"orders/paid","address":"https://app.example/a"}}`, 201, `"topic":"orders/paid"`)
	w.want("POST", hooks+".json", `{"webhook":{"topic":"orders/paid","address":"https://app.example/a"}}`, 422, "already been taken")
	w.want("GET", hooks+".json", "", 200, "https://app.example/a")
	made := parse[struct{ Webhook struct{ ID uint64 } }](t, body).Webhook.ID
	w.want("DELETE", fmt.Sprintf("%s/%d.json", hooks, made), "", 200)
	w.want("DELETE", fmt.Sprintf("%s/%d.json", hooks, made), "", 404)
	w.want("GET", hooks+".json", "", 200, `{"webhooks":[]}`)
}

func TestPeopleDriveTheShopByTheControlInterface(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.want("POST", "/_sim/subscriptions", `{"topic":"orders/paid","address":"https://app.example/hook"}`, 201)
	body := w.want("POST", "/_sim/orders", `{"tax_percent":19,"lines":[{"sku":"A","quantity":2,"price":"10"}]}`, 201)
	id := parse[struct{ ID uint64 }](t, body).ID
	for _, c := range [][2]string{
		{"pay", `{"order":%d}`},
		{"edit", `{"order":%d,"sku":"A","quantity":3}`},
		{"refund", `{"order":%d,"lines":{"A":1}}`},
		{"dispute", `{"order":%d}`},
		{"cancel", `{"order":%d,"refund":true}`},
		{"resend", `{"order":%d,"topic":"orders/paid"}`},
	} {
		w.want("POST", "/_sim/"+c[0], fmt.Sprintf(c[1], id), 204)
	}
	w.want("POST", "/_sim/luck", `{"lose":10}`, 204)
	w.want("POST", "/_sim/rotate", `{"secret":"next"}`, 204)
	w.want("POST", "/_sim/emit", `{"topic":"orders/paid","body":{"id":820982911946154509}}`, 204)
	w.want("POST", "/_sim/deliver", "", 200, `"tried":3`)
	w.want("GET", "/_sim/deliveries", "", 200, `{\"id\":820982911946154509}`)
	w.want("GET", "/_sim/orders", "", 200, `"financial_status":"refunded"`)
	w.want("GET", "/_sim/subscriptions", "", 200, "orders/paid")
	w.want("POST", "/_sim/pay", `{"order":1}`, 400)
	w.want("POST", "/_sim/uninstall", "", 204)
	w.ok(w.Inject(control.Fault{Path: "/admin/*/*/*", Status: 503}))
	w.want("GET", orders, "", 503)
}
