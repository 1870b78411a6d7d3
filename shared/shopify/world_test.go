package shopify_test

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/storefront"
)

const (
	host   = "sample.myshopify.com"
	secret = "shpss_example"
)

// world is a simulated shop with a clock that a test moves, and what the shop sent, taken in.
type world struct {
	*sim.Sim

	t     *testing.T
	shop  *shopify.Shop
	named partner.Connection

	mu     sync.Mutex
	now    time.Time
	sent   []storefront.Delivery
	calls  int
	states map[string]storefront.State
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), states: map[string]storefront.State{}, named: connection(t)}
	w.named.Shop = host
	w.Sim = sim.New(sim.Options{Clock: w.clock, Seed: "a", Secret: secret, Token: "shpat_example"})
	w.shop = shopify.NewShop(shopify.Options{
		Base: "https://" + host, Token: "shpat_example", Version: "2026-01", Connection: w.named, Now: w.clock,
		Transport: control.Transport(map[string]http.Handler{host: w.Sim}), Observe: func(context.Context, rest.Call) { w.calls++ },
		Sleep: func(_ context.Context, d time.Duration) error { w.pass(d); return nil },
	})
	for _, topic := range []string{"orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/edited", "refunds/create", "disputes/create"} {
		if _, err := w.Subscribe(sim.Subscription{Topic: topic, Address: "https://hooks.example/v1"}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// RoundTrip is the receiver: it keeps what comes.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	at := w.clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, storefront.Delivery{Header: r.Header, Body: b, At: at})
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

// take has the shop send what is due, a minute later, and takes all of it in, what has to be looked up among it.
func (w *world) take() {
	w.t.Helper()
	w.pass(time.Minute)
	if _, err := w.Deliver(w.t.Context(), w); err != nil {
		w.t.Fatal(err)
	}
	for _, d := range w.sent {
		if p, err := storefront.Authentic(shopify.Webhook{}, d, w.named, storefront.Secrets{Current: secret}); err != nil || p.Label.Event == "" || p.Label.Topic == "" {
			w.t.Fatalf("%+v, %v", p, err)
		}
		r, err := shopify.Webhook{}.Read(d, w.named)
		if err != nil {
			w.t.Fatal(err)
		}
		w.merge(r)
	}
	w.sent = nil
}

func (w *world) merge(r storefront.Reading) {
	w.t.Helper()
	for _, a := range r.Asks {
		more, err := w.shop.Look(w.t.Context(), a)
		if err != nil {
			w.t.Fatal(err)
		}
		w.merge(more)
	}
	for _, s := range r.Sales {
		w.states[s.Order] = storefront.Merge(w.states[s.Order], s)
	}
}

// cart is an order of five seats at 250 less 12.50 on all of them.
func cart() sim.NewOrder {
	return sim.NewOrder{
		TaxPercent: 19, Email: "mira.beispiel@example.com", Attributes: []sim.Attribute{{Name: "M365-Tenant-Domain", Value: "northwind.onmicrosoft.com"}},
		Lines: []sim.NewLine{{SKU: "M365-BP-1Y-M", Quantity: 5, Price: "250.00", Discount: "12.50"}},
	}
}
