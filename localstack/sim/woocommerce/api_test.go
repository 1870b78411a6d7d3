package woocommerce_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

// WooCommerce documents Basic authentication, the query, and keys that may only read.
func TestACallNeedsAKey(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for name, c := range map[string]struct {
		method, key, secret, query string
		status                     int
		part                       string
	}{
		"none":        {"GET", "", "", "", 401, "woocommerce_rest_cannot_view"},
		"unknown":     {"GET", "ck_x", "cs_1", "", 401, "Consumer key is invalid."},
		"secret":      {"GET", "ck_1", "cs_x", "", 401, "Consumer secret is invalid."},
		"query":       {"GET", "", "", "?consumer_key=ck_1&consumer_secret=cs_1", 200, "["},
		"only reads":  {"PUT", "ck_2", "cs_2", "", 401, "does not have write permissions"},
		"reads":       {"GET", "ck_2", "cs_2", "", 200, "["},
		"wrong query": {"GET", "", "", "?consumer_key=ck_1&consumer_secret=x", 401, "Consumer secret is invalid."},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, "https://"+host+orders+c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.key != "" {
			r.SetBasicAuth(c.key, c.secret)
		}
		res, err := w.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var body strings.Builder
		if err := res.Write(&body); err != nil || res.StatusCode != c.status || !strings.Contains(body.String(), c.part) {
			t.Errorf("%s: %s, %v", name, body.String(), err)
		}
	}
}

// WooCommerce documents ten to a page and the totals in headers.
func TestOrdersComeInCountedPages(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	var ids []int
	for range 12 {
		ids = append(ids, w.must(w.Create(cart(1, true))))
	}
	status, header, body := w.do("GET", orders, "")
	if all := parse[[]order](t, body); status != 200 || len(all) != 10 || all[0].ID != ids[11] || header.Get("X-WP-Total") != "12" || header.Get("X-WP-TotalPages") != "2" {
		t.Fatalf("%d %v", status, header)
	}
	if link := header.Get("Link"); link != `<https://shop.example/wp-json/wc/v3/orders?page=2>; rel="next"` {
		t.Error(link)
	}
	_, header, body = w.do("GET", orders+"?page=2&order=asc&orderby=id", "")
	if all := parse[[]order](t, body); len(all) != 2 || all[1].ID != ids[11] || !strings.HasSuffix(header.Get("Link"), `rel="prev"`) {
		t.Errorf("%v", header)
	}
	w.must(w.Create(cart(1, true))) // a page is counted from the newest: what was last on the first is first on the second
	if all := parse[[]order](t, w.want("GET", orders+"?page=2", "", 200)); all[0].ID != ids[2] {
		t.Errorf("%d", all[0].ID)
	}
	w.want("GET", orders+"?page=9", "", 200, "[]")
	for _, bad := range []string{"per_page=101", "per_page=0", "page=0", "orderby=price", "order=up", "modified_after=yesterday"} {
		w.want("GET", orders+"?"+bad, "", 400, "rest_invalid_param")
	}
}

// By the source a bound is exclusive, and without a zone it is the shop's own time unless dates_are_gmt says otherwise.
func TestTimesOfAListAreTheShopsUnlessSaidOtherwise(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.must(w.Create(cart(1, true))) // 12:00 GMT, 13:00 for the shop
	for query, want := range map[string]int{
		"modified_after=2026-03-01T11:59:59&dates_are_gmt=true": 1, "modified_after=2026-03-01T12:00:00&dates_are_gmt=true": 0,
		"modified_after=2026-03-01T12:59:59": 1, "modified_after=2026-03-01T13:00:00": 0, "modified_before=2026-03-01T13:00:01": 1,
		"modified_before=2026-03-01T12:30:00": 0, "modified_after=2026-03-01T11:59:59Z": 1, "modified_after=2026-03-01T12:00:00Z": 0,
		"after=2026-03-01T12:59:59": 1, "before=2026-03-01T13:00:00": 0, "status=processing": 1, "status=pending,on-hold": 0, "include=5": 0,
	} {
		if n := len(parse[[]order](t, w.want("GET", orders+"?"+query, "", 200))); n != want {
			t.Errorf("%s: %d", query, n)
		}
	}
}

func TestTheBinIsShownToThoseWhoAsk(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.ok(w.Bin(w.must(w.Create(cart(1, true)))))
	w.want("GET", orders, "", 200, "[]")
	w.want("GET", orders+"?status=trash", "", 200, `"status":"trash"`)
}

func TestAnOrderIsAnnotatedWithoutBeingToldAndChangedWithIt(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen("order.updated")
	path := orders + "/" + strconv.Itoa(w.must(w.Create(cart(1, true))))
	w.deliver()
	w.want("POST", path+"/notes", `{"note":"5 seats are ready"}`, 201, "5 seats are ready")
	w.want("POST", path+"/notes", `{}`, 400, "rest_missing_callback_param")
	w.want("GET", path+"/notes", "", 200, "5 seats are ready")
	if n := len(w.deliver()); n != 0 {
		t.Errorf("%d deliveries for a note", n)
	}
	w.pass(time.Minute)
	w.want("PUT", path, `{"status":"completed","customer_note":"n","meta_data":[{"key":"done","value":"yes"}]}`, 200, `"status":"completed"`, `"key":"done"`)
	if all := w.deliver(); len(all) != 1 || parse[order](t, all[0].body).Modified != "2026-03-01T12:01:00" {
		t.Errorf("%v", all)
	}
	w.want("PUT", path, `{"status":"trash"}`, 400)
	w.want("PUT", path, `{`, 400, "rest_invalid_json")
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.want("GET", orders+"/1", "", 404, "woocommerce_rest_shop_order_invalid_id")
	w.want("GET", root+"webhooks/1", "", 404, "woocommerce_rest_shop_webhook_invalid_id")
	for _, path := range []string{"/", root + "products", orders + "/x", root + "webhooks/1/2"} {
		w.want("GET", path, "", 404, "rest_no_route")
	}
	w.want("POST", root+"webhooks", `{"topic":"order.eaten","delivery_url":"https://app.example"}`, 400)
	body := w.want("POST", root+"webhooks", `{"topic":"order.updated","delivery_url":"https://app.example","secret":"very secret"}`, 201, "woocommerce_update_order")
	if strings.Contains(body, "very secret") {
		t.Error("a secret is shown")
	}
	w.want("GET", root+"webhooks/"+strconv.Itoa(w.Webhooks()[0].ID), "", 200, `"delivery_url":"https:\/\/app.example"`)
	for _, bad := range []woocommerce.Webhook{{Topic: "order.updated", URL: "x"}, {ID: 5, Topic: "order.updated", URL: hook}, {Topic: "order.updated", URL: hook, Status: "x"}} {
		if _, err := w.Save(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
