package order_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func sound() order.Order {
	return order.Order{
		Customer: order.Customer{
			Domain: "contoso.onmicrosoft.com", Company: "Contoso", First: "Jo", Last: "Doe", Email: "jo@example.com",
			Address: order.Address{Line1: "Main St 1", City: "Berlin", Country: "DE"},
		},
		Agreement: &order.Consent{First: "Jo", Last: "Doe", Email: "jo@example.com", Date: time.Unix(1, 0)},
		Lines:     []order.Line{{Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"}, Quantity: 1}},
	}
}

func named(err error) []string {
	var all []string
	for _, f := range fault.Fields(err) {
		all = append(all, f.Pointer)
	}
	return all
}

func TestEachUnsoundFieldIsNamed(t *testing.T) {
	t.Parallel()
	if err := order.Check(sound()); err != nil {
		t.Fatalf("a sound order: %v", err)
	}
	for pointer, spoil := range map[string]func(*order.Order){
		"/customer/domain":          func(o *order.Order) { o.Customer.Domain = "contoso.com" },
		"/customer/company":         func(o *order.Order) { o.Customer.Company = " " },
		"/customer/first_name":      func(o *order.Order) { o.Customer.First = strings.Repeat("x", 51) },
		"/customer/last_name":       func(o *order.Order) { o.Customer.Last = "" },
		"/customer/email":           func(o *order.Order) { o.Customer.Email = "Jo <jo@example.com>" },
		"/customer/address/line1":   func(o *order.Order) { o.Customer.Address.Line1 = strings.Repeat("x", 201) },
		"/customer/address/city":    func(o *order.Order) { o.Customer.Address.City = "" },
		"/customer/address/country": func(o *order.Order) { o.Customer.Address.Country = "de" },
		"/customer/tenant_id":       func(o *order.Order) { o.Customer = order.Customer{Existing: true} },
		"/agreement/date":           func(o *order.Order) { o.Agreement.Date = time.Time{} },
		"/agreement/email":          func(o *order.Order) { o.Agreement.Email = "jo" },
		"/lines":                    func(o *order.Order) { o.Lines = nil },
		"/lines/0/quantity":         func(o *order.Order) { o.Lines[0].Quantity = 0 },
		"/lines/0/product_id":       func(o *order.Order) { o.Lines[0].Item.Product = "x" },
		"/lines/0/sku_id":           func(o *order.Order) { o.Lines[0].Item.SKU = "1" },
		"/lines/0/billing_plan":     func(o *order.Order) { o.Lines[0].Item.Billing = "triennial" },
		"/lines/0/segment":          func(o *order.Order) { o.Lines[0].Item.Segment = "" },
	} {
		o := sound()
		spoil(&o)
		err := order.Check(o)
		if diff := cmp.Diff([]string{pointer}, named(err)); diff != "" || fault.Of(err) != fault.Invalid {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

func TestTheNamesOfPeopleAreNotInTheRefusal(t *testing.T) {
	t.Parallel()
	o := sound()
	o.Customer.Email, o.Customer.Address.Country = "Secret Person", "Secret Land"
	if err := order.Check(o); err == nil || strings.Contains(err.Error(), "Secret") {
		t.Errorf("got %v", err)
	}
}
