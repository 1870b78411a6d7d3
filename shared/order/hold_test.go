package order_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func TestADeadSignInPutsAnOrderAsideWithTheReasonAndANewOneLetsItGoOn(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	o := run(t, d, id)
	if !o.Held() || !o.Due.IsZero() || *o.Hold != *door.hold || o.State != order.Checking {
		t.Fatalf("held %v, due %v, hold %+v, state %s", o.Held(), o.Due, o.Hold, o.State)
	}
	if n := len(o.Steps); n != 1 || o.Steps[0].Result != order.Wait {
		t.Errorf("steps %+v", o.Steps)
	}
	calls, version := len(d.house.calls), o.Version
	for range 3 {
		o = run(t, d, id) // messages that come again
	}
	if len(d.house.calls) != calls || o.Version != version {
		t.Errorf("%d calls and %d writes while waiting", len(d.house.calls)-calls, o.Version-version)
	}
	door.open()
	if o = d.settle(t, id); o.State != order.Fulfilled || o.Hold != nil || len(d.house.sold) != 1 {
		t.Errorf("state %s, hold %+v, sold %d", o.State, o.Hold, len(d.house.sold))
	}
}

func TestALiftWhileAnOrderIsPutAsideDoesNotLeaveItBehind(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	d.ledger.lose = func() string { // just as the order is put aside
		door.open()
		return ""
	}
	if o := run(t, d, id); o.State != order.Fulfilled || o.Hold != nil {
		t.Errorf("state %s, hold %+v", o.State, o.Hold)
	}
}

func TestAnOrderThatWasPutAsideByARunThatThenDiedIsNotLost(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	looks := 0
	door.look = func() (*order.Hold, error) {
		if looks++; looks == 2 {
			return nil, fault.Unavailable.Errorf("the table is down")
		}
		return door.hold, nil
	}
	if _, err := d.Run(t.Context(), id); fault.Of(err) != fault.Unavailable {
		t.Fatalf("the message must come again: %v", err)
	}
	o, err := d.ledger.Load(t.Context(), id)
	if err != nil || !o.Held() {
		t.Fatalf("held %v, %v", o.Held(), err)
	}
	door.open()
	if o := d.settle(t, id); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
}

func TestAnOrderOfAnotherHoldShowsTheReasonOfTheNewOne(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	run(t, d, id)
	door.die(d.clock.Add(time.Hour))
	door.hold.Reason = "the account is disabled"
	if o := run(t, d, id); !o.Held() || o.Hold.Reason != "the account is disabled" {
		t.Errorf("hold %+v", o.Hold)
	}
}

func TestARefusalWithoutAHoldIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]func() (*order.Hold, error){
		"there is none": func() (*order.Hold, error) { return nil, nil },
		"nobody knows":  func() (*order.Hold, error) { return nil, fault.Unavailable.Errorf("down") },
	} {
		d := newDesk()
		door := locked(d)
		door.dead, door.look = true, look
		id := place(t, d, sample())
		if o := run(t, d, id); o.Held() || !o.Parked || !o.Due.After(d.clock.Add(-time.Minute)) {
			t.Errorf("%s: held %v, parked %v, due %v", name, o.Held(), o.Parked, o.Due)
		}
		door.dead = false
		if o := d.settle(t, id); o.State != order.Fulfilled {
			t.Errorf("%s: state %s", name, o.State)
		}
	}
}

func TestAfterALiftAWorkerThatRemembersTheRefusalWaitsHalfAMinuteAtMost(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	id := place(t, d, sample())
	d.house.fate = func(call string) string {
		if call == "create" {
			return "throttled"
		}
		return "ok"
	}
	for range 9 { // it has waited long already
		o := run(t, d, id)
		d.clock = o.Due
	}
	door.die(d.clock)
	if o := run(t, d, id); !o.Held() {
		t.Fatalf("not held: %+v", o.Steps)
	}
	door.hold = nil // lifted, and the worker still refuses
	if o := run(t, d, id); o.Due.After(d.clock.Add(30*time.Second)) || o.Held() || o.Due.IsZero() {
		t.Errorf("due in %s", o.Due.Sub(d.clock))
	}
}

func TestACancelWhileOnHoldIsDoneAtOnceWhenNothingWasBoughtAndElseAfterwards(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	run(t, d, id)
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	if o := run(t, d, id); o.State != order.Cancelled || o.Hold != nil {
		t.Errorf("nothing bought: state %s, hold %+v", o.State, o.Hold)
	}
	door.open()
	other := sample()
	other.Source.Ref, other.Customer.Domain = "k2", "fabrikam.onmicrosoft.com"
	id = place(t, d, other)
	d.settle(t, id)
	door.die(d.clock)
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	o := run(t, d, id)
	if !o.Held() || o.Return == nil || d.house.subs["sub-1"].Status != "active" {
		t.Fatalf("held %v, state %s, %+v", o.Held(), o.State, d.house.subs)
	}
	door.open()
	if o := d.settle(t, id); o.State != order.Cancelled || d.house.subs["sub-1"].Status != "deleted" {
		t.Errorf("state %s, %+v", o.State, d.house.subs)
	}
}

func TestTheTimeOnHoldDoesNotCountAgainstADeadline(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	d.house.visible = 10 * time.Minute
	id := place(t, d, sample())
	if o := run(t, d, id); o.State != order.Provisioning {
		t.Fatalf("state %s", o.State)
	}
	door.die(d.clock)
	d.clock = d.clock.Add(time.Hour)
	if o := run(t, d, id); !o.Held() {
		t.Fatal("not held")
	}
	d.clock = d.clock.AddDate(0, 0, 3)
	d.house.visible = d.clock.Sub(d.house.sold[0].Created) + time.Minute
	door.open()
	o := run(t, d, id)
	if o.State != order.Provisioning || o.Deadline.Before(d.clock) {
		t.Fatalf("state %s, deadline %s: %+v", o.State, o.Deadline, o.Steps)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
}

func TestAnOutcomeThatIsNotKnownWaitsForTheSignInAndIsLookedUpThen(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	d.house.fate = func(call string) string {
		if call != "checkout" || len(d.house.sold) > 0 {
			return "ok"
		}
		door.die(d.clock) // bought, the answer is lost, and the sign-in dies
		return "after"
	}
	id := place(t, d, sample())
	if o := run(t, d, id); !o.Held() || o.State != order.NotKnown {
		t.Fatalf("held %v, state %s", o.Held(), o.State)
	}
	d.clock = d.clock.AddDate(0, 0, 2)
	door.open()
	if o := d.settle(t, id); o.State != order.Fulfilled || len(d.house.sold) != 1 {
		t.Errorf("state %s, sold %d", o.State, len(d.house.sold))
	}
}

func TestTheFailureOfOurOwnWorkMakesNoQuestionOfAHeldOrder(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	door.die(d.clock)
	id := place(t, d, sample())
	run(t, d, id)
	if err := d.Stick(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if o, err := d.ledger.Load(t.Context(), id); err != nil || !o.Held() {
		t.Fatalf("state %s, %v", o.State, err)
	}
	door.open()
	if err := d.Stick(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if o, err := d.ledger.Load(t.Context(), id); err != nil || o.Held() || o.Hold != nil || o.State != order.AsksPerson {
		t.Fatalf("an order that goes on no more must ask: state %s, %v", o.State, err)
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: json.RawMessage(`"retry"`)}); err != nil {
		t.Fatal(err)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
}

func TestAnOrderThatAnotherWorkerFinishedIsNotPutAside(t *testing.T) {
	t.Parallel()
	d := newDesk()
	door := locked(d)
	id := place(t, d, sample())
	other, nested := d.Fulfil, false
	d.ledger.lose = func() string {
		if !nested && door.dead {
			// This worker's call was refused. Another has a token still, and comes by before this one writes.
			nested = true
			door.open()
			if o, err := other.Run(t.Context(), id); err != nil || o.State != order.Fulfilled {
				t.Errorf("the other worker: %s, %v", o.State, err)
			}
		}
		return ""
	}
	door.die(d.clock)
	run(t, d, id)
	if o := d.settle(t, id); o.State != order.Fulfilled || o.Held() || len(d.house.sold) != 1 {
		t.Errorf("state %s, held %v, sold %d", o.State, o.Held(), len(d.house.sold))
	}
}
