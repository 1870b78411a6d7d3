package order

import (
	"fmt"
	"time"
)

// Event is something of an order that a person has to know. It is put with the same write as the state that it tells of, so that neither is
// there without the other.
type Event struct {
	Topic    Topic
	Step     int       // of a reminder: the day
	At       time.Time // when it fell due
	Text     string    // what happened; nothing secret and nobody's name
	Next     string    // what to do
	Link     string    // where
	Deadline time.Time // by when; zero: none
}

// Topic is the kind of an event.
type Topic string

// The topics.
const (
	TopicWaiting  Topic = "order.waiting_for_customer" // and each day again
	TopicQuestion Topic = "order.question"
	TopicLate     Topic = "order.overdue" // a state was not left by its deadline
	TopicFailed   Topic = "order.failed"
)

const day = 24 * time.Hour

// deadline gives by when a state should be left; past it an alarm goes off and people are told.
func deadline(s State, now time.Time) time.Time {
	switch s {
	case Waiting:
		return now.Add(14 * day)
	case AsksPerson:
		return now.Add(3 * day)
	case Provisioning:
		return now.Add(day)
	case NotKnown:
		return now.Add(2 * inDoubt)
	case Accepted, Checking, Buying:
		return now.Add(time.Hour)
	case Fulfilled, Failed, Cancelled:
	}
	return time.Time{}
}

// enter puts an order into a state, from which its time counts anew.
func (o *Order) enter(s State, now time.Time) {
	o.State, o.Since, o.Deadline = s, now, deadline(s, now)
	o.Reminded, o.Late = 0, false
}

// due gives by when the order should come further: its state should be left, or its cancel be done.
func (o *Order) due(now time.Time) time.Time {
	if o.State == Fulfilled && o.Return != nil {
		return now.Add(time.Hour)
	}
	return deadline(o.State, now)
}

// Overdue gives the event that nobody began to work on an order in time, once it is so. Everything else that is late is told by the work itself.
func (o Order) Overdue(now time.Time) []Event {
	if o.State != Accepted || o.Deadline.IsZero() || now.Before(o.Deadline) {
		return nil
	}
	o.Tell = nil
	o.event(TopicLate, 0, o.Deadline)
	return o.Tell
}

// tell adds what people have to know of an order after a move: that it began to wait or to ask, each day that it still waits, and once that it is
// late. Before is the order as it was.
func (o *Order) tell(before Order, now time.Time) {
	began := before.State != o.State || o.State == AsksPerson && !before.Question.same(o.Question)
	switch {
	case o.State == Waiting && began:
		o.event(TopicWaiting, 0, now)
	case o.State == AsksPerson && began:
		o.event(TopicQuestion, 0, now)
	case o.State == Failed && began:
		o.event(TopicFailed, 0, now)
	case o.State == Waiting && int(now.Sub(o.Since)/day) > o.Reminded:
		o.Reminded = int(now.Sub(o.Since) / day)
		o.event(TopicWaiting, o.Reminded, o.Since.Add(time.Duration(o.Reminded)*day))
	}
	if !o.Late && !o.Deadline.IsZero() && !now.Before(o.Deadline) {
		o.Late = true
		o.event(TopicLate, 0, o.Deadline)
	}
}

// same reports whether two questions ask the same: one that was saved without an answer is asked once more.
func (q *Question) same(other *Question) bool {
	return q != nil && other != nil && q.Field == other.Field && q.Text == other.Text
}

func (o *Order) event(t Topic, step int, at time.Time) {
	e := Event{Topic: t, Step: step, At: at, Link: "/v1/orders/" + string(o.ID), Deadline: o.Deadline}
	name := "order " + string(o.ID)
	if o.Source.Name != "" {
		name += " (" + o.Source.Name + ")"
	}
	switch t {
	case TopicWaiting:
		e.Text, e.Next = name+" waits for the customer", "have the customer do what the order asks for"
		if o.Relationship != nil && o.Intent.Step == StepCheck {
			e.Text += " to accept the partner as its reseller"
			e.Next, e.Link = "have an administrator of the customer open the link and accept", o.Relationship.Link
		}
		if step > 0 {
			e.Text += fmt.Sprintf(", since %d day(s)", step)
		}
	case TopicQuestion:
		e.Text, e.Next = name+" asks: "+o.Question.Text, "answer the question at the order, or cancel it"
	case TopicLate:
		e.Text, e.Next = name+" is late: it should have left the state "+string(o.State)+" by now", "look at the order's last steps"
		if next := o.Expects(); next != "" {
			e.Text += "; what it waits for: " + next
		}
		e.Deadline = time.Time{}
	case TopicFailed:
		e.Text, e.Next = name+" has failed", "look at the order's last steps, and place another"
	}
	o.Tell = append(o.Tell, e)
}
