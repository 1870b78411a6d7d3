package shopify

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// NewOrder is what a buyer puts into the cart. Amounts are decimals with at most two places.
type NewOrder struct {
	Currency      string      `json:"currency,omitempty"` // "" is EUR
	Test          bool        `json:"test,omitempty"`
	Paid          bool        `json:"paid,omitempty"` // at once; otherwise the payment is pending
	TaxesIncluded bool        `json:"taxes_included,omitempty"`
	TaxPercent    int         `json:"tax_percent,omitempty"`
	Email         string      `json:"email,omitempty"`
	Note          string      `json:"note,omitempty"`
	Attributes    []Attribute `json:"attributes,omitempty"`
	Billing       *Address    `json:"billing,omitempty"` // nil is a sample
	Lines         []NewLine   `json:"lines"`
}

// NewLine is one product of the cart.
type NewLine struct {
	SKU        string      `json:"sku"`
	Title      string      `json:"title,omitempty"`
	Quantity   int         `json:"quantity"`
	Price      string      `json:"price"`              // of one
	Discount   string      `json:"discount,omitempty"` // on the whole line
	Properties []Attribute `json:"properties,omitempty"`
}

// Attribute is what the cart, or one of its lines, carries along.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Address is where the buyer is.
type Address struct {
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Company      string `json:"company"`
	Address1     string `json:"address1"`
	Address2     string `json:"address2"`
	City         string `json:"city"`
	Zip          string `json:"zip"`
	Province     string `json:"province"`
	ProvinceCode string `json:"province_code"`
	Country      string `json:"country"`
	CountryCode  string `json:"country_code"`
	Phone        string `json:"phone"`
}

func sample() *Address {
	return &Address{
		FirstName: "Mira", LastName: "Beispiel", Company: "Northwind Demo GmbH", Address1: "Musterweg 7", City: "Berlin", Zip: "10115",
		Province: "Berlin", ProvinceCode: "BE", Country: "Germany", CountryCode: "DE", Phone: "+49 30 5550100",
	}
}

// order is what the shop knows of an order.
type order struct {
	NewOrder

	id, number uint64
	created    time.Time
	updated    time.Time
	cancelled  time.Time
	reason     string
	tags       string
	paid, back cents
	lines      []*line
	refunds    []*refund
}

type line struct {
	NewLine

	id              uint64
	price, discount cents
	current         int // what edits and refunds have left; Quantity only grows
}

type refund struct {
	id     uint64
	at     time.Time
	note   string
	amount cents
	parts  []part
}

type part struct {
	id            uint64
	line          *line
	quantity      int
	subtotal, tax cents
}

// Create has a buyer order, and gives the order's id.
func (s *Sim) Create(in NewOrder) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	o := &order{NewOrder: in, created: now, updated: now}
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	if o.Billing == nil {
		o.Billing = sample()
	}
	if o.Email == "" {
		o.Email = "mira.beispiel@example.com"
	}
	if len(in.Lines) == 0 || in.TaxPercent < 0 {
		return 0, errors.New("order: no lines, or a negative tax")
	}
	for _, l := range in.Lines {
		if err := s.addLine(o, l); err != nil {
			return 0, err
		}
	}
	o.id = s.nextID()
	s.last++
	o.number = s.last
	s.orders = append(s.orders, o)
	e := s.event()
	s.tell(e, "orders/create", o, o.body(s))
	if in.Paid {
		o.paid = o.owed()
		s.tell(e, "orders/paid", o, o.body(s))
	}
	s.tell(e, "orders/updated", o, o.body(s))
	return o.id, nil
}

func (s *Sim) addLine(o *order, in NewLine) error {
	price, err := parse(in.Price)
	if err != nil {
		return err
	}
	discount, err := parse(in.Discount)
	if err != nil {
		return err
	}
	if in.Quantity < 1 || discount > price*cents(in.Quantity) {
		return fmt.Errorf("line %q: no quantity, or more discount than price", in.SKU)
	}
	o.lines = append(o.lines, &line{NewLine: in, id: s.nextID(), price: price, discount: discount, current: in.Quantity})
	return nil
}

// subtotal is what a number of a line's pieces cost after the discount, by the prices on the label.
func (l *line) subtotal(pieces int) cents {
	if pieces == 0 {
		return 0
	}
	return l.price*cents(pieces) - l.discount.share(int64(pieces), int64(l.Quantity))
}

// tax is the tax within, or on top of, a label's amount.
func (o *order) tax(label cents) cents {
	percent := int64(o.TaxPercent)
	if o.TaxesIncluded {
		return label.share(percent, 100+percent)
	}
	return label.share(percent, 100)
}

// sums adds lines up, for the pieces that are left or for all that ever were.
func (o *order) sums(pieces func(*line) int) (items, discount, subtotal, tax, total cents) {
	for _, l := range o.lines {
		n := pieces(l)
		net := l.subtotal(n)
		items += l.price * cents(n)
		discount += l.price*cents(n) - net
		subtotal += net
		tax += o.tax(net)
	}
	total = subtotal + tax
	if o.TaxesIncluded {
		total = subtotal
	}
	return items, discount, subtotal, tax, total
}

func left(l *line) int { return l.current }
func ever(l *line) int { return l.Quantity }

// owed is what the pieces that are left cost.
func (o *order) owed() cents {
	_, _, _, _, total := o.sums(left)
	return total
}

// status is the financial status of those that Shopify documents.
func (o *order) status() string {
	switch {
	case o.back > 0 && o.back >= o.paid:
		return "refunded"
	case o.back > 0:
		return "partially_refunded"
	case !o.cancelled.IsZero() && o.paid == 0:
		return "voided"
	case o.paid == 0 && o.owed() > 0:
		return "pending"
	case o.paid < o.owed():
		return "partially_paid"
	default:
		return "paid"
	}
}

// Pay has the buyer pay what is owed, the difference after an edit among it.
func (s *Sim) Pay(id uint64) error {
	return s.change(id, func(o *order, e string) error {
		if !o.cancelled.IsZero() {
			return errors.New("order: is cancelled")
		}
		o.paid = max(o.paid, o.owed()+o.back)
		s.tell(e, "orders/paid", o, o.body(s))
		return nil
	})
}

// change lets something happen to an order, and tells that it was updated.
func (s *Sim) change(id uint64, do func(o *order, e string) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil {
		return fmt.Errorf("order %d: unknown", id)
	}
	before := o.updated
	o.updated = s.now()
	e := s.event()
	if err := do(o, e); err != nil {
		o.updated = before
		return err
	}
	s.tell(e, "orders/updated", o, o.body(s))
	return nil
}

func (s *Sim) find(id uint64) *order {
	at := slices.IndexFunc(s.orders, func(o *order) bool { return o.id == id })
	if at < 0 {
		return nil
	}
	return s.orders[at]
}
