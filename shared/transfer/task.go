package transfer

import (
	"fmt"
	"time"
)

// Task is something that people do outside. It is over when its proof is seen.
type Task struct {
	Who          Who       `json:"who"`
	Instructions string    `json:"instructions"`
	Proof        string    `json:"proof"` // what is looked for
	Due          time.Time `json:"due,omitzero"`
}

// Who is who does a task.
type Who string

// Those who do.
const (
	TheCustomer Who = "customer" // a global administrator of the tenant
	TheOther    Who = "other_partner"
	OurOperator Who = "operator"
)

// task gives what people do while a transfer is in a state; nil: nobody has to do anything.
func (t *Transfer) task(s State) *Task {
	switch s {
	case Waiting:
		return &Task{
			Who: TheOther, Due: t.Deadline, Proof: "Partner Center shows the transfer as in progress or complete",
			Instructions: "have an admin agent of " + t.other() + " open the transfer in Partner Center, choose the subscriptions and submit it",
		}
	case Offered:
		return &Task{
			Who: OurOperator, Due: t.Deadline, Proof: "a decision by the hash of what is shown",
			Instructions: "look at what leaves, and accept or reject it",
		}
	case Operator:
		return &Task{
			Who: OurOperator, Proof: "Partner Center's list shows what became of it, or somebody asks to try again",
			Instructions: "look in Partner Center whether the transfer was made or submitted; refresh finds it when it is there, retry is for when it is not",
		}
	case Asked, Requesting, Cancelling, Approved, Submitting, Declining, Moving, Taking, Done, Cancelled, Rejected, Expired, Failed:
	}
	return nil
}

// relationship is the task of a customer that has not accepted us.
func (t *Transfer) relationship() *Task {
	return &Task{
		Who: TheCustomer, Due: t.Deadline, Proof: "Partner Center gives the customer's transfers",
		Instructions: "sign in as a global administrator of the customer, open the reseller's invitation and accept it",
	}
}

// decline is the task of a request that cannot be declined by a program.
func (t *Transfer) decline() *Task {
	return &Task{
		Who: OurOperator, Due: t.Deadline, Proof: "Partner Center shows the transfer as rejected, cancelled or expired",
		Instructions: "decline the transfer in Partner Center's portal, or let it expire; nothing leaves in between",
	}
}

func (t *Transfer) other() string {
	if t.Other.Name != "" {
		return t.Other.Name
	}
	return t.Other.Tenant
}

// Event is something that a person has to know. It is put with the same write as the state that it tells of.
type Event struct {
	Topic    Topic
	Subject  string
	At       time.Time
	Text     string
	Next     string
	Link     string
	Deadline time.Time
}

// Topic is the kind of an event.
type Topic string

// The topics.
const (
	TopicWaiting  Topic = "transfer.waiting"  // somebody has to submit, accept or reject
	TopicOperator Topic = "transfer.question" // what became of a write is not known
	TopicLate     Topic = "transfer.overdue"
	TopicEnded    Topic = "transfer.ended"
)

// announce tells of a state that people have to know of.
func (t *Transfer) announce(now time.Time, text string) {
	switch t.State {
	case Waiting:
		t.tell(TopicWaiting, now, "waits for "+t.other()+" to submit it", t.Task.Instructions)
	case Offered:
		t.tell(TopicWaiting, now, fmt.Sprintf("is asked for by %s: %d subscriptions would leave", t.other(), len(t.Offer.Lines)), t.Task.Instructions)
	case Operator:
		t.tell(TopicOperator, now, "needs a person: "+text, t.Task.Instructions)
	case Done, Rejected, Expired, Failed:
		t.tell(TopicEnded, now, "is "+string(t.State)+": "+text, "look at the transfer")
	case Asked, Requesting, Cancelling, Approved, Submitting, Declining, Moving, Taking, Cancelled:
	}
}

func (t *Transfer) tell(topic Topic, at time.Time, text, next string) {
	t.Tell = append(t.Tell, Event{
		Topic: topic, Subject: "transfer " + t.ID, At: at, Text: "The transfer " + t.ID + " " + text + ".", Next: next,
		Link: "/v1/partners/" + t.Partner + "/transfers/" + t.ID, Deadline: t.Deadline,
	})
}

// Overdue gives the event that nobody took up a transfer in time, once it is so.
func (t Transfer) Overdue(now time.Time) []Event {
	if t.Late || t.Tries > 0 || t.Deadline.IsZero() || now.Before(t.Deadline) {
		return nil
	}
	t.Tell = nil
	t.late(t.Deadline)
	return t.Tell
}

func (t *Transfer) late(at time.Time) {
	t.Late = true
	t.tell(TopicLate, at, "is late: it should have left the state "+string(t.State)+" by now", "look at the transfer's last steps")
}
