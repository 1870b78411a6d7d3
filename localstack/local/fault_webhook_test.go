package local_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// mebibyte gives an authentic order of exactly so many bytes, with a note that does not compress.
func mebibyte(t *testing.T, body string, size int) []byte {
	t.Helper()
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	seed := sha256.Sum256([]byte("noise"))
	random := rand.New(rand.NewChaCha8(seed)) //nolint:gosec // noise, no secret
	const before = `{"note_of_a_robot":"`
	noise := make([]byte, size-len(body)-len(before)-len(`",`)+1)
	for i := range noise {
		noise[i] = letters[random.IntN(len(letters))]
	}
	return []byte(before + string(noise) + `",` + strings.TrimPrefix(body, "{"))
}

func TestADeliveryThatDoesNotProveWhoSentItIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*request){
		"wrong signature":    func(e *request) { set(e, "X-Shopify-Hmac-Sha256", signature([]byte("another body"))) },
		"no base64":          func(e *request) { set(e, "X-Shopify-Hmac-Sha256", "***") },
		"missing signature":  func(e *request) { set(e, "X-Shopify-Hmac-Sha256") },
		"empty signature":    func(e *request) { set(e, "X-Shopify-Hmac-Sha256", "") },
		"doubled signature":  func(e *request) { s := signature([]byte(e.Body)); set(e, "X-Shopify-Hmac-Sha256", s, s) },
		"a space more":       func(e *request) { e.Body += " " },
		"another shop":       func(e *request) { set(e, "X-Shopify-Shop-Domain", "other-shop.myshopify.com") },
		"no shop":            func(e *request) { set(e, "X-Shopify-Shop-Domain") },
		"two shops":          func(e *request) { set(e, "X-Shopify-Shop-Domain", local.Shop, local.Shop) },
		"empty body":         func(e *request) { sign(e, nil) },
		"another connection": func(e *request) { e.PathParameters = map[string]string{"connection_id": "con_live_4d8w1x6z"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := begin(t, local.World{})
			before := len(s.Store.All())
			status(t, hook(t, s, "webhook", edit), http.StatusUnauthorized)
			if after := len(s.Store.All()); after != before || s.Queue.Len() != 0 {
				t.Errorf("%d items instead of %d, %d messages", after, before, s.Queue.Len())
			}
			sold(t, s, 0, 0)
		})
	}
}

func TestAnUnknownConnectionIsNotFound(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	a := hook(t, s, "webhook", func(e *request) { e.PathParameters = map[string]string{"connection_id": "con_nobody"} })
	status(t, a, http.StatusNotFound)
	sold(t, s, 0, 0)
}

func TestAnAuthenticDeliveryThatCannotBeUsedIsKeptForAPersonAndBuysNothing(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`[`, 64) + strings.Repeat(`]`, 64) // with the object around it: 65 levels
	for name, edit := range map[string]func(*request){
		"not JSON":       func(e *request) { sign(e, []byte("paid=yes")) },
		"HTML":           func(e *request) { sign(e, []byte("<html></html>")) },
		"half of it":     func(e *request) { sign(e, []byte(e.Body[:len(e.Body)/2])) },
		"two values":     func(e *request) { sign(e, []byte(e.Body+e.Body)) },
		"65 levels":      func(e *request) { sign(e, []byte(`{"deep":`+deep+`,`+e.Body[1:])) },
		"duplicate keys": func(e *request) { sign(e, []byte(`{"id":1,`+e.Body[1:])) },
		"folded keys":    func(e *request) { sign(e, []byte(`{"ID":1,`+e.Body[1:])) },
		"not UTF-8": func(e *request) {
			raw := []byte("{\"x\":\"\xff\"," + e.Body[1:])
			sign(e, raw)
			e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(raw), true
		},
		"another topic": func(e *request) { set(e, "X-Shopify-Topic", "orders/teleported") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			a := hook(t, s, "webhook", edit)
			status(t, a, http.StatusOK)
			all := notes(t, s, clock)
			if !strings.Contains(a.Body, string(api.ReceivedResultQuarantined)) || len(all) != 1 || all[0].Reason == "" {
				t.Errorf("answer %s, notes %+v", a.Body, all)
			}
			if ids := s.OrderIDs(); len(ids) != 0 {
				t.Errorf("orders %v", ids)
			}
			sold(t, s, 0, 0)
		})
	}
}

func TestAnOrderThatIsNotPaidWaitsAndIsBoughtOnceItIs(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	a := hook(t, s, "webhook", func(e *request) {
		sign(e, []byte(strings.NewReplacer(`"financial_status":"paid"`, `"financial_status":"pending"`, `"updated_at":"2026-11-20T14:02:13+01:00"`, `"updated_at":"2026-11-20T14:02:12+01:00"`).Replace(e.Body)))
		set(e, "X-Shopify-Topic", "orders/create")
	})
	status(t, a, http.StatusOK)
	if all := notes(t, s, clock); !strings.Contains(a.Body, string(api.ReceivedResultUnchanged)) || len(all) != 0 || len(s.OrderIDs()) != 0 {
		t.Fatalf("answer %s, notes %+v, orders %v", a.Body, all, s.OrderIDs())
	}
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestSixtyFourLevelsOfJSONAreStillAnOrder(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	deep := strings.Repeat(`[`, 63) + strings.Repeat(`]`, 63)
	a := hook(t, s, "webhook", func(e *request) { sign(e, []byte(`{"deep":`+deep+`,`+e.Body[1:])) })
	status(t, a, http.StatusOK)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestAnUnmappedSKUIsNotedWithWhatWouldHelp(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	a := hook(t, s, "webhook.unmapped", nil)
	status(t, a, http.StatusOK)
	all := notes(t, s, clock)
	if len(all) != 1 || !strings.Contains(all[0].Reason, "M365-UNKNOWN") || !strings.Contains(all[0].Suggestion, "M365-UNKNOWN") {
		t.Errorf("notes %+v", all)
	}
	kept, err := table.Open(s.Store, clock.Now).Delivery(t.Context(), local.Connection, all[0].Delivery)
	if err != nil || !json.Valid(kept.Body) {
		t.Errorf("the delivery that the note names: %v", err)
	}
	sold(t, s, 0, 0)
}

func TestABodyOfAMebibyteThatDoesNotCompressIsStoredAndBoughtAndAByteMoreIsRefused(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	var body []byte
	status(t, hook(t, s, "webhook", func(e *request) {
		sign(e, mebibyte(t, e.Body, 1<<20+1))
	}), http.StatusRequestEntityTooLarge)
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Fatalf("orders %v", ids)
	}
	status(t, hook(t, s, "webhook", func(e *request) {
		body = mebibyte(t, e.Body, 1<<20)
		sign(e, body)
	}), http.StatusOK)
	if len(body) != 1<<20 {
		t.Fatalf("the body has %d bytes", len(body))
	}
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
	if all := inbox(t, s, clock); len(all) != 1 || string(all[0].Body) != string(body) {
		t.Errorf("%d deliveries are stored", len(all))
	}
}

func TestTheSameDeliveryAHundredTimesAtOnceIsOneOrderAndOnePurchase(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if a := send(t, s, "webhook", "webhook", nil); a.StatusCode != http.StatusOK || !strings.Contains(a.Body, string(api.ReceivedResultPlaced)) {
				t.Errorf("got %d %s", a.StatusCode, a.Body)
			}
		})
	}
	all.Wait()
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	pass(t, s, 0)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestOfOneMomentTheFewerSeatsCount(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	first := finish(t, s, clock)
	status(t, hook(t, s, "webhook", func(e *request) {
		sign(e, []byte(strings.Replace(e.Body, `"current_quantity":5`, `"current_quantity":7`, 1)))
	}), http.StatusOK)
	if again := finish(t, s, clock); again.Version != first.Version || len(s.OrderIDs()) != 1 {
		t.Errorf("the order was changed: version %d, then %d", first.Version, again.Version)
	}
	if all := inbox(t, s, clock); len(all) != 2 {
		t.Errorf("%d deliveries are stored: want the second body beside the first", len(all))
	}
	sold(t, s, 1, 1)
}
