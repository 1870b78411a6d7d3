package shopify_test

import (
	"net/http"
	"runtime"
	"sync"
	"testing"
)

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestADeliveryWhoseSenderEndedIsStillDue(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/paid")
	w.must(w.Create(cart(1, true)))
	var gone sync.WaitGroup
	gone.Go(func() {
		_, _ = w.Deliver(t.Context(), trip(func(*http.Request) (*http.Response, error) {
			runtime.Goexit()
			return nil, nil
		}))
	})
	gone.Wait()
	if n := len(w.deliver()); n != 1 || w.Deliveries()[0].Attempts != 1 {
		t.Errorf("%d deliveries", n)
	}
}

func TestTwoSendersDoNotSendTheSameDelivery(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/paid")
	for range 50 {
		w.must(w.Create(cart(1, true)))
	}
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			if _, err := w.Deliver(t.Context(), w); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	if n := len(w.got); n != 50 {
		t.Errorf("%d deliveries of 50", n)
	}
}
