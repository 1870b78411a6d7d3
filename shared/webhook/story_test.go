package webhook_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

// shown is the sample order as the shop shows it n minutes later, with changes.
func shown(t *testing.T, minutes int, pairs ...string) []byte {
	t.Helper()
	at := fmt.Sprintf(`"updated_at":"2026-11-20T14:%02d:13+01:00"`, 2+minutes)
	return []byte(strings.NewReplacer(append(pairs, `"updated_at":"2026-11-20T14:02:13+01:00"`, at)...).Replace(string(paid(t))))
}

// told is a delivery that is told until it arrives.
func (h *house) told(t *testing.T, topic string, body []byte) webhook.Outcome {
	t.Helper()
	for range 3 {
		d := signed(topic, body)
		d.Header["X-Shopify-Event-Id"] = []string{topic + string(body[len(body)-100:]) + strconv.Itoa(len(body))}
		out, err := h.receive().Receive(t.Context(), connection, d)
		if err == nil {
			return out
		}
		h.crash = 0
		if fault.Of(err) != fault.Unavailable {
			t.Fatal(err)
		}
	}
	t.Fatal("it is never taken")
	return webhook.Outcome{}
}

const (
	five     = `"current_quantity":5`
	refunded = `"financial_status":"refunded"`
)

// life is an order's: bought, edited up and down, and ended.
func life(t *testing.T, h *house) {
	t.Helper()
	h.told(t, "orders/create", shown(t, 0, `"financial_status":"paid"`, `"financial_status":"pending"`))
	h.told(t, "orders/paid", shown(t, 1))
	h.fulfil()
	h.told(t, "orders/updated", shown(t, 2, five, `"current_quantity":8`))
	h.told(t, "orders/updated", shown(t, 3, five, `"current_quantity":6`))
	h.told(t, "orders/updated", shown(t, 2, five, `"current_quantity":8`)) // late
	h.told(t, "orders/cancelled", shown(t, 4, five, `"current_quantity":0`, `"financial_status":"paid"`, refunded, `"cancelled_at":null`, `"cancelled_at":"2026-11-20T14:06:00+01:00"`))
	h.told(t, "orders/updated", shown(t, 1)) // very late
}

// done tells what came of it.
func (h *house) done() string {
	var out []string
	for id, o := range h.orders {
		out = append(out, fmt.Sprintf("order %d lines cancelled %t", len(o.Lines), o.Return != nil))
		for _, l := range o.Lines {
			own := h.licences[string(id)+l.Key]
			out = append(out, fmt.Sprintf("%d seats after %d wishes", own.Facts.Quantity, len(own.changes)))
		}
	}
	return fmt.Sprint(out, " effects ", h.effects, " notes ", len(h.notes))
}

func TestAnOrderIsFollowedFromTheCartToItsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse()
	life(t, h)
	if got := h.done(); got != "[order 1 lines cancelled true 6 seats after 2 wishes] effects 4 notes 0" {
		t.Error(got)
	}
}

// TestNoCrashDoesAnythingTwiceOrNever ends the process before and after every write of a life, once.
func TestNoCrashDoesAnythingTwiceOrNever(t *testing.T) {
	t.Parallel()
	whole := newHouse()
	life(t, whole)
	want := whole.done()
	cases := 0
	step := 1
	if testing.Short() {
		step = 5 // an odd number, so that points before and after writes are met
	}
	for point := 2; point <= 2*whole.calls+1; point += step {
		h := newHouse()
		h.crash = point
		life(t, h)
		cases++
		if got := h.done(); got != want {
			t.Errorf("crash at %d: %s, want %s", point, got, want)
		}
	}
	t.Logf("%d distinct cases of %d writes", cases, whole.calls)
}

func TestWhatWaitsForAPersonIsNotedOnceAndGoesWhenItIsMended(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.connection.Limits.Seats = 4
	for range 2 {
		if out := h.told(t, "orders/paid", paid(t)); out.Result != webhook.Quarantined || out.Reason != storefront.TooManySeats || len(h.notes) != 1 || h.effects != 0 {
			t.Fatalf("%+v, %v", out, h.notes)
		}
	}
	if _, err := h.desk().Waive(t.Context(), h.connection, "820982911946154508", storefront.UnmappedSKU); fault.Of(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := h.desk().Waive(t.Context(), h.connection, "1", storefront.TooManySeats); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	for range 2 {
		out, err := h.desk().Waive(t.Context(), h.connection, "820982911946154508", storefront.TooManySeats)
		if err != nil || out.Result != webhook.Placed || len(h.notes) != 0 || h.effects != 1 {
			t.Fatalf("%+v, %v, %v", out, err, h.notes)
		}
	}
}

func TestAReplayAfterTheSettingsWereMendedBuys(t *testing.T) {
	t.Parallel()
	h := newHouse()
	m := h.connection.SKUs["M365-BP-1Y-M"]
	delete(h.connection.SKUs, "M365-BP-1Y-M")
	h.told(t, "orders/paid", paid(t))
	if len(h.notes) != 1 || h.effects != 0 {
		t.Fatal(h.notes)
	}
	h.connection.SKUs["M365-BP-1Y-M"] = m
	for _, n := range h.notes {
		if out, err := h.work().Run(t.Context(), connection, n.Delivery); err != nil || out.Result != webhook.Placed || h.effects != 1 {
			t.Errorf("%+v, %v", out, err)
		}
	}
	if len(h.notes) != 0 {
		t.Error(h.notes)
	}
}

func TestWhatADeliveryDoesNotTellIsLookedUp(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.told(t, "orders/paid", paid(t))
	h.fulfil()
	h.told(t, "refunds/create", []byte(`{"id":1,"order_id":820982911946154508,"padding":"`+strings.Repeat("x", 100)+`"}`))
	if out, err := h.work().Run(t.Context(), connection, h.queue[0]); err != nil || out.Reason != storefront.NoAccess || len(h.notes) != 1 {
		t.Fatalf("without keys: %+v, %v", out, err)
	}
	r, err := h.Record(t.Context(), connection, "820982911946154508")
	if err != nil {
		t.Fatal(err)
	}
	s := r.State.Latest
	s.Lines[0].Seats, s.Version = 3, s.Version.Add(time.Minute)
	h.shop = &stall{sales: map[string]storefront.Sale{s.Order: s}, err: fault.Throttled.Errorf("slow down")}
	if _, err := h.work().Run(t.Context(), connection, h.queue[0]); fault.Of(err) != fault.Throttled {
		t.Error(err)
	}
	if err := h.work().GiveUp(t.Context(), connection, h.queue[0], h.shop.err); err != nil || len(h.notes) != 1 {
		t.Error(err, h.notes)
	}
	h.shop.err = nil
	if out, err := h.work().Run(t.Context(), connection, h.queue[0]); err != nil || out.Result != webhook.Changed || len(h.notes) != 0 {
		t.Errorf("%+v, %v, %v", out, err, h.notes)
	}
	for _, l := range h.licences {
		if l.Facts.Quantity != 3 && l.Facts.Quantity != 0 {
			t.Errorf("%+v", l.Facts)
		}
	}
}

func TestAWishThatThePolicyRefusesIsAMatterForAPerson(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.told(t, "orders/paid", paid(t))
	h.fulfil()
	for k, l := range h.licences {
		l.refuse = true
		h.licences[k] = l
	}
	for range 2 {
		out := h.told(t, "orders/updated", shown(t, 2, five, `"current_quantity":8`))
		if out.Result != webhook.Quarantined || out.Reason != storefront.PolicyRefuses || len(h.notes) != 1 {
			t.Errorf("%+v, %v", out, h.notes)
		}
	}
}

func TestTheSameProductForTheSameTenantInAnotherOrderWaits(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.told(t, "orders/paid", paid(t))
	out := h.told(t, "orders/paid", bytes.ReplaceAll(paid(t), []byte(`"id":820982911946154508`), []byte(`"id":820982911946154599`)))
	if out.Reason != storefront.PossibleDuplicate || h.effects != 1 {
		t.Errorf("%+v", out)
	}
	if out, err := h.desk().Waive(t.Context(), h.connection, "820982911946154599", storefront.PossibleDuplicate); err != nil || out.Result != webhook.Placed || h.effects != 2 {
		t.Errorf("%+v, %v", out, err)
	}
}
