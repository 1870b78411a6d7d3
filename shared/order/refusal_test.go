package order_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// no is a refusal with a number and, when there is one, the field that is to blame.
func no(kind fault.Kind, number, pointer string) error {
	err := fault.Coded(kind.Errorf("the seller says no"), number)
	if pointer != "" {
		err = fault.At(err, fault.Field{Pointer: pointer, Text: "mend this", Pattern: "^x$"})
	}
	return err
}

func reply(t *testing.T, d *desk, id order.ID, field, value string) order.Order {
	t.Helper()
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: field, Value: json.RawMessage(value)}); err != nil {
		t.Fatalf("answer %q: %v", field, err)
	}
	return d.settle(t, id)
}

func TestARefusalIsKeptWithWhatItMeansForTheBuyerUntilTheOrderGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.says["create"] = []error{no(fault.Denied, "900123", "")}
	id := place(t, d, sample())
	o := d.settle(t, id)
	want := &order.Meaning{Code: "900123", Class: order.Final, Whose: order.OfPartner, Buyer: "Please ask your reseller.", Operator: "the seller says no"}
	if diff := cmp.Diff(want, o.Refused); diff != "" || o.State != order.AsksPerson || !slices.Equal(o.Question.Choices, []string{order.Retry}) {
		t.Errorf("state %s, question %+v: %s", o.State, o.Question, diff)
	}
	if o = reply(t, d, id, "", `"retry"`); o.State != order.Fulfilled || o.Refused != nil {
		t.Errorf("state %s, refused %+v", o.State, o.Refused)
	}
}

func TestARetryAFailureAndALineKeepWhatTheRefusalMeans(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.fate = func(string) string { return "down" }
	if o := run(t, d, place(t, d, sample())); o.Refused == nil || o.Refused.Class != order.Transient {
		t.Errorf("of a retry: %+v", o.Refused)
	}
	d = newDesk()
	d.house.says["create"] = []error{no(fault.Gone, "800075", "")}
	if o := d.settle(t, place(t, d, sample())); o.State != order.Failed || o.Refused == nil || o.Refused.Code != "800075" {
		t.Errorf("of a failure: state %s, %+v", o.State, o.Refused)
	}
	d = newDesk()
	d.house.refuse["CFQ7TTC0LCHC"] = "seat pool"
	o := d.settle(t, place(t, d, sample()))
	if o.State != order.AsksPerson || o.Refused == nil || o.Refused.Code != "800088" || o.Lines[0].State != order.LineOpen {
		t.Errorf("of a checkout that refused all: state %s, %+v", o.State, o.Refused)
	}
}

func TestWhatWeFindOurselvesIsNoRefusalOfTheSellers(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.Customer.Address.PostalCode = "1"
	if got := d.settle(t, place(t, d, o)); got.State != order.AsksPerson || got.Refused != nil || got.Question.Pattern == "" {
		t.Errorf("state %s, refused %+v, question %+v", got.State, got.Refused, got.Question)
	}
}

func TestABusySellerIsAskedLessAndLessOftenAndUnderAnotherRequest(t *testing.T) {
	t.Parallel()
	d := newDesk()
	for range 9 {
		d.house.says["create"] = append(d.house.says["create"], no(fault.Conflict, "800060", ""))
	}
	id := place(t, d, sample())
	var waits []time.Duration
	for len(d.house.says["create"]) > 0 {
		o := run(t, d, id)
		waits = append(waits, o.Due.Sub(d.clock))
		d.clock = o.Due
	}
	m := time.Minute
	if diff := cmp.Diff([]time.Duration{2 * m, 4 * m, 8 * m, 16 * m, 32 * m, 60 * m, 60 * m, 60 * m, 60 * m}, waits); diff != "" {
		t.Error(diff)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
	ids := d.house.requests["create"]
	slices.Sort(ids)
	if len(ids) != 10 || len(slices.Compact(ids)) != 10 {
		t.Errorf("%d requests, not all different", len(ids))
	}
}

func TestARefusedLineOfACheckoutIsCorrectedInAnotherCartAndBoughtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.says["checkout"] = []error{no(fault.Denied, "800088", "/lines/0/quantity")}
	id := place(t, d, sample())
	if o := d.settle(t, id); o.Question == nil || o.Question.Field != "/lines/0/quantity" || o.Question.Pattern != "^x$" {
		t.Fatalf("question %+v", o.Question)
	}
	o := reply(t, d, id, "/lines/0/quantity", "3")
	if o.State != order.Fulfilled || len(d.house.sold) != 1 || d.house.sold[0].Lines[0].Quantity != 3 || len(d.house.carts) != 2 {
		t.Errorf("state %s, sold %+v, %d carts", o.State, d.house.sold, len(d.house.carts))
	}
}

func TestASignatureThatIsMissingAtTheCheckoutIsPassedOnBeforeTheNext(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.says["checkout"] = []error{no(fault.Denied, "13605", "/agreement")}
	id := place(t, d, sample())
	d.settle(t, id)
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/agreement", Agreement: sample().Agreement}); err != nil {
		t.Fatal(err)
	}
	o := d.settle(t, id)
	attested := 0
	for _, call := range d.house.calls {
		if call == "attest" {
			attested++
		}
	}
	if o.State != order.Fulfilled || attested != 2 || len(d.house.sold) != 1 {
		t.Errorf("state %s, attested %d times, sold %d", o.State, attested, len(d.house.sold))
	}
}

func TestAQuestionAsksForNoFieldThatAnAnswerCannotMend(t *testing.T) {
	t.Parallel()
	for _, pointer := range []string{"/lines", "/lines/0", "/customer/address/country", "/to"} {
		d := newDesk()
		d.house.says["checkout"] = []error{no(fault.Invalid, "800070", pointer)}
		id := place(t, d, sample())
		if o := d.settle(t, id); o.Question == nil || o.Question.Field != "" || !slices.Equal(o.Question.Choices, []string{order.Retry}) {
			t.Errorf("%s: question %+v", pointer, o.Question)
		}
		if o := reply(t, d, id, "", `"retry"`); o.State != order.Fulfilled || len(d.house.sold) != 1 {
			t.Errorf("%s: state %s, sold %d", pointer, o.State, len(d.house.sold))
		}
	}
}

func TestWhatChangedInBetweenIsReadAnewAndWhatDoesNotShowIsLookedForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.says["create"] = []error{no(fault.Stale, "2055", "")}
	if o := d.settle(t, place(t, d, sample())); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
	d = newDesk()
	for range 100 {
		d.house.says["cancel"] = append(d.house.says["cancel"], no(fault.NotFound, "20003", ""))
	}
	id := place(t, d, sample())
	d.settle(t, id)
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	asked := d.clock
	if o := d.settle(t, id); o.State != order.AsksPerson || d.clock.Sub(asked) < 15*time.Minute || d.clock.Sub(asked) > time.Hour {
		t.Errorf("state %s after %s", o.State, d.clock.Sub(asked))
	}
}
