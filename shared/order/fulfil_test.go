package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// desk is a small shop: an order desk, a worker and a seller that share a clock which sleeping moves.
type desk struct {
	order.Desk
	order.Fulfil
	ledger *ledger
	house  *house
	clock  time.Time
}

func newDesk() *desk {
	d := &desk{ledger: newLedger(), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.clock }
	d.house = newHouse(now)
	d.Desk = order.Desk{Book: d.ledger, Waker: d.ledger, Now: now}
	d.Fulfil = order.Fulfil{Ledger: d.ledger, Seller: d.house.seller, Vault: d.house, Now: now, Sleep: func(_ context.Context, w time.Duration) error {
		d.clock = d.clock.Add(w)
		return nil
	}}
	return d
}

// settle runs an order whenever it is due, until it rests.
func (d *desk) settle(t interface{ Fatalf(string, ...any) }, id order.ID) order.Order {
	for range 300 {
		_, err := d.Run(context.Background(), id)
		if err != nil && fault.Of(err) != fault.Unavailable {
			t.Fatalf("run: %v", err)
		}
		o, err := d.ledger.Load(context.Background(), id)
		if err != nil {
			t.Fatalf("load: %v", err)
		}
		if o.Due.IsZero() || o.State == order.Waiting || o.State == order.AsksPerson {
			return o
		}
		if o.Due.After(d.clock) {
			d.clock = o.Due
		}
	}
	t.Fatalf("the order never rests")
	return order.Order{}
}

func sample() order.Order {
	cost, _ := money.Parse("216.00", "EUR")
	return order.Order{
		Partner: "acme", Source: order.Source{Kind: "api", Of: "client", Ref: "k1"},
		Customer: order.Customer{
			Domain: "northwind.onmicrosoft.com", Company: "Northwind", First: "Jo", Last: "Doe", Email: "jo@example.com",
			Address: order.Address{Line1: "Main 1", City: "Berlin", PostalCode: "10115", Country: "DE"},
		},
		Agreement: &order.Consent{First: "Jo", Last: "Doe", Email: "jo@example.com", Date: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)},
		Lines: []order.Line{{
			Key: "1", Quantity: 5, UnitCost: &cost,
			Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"},
		}},
	}
}

func place(t *testing.T, d *desk, o order.Order) order.ID {
	t.Helper()
	placed, err := d.Place(t.Context(), o)
	if err != nil {
		t.Fatalf("place: %v", err)
	}
	return placed.ID
}

func TestAnOrderIsFulfilledAndBoughtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := d.settle(t, place(t, d, sample()))
	if o.State != order.Fulfilled || len(d.house.sold) != 1 || o.Lines[0].Subscription.ID != "sub-1" {
		t.Fatalf("state %s, sold %d, lines %+v", o.State, len(d.house.sold), o.Lines)
	}
	if d.house.kept[o.Customer.Tenant] != "secret" {
		t.Error("the administrator's password was not kept")
	}
}

func TestTheSameOrderAgainIsTheFirstOne(t *testing.T) {
	t.Parallel()
	d := newDesk()
	first := place(t, d, sample())
	d.settle(t, first)
	if again := place(t, d, sample()); again != first {
		t.Errorf("id %s, want %s", again, first)
	}
	d.settle(t, first)
	if len(d.house.sold) != 1 {
		t.Errorf("sold %d times", len(d.house.sold))
	}
	other := sample()
	other.Lines[0].Quantity = 9
	if _, err := d.Place(t.Context(), other); fault.Of(err) != fault.Conflict {
		t.Errorf("other content under the same reference: %v", err)
	}
}

// TestNoInterleavingSellsTwice is the promise of the product: whatever is cut, throttled, refused, lost or hidden for a while, an order is bought at most
// once, one tenant is made, and the order ends or asks.
func TestNoInterleavingSellsTwice(t *testing.T) {
	t.Parallel()
	rounds := 30 // of a hundred
	if testing.Short() {
		rounds = 1
	}
	distinct := map[string]bool{}
	for range rounds {
		rapid.Check(t, func(rt *rapid.T) { distinct[interleaving(rt)] = true })
	}
	fmt.Printf("property: no interleaving of lost, refused and throttled answers sells twice: %d distinct cases\n", len(distinct))
}

// interleaving tells one story of an order with random trouble, and gives a name for it.
func interleaving(rt *rapid.T) string {
	d := newDesk()
	var story strings.Builder
	d.house.visible = time.Duration(rapid.SampledFrom([]int{0, 10, 14, 20}).Draw(rt, "visible")) * time.Minute
	d.house.replays = rapid.Bool().Draw(rt, "replays")
	troubles := rapid.IntRange(0, 12).Draw(rt, "troubles")
	d.house.fate = func(call string) string {
		if troubles == 0 {
			return "ok"
		}
		fate := rapid.SampledFrom([]string{"ok", "ok", "before", "after", "throttled", "down", "busy"}).Draw(rt, call)
		fmt.Fprintf(&story, "%s %s,", call, fate)
		if fate != "ok" {
			troubles--
		}
		return fate
	}
	losses := rapid.IntRange(0, 4).Draw(rt, "losses")
	d.ledger.lose = func() string {
		if losses == 0 {
			return ""
		}
		losses--
		lost := rapid.SampledFrom([]string{"", "before", "after"}).Draw(rt, "save")
		fmt.Fprintf(&story, "save %s,", lost)
		return lost
	}
	placed, err := d.Place(context.Background(), sample())
	if err != nil {
		rt.Fatalf("place: %v", err)
	}
	o := d.settle(rt, placed.ID)
	if len(d.house.sold) > 1 || len(d.house.tenants) > 1 {
		rt.Fatalf("sold %d, tenants %d: %v", len(d.house.sold), len(d.house.tenants), d.house.calls)
	}
	if o.State != order.Fulfilled && o.State != order.AsksPerson {
		rt.Fatalf("state %s: %+v", o.State, o.Steps)
	}
	if o.State == order.Fulfilled && len(d.house.sold) != 1 {
		rt.Fatalf("fulfilled without a purchase")
	}
	if o.State == order.AsksPerson && d.house.visible < 15*time.Minute {
		rt.Fatalf("asked a person although everything could be found out: %+v", o.Steps)
	}
	fmt.Fprintf(&story, "%s %v", d.house.visible, d.house.replays)
	return story.String()
}

func TestACheckoutWithoutAnAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	for _, cut := range []string{"before", "after"} {
		for _, replays := range []bool{true, false} {
			t.Run(fmt.Sprint(cut, replays), func(t *testing.T) {
				t.Parallel()
				d := newDesk()
				d.house.visible, d.house.replays = 10*time.Minute, replays
				cuts := 2
				d.house.fate = func(call string) string {
					if call == "checkout" && cuts > 0 {
						cuts--
						return cut
					}
					return "ok"
				}
				o := d.settle(t, place(t, d, sample()))
				if o.State != order.Fulfilled || len(d.house.sold) != 1 {
					t.Fatalf("state %s, sold %d: %+v", o.State, len(d.house.sold), o.Steps)
				}
			})
		}
	}
}

func TestADomainThatIsTakenIsAskedForAndTheAnswerGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.tenants["northwind.onmicrosoft.com"] = order.Tenant{ID: "someone", Domain: "northwind.onmicrosoft.com"}
	id := place(t, d, sample())
	o := d.settle(t, id)
	if o.State != order.AsksPerson || o.Question.Field != "/customer/domain" {
		t.Fatalf("state %s, question %+v", o.State, o.Question)
	}
	for _, bad := range []order.Reply{
		{Field: "/customer/company", Value: json.RawMessage(`"x"`)},
		{Field: "/customer/domain", Value: json.RawMessage(`"no dots"`)},
		{Field: "/customer/domain", Value: json.RawMessage(`7`)},
	} {
		if _, err := d.Answer(t.Context(), "acme", id, bad); fault.Of(err) != fault.Invalid {
			t.Errorf("answer %s %s: %v", bad.Field, bad.Value, err)
		}
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/customer/domain", Value: json.RawMessage(`"northwind2.onmicrosoft.com"`)}); err != nil {
		t.Fatalf("answer: %v", err)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled || len(d.house.sold) != 1 {
		t.Fatalf("state %s: %+v", o.State, o.Steps)
	}
}

func TestADomainCheckWithoutAnAnswerMakesNoTenant(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.fate = func(call string) string {
		if call == "taken" {
			return "down"
		}
		return "ok"
	}
	id := place(t, d, sample())
	for range 5 {
		o, err := d.Run(t.Context(), id)
		if err != nil || o.State.Ended() {
			t.Fatalf("state %s, %v", o.State, err)
		}
		d.clock = d.clock.Add(time.Hour)
	}
	if len(d.house.tenants) != 0 {
		t.Error("a tenant was made although nobody knows whether the domain is free")
	}
}

func TestWithoutASignatureTheOrderWaitsForTheCustomer(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.Agreement = nil
	id := place(t, d, o)
	if got := d.settle(t, id); got.State != order.Waiting || got.Question.Field != "/agreement" {
		t.Fatalf("state %s", got.State)
	}
	_, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/agreement", Agreement: sample().Agreement})
	if err != nil {
		t.Fatalf("answer: %v", err)
	}
	if got := d.settle(t, id); got.State != order.Fulfilled {
		t.Fatalf("state %s: %+v", got.State, got.Steps)
	}
}

func TestEachLineKeepsItsOwnStateWhenOneIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	second := o.Lines[0]
	second.Key, second.Item.Product = "2", "CFQ7TTC0LH18"
	o.Lines = append(o.Lines, second)
	d.house.refuse["CFQ7TTC0LH18"] = "seat pool"
	id := place(t, d, o)
	got := d.settle(t, id)
	if got.State != order.AsksPerson || got.Lines[0].State != order.LineReady || got.Lines[1].State != order.LineRefused {
		t.Fatalf("state %s, lines %s and %s", got.State, got.Lines[0].State, got.Lines[1].State)
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: json.RawMessage(`"settle"`)}); err != nil {
		t.Fatalf("answer: %v", err)
	}
	if got := d.settle(t, id); got.State != order.Fulfilled || len(d.house.sold) != 1 {
		t.Fatalf("state %s, sold %d", got.State, len(d.house.sold))
	}
}

func TestARefusedPurchaseIsTriedAgainOnlyWhenAPersonSaysSo(t *testing.T) {
	t.Parallel()
	d := newDesk()
	refuse := true
	d.house.fate = func(call string) string {
		if call == "checkout" && refuse {
			return "no"
		}
		return "ok"
	}
	id := place(t, d, sample())
	if o := d.settle(t, id); o.State != order.AsksPerson || len(o.Question.Choices) != 1 {
		t.Fatalf("state %s, %+v", o.State, o.Question)
	}
	refuse = false
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: json.RawMessage(`"retry"`)}); err != nil {
		t.Fatalf("answer: %v", err)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled || len(d.house.carts) != 1 {
		t.Fatalf("state %s, carts %d", o.State, len(d.house.carts))
	}
}
