package stripe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
)

// session is what we read of a checkout session, with the payment and its charge expanded.
type session struct {
	ID            string    `json:"id"`
	Live          bool      `json:"livemode"`
	Mode          string    `json:"mode"`
	Status        string    `json:"status"`
	PaymentStatus string    `json:"payment_status"`
	Currency      string    `json:"currency"`
	Subscription  reference `json:"subscription"`
	Payment       *payment  `json:"payment_intent"`

	form
}

// form is what the buyer filled in.
type form struct {
	Metadata map[string]storefront.Scalar `json:"metadata"`
	Fields   []struct {
		Key      string `json:"key"`
		Text     value  `json:"text"`
		Numeric  value  `json:"numeric"`
		Dropdown value  `json:"dropdown"`
	} `json:"custom_fields"`
	Details details `json:"customer_details"`
}

type value struct {
	Value storefront.Scalar `json:"value"`
}

type details struct {
	Name       string  `json:"name"`
	Individual string  `json:"individual_name"`
	Business   string  `json:"business_name"`
	Email      string  `json:"email"`
	Phone      string  `json:"phone"`
	Address    address `json:"address"`
}

type address struct {
	Line1   string `json:"line1"`
	Line2   string `json:"line2"`
	City    string `json:"city"`
	State   string `json:"state"`
	Postal  string `json:"postal_code"`
	Country string `json:"country"`
}

// payment is how something was paid. In lists Stripe gives its id alone, which tells nothing.
type payment struct {
	ID     string  `json:"id"`
	Status string  `json:"status"`
	Charge *charge `json:"latest_charge"`
}

// UnmarshalJSON reads a payment, or the id of one.
func (p *payment) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(raw, []byte(`"`)) {
		return json.Unmarshal(raw, &p.ID)
	}
	type plain payment
	return json.Unmarshal(raw, (*plain)(p))
}

type charge struct {
	Refunded bool  `json:"refunded"` // in full
	Back     int64 `json:"amount_refunded"`
	Disputed bool  `json:"disputed"`
}

type subscription struct {
	ID        string                       `json:"id"`
	Live      bool                         `json:"livemode"`
	Status    string                       `json:"status"`
	Currency  string                       `json:"currency"`
	AtEnd     bool                         `json:"cancel_at_period_end"`
	CancelAt  int64                        `json:"cancel_at"`
	Metadata  map[string]storefront.Scalar `json:"metadata"`
	Discounts []reference                  `json:"discounts"`
	Items     struct {
		Data    []item `json:"data"`
		HasMore bool   `json:"has_more"`
	} `json:"items"`
	Invoice  *invoice `json:"latest_invoice"`
	Customer customer `json:"customer"`
}

type invoice struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Parent struct {
		Details struct {
			Subscription reference `json:"subscription"`
		} `json:"subscription_details"`
	} `json:"parent"`
}

// UnmarshalJSON reads an invoice, or the id of one.
func (v *invoice) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(raw, []byte(`"`)) {
		return json.Unmarshal(raw, &v.ID)
	}
	type plain invoice
	return json.Unmarshal(raw, (*plain)(v))
}

// customer is whom a subscription is for. One that was deleted has an id alone.
type customer struct {
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Phone   string  `json:"phone"`
	Address address `json:"address"`
}

// UnmarshalJSON reads a customer, or the id of one, which tells nothing.
func (c *customer) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(raw, []byte(`"`)) {
		return nil
	}
	type plain customer
	return json.Unmarshal(raw, (*plain)(c))
}

// settled joins an invoice with what paid it.
type settled struct {
	Invoice invoice `json:"invoice"` // its id alone, unless it was asked for
	Payment struct {
		Intent *payment `json:"payment_intent"`
	} `json:"payment"`
}

// item is a line of a session or of a subscription.
type item struct {
	ID       string            `json:"id"`
	Quantity storefront.Scalar `json:"quantity"`
	Total    storefront.Scalar `json:"amount_total"` // after discounts, with tax
	Tax      storefront.Scalar `json:"amount_tax"`
	Price    struct {
		ID        string            `json:"id"`
		LookupKey string            `json:"lookup_key"`
		Decimal   storefront.Scalar `json:"unit_amount_decimal"`
		Tax       string            `json:"tax_behavior"`
		Product   struct {
			Metadata map[string]storefront.Scalar `json:"metadata"`
		} `json:"product"`
	} `json:"price"`
}

// list is a page of any list.
type list[T any] struct {
	Data    []T  `json:"data"`
	HasMore bool `json:"has_more"`
}

// given are the custom fields and the metadata, the metadata in the order of their names.
func (f form) given() []storefront.Given {
	var all []storefront.Given
	for _, c := range f.Fields {
		all = append(all, storefront.Given{Name: c.Key, Value: string(cmp.Or(c.Text.Value, c.Numeric.Value, c.Dropdown.Value))})
	}
	for _, k := range slices.Sorted(maps.Keys(f.Metadata)) {
		all = append(all, storefront.Given{Name: k, Value: string(f.Metadata[k])})
	}
	return all
}

// buyer gives who pays. Stripe knows one name: its last word is taken for the family name, and an order of a name of one word is held. The company is
// the business name, or a field named company.
func (f form) buyer() order.Customer {
	d := f.Details
	c := order.Customer{Company: d.Business, Email: d.Email, Phone: d.Phone, Address: d.Address.noun()}
	words := strings.Fields(cmp.Or(d.Individual, d.Name))
	if n := len(words); n > 1 {
		c.First, c.Last = strings.Join(words[:n-1], " "), words[n-1]
	} else if n == 1 {
		c.Last = words[0]
	}
	for _, g := range f.given() {
		if c.Company == "" && storefront.Fold(g.Name) == "company" {
			c.Company = g.Value
		}
	}
	return c
}

func (a address) noun() order.Address {
	return order.Address{Line1: a.Line1, Line2: a.Line2, City: a.City, State: a.State, PostalCode: a.Postal, Country: a.Country}
}
