package stripe_test

import (
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/stripe"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/stripe"
)

// world is a simulated account with a clock that a test moves, and what it sent, taken in.
type world struct {
	*sim.Sim

	t    *testing.T
	shop *stripe.Shop

	mu     sync.Mutex
	now    time.Time
	secret string
	states map[string]storefront.State
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: now(), states: map[string]storefront.State{}}
	w.Sim = sim.New(sim.Options{Clock: w.clock, Seed: "a", Key: "sk_test_1"})
	e, err := w.Listen(sim.Endpoint{URL: "https://hooks.example/v1", Events: stripe.Topics()})
	if err != nil {
		t.Fatal(err)
	}
	w.secret = e.Secret
	w.shop = stripe.NewShop(stripe.Options{
		Key: "sk_test_1", Connection: connection(), Now: w.clock, Transport: control.Transport(map[string]http.Handler{"api.stripe.com": w.Sim}),
	})
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
	if p, err := storefront.Authentic(stripe.Webhook{}, d, connection(), storefront.Secrets{Current: w.secret}); err != nil || p.Label.Event == "" {
		w.t.Errorf("%+v, %v", p, err)
	}
	got, err := stripe.Webhook{}.Read(d, connection())
	if err != nil {
		w.t.Error(err)
	}
	w.merge(got)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

func (w *world) merge(r storefront.Reading) {
	w.t.Helper()
	for _, a := range r.Asks {
		w.pass(time.Second) // no two calls at once, so that nothing is throttled
		more, err := w.shop.Look(w.t.Context(), a)
		if err != nil {
			w.t.Errorf("%+v: %v", a, err)
		}
		w.merge(more)
	}
	for _, s := range r.Sales {
		w.states[s.Order] = storefront.Merge(w.states[s.Order], s)
	}
}

// do runs a step of a story, has the account send what it says of it, and gives the only order's state.
func (w *world) do(err error) storefront.State {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.pass(time.Minute)
	if _, err := w.Deliver(w.t.Context(), w); err != nil {
		w.t.Fatal(err)
	}
	for _, s := range w.states {
		return s
	}
	return storefront.State{}
}

func basket(mode string) sim.NewSession {
	return sim.NewSession{
		Mode: mode, Fields: []sim.Field{{Key: "m365tenantdomain", Value: "northwind.onmicrosoft.com"}},
		Lines: []sim.Line{{LookupKey: "M365-BP-1Y-M", Quantity: 5, UnitAmount: 25_000, Discount: 1250}},
	}
}

func TestAPaymentIsFollowedFromTheCheckoutToItsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	id, err := w.Create(basket("payment"))
	w.do(err)
	if s := w.do(w.Complete(id, true)); s.Latest.Paid || s.Latest.Order != id {
		t.Errorf("a delayed payment: %+v", s.Latest)
	}
	if s := w.do(w.Settle(id, true)); !s.Latest.Paid || s.Latest.Lines[0].Seats != 5 || s.Latest.Lines[0].Price.Net.String() != "1237.5" || s.Latest.Customer.Domain != "northwind.onmicrosoft.com" {
		t.Errorf("paid: %+v", s.Latest)
	}
	if s := w.do(w.Refund(sim.Refund{Session: id, Amount: 1000})); s.Ended != (storefront.Ended{}) || s.Latest.Lines[0].Seats != 5 {
		t.Errorf("partly refunded: %+v", s)
	}
	if s := w.do(w.Dispute(id, "fraudulent")); s.Ended.Disputed.IsZero() {
		t.Errorf("disputed: %+v", s.Ended)
	}
	if s := w.do(w.Refund(sim.Refund{Session: id})); s.Ended.Refunded.IsZero() || storefront.Want(s).End {
		t.Errorf("refunded in full: %+v", s.Ended)
	}
}

func TestASubscriptionIsFollowedFromTheCheckoutToItsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	id, err := w.Create(basket("subscription"))
	w.do(err)
	if s := w.do(w.Complete(id, false)); !s.Latest.Paid || s.Latest.Renewal != storefront.RenewalOn || s.Latest.Lines[0].Seats != 5 || len(s.Latest.Doubts) != 0 || len(w.states) != 1 {
		t.Errorf("paid: %+v", s.Latest)
	}
	if s := w.do(w.Change(sim.Change{Session: id, LookupKey: "M365-BP-1Y-M", Quantity: 8, Unpaid: true})); s.Latest.Paid || s.Latest.Lines[0].Seats != 8 {
		t.Errorf("three more, not paid: %+v", s.Latest)
	}
	if s := w.do(w.PayLate(id)); !s.Latest.Paid || s.Latest.Failed || s.Latest.Lines[0].Seats != 8 {
		t.Errorf("three more, paid: %+v", s.Latest)
	}
	if s := w.do(w.Renew(id, true)); !s.Latest.Paid || s.Latest.Lines[0].Seats != 8 {
		t.Errorf("renewed: %+v", s.Latest)
	}
	if s := w.do(w.Refund(sim.Refund{Session: id})); s.Ended.Refunded.IsZero() || len(w.states) != 1 {
		t.Errorf("refunded: %+v of %d orders", s.Ended, len(w.states))
	}
	if s := w.do(w.End(id)); !storefront.Want(s).End || s.Latest.Renewal != storefront.RenewalOff {
		t.Errorf("ended: %+v", s)
	}
}

func TestWhatTheEventsListTellsIsWhatTheyToldBefore(t *testing.T) {
	t.Parallel()
	w := open(t)
	since := w.clock().Add(-time.Second)
	for _, mode := range []string{"payment", "subscription"} {
		id, err := w.Create(basket(mode))
		if err == nil {
			err = w.Complete(id, false)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.pass(time.Minute)
	p, err := w.shop.Changed(t.Context(), since, "")
	if err != nil || p.Next != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	w.merge(p.Reading)
	if len(w.states) != 2 {
		t.Errorf("%d orders", len(w.states))
	}
	for id, s := range w.states {
		if !s.Latest.Paid || s.Latest.Read.IsZero() {
			t.Errorf("%s: %+v", id, s.Latest)
		}
	}
}
