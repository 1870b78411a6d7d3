package order_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

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

func TestALineThatIsCancelledAtMicrosoftBeforeItsLicencesAreThereIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for _, seen := range []bool{true, false} { // whether Microsoft's order names the subscription
		d := newDesk()
		id := place(t, d, sample())
		d.house.provision, d.house.gone, d.house.hides = "unfulfilled", true, !seen
		o := d.settle(t, id)
		if o.State != order.AsksPerson || o.Lines[0].State != order.LineRefused || o.Lines[0].Refused == nil || d.clock.Sub(o.Created) > time.Hour {
			t.Fatalf("seen %v: state %s, lines %+v", seen, o.State, o.Lines)
		}
		if o = reply(t, d, id, "", `"settle"`); o.State != order.Failed || o.Lines[0].State != order.LineCancelled {
			t.Errorf("seen %v: state %s, lines %+v", seen, o.State, o.Lines)
		}
	}
}
