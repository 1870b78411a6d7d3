package shopify_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
)

// Shopify documents the headers; they are compared whole, so that one more or less is noticed.
func TestADeliveryIsSignedOverItsBody(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.must(w.Subscribe(shopify.Subscription{Topic: "orders/paid", Address: "https://app.example/hook", Name: "mine"}))
	w.must(w.Create(cart(5, true)))
	g := w.deliver()[0]
	h := map[string]string{}
	for name := range g.header {
		h[name] = g.header.Get(name)
	}
	want := map[string]string{
		"Content-Type": "application/json", "User-Agent": "Shopify-Captain-Hook", "X-Shopify-Topic": "orders/paid", "X-Shopify-Name": "mine",
		"X-Shopify-Shop-Domain": host, "X-Shopify-Api-Version": "2026-01", "X-Shopify-Triggered-At": "2026-03-01T12:00:00.000000000Z",
		"X-Shopify-Hmac-Sha256": signed(secret, g.body), "X-Shopify-Webhook-Id": h["X-Shopify-Webhook-Id"], "X-Shopify-Event-Id": h["X-Shopify-Event-Id"],
	}
	if d := cmp.Diff(want, h); d != "" || len(h["X-Shopify-Event-Id"]) != 36 || h["X-Shopify-Event-Id"] == h["X-Shopify-Webhook-Id"] {
		t.Error(d)
	}
}

// Go's library for Shopify has this vector in its tests.
func TestTheSignatureIsThatOfAPublicVector(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *shopify.Options) { o.Secret = "hush" })
	w.subscribe("shop/redact")
	w.Emit("shop/redact", "my secret message")
	if g := w.deliver()[0]; g.body != `"my secret message"` || g.header.Get("X-Shopify-Hmac-Sha256") != "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=" {
		t.Errorf("%v", g)
	}
}

// Shopify documents eight retries within four hours, with the payload of the event. One made by hand in the shop is not removed.
func TestWhatFailsIsTriedEightTimesAgainAsItWas(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.must(w.Subscribe(shopify.Subscription{Topic: "orders/updated", Address: "https://app.example/hook", ByHand: true}))
	id := w.must(w.Create(cart(5, false)))
	w.status = 503
	first, begin := w.deliver()[0], w.clock()
	w.ok(w.Pay(id)) // told of too, but not by the first one's payload
	attempts := 1
	for {
		at, more := w.Next()
		if !more {
			break
		}
		w.pass(at.Sub(w.clock()))
		for _, g := range w.deliver() {
			if g.header.Get("X-Shopify-Webhook-Id") != first.header.Get("X-Shopify-Webhook-Id") {
				continue
			}
			attempts++
			if d := cmp.Diff(first.body, g.body); d != "" || g.header.Get("X-Shopify-Hmac-Sha256") != signed("by-hand", g.body) {
				t.Error(d)
			}
		}
	}
	if took := w.clock().Sub(begin); attempts != 9 || took != 4*time.Hour || len(w.Subscriptions()) != 1 {
		t.Errorf("%d attempts in %v", attempts, took)
	}
}

// Shopify documents that a subscription made by the API is removed after eight failures in a row.
func TestASubscriptionOfTheAPIIsRemovedAfterEightFailuresInARow(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/create", "orders/paid")
	w.status = 401
	for range 7 {
		w.must(w.Create(cart(1, false)))
	}
	w.deliver()
	w.status = 202
	w.must(w.Create(cart(1, false)))
	if n := len(w.deliver()); n != 1 || len(w.Subscriptions()) != 2 || w.Subscriptions()[0].Failures != 0 {
		t.Fatalf("%d, %v: a success did not begin the count again", n, w.Subscriptions())
	}
	w.status = 302 // redirects are no success
	for range 9 {
		w.must(w.Create(cart(1, false)))
	}
	if n := len(w.deliver()); n != 8 || len(w.Subscriptions()) != 1 || w.Subscriptions()[0].Topic != "orders/paid" {
		t.Fatalf("%d sent, left %v", n, w.Subscriptions())
	}
	if at, more := w.Next(); more {
		t.Errorf("there is more at %v", at)
	}
}

type waits struct{}

func (waits) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Shopify documents that it waits five seconds in all.
func TestAnAnswerHasFiveSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := open(t, nil)
		w.subscribe("orders/create")
		w.must(w.Create(cart(1, false)))
		begin := time.Now() //nolint:forbidigo // the bubble's own clock
		n, err := w.Deliver(t.Context(), waits{})
		if took := time.Since(begin); n != 1 || err != nil || took != 5*time.Second { //nolint:forbidigo // the bubble's own clock
			t.Errorf("%d, %v after %v", n, err, took)
		}
		if d := w.Deliveries()[0]; d.Status != 0 || d.Done || d.Attempts != 1 {
			t.Errorf("%+v", d)
		}
	})
}

// Shopify documents that the secret before may sign for an hour after a rotation.
func TestTheFormerSecretSignsForAnHourAtMost(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/create")
	w.Rotate("shpss_next")
	count := func() (former, next int) {
		for range 20 {
			w.must(w.Create(cart(1, false)))
		}
		for _, g := range w.deliver() {
			switch g.header.Get("X-Shopify-Hmac-Sha256") {
			case signed(secret, g.body):
				former++
			case signed("shpss_next", g.body):
				next++
			}
		}
		return former, next
	}
	if former, next := count(); former == 0 || next == 0 || former+next != 20 {
		t.Errorf("%d and %d", former, next)
	}
	w.pass(time.Hour)
	if former, next := count(); former != 0 || next != 20 {
		t.Errorf("%d and %d an hour later", former, next)
	}
}

// Shopify documents that a body which is the same again is dropped for subscriptions that filter fields.
func TestTheSameFilteredBodyIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.must(w.Subscribe(shopify.Subscription{Topic: "orders/updated", Address: "https://app.example/hook", Fields: []string{"id", "financial_status"}}))
	id := w.must(w.Create(cart(1, false)))
	w.ok(w.Edit(shopify.Edit{Order: id, SKU: "ONBOARD", Quantity: 0})) // changes neither of the fields
	w.ok(w.Pay(id))
	all := w.deliver()
	if len(all) != 2 || all[0].body != fmt.Sprintf(`{"financial_status":"pending","id":%d}`, id) {
		t.Errorf("%v", all)
	}
}

func TestLuckIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	run := func(seed string) string {
		w := open(t, nil)
		w.subscribe("orders/create", "orders/paid", "orders/updated")
		w.ok(w.Behave(control.Luck{Seed: seed, Lose: 20, Twice: 20, Late: 30, LateBy: 60, Shuffle: true}))
		for range 20 {
			w.must(w.Create(cart(1, true)))
		}
		var all []got
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(max(0, at.Sub(w.clock())))
			all = append(all, w.deliver()...)
		}
		lost := 0
		for _, d := range w.Deliveries() {
			if d.Lost {
				lost++
			}
		}
		if doubled := len(all) + lost - 60; doubled < 1 || lost < 1 {
			t.Errorf("%d lost, %d doubled", lost, doubled)
		}
		return topicsOf(all)
	}
	one, again, other := run("x"), run("x"), run("y")
	if one != again || one == other || !strings.Contains(one, "orders/updated orders/create") {
		t.Errorf("%s\n%s\n%s", one, again, other)
	}
}

func TestEveryDeliveryEndsWhateverTheReceiverAnswers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := open(t, nil)
		w.must(w.Subscribe(shopify.Subscription{Topic: "orders/updated", Address: "https://app.example/hook", ByHand: rapid.Bool().Draw(r, "by hand")}))
		w.ok(w.Behave(control.Luck{Seed: rapid.StringN(1, 3, -1).Draw(r, "seed"), Lose: 10, Twice: 30, Late: 30, LateBy: 600, Shuffle: true}))
		for range rapid.IntRange(1, 10).Draw(r, "orders") {
			w.must(w.Create(cart(1, true)))
		}
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(max(0, at.Sub(w.clock())))
			w.status = rapid.SampledFrom([]int{200, 500, 404}).Draw(r, "status")
			w.deliver()
		}
		for _, d := range w.Deliveries() {
			if !d.Done || d.Attempts > 9 {
				r.Fatalf("%+v", d)
			}
		}
	})
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	_, none := w.Subscribe(shopify.Subscription{Topic: "orders/paid", Address: "ftp://x"})
	_, topic := w.Subscribe(shopify.Subscription{Topic: "orders/eaten", Address: "https://app.example"})
	w.subscribe("orders/paid")
	_, twice := w.Subscribe(shopify.Subscription{Topic: "orders/paid", Address: "https://app.example/hook"})
	if err := errors.Join(w.Behave(control.Luck{Lose: 101})); none == nil || topic == nil || twice == nil || err == nil {
		t.Errorf("%v, %v, %v, %v", none, topic, twice, err)
	}
}
