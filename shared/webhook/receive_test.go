package webhook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

func TestAPaidOrderIsKeptAndPlaced(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	out, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", body))
	if err != nil || out.Result != webhook.Placed || len(out.Orders) != 1 || out.Secret != "current" || out.Again {
		t.Fatalf("%+v, %v", out, err)
	}
	if o := h.orders[out.Orders[0]]; o.Source.Ref != "820982911946154508" || len(h.notes) != 0 || len(h.deliveries) != 1 {
		t.Errorf("order: %+v, notes: %v", o, h.notes)
	}
	for name, d := range h.deliveries {
		if d.Topic != "orders/paid" || !bytes.Equal(d.Body, body) || len(d.Header) != 3 || !strings.HasPrefix(name, "dlv_") {
			t.Errorf("%s: %+v", name, d.Header)
		}
	}
	if out, err = h.receive().Receive(t.Context(), connection, signed("orders/paid", body)); err != nil || out.Result != webhook.Placed || !out.Again || h.effects != 1 {
		t.Errorf("again: %+v, %v", out, err)
	}
}

func TestWhatDoesNotProveItselfIsRefusedAndNotKept(t *testing.T) {
	t.Parallel()
	body := paid(t)
	for name, c := range map[string]struct {
		change func(*storefront.Delivery, *house)
		want   fault.Kind
	}{
		"another connection":    {func(_ *storefront.Delivery, h *house) { h.connection.ID = "con_other" }, fault.NotFound},
		"another platform":      {func(_ *storefront.Delivery, h *house) { h.connection.Platform = "stripe" }, fault.NotFound},
		"paused connection":     {func(_ *storefront.Delivery, h *house) { h.connection.Paused = true }, fault.Gone},
		"no signature":          {func(d *storefront.Delivery, _ *house) { delete(d.Header, "X-Shopify-Hmac-Sha256") }, fault.Unauthenticated},
		"wrong signature":       {func(d *storefront.Delivery, _ *house) { d.Header["X-Shopify-Hmac-Sha256"][0] = sign("other", d.Body) }, fault.Unauthenticated},
		"one byte changed":      {func(d *storefront.Delivery, _ *house) { d.Body = append(bytes.Clone(d.Body), ' ') }, fault.Unauthenticated},
		"empty body":            {func(d *storefront.Delivery, _ *house) { *d = signed("orders/paid", nil) }, fault.Unauthenticated},
		"another shop":          {func(d *storefront.Delivery, _ *house) { d.Header["X-Shopify-Shop-Domain"][0] = "other.myshopify.com" }, fault.Unauthenticated},
		"too large":             {func(d *storefront.Delivery, _ *house) { *d = signed("orders/paid", make([]byte, storefront.MaxBody+1)) }, fault.TooLarge},
		"no secret":             {func(_ *storefront.Delivery, h *house) { h.secrets = nil }, fault.Unavailable},
		"secret of no meaning":  {func(_ *storefront.Delivery, h *house) { h.secrets["connection/"+connection+"/webhook"] = "{}" }, fault.Unavailable},
		"secret that is broken": {func(_ *storefront.Delivery, h *house) { h.secrets["connection/"+connection+"/webhook"] = "{" }, fault.Unavailable},
	} {
		h, d := newHouse(), signed("orders/paid", body)
		c.change(&d, h)
		_, err := h.receive().Receive(t.Context(), connection, d)
		if fault.Of(err) != c.want || len(h.deliveries)+len(h.notes)+h.effects != 0 {
			t.Errorf("%s: %v, %d deliveries", name, err, len(h.deliveries))
		}
	}
}

func TestThePreviousSecretIsGoodUntilItRetiresAndIsToldOfNearItsEnd(t *testing.T) {
	t.Parallel()
	for retire, c := range map[string]struct {
		want fault.Kind
		late bool
	}{
		`,"retire_at":"2026-11-21T13:00:00Z"`: {"", false},
		`,"retire_at":"2026-11-21T12:20:00Z"`: {"", true},
		`,"retire_at":"2026-11-21T12:00:00Z"`: {fault.Unauthenticated, false},
		``:                                    {fault.Unauthenticated, false},
	} {
		h := newHouse()
		h.secrets["connection/"+connection+"/webhook"] = `{"current":"new","previous":"` + secret + `"` + retire + `}`
		out, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", paid(t)))
		if fault.Of(err) != c.want || (err == nil) != (out.Secret == "previous") || out.Late != c.late {
			t.Errorf("%s: %+v, %v", retire, out, err)
		}
	}
}

func TestAuthenticDeliveriesThatSayNothingToBuyBuyNothing(t *testing.T) {
	t.Parallel()
	whole := paid(t)
	swap := func(from, to string) []byte {
		if !bytes.Contains(whole, []byte(from)) {
			t.Fatalf("the sample has no %s", from)
		}
		return bytes.ReplaceAll(whole, []byte(from), []byte(to))
	}
	for name, c := range map[string]struct {
		body  []byte
		topic string
		want  webhook.Result
		why   storefront.Reason
	}{
		"not JSON":          {[]byte("<html>"), "orders/paid", webhook.Quarantined, storefront.Unreadable},
		"not an order":      {[]byte(`{"hello":1}`), "orders/paid", webhook.Quarantined, storefront.Unreadable},
		"unknown topic":     {whole, "orders/teleported", webhook.Quarantined, storefront.UnknownTopic},
		"no topic":          {whole, "", webhook.Quarantined, storefront.UnknownTopic},
		"unmapped SKU":      {swap("M365-BP-1Y-M", "M365-OTHER"), "orders/paid", webhook.Quarantined, storefront.UnmappedSKU},
		"no usable domain":  {swap("NorthwindDemo01.onmicrosoft.com", "example.com"), "orders/paid", webhook.Quarantined, storefront.DomainInvalid},
		"a test on live":    {swap(`"test":false`, `"test":true`), "orders/paid", webhook.Quarantined, storefront.TestOnLive},
		"an order not paid": {swap(`"financial_status":"paid"`, `"financial_status":"pending"`), "orders/create", webhook.Unchanged, ""},
		"a cancelled order": {swap(`"cancelled_at":null`, `"cancelled_at":"2026-11-20T14:02:13+01:00"`), "orders/cancelled", webhook.Unchanged, ""},
		"a product":         {[]byte(`{"id":1}`), "products/update", webhook.Ignored, ""},
		"a refund":          {[]byte(`{"id":1,"order_id":7}`), "refunds/create", webhook.Queued, ""},
	} {
		h := newHouse()
		out, err := h.receive().Receive(t.Context(), connection, signed(c.topic, c.body))
		if err != nil || out.Result != c.want || out.Reason != c.why || h.effects != 0 || len(h.deliveries) != 1 || (len(h.notes) == 1) != (c.want == webhook.Quarantined) {
			t.Errorf("%s: %+v, %v, %v", name, out, err, h.notes)
		}
		if len(h.queue) != 0 != (c.want == webhook.Queued) {
			t.Errorf("%s: queued %v", name, h.queue)
		}
		for _, n := range h.notes {
			if n.Code != c.why || n.Reason == "" || n.Suggestion == "" || h.deliveries[n.Delivery].Body == nil {
				t.Errorf("%s: %+v", name, n)
			}
		}
	}
}

func TestAHundredEqualDeliveriesAtOnceGiveOneOrder(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if out, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", body)); err != nil || out.Result != webhook.Placed {
				t.Errorf("%+v, %v", out, err)
			}
		})
	}
	wg.Wait()
	if h.effects != 1 || len(h.deliveries) != 1 || len(h.notes) != 0 {
		t.Errorf("%d orders, %d deliveries, %d notes", h.effects, len(h.deliveries), len(h.notes))
	}
}

func TestWhatCannotBeKeptIsToBeSentAgainInHalfAMinute(t *testing.T) {
	t.Parallel()
	for _, down := range []error{errors.New("disk"), fault.Throttled.Errorf("slow"), fault.Unknown.Errorf("lost"), fault.Unavailable.Errorf("gone")} {
		h := newHouse()
		h.down = down
		_, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", paid(t)))
		if fault.Of(err) != fault.Unavailable || fault.RetryAfter(err) != 30*time.Second || h.effects != 0 {
			t.Errorf("%v: %v", down, err)
		}
	}
	h := newHouse()
	h.noPlace = fault.Throttled.Errorf("slow down")
	if _, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", paid(t))); fault.Of(err) != fault.Unavailable || len(h.deliveries) != 1 {
		t.Error(err)
	}
	h.noPlace = nil
	if out, err := h.receive().Receive(t.Context(), connection, signed("orders/paid", paid(t))); err != nil || out.Result != webhook.Placed || h.effects != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

func ExampleSecretName() {
	value, _ := json.Marshal(map[string]string{"current": "shpss_example"}) //nolint:errchkjson // strings only
	fmt.Println(webhook.SecretName("con_1"), string(value))
	// Output: connection/con_1/webhook {"current":"shpss_example"}
}
