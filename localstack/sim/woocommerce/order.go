package woocommerce

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// NewOrder is what a buyer puts into the cart. Amounts are decimals with at most two places.
type NewOrder struct {
	Currency    string   `json:"currency,omitempty"` // "" is EUR
	Paid        bool     `json:"paid,omitempty"`     // at once; otherwise the payment is pending
	TaxIncluded bool     `json:"tax_included,omitempty"`
	TaxPercent  int      `json:"tax_percent,omitempty"`
	Note        string   `json:"note,omitempty"`
	Billing     *Address `json:"billing,omitempty"` // nil is a sample
	Meta        []Meta   `json:"meta,omitempty"`
	Lines       []Line   `json:"lines"`
}

// Line is one product of the cart. Its amounts are without tax.
type Line struct {
	SKU      string `json:"sku"`
	Name     string `json:"name,omitempty"`
	Quantity int    `json:"quantity"`
	Price    string `json:"price"`              // of one
	Discount string `json:"discount,omitempty"` // on the whole line
	Meta     []Meta `json:"meta,omitempty"`
}

// Meta is a value that a plugin or the checkout left. WooCommerce documents that it may be text, number, list or object.
type Meta struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
}

// Address is where the buyer is.
type Address struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Company   string `json:"company"`
	Address1  string `json:"address_1"`
	Address2  string `json:"address_2"`
	City      string `json:"city"`
	State     string `json:"state"`
	Postcode  string `json:"postcode"`
	Country   string `json:"country"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
}

func sample() *Address {
	return &Address{
		FirstName: "Mira", LastName: "Beispiel", Company: "Northwind Demo GmbH", Address1: "Musterweg 7", City: "Berlin", State: "DE-BE",
		Postcode: "10115", Country: "DE", Email: "mira.beispiel@example.com", Phone: "+49 30 5550100",
	}
}

// The statuses that WooCommerce documents. A shop may have others.
const (
	pending    = "pending"
	processing = "processing"
	onHold     = "on-hold"
	completed  = "completed"
	cancelled  = "cancelled"
	refunded   = "refunded"
	trash      = "trash"
)

// order is what the shop knows of an order.
type order struct {
	NewOrder

	id        int
	status    string
	before    string // the status before the bin
	created   time.Time
	modified  time.Time
	paid      time.Time
	completed time.Time
	lines     []*line
	refunds   []*refund
	notes     []note
}

type line struct {
	Line

	id              int
	price, discount micro
}

type refund struct {
	id     int
	at     time.Time
	reason string
	amount micro
	parts  []part
}

type part struct {
	id       int
	line     *line
	quantity int
	total    micro
	tax      micro
}

// Create has a buyer order, and gives the order's id.
func (s *Sim) Create(in NewOrder) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	o := &order{NewOrder: in, id: s.nextID(), status: pending, created: now, modified: now}
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	if o.Billing == nil {
		o.Billing = sample()
	}
	o.Meta = slices.Clone(in.Meta)
	if len(in.Lines) == 0 || in.TaxPercent < 0 {
		return 0, errors.New("order: no lines, or a negative tax")
	}
	for _, l := range in.Lines {
		made, err := s.newLine(l)
		if err != nil {
			return 0, err
		}
		o.lines = append(o.lines, made)
	}
	if in.Paid {
		o.status, o.paid = processing, now
	}
	s.orders = append(s.orders, o)
	s.tell("order.created", o.id)
	s.tell("order.updated", o.id)
	return o.id, nil
}

func (s *Sim) newLine(in Line) (*line, error) {
	price, err := parse(in.Price)
	if err != nil {
		return nil, err
	}
	discount, err := parse(in.Discount)
	if err != nil {
		return nil, err
	}
	if in.Quantity < 1 || discount > price*micro(in.Quantity) {
		return nil, fmt.Errorf("line %q: no quantity, or more discount than price", in.SKU)
	}
	return &line{Line: in, id: s.nextID(), price: price, discount: discount}, nil
}

func (l *line) subtotal() micro { return l.price * micro(l.Quantity) }
func (l *line) total() micro    { return l.subtotal() - l.discount }

// of is a line's total for some of its pieces.
func (l *line) of(pieces int) micro {
	if l.Quantity == 0 {
		return 0
	}
	return (l.total() * micro(pieces) / micro(l.Quantity)).round()
}

// round is half up to two places.
func (m micro) round() micro { return (m + unit/200) / (unit / 100) * (unit / 100) }

func (o *order) tax(net micro) micro { return net * micro(o.TaxPercent) / 100 }

// sums adds an order up. The totals are rounded after the sum, the lines are not.
func (o *order) sums() (discount, discountTax, tax, total micro) {
	for _, l := range o.lines {
		discount += l.discount
		discountTax += o.tax(l.discount)
		tax += o.tax(l.total())
		total += l.total()
	}
	return discount, discountTax, tax.round(), total + tax.round()
}

// back is what was given back.
func (o *order) back() micro {
	var sum micro
	for _, r := range o.refunds {
		sum += r.amount
	}
	return sum
}

// left is how many of a line were not given back.
func (o *order) left(l *line) int {
	n := l.Quantity
	for _, r := range o.refunds {
		for _, p := range r.parts {
			if p.line == l {
				n -= p.quantity
			}
		}
	}
	return n
}

func (s *Sim) find(id int) *order {
	at := slices.IndexFunc(s.orders, func(o *order) bool { return o.id == id })
	if at < 0 {
		return nil
	}
	return s.orders[at]
}
