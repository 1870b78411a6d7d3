package woocommerce_test

import (
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/woocommerce"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

const (
	host   = "shop.example"
	secret = "0123456789abcdef"
)

func connection() partner.Connection {
	return partner.Connection{ID: "con_1", Partner: "p1", Platform: "woocommerce", Shop: host, SKUs: map[string]partner.Mapping{
		"M365-BP-1Y-M": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}},
	}}
}

// world is a simulated shop with a clock that a test moves, and what the shop sent, taken in.
type world struct {
	*sim.Sim

	t    *testing.T
	shop *woocommerce.Shop

	mu     sync.Mutex
	now    time.Time
	pings  int
	keys   map[string]int
	states map[string]storefront.State
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), states: map[string]storefront.State{}, keys: map[string]int{}}
	w.Sim = sim.New(sim.Options{Clock: w.clock, Seed: "a", Keys: []sim.Key{{Consumer: "ck_1", Secret: "cs_1", ReadOnly: true}}, Web: w})
	w.shop = woocommerce.NewShop(woocommerce.Options{
		Base: "https://" + host, Key: "ck_1", Secret: "cs_1", Connection: connection(), Now: w.clock,
		Transport: control.Transport(map[string]http.Handler{host: w.Sim}),
	})
	for _, topic := range []string{"order.created", "order.updated"} {
		if _, err := w.Save(sim.Webhook{Topic: topic, URL: "https://hooks.example/v1", Secret: secret}); err != nil {
			t.Fatal(err)
		}
	}
	w.do(nil) // the trials of the address
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

// RoundTrip is the receiver.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	d := storefront.Delivery{Header: r.Header, Body: b, At: w.clock()}
	p, err := storefront.Authentic(woocommerce.Webhook{}, d, connection(), storefront.Secrets{Current: "new", Previous: secret, RetireAt: d.At.Add(time.Hour)})
	switch {
	case err != nil:
		w.t.Errorf("%v: %v", r.Header, err)
	case p.Ping:
		w.pings++
	default:
		w.keys[p.Label.Key("con_1", "")]++
		got, err := woocommerce.Webhook{}.Read(d, connection())
		if err != nil {
			w.t.Error(err)
		}
		w.merge(got)
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

func (w *world) merge(r storefront.Reading) {
	w.t.Helper()
	for _, a := range r.Asks {
		more, err := w.shop.Look(w.t.Context(), a)
		if err != nil {
			w.t.Error(err)
		}
		w.merge(more)
	}
	for _, s := range r.Sales {
		w.states[s.Order] = storefront.Merge(w.states[s.Order], s)
	}
}

// do runs a step of a story and has the shop send what it says of it.
func (w *world) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.pass(time.Hour)
	if _, err := w.Deliver(w.t.Context(), w); err != nil {
		w.t.Fatal(err)
	}
}

func cart() sim.NewOrder {
	return sim.NewOrder{
		TaxPercent: 19, Meta: []sim.Meta{{Key: "m365-tenant-domain", Value: "northwind.onmicrosoft.com"}, {Key: "_plugin", Value: map[string]any{"a": 1}}},
		Lines: []sim.Line{{SKU: "M365-BP-1Y-M", Quantity: 5, Price: "250.00", Discount: "12.50"}},
	}
}
