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
