package webhook_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/webhook"
)

const (
	connection = "con_sample_7f3k2m9q"
	shop       = "sample-shop.myshopify.com"
	secret     = "shpss_sample_0001"
)

func TestAPaidOrderIsStoredAndPlaced(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	out, err := h.receive().Receive(t.Context(), signed(body))
	if err != nil || !out.Placed || out.Order == "" || out.Secret != "current" {
		t.Fatalf("%+v, %v", out, err)
	}
	want := webhook.Delivery{Connection: connection, Event: "e1/orders/paid", Topic: "orders/paid", At: now(), Body: body}
	if diff := cmp.Diff(want, h.deliveries[connection+"e1/orders/paid"]); diff != "" {
		t.Error(diff)
	}
	if o := h.orders[out.Order]; o.Source.Ref != "820982911946154508" || len(h.notes) != 0 {
		t.Errorf("order: %+v, notes: %v", o, h.notes)
	}
}

func TestWhatDoesNotProveItselfIsRefusedAndNotStored(t *testing.T) {
	t.Parallel()
	body := paid(t)
	for name, c := range map[string]struct {
		change func(*webhook.Incoming, *house)
		want   fault.Kind
	}{
		"unknown connection":   {func(in *webhook.Incoming, _ *house) { in.Connection = "con_other" }, fault.NotFound},
		"paused connection":    {func(_ *webhook.Incoming, h *house) { h.connection.Paused = true }, fault.Gone},
		"no signature":         {func(in *webhook.Incoming, _ *house) { in.Signatures = nil }, fault.Unauthenticated},
		"doubled signature":    {func(in *webhook.Incoming, _ *house) { in.Signatures = append(in.Signatures, in.Signatures[0]) }, fault.Unauthenticated},
		"wrong signature":      {func(in *webhook.Incoming, _ *house) { in.Signatures[0] = sign("other", in.Body) }, fault.Unauthenticated},
		"empty signature":      {func(in *webhook.Incoming, _ *house) { in.Signatures[0] = "" }, fault.Unauthenticated},
		"one byte changed":     {func(in *webhook.Incoming, _ *house) { in.Body = append(bytes.Clone(in.Body), ' ') }, fault.Unauthenticated},
		"empty body":           {func(in *webhook.Incoming, _ *house) { *in = signed(nil) }, fault.Unauthenticated},
		"another shop":         {func(in *webhook.Incoming, _ *house) { in.Shops[0] = "other.myshopify.com" }, fault.Unauthenticated},
		"no shop":              {func(in *webhook.Incoming, _ *house) { in.Shops = nil }, fault.Unauthenticated},
		"two shops":            {func(in *webhook.Incoming, _ *house) { in.Shops = append(in.Shops, shop) }, fault.Unauthenticated},
		"no secret":            {func(_ *webhook.Incoming, h *house) { h.secrets = nil }, fault.Unavailable},
		"secret of no meaning": {func(_ *webhook.Incoming, h *house) { h.secrets["connection/"+connection+"/webhook"] = "{}" }, fault.Unavailable},
	} {
		h, in := newHouse(), signed(body)
		c.change(&in, h)
		out, err := h.receive().Receive(t.Context(), in)
		if fault.Of(err) != c.want || out.Placed || len(h.deliveries)+len(h.notes)+h.effects != 0 {
			t.Errorf("%s: %v, %d deliveries", name, err, len(h.deliveries))
		}
	}
}

func TestThePreviousSecretIsGoodUntilItRetires(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		retire string
		want   fault.Kind
	}{
		{`,"retire_at":"2026-11-21T12:00:01Z"`, ""},
		{`,"retire_at":"2026-11-21T12:00:00Z"`, fault.Unauthenticated},
		{`,"retire_at":"2026-11-20T12:00:00Z"`, fault.Unauthenticated},
		{``, fault.Unauthenticated},
	} {
		h := newHouse()
		h.secrets["connection/"+connection+"/webhook"] = `{"current":"new","previous":"` + secret + `"` + c.retire + `}`
		out, err := h.receive().Receive(t.Context(), signed(paid(t)))
		if fault.Of(err) != c.want || (err == nil) != (out.Secret == "previous") {
			t.Errorf("%s: %+v, %v", c.retire, out, err)
		}
	}
}

func TestAuthenticButUselessDeliveriesAreKeptForAPerson(t *testing.T) {
	t.Parallel()
	whole := paid(t)
	big := make([]byte, 700_000)
	if _, err := rand.Read(big); err != nil {
		t.Fatal(err)
	}
	swap := func(from, to string) []byte { return bytes.ReplaceAll(whole, []byte(from), []byte(to)) }
	for name, c := range map[string]struct {
		body             []byte
		topic            string
		reason, proposal string
	}{
		"not JSON":           {[]byte("<html>"), "orders/paid", "not JSON", ""},
		"1 MiB of noise":     {[]byte(base64.StdEncoding.EncodeToString(big)), "orders/paid", "not JSON", ""},
		"65 levels":          {[]byte(strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65)), "orders/paid", "deeper than 64", ""},
		"a key twice":        {swap(`"test":false`, `"test":false,"test":true`), "orders/paid", "a key twice", "/test"},
		"not an order":       {[]byte(`{"hello":1}`), "orders/paid", "not an order", ""},
		"unmapped SKU":       {swap("M365-BP-1Y-M", "M365-OTHER"), "orders/paid", `"M365-OTHER"`, `add SKU "M365-OTHER"`},
		"a test on live":     {swap(`"test":false`, `"test":true`), "orders/paid", "test order", "sandbox"},
		"unknown topic":      {whole, "orders/teleported", "orders/teleported", ""},
		"a cancel":           {whole, "orders/cancelled", "topic is not handled", "cancel the order here"},
		"a refund":           {whole, "refunds/create", "topic is not handled", ""},
		"no topic":           {whole, "", "topic is not handled", ""},
		"no usable domain":   {swap("NorthwindDemo01.onmicrosoft.com", "example.com"), "orders/paid", "m365_tenant_domain", "NAME.onmicrosoft.com"},
		"an order not paid":  {swap(`"financial_status":"paid"`, `"financial_status":"pending"`), "orders/paid", "not paid", ""},
		"a control sequence": {whole, "x\x1b[31m", "x?[31m", ""},
	} {
		h, in := newHouse(), signed(c.body)
		in.Topic = c.topic
		out, err := h.receive().Receive(t.Context(), in)
		if err != nil || out.Placed || h.effects != 0 || len(h.deliveries) != 1 || len(h.notes) != 1 {
			t.Errorf("%s: %+v, %v, %d notes", name, out, err, len(h.notes))
			continue
		}
		if n := h.notes[0]; !strings.Contains(n.Reason, c.reason) || !strings.Contains(n.Suggestion, c.proposal) || n.Reason != out.Reason {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

func TestATestOrderIsPlacedInASandbox(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.partner.Live = false
	out, err := h.receive().Receive(t.Context(), signed(bytes.ReplaceAll(paid(t), []byte(`"test":false`), []byte(`"test":true`))))
	if err != nil || !out.Placed {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestAHundredEqualDeliveriesAtOnceGiveOneOrder(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if out, err := h.receive().Receive(t.Context(), signed(body)); err != nil || !out.Placed {
				t.Errorf("%+v, %v", out, err)
			}
		})
	}
	wg.Wait()
	if h.effects != 1 || len(h.deliveries) != 1 || len(h.notes) != 0 {
		t.Errorf("%d orders, %d deliveries, %d notes", h.effects, len(h.deliveries), len(h.notes))
	}
}

func TestTheSameOrderWithOtherContentBuysNothingMore(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	other := bytes.ReplaceAll(body, []byte(`"current_quantity":5`), []byte(`"current_quantity":50`))
	for i, in := range []webhook.Incoming{signed(body), signed(other)} {
		out, err := h.receive().Receive(t.Context(), in)
		if err != nil || out.Placed != (i == 0) {
			t.Errorf("%d: %+v, %v", i, out, err)
		}
	}
	if h.effects != 1 || len(h.notes) != 1 || len(h.deliveries) != 2 {
		t.Errorf("%d orders, %d notes, %d deliveries: want the second body beside the first", h.effects, len(h.notes), len(h.deliveries))
	}
}

func TestADeliverySeenBeforeIsStillPlaced(t *testing.T) {
	t.Parallel()
	h, body := newHouse(), paid(t)
	h.noPlace = fault.Throttled.Errorf("slow down")
	if _, err := h.receive().Receive(t.Context(), signed(body)); fault.Of(err) != fault.Unavailable {
		t.Fatal(err)
	}
	h.noPlace = nil
	if out, err := h.receive().Receive(t.Context(), signed(body)); err != nil || !out.Placed || h.effects != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestWhatCannotBeStoredIsToBeSentAgainInHalfAMinute(t *testing.T) {
	t.Parallel()
	for _, down := range []error{errors.New("disk"), fault.Throttled.Errorf("slow"), fault.Unknown.Errorf("lost"), fault.Unavailable.Errorf("gone")} {
		h := newHouse()
		h.down = down
		_, err := h.receive().Receive(t.Context(), signed(paid(t)))
		if fault.Of(err) != fault.Unavailable || fault.RetryAfter(err) != 30*time.Second || h.effects != 0 {
			t.Errorf("%v: %v", down, err)
		}
	}
}

func TestEventsWithoutAnIDOrWithAVeryLongOneHaveAKey(t *testing.T) {
	t.Parallel()
	for _, event := range []string{"", strings.Repeat("x", 5000)} {
		h, in := newHouse(), signed(paid(t))
		in.Event = event
		for range 2 {
			if _, err := h.receive().Receive(t.Context(), in); err != nil {
				t.Error(err)
			}
		}
		for k := range h.deliveries {
			if len(h.deliveries) != 1 || len(k) > 400 {
				t.Errorf("%d deliveries, key of %d bytes", len(h.deliveries), len(k))
			}
		}
	}
}

func ExampleSecretName() {
	value, _ := json.Marshal(map[string]string{"current": "shpss_example"}) //nolint:errchkjson // strings only
	fmt.Println(webhook.SecretName("con_1"), string(value))
	// Output: connection/con_1/webhook {"current":"shpss_example"}
}
