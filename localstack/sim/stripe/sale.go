package stripe

import (
	"errors"
	"fmt"
	"time"
)

// NewSession is what a shop asks a buyer to pay. Amounts are whole numbers of the currency's smallest unit.
type NewSession struct {
	Mode       string            `json:"mode,omitempty"`     // payment or subscription; "" is payment
	Currency   string            `json:"currency,omitempty"` // "" is eur
	TaxPercent int64             `json:"tax_percent,omitempty"`
	Lines      []Line            `json:"lines"`
	Fields     []Field           `json:"fields,omitempty"` // what the buyer typed at the checkout
	Metadata   map[string]string `json:"metadata,omitempty"`
	// SubscriptionMetadata goes to the subscription: Stripe documents that the session's own does not.
	SubscriptionMetadata map[string]string `json:"subscription_metadata,omitempty"`
	Buyer                *Buyer            `json:"buyer,omitempty"` // nil is a sample
}

// Line is one price and how many of it.
type Line struct {
	LookupKey       string            `json:"lookup_key,omitempty"` // of the price
	Name            string            `json:"name,omitempty"`
	Quantity        int64             `json:"quantity"`
	UnitAmount      int64             `json:"unit_amount"`
	Discount        int64             `json:"discount,omitempty"`         // on the whole line
	ProductMetadata map[string]string `json:"product_metadata,omitempty"` // shown to those who expand the product
}

// Field is a custom field of the checkout.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Buyer is who pays.
type Buyer struct {
	Name     string `json:"name,omitempty"`
	Business string `json:"business,omitempty"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Line1    string `json:"line1,omitempty"`
	City     string `json:"city,omitempty"`
	Postal   string `json:"postal_code,omitempty"`
	Country  string `json:"country,omitempty"`
	VAT      string `json:"vat,omitempty"`
}

func sample() *Buyer {
	return &Buyer{
		Name: "Mira Beispiel", Business: "Northwind Demo GmbH", Email: "mira.beispiel@example.com", Phone: "+493055501000",
		Line1: "Musterweg 7", City: "Berlin", Postal: "10115", Country: "DE", VAT: "DE123456789",
	}
}

// The modes of a session.
const (
	forOnce   = "payment"
	forAWhile = "subscription"
)

// sale is a session and everything that comes of it.
type sale struct {
	NewSession

	id, customer, intent string
	created              time.Time
	status               string // open, complete or expired
	payment              string // unpaid or paid
	lines                []*line
	charges              []*charge
	refunds              []*refund
	disputes             []*dispute
	invoices             []*invoice
	sub                  *subscription
}

type line struct {
	Line

	id, price, product, item string // the item is that of the subscription
}

type charge struct {
	id, intent   string
	amount, back int64
	at           time.Time
}

type refund struct {
	id     string
	charge *charge
	amount int64
	at     time.Time
}

type dispute struct {
	id, reason, status string
	charge             *charge
	at                 time.Time
}

type subscription struct {
	id, status    string
	start, end    time.Time // of the period
	began, ended  time.Time
	latestInvoice string
}

// Create makes a session that is open, and gives its id. No event tells of that.
func (s *Sim) Create(in NewSession) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.Mode == "" {
		in.Mode = forOnce
	}
	if in.Currency == "" {
		in.Currency = "eur"
	}
	if in.Buyer == nil {
		in.Buyer = sample()
	}
	if len(in.Lines) == 0 || in.TaxPercent < 0 || in.Mode != forOnce && in.Mode != forAWhile {
		return "", errors.New("session: no lines, a negative tax, or an unknown mode")
	}
	sa := &sale{NewSession: in, id: s.id(s.session()), created: s.now(), status: "open", payment: "unpaid"}
	for _, l := range in.Lines {
		if l.Quantity < 1 || l.UnitAmount < 0 || l.Discount < 0 || l.Discount > l.UnitAmount*l.Quantity {
			return "", fmt.Errorf("line %q: no quantity, or more discount than price", l.LookupKey)
		}
		sa.lines = append(sa.lines, &line{Line: l, id: s.id("li_"), item: s.id("si_"), price: s.price(l), product: "prod_" + s.price(l)[6:]})
	}
	s.sales = append(s.sales, sa)
	return sa.id, nil
}

// session begins the ids of sessions, which tell a sandbox from a live account.
func (s *Sim) session() string {
	if s.opt.Live {
		return "cs_live_"
	}
	return "cs_test_"
}

func (l *line) subtotal() int64 { return l.UnitAmount * l.Quantity }

// tax is rounded half up, on top of what is left after the discount.
func (sa *sale) tax(l *line) int64 {
	return ((l.subtotal()-l.Discount)*sa.TaxPercent*2 + 100) / 200
}

func (sa *sale) sums() (subtotal, discount, tax, total int64) {
	for _, l := range sa.lines {
		subtotal += l.subtotal()
		discount += l.Discount
		tax += sa.tax(l)
	}
	return subtotal, discount, tax, subtotal - discount + tax
}

// Complete has the buyer finish the checkout. Delayed is a payment by a method that takes days: the session is complete, and not
// paid. Stripe documents that the event comes then already.
func (s *Sim) Complete(id string, delayed bool) error {
	return s.change(id, func(sa *sale) error {
		if sa.status != "open" {
			return fmt.Errorf("session %s: is %s", id, sa.status)
		}
		sa.status, sa.customer = "complete", s.id("cus_")
		sa.intent = s.id("pi_")
		if sa.Mode == forAWhile {
			s.begin(sa)
		}
		if !delayed {
			s.collect(sa)
		}
		s.emit("checkout.session.completed", sa.body(s), nil)
		return nil
	})
}

// begin starts the subscription and its first invoice. It is incomplete until that is paid, and another event of the same second
// tells that it is active: whoever takes the two in the wrong order leaves it incomplete, as seen in practice.
func (s *Sim) begin(sa *sale) {
	now := s.now()
	sa.sub = &subscription{id: s.id("sub_"), status: "incomplete", start: now, end: now.AddDate(0, 1, 0), began: now}
	s.emit("customer.subscription.created", sa.sub.body(s, sa), nil)
	_, _, _, total := sa.sums()
	s.bill(sa, "subscription_create", total)
}

// collect takes the money of the first invoice, or of the session.
func (s *Sim) collect(sa *sale) {
	sa.payment = "paid"
	if sa.sub != nil {
		s.settle(sa, true)
		sa.sub.status = "active"
		s.emit("customer.subscription.updated", sa.sub.body(s, sa), object{"status": "incomplete"})
		return
	}
	_, _, _, total := sa.sums()
	s.take(sa, sa.intent, total)
}

// take charges the buyer.
func (s *Sim) take(sa *sale, intent string, amount int64) *charge {
	c := &charge{id: s.id("ch_"), intent: intent, amount: amount, at: s.now()}
	sa.charges = append(sa.charges, c)
	s.emit("charge.succeeded", c.body(s, sa), nil)
	return c
}

// Settle ends a delayed payment, well or not.
func (s *Sim) Settle(id string, paid bool) error {
	return s.change(id, func(sa *sale) error {
		if sa.status != "complete" || sa.payment == "paid" {
			return fmt.Errorf("session %s: does not wait for a payment", id)
		}
		if !paid {
			s.emit("checkout.session.async_payment_failed", sa.body(s), nil)
			return nil
		}
		s.collect(sa)
		s.emit("checkout.session.async_payment_succeeded", sa.body(s), nil)
		return nil
	})
}

// Expire ends a session that nobody completed.
func (s *Sim) Expire(id string) error {
	return s.change(id, func(sa *sale) error {
		if sa.status != "open" {
			return fmt.Errorf("session %s: is %s", id, sa.status)
		}
		sa.status = "expired"
		s.emit("checkout.session.expired", sa.body(s), nil)
		return nil
	})
}

// change lets something happen to a session.
func (s *Sim) change(id string, do func(*sale) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sa := range s.sales {
		if sa.id == id {
			return do(sa)
		}
	}
	return fmt.Errorf("session %q: unknown", id)
}
