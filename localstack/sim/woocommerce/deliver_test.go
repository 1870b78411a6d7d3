package woocommerce_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

func signed(key, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// By the source a ping is a form with the webhook's id and nothing else, and anything but 200 leaves the webhook as it is.
func TestAWebhookIsActiveOnceItsPingWasAnswered(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Save(woocommerce.Webhook{Topic: "order.updated", URL: hook, Secret: "s"}))
	w.must(w.Create(cart(1, true))) // nobody is told: it is not active yet
	w.status = 202
	all := w.deliver()
	if len(all) != 1 || all[0].body != "webhook_id="+strconv.Itoa(id) || all[0].header.Get("Content-Type") != "application/x-www-form-urlencoded" || len(all[0].header) != 2 {
		t.Fatalf("%v", all)
	}
	if w.Webhooks()[0].Status != "disabled" {
		t.Error("active after 202")
	}
	w.status = 200
	w.must(w.Save(woocommerce.Webhook{ID: id, Topic: "order.updated", URL: hook, Secret: "s"}))
	if w.deliver(); w.Webhooks()[0].Status != "active" {
		t.Error("not active after 200")
	}
}

// By the source: the headers whole, the secret's entities decoded, and the body as PHP writes it.
func TestADeliveryIsSignedOverWhatPHPWrites(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Save(woocommerce.Webhook{Topic: "order.created", URL: hook, Secret: "a&amp;b&quot;"}))
	w.deliver()
	in := cart(1, true)
	in.Note = "Łódź 😀 a/b"
	w.must(w.Create(in))
	g := w.deliver()[0]
	h := map[string]string{}
	for name := range g.header {
		h[name] = g.header.Get(name)
	}
	want := map[string]string{
		"Content-Type": "application/json", "User-Agent": "WooCommerce/10.4.2 Hookshot (WordPress/6.9)", "X-Wc-Webhook-Source": "https://shop.example/",
		"X-Wc-Webhook-Topic": "order.created", "X-Wc-Webhook-Resource": "order", "X-Wc-Webhook-Event": "created", "X-Wc-Webhook-Id": strconv.Itoa(id),
		"X-Wc-Webhook-Signature": signed(`a&b"`, g.body), "X-Wc-Webhook-Delivery-Id": h["X-Wc-Webhook-Delivery-Id"],
	}
	if d := cmp.Diff(want, h); d != "" || len(h["X-Wc-Webhook-Delivery-Id"]) != 32 {
		t.Error(d)
	}
	if !strings.Contains(g.body, `"customer_note":"\u0141\u00f3d\u017a \ud83d\ude00 a\/b"`) {
		t.Errorf("%s", g.body)
	}
	if o := parse[struct {
		Note string `json:"customer_note"`
	}](t, g.body); o.Note != in.Note {
		t.Errorf("%q", o.Note)
	}
}

// By the source the id of a delivery is made of the webhook and the second.
func TestTwoDeliveriesOfASecondShareTheirID(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen("order.created")
	w.must(w.Create(cart(1, true)))
	w.must(w.Create(cart(1, true)))
	all := w.deliver()
	id := func(g got) string { return g.header.Get("X-WC-Webhook-Delivery-ID") }
	if len(all) != 2 || id(all[0]) != id(all[1]) || all[0].body == all[1].body {
		t.Errorf("%v", all)
	}
	w.pass(time.Second)
	w.must(w.Create(cart(1, true)))
	if again := w.deliver(); id(again[0]) == id(all[0]) {
		t.Error("the next second has the same id")
	}
}

// By the source a payload is built when it is sent: what was in between cannot be seen.
func TestADeliveryTellsOfTheOrderAsItIsWhenItIsSent(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *woocommerce.Options) { o.Cron = time.Minute })
	w.listen("order.updated")
	w.pass(time.Minute)
	w.deliver()
	id := w.must(w.Create(cart(1, false)))
	w.ok(w.Pay(id))
	if all := w.deliver(); len(all) != 0 {
		t.Fatalf("%d before the shop's background work", len(all))
	}
	w.pass(time.Minute)
	all := w.deliver()
	if len(all) != 2 || all[0].body != all[1].body || parse[order](t, all[0].body).Status != "processing" {
		t.Errorf("%v", all)
	}
}

// By the source a deleted order is told of by its id alone, and only once.
func TestTheBinTellsOfAnID(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen("order.deleted", "order.restored")
	id := w.must(w.Create(cart(1, true)))
	w.ok(w.Bin(id))
	w.ok(w.Restore(id))
	all := w.deliver()
	if len(all) != 2 || all[0].body != `{"id":`+strconv.Itoa(id)+`}` || parse[order](t, all[1].body).Status != "processing" {
		t.Errorf("%v", all)
	}
}

// By the source nothing is tried again, 200 to 302 is a success, and the failure that follows six in a row disables the webhook.
func TestNothingIsTriedAgainAndTheSeventhFailureDisables(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen("order.created")
	fails := func(status, times int) {
		t.Helper()
		w.status = status
		for range times {
			w.must(w.Create(cart(1, true)))
			if n := len(w.deliver()); n != 1 || len(w.deliver()) != 0 {
				t.Fatalf("%d: sent %d", status, n)
			}
		}
	}
	fails(500, 6)
	fails(302, 1) // begins the count again
	fails(303, 6)
	if w.Webhooks()[0].Status != "active" {
		t.Fatal("disabled after six")
	}
	fails(404, 1)
	if w.Webhooks()[0].Status != "disabled" {
		t.Fatal("active after seven")
	}
	w.must(w.Create(cart(1, true)))
	if _, more := w.Next(); more {
		t.Error("a disabled webhook is told something")
	}
	w.want("GET", root+"webhooks?status=disabled", "", 200, `"status":"disabled"`, `"topic":"order.created"`)
	w.status = 200
	w.want("PUT", root+"webhooks/"+strconv.Itoa(w.Webhooks()[0].ID), `{"status":"active"}`, 200, `"status":"disabled"`)
	w.deliver() // the ping
	w.want("GET", root+"webhooks?status=active", "", 200, `"status":"active"`)
}

// Merchants report that a change is told two to four times.
func TestAChangeIsToldSeveralTimes(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *woocommerce.Options) { o.Repeats = 0 })
	w.listen("order.updated")
	seen := map[int]bool{}
	for range 20 {
		w.must(w.Create(cart(1, true)))
		seen[len(w.deliver())] = true
	}
	if d := cmp.Diff(map[int]bool{2: true, 3: true, 4: true}, seen); d != "" {
		t.Error(d)
	}
}

func TestEveryChangeIsToldAtLeastOnceUnlessItIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := open(t, func(o *woocommerce.Options) { o.Repeats = 0 })
		w.listen("order.updated")
		w.ok(w.Behave(control.Luck{Seed: rapid.StringN(1, 3, -1).Draw(r, "seed"), Lose: rapid.SampledFrom([]int{0, 20}).Draw(r, "lose"), Twice: 30, Late: 30, LateBy: 60, Shuffle: true}))
		id := w.must(w.Create(cart(5, false)))
		for range rapid.IntRange(0, 5).Draw(r, "changes") {
			w.ok(rapid.SampledFrom([]func() error{
				func() error { return w.Pay(id) }, func() error { return w.Cancel(id) },
				func() error { return w.Edit(woocommerce.Edit{Order: id, SKU: "M365-BP-1Y-M", Quantity: 3}) },
			}).Draw(r, "change")())
		}
		last, lost := "", 0
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(max(0, at.Sub(w.clock())))
			for _, g := range w.deliver() {
				last = g.body
			}
		}
		for _, d := range w.Deliveries() {
			if d.Lost {
				lost++
			}
		}
		if want := w.view(id).Status; lost == 0 && parse[order](t, last).Status != want {
			r.Fatalf("the last told of %s, and it is %s", last, want)
		}
	})
}
