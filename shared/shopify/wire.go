package shopify

import (
	"encoding/json"
	"regexp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/strict"
)

// Order is what we read of an order; its many other fields may be there. Ids have 64 bits, so they stay text: a float loses their last digits.
type Order struct {
	ID              json.Number `json:"id"`
	Name            string      `json:"name"`
	Test            bool        `json:"test"`
	Email           string      `json:"email"`
	ContactEmail    string      `json:"contact_email"`
	Phone           string      `json:"phone"`
	BrowserIP       Text        `json:"browser_ip"`
	FinancialStatus string      `json:"financial_status"`
	CancelledAt     string      `json:"cancelled_at"`
	UpdatedAt       string      `json:"updated_at"`
	Currency        string      `json:"currency"`
	Outstanding     Text        `json:"total_outstanding"`
	TaxesIncluded   bool        `json:"taxes_included"`
	NoteAttributes  []Attribute `json:"note_attributes"`
	BillingAddress  Address     `json:"billing_address"`
	LineItems       []LineItem  `json:"line_items"`
	Refunds         []Refund    `json:"refunds"`
}

// Attribute is a value that the cart or the checkout page carried along.
type Attribute struct {
	Name  Text `json:"name"`
	Value Text `json:"value"`
}

// Address is the buyer's address.
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
	CountryCode  string `json:"country_code"`
	Phone        string `json:"phone"`
}

// LineItem is a product of the order. Quantity is history; CurrentQuantity counts what edits and refunds have left, and older
// versions of the API do not have it.
type LineItem struct {
	ID              json.Number `json:"id"`
	SKU             string      `json:"sku"`
	Quantity        int         `json:"quantity"`
	CurrentQuantity *int        `json:"current_quantity"`
	Price           Text        `json:"price"` // of one
	Discounts       []Part      `json:"discount_allocations"`
	TaxLines        []Tax       `json:"tax_lines"`
	Properties      []Attribute `json:"properties"`
}

// Part is a line's part of a discount.
type Part struct {
	Amount Text `json:"amount"`
}

// Tax is a tax of a line, of all its seats.
type Tax struct {
	Price Text `json:"price"`
}

// Refund takes lines back.
type Refund struct {
	RefundLineItems []struct {
		LineItemID json.Number `json:"line_item_id"`
		Quantity   int         `json:"quantity"`
	} `json:"refund_line_items"`
}

// Text is a value that may have been written as a number, a truth value or null.
type Text string

// UnmarshalJSON reads any scalar; an object or array is kept as its JSON text.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*t = Text(s)
		return nil
	}
	*t = Text(raw)
	return nil
}

// read names what Order and the types in it read, a small part of what is sent.
func read() strict.Fields {
	properties := strict.Fields{"name": nil, "value": nil}
	return strict.Fields{
		"id": nil, "name": nil, "test": nil, "email": nil, "contact_email": nil, "phone": nil, "browser_ip": nil,
		"financial_status": nil, "cancelled_at": nil, "updated_at": nil, "currency": nil, "total_outstanding": nil, "taxes_included": nil,
		"note_attributes": properties,
		"billing_address": {
			"first_name": nil, "last_name": nil, "company": nil, "address1": nil, "address2": nil, "city": nil, "zip": nil,
			"province": nil, "province_code": nil, "country_code": nil, "phone": nil,
		},
		"line_items": {
			"id": nil, "sku": nil, "quantity": nil, "current_quantity": nil, "properties": properties,
			"price": nil, "discount_allocations": {"amount": nil}, "tax_lines": {"price": nil},
		},
		"refunds": {"refund_line_items": {"line_item_id": nil, "quantity": nil}},
	}
}

var wholeID = regexp.MustCompile(`^[1-9][0-9]{0,19}$`)

// Decode reads an order. It fails with fault.Malformed when raw is not one unambiguous JSON value, or not an order.
func Decode(raw []byte) (Order, error) {
	little, err := strict.Only(raw, read())
	if err != nil {
		return Order{}, err
	}
	var o Order
	if err := json.Unmarshal(little, &o); err != nil {
		return Order{}, fault.Malformed.Wrap(err, "the body is not an order of Shopify")
	}
	if !wholeID.MatchString(o.ID.String()) {
		return Order{}, fault.Malformed.Errorf("the body is not an order of Shopify: it has no id")
	}
	return o, nil
}

// seats is what the buyer still wants of a line.
func (o Order) seats(l LineItem) int {
	if l.CurrentQuantity != nil {
		return *l.CurrentQuantity
	}
	left := l.Quantity
	for _, r := range o.Refunds {
		for _, back := range r.RefundLineItems {
			if back.LineItemID == l.ID {
				left -= back.Quantity
			}
		}
	}
	return left
}
