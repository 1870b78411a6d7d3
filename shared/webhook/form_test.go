package webhook_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

const number = "820982911946154508"

// nowhere is the sample order without a domain.
func nowhere(t *testing.T) []byte {
	t.Helper()
	return bytes.ReplaceAll(paid(t), []byte(`"M365-Tenant-Domain"`), []byte(`"M365-Something"`))
}

// form gives the link of the one form that is offered.
func (h *house) form(t *testing.T) webhook.Link {
	t.Helper()
	for _, n := range h.notes {
		if n.Form > 0 {
			return webhook.Link{Connection: n.Connection, Order: n.Order, Form: n.Form, Expires: now().Add(time.Hour).Unix()}
		}
	}
	t.Fatalf("no form is offered: %v", h.notes)
	return webhook.Link{}
}

func filled(domain string) map[storefront.Field]string {
	return map[storefront.Field]string{"kind": "new", "domain": domain}
}

func TestAnOrderThatLacksItsTenantGoesOnWhenAPersonFillsItIn(t *testing.T) {
	t.Parallel()
	h := newHouse()
	if out := h.told(t, "orders/paid", nowhere(t)); out.Reason != storefront.DomainInvalid || len(h.notes) != 1 || h.effects != 0 {
		t.Fatalf("%+v, %v", out, h.notes)
	}
	l, d := h.form(t), h.desk()
	f, err := d.Form(t.Context(), h.connection, l)
	if err != nil || len(f.Fields) != 2 || f.Shop != shop {
		t.Fatalf("%+v, %v", f, err)
	}
	if _, err := d.Fill(t.Context(), h.connection, l, filled("mira.example")); fault.Of(err) != fault.Invalid || h.effects != 0 {
		t.Fatal("a new tenant has no domain of its own:", err)
	}
	out, err := d.Fill(t.Context(), h.connection, l, filled("mira.onmicrosoft.com"))
	if err != nil || out.Result != webhook.Placed || h.effects != 1 || len(h.notes) != 0 {
		t.Fatalf("%+v, %v, %v", out, err, h.notes)
	}
	for _, o := range h.orders {
		if o.Customer.Domain != "mira.onmicrosoft.com" || o.Customer.Existing {
			t.Errorf("%+v", o.Customer)
		}
	}
	// Nothing of it is undone by the shop, which still says nothing of a domain.
	if out := h.told(t, "orders/updated", bytes.ReplaceAll(nowhere(t), []byte("14:02:13"), []byte("14:09:13"))); out.Result != webhook.Placed || h.effects != 1 {
		t.Errorf("%+v, %d", out, h.effects)
	}
	if _, err := d.Fill(t.Context(), h.connection, l, filled("other.onmicrosoft.com")); fault.Of(err) != fault.Gone {
		t.Error("a form is good once:", err)
	}
}

func TestAFormIsOfNoUseOnceTheShopSaysItClearly(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.told(t, "orders/paid", nowhere(t))
	l := h.form(t)
	h.told(t, "orders/updated", bytes.ReplaceAll(paid(t), []byte("14:02:13"), []byte("14:09:13")))
	if _, err := h.desk().Fill(t.Context(), h.connection, l, filled("other.onmicrosoft.com")); fault.Of(err) != fault.Gone || h.effects != 1 {
		t.Error(err, h.effects)
	}
}

func TestOfManyThatFillAFormInAtOnceOneIsTaken(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.told(t, "orders/paid", nowhere(t))
	l := h.form(t)
	var taken atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			_, err := h.desk().Fill(context.Background(), h.connection, l, filled(strings.Repeat("x", i+1)+".onmicrosoft.com"))
			if err == nil {
				taken.Add(1)
			} else if fault.Of(err) != fault.Gone {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 || h.effects != 1 {
		t.Errorf("%d were taken, %d orders", taken.Load(), h.effects)
	}
}

// TestNoCrashLosesWhatWasFilledIn ends the process before and after every write that a form leads to.
func TestNoCrashLosesWhatWasFilledIn(t *testing.T) {
	t.Parallel()
	for point := 2; ; point++ {
		h := newHouse()
		h.told(t, "orders/paid", nowhere(t))
		l := h.form(t)
		h.calls, h.crash = 0, point
		_, err := h.desk().Fill(t.Context(), h.connection, l, filled("mira.onmicrosoft.com"))
		if done := h.crash > 2*h.calls+1; done {
			return
		}
		h.crash = 0
		if err != nil {
			if _, err = h.desk().Fill(t.Context(), h.connection, l, filled("mira.onmicrosoft.com")); fault.Of(err) == fault.Gone {
				_, err = h.desk().Settle(t.Context(), h.connection, number, nil, "") // as what is due is
			}
		}
		if err != nil || h.effects != 1 || len(h.notes) != 0 {
			t.Errorf("crash at %d: %v, %d orders, %v", point, err, h.effects, h.notes)
		}
	}
}

func TestALinkIsReadByItsKeyAndInItsTimeOnly(t *testing.T) {
	t.Parallel()
	key, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	l := webhook.Link{Connection: connection, Order: "tom@example.com", Form: 1, Expires: now().Add(webhook.FormLife).Unix()}
	state, err := l.Seal(key)
	if err != nil || strings.Contains(state, "con_") {
		t.Fatal(state, err)
	}
	if got, err := webhook.Unseal(key, state, now()); err != nil || got != l {
		t.Error(got, err)
	}
	if _, err := webhook.Unseal(other, state, now()); fault.Of(err) != fault.NotFound {
		t.Error("another key:", err)
	}
	if _, err := webhook.Unseal(key, state, now().Add(webhook.FormLife)); fault.Of(err) != fault.Gone {
		t.Error("too late:", err)
	}
	for i := range state {
		forged := []byte(state)
		if forged[i] = 'A'; state[i] == 'A' {
			forged[i] = 'B'
		}
		if _, err := webhook.Unseal(key, string(forged), now()); fault.Of(err) != fault.NotFound {
			t.Errorf("forged at %d: %v", i, err)
		}
	}
	for _, bad := range []string{"", "x", "%", state + "=", state[:20]} {
		if _, err := webhook.Unseal(key, bad, now()); fault.Of(err) != fault.NotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := l.Seal(key[:3]); err == nil {
		t.Error("a key of three bytes")
	}
}
