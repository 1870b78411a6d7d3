package order_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/order"
)

// theirs is an order of a tenant that exists already, found by one of its domains.
func theirs(domain string) order.Order {
	o := sample()
	o.Customer = order.Customer{Existing: true, Domain: domain}
	return o
}

// known puts a tenant into the house.
func (h *house) known(r order.Relation) order.TenantID {
	const domain = "contoso.onmicrosoft.com"
	id := order.TenantID("00000000-0000-4000-8000-0000000000" + string('a'+rune(len(h.tenants)%26)) + "1")
	h.tenants[domain] = order.Tenant{ID: id, Domain: domain, Country: "DE", Relation: r}
	return id
}

func topics(d *desk) (all []order.Topic) {
	for _, e := range d.ledger.told {
		all = append(all, e.Topic)
	}
	return all
}

func TestATenantThatIsNotYetACustomerIsWaitedForWithTheLinkAndRemindedOfDaily(t *testing.T) {
	t.Parallel()
	d := newDesk()
	id := d.house.known(order.RelationNone)
	d.house.domains = map[string]order.TenantID{"contoso.com": id}
	placed := place(t, d, theirs("contoso.com"))
	o := run(t, d, placed)
	if o.State != order.Waiting || o.Relationship == nil || o.Relationship.Link != d.house.link || o.Customer.Tenant != id || o.Deadline.IsZero() {
		t.Fatalf("state %s, relationship %+v, steps %+v", o.State, o.Relationship, o.Steps)
	}
	began := d.clock
	for d.clock.Before(began.Add(3*24*time.Hour + time.Minute)) {
		d.clock = o.Due
		o = run(t, d, placed)
	}
	if links := count(d.house.calls, "link"); links != 1 {
		t.Errorf("%d links made", links)
	}
	for n, e := range d.ledger.told {
		if e.Topic != order.TopicWaiting || e.Step != n || !e.At.Equal(began.Add(time.Duration(n)*24*time.Hour)) || e.Link != d.house.link {
			t.Errorf("event %d: %+v", n, e)
		}
	}
	if len(d.ledger.told) != 4 {
		t.Errorf("told %v", topics(d))
	}
	if len(o.Steps) != 1 || o.Steps[0].Count < 10 {
		t.Errorf("steps %+v", o.Steps)
	}
	customer := d.house.tenants["contoso.onmicrosoft.com"]
	customer.Relation = order.RelationReseller
	d.house.tenants["contoso.onmicrosoft.com"] = customer
	d.clock = o.Due
	if o = d.settle(t, placed); o.State != order.Fulfilled || o.Relationship.Accepted.IsZero() || len(d.house.sold) != 1 {
		t.Errorf("state %s, relationship %+v", o.State, o.Relationship)
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

func TestAnAdvisorIsNoReseller(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.known(order.RelationAdvisor)
	o := run(t, d, place(t, d, theirs("contoso.onmicrosoft.com")))
	if o.State != order.Waiting || o.Relationship.Was != order.RelationAdvisor || len(d.house.carts) != 0 {
		t.Errorf("state %s, relationship %+v", o.State, o.Relationship)
	}
}

func TestACustomerWhoNeverAcceptsBecomesAQuestionAfterTwoWeeksAndRetryWaitsOnceMore(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.known(order.RelationNone)
	id := place(t, d, theirs("contoso.onmicrosoft.com"))
	o := run(t, d, id)
	for o.State == order.Waiting {
		d.clock = o.Due
		o = run(t, d, id)
	}
	if waited := d.clock.Sub(o.Created); o.State != order.AsksPerson || waited != 14*24*time.Hour {
		t.Fatalf("state %s after %s", o.State, waited)
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: []byte(`"retry"`)}); err != nil {
		t.Fatal(err)
	}
	if o = run(t, d, id); o.State != order.Waiting || !o.Deadline.Equal(d.clock.Add(14*24*time.Hour)) {
		t.Errorf("state %s, deadline %s", o.State, o.Deadline)
	}
}

func TestADomainOfNobodyAsksForAnotherAndASandboxSaysThatItMakesNoLink(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := run(t, d, place(t, d, theirs("nobody.example")))
	if o.State != order.AsksPerson || o.Question.Field != "/customer/domain" {
		t.Errorf("question %+v", o.Question)
	}
	d = newDesk()
	d.house.link = ""
	d.house.known(order.RelationNone)
	o = run(t, d, place(t, d, theirs("contoso.onmicrosoft.com")))
	if o.State != order.AsksPerson || len(o.Question.Choices) != 1 {
		t.Errorf("question %+v", o.Question)
	}
}

func TestAnOrderThatWaitsCanBeCancelled(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.known(order.RelationNone)
	id := place(t, d, theirs("contoso.onmicrosoft.com"))
	run(t, d, id)
	if _, err := d.Cancel(t.Context(), "acme", id, "", "client"); err != nil {
		t.Fatal(err)
	}
	if o := run(t, d, id); o.State != order.Cancelled {
		t.Errorf("state %s", o.State)
	}
}
