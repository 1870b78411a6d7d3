package order_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/order"
)

func TestAQuestionIsToldOnceAndOnceMoreWhenNobodyAnswersInThreeDays(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.tenants["northwind.onmicrosoft.com"] = order.Tenant{}
	id := place(t, d, sample())
	o := d.settle(t, id)
	if o.State != order.AsksPerson || !o.Due.Equal(d.clock.Add(3*24*time.Hour)) || !o.Due.Equal(o.Deadline) {
		t.Fatalf("state %s, due %s, deadline %s", o.State, o.Due, o.Deadline)
	}
	version := o.Version
	if o = run(t, d, id); o.Version != version {
		t.Error("a question is written again before its deadline")
	}
	d.clock = o.Due
	o = run(t, d, id)
	if diff := cmp.Diff([]order.Topic{order.TopicQuestion, order.TopicLate}, topics(d)); diff != "" || o.Question == nil || !o.Due.IsZero() {
		t.Errorf("question %+v, due %s: %s", o.Question, o.Due, diff)
	}
	version = o.Version
	d.clock = d.clock.AddDate(0, 1, 0)
	if o = run(t, d, id); o.Version != version {
		t.Error("it is told of more than once")
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/customer/domain", Value: []byte(`"northwind2.onmicrosoft.com"`)}); err != nil {
		t.Fatal(err)
	}
	if o = d.settle(t, id); o.State != order.Fulfilled {
		t.Errorf("state %s", o.State)
	}
}

func TestAStateThatIsNotLeftByItsDeadlineIsToldOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.fate = func(string) string { return "down" }
	id := place(t, d, sample())
	o := run(t, d, id)
	for d.clock.Before(o.Created.Add(4 * time.Hour)) {
		d.clock = o.Due
		o = run(t, d, id)
	}
	if diff := cmp.Diff([]order.Topic{order.TopicLate}, topics(d)); diff != "" || o.State != order.Checking {
		t.Errorf("state %s: %s", o.State, diff)
	}
}

func TestWhatOurOwnWorkFailedOnIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	if err := d.Stick(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]order.Topic{order.TopicQuestion}, topics(d)); diff != "" {
		t.Error(diff)
	}
}

func TestAnOrderThatNobodyBeganToWorkOnIsOverdueAfterAnHour(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	o, err := d.ledger.Load(t.Context(), id)
	if err != nil || !o.Deadline.Equal(d.clock.Add(time.Hour)) || len(o.Overdue(d.clock)) != 0 {
		t.Fatalf("deadline %s, %v", o.Deadline, err)
	}
	if told := o.Overdue(o.Deadline); len(told) != 1 || told[0].Topic != order.TopicLate || !told[0].At.Equal(o.Deadline) {
		t.Errorf("told %+v", told)
	}
}

func TestACancelThatTakesTooLongIsToldOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	d.settle(t, id)
	d.house.fate = func(string) string { return "down" }
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	began := d.clock
	for d.clock.Before(began.Add(3 * time.Hour)) {
		d.clock = run(t, d, id).Due
	}
	if diff := cmp.Diff([]order.Topic{order.TopicLate}, topics(d)); diff != "" {
		t.Error(diff)
	}
	d.house.fate = func(string) string { return "ok" }
	if o := d.settle(t, id); o.State != order.Cancelled || !o.Deadline.IsZero() {
		t.Errorf("state %s, deadline %s", o.State, o.Deadline)
	}
}

func TestEveryStateSaysWhatIsNextAndByWhenUntilItEnds(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := place(t, d, sample())
	seen := map[order.State]bool{}
	d.ledger.lose = func() string {
		o, err := d.ledger.Load(t.Context(), id)
		if err != nil || o.Expects() == "" || o.Deadline.IsZero() {
			t.Errorf("state %s: next %q by %s, %v", o.State, o.Expects(), o.Deadline, err)
		}
		seen[o.State] = true
		return ""
	}
	if o := d.settle(t, id); o.Expects() != "" || !o.Deadline.IsZero() || len(seen) < 4 {
		t.Errorf("next %q by %s, states %v", o.Expects(), o.Deadline, seen)
	}
}
