package shopify

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Sale gives an order as it is now. It fails with fault.Malformed when it is not as Shopify documents orders, and with fault.Invalid when it has
// too many lines.
func Sale(o Order, c partner.Connection) (storefront.Sale, error) {
	version, err := time.Parse(time.RFC3339, o.UpdatedAt)
	if err != nil {
		return storefront.Sale{}, fault.Malformed.Errorf("the order of Shopify has no updated_at")
	}
	if len(o.LineItems) > storefront.MaxLines {
		return storefront.Sale{}, storefront.Crowded()
	}
	s := storefront.Sale{
		Order: o.ID.String(), Name: storefront.Printable(o.Name, 60), Version: version.UTC(), Whole: true, Test: o.Test, Currency: o.Currency,
	}
	if s.Paid, err = paid(o); err != nil {
		return storefront.Sale{}, err
	}
	if o.CancelledAt != "" {
		s.Ended.Cancelled = s.Version
	}
	if o.FinancialStatus == "refunded" {
		s.Ended.Refunded = s.Version
	}
	given := attributes(nil, o.NoteAttributes)
	seen := map[string]bool{}
	for _, item := range o.LineItems {
		l, err := line(o, item)
		if err != nil || seen[l.Key] {
			return storefront.Sale{}, cmp.Or(err, fault.Malformed.Errorf("the order of Shopify has a line twice"))
		}
		seen[l.Key] = true
		s.Lines = append(s.Lines, l)
		if l.Seats > 0 {
			given = attributes(given, item.Properties)
		}
	}
	s.Answer(given, buyer(o), from(string(o.BrowserIP)), c.Names)
	return s, nil
}

// paid reports whether all is paid that is left of the order: after an edit the difference is outstanding, and the status partially paid.
func paid(o Order) (bool, error) {
	switch o.FinancialStatus {
	case "paid", "partially_refunded", "refunded":
	default:
		return false, nil
	}
	if o.Outstanding == "" || o.Outstanding == "null" {
		return true, nil
	}
	left, err := money.ParseMicro([]byte(o.Outstanding))
	if err != nil {
		return false, fault.Malformed.Errorf("the order's outstanding total is no amount")
	}
	return left <= 0, nil
}

func line(o Order, item LineItem) (storefront.Line, error) {
	if !wholeID.MatchString(item.ID.String()) {
		return storefront.Line{}, fault.Malformed.Errorf("a line of the order has no id")
	}
	seats, err := storefront.Seats(strconv.Itoa(o.seats(item)))
	if err != nil {
		return storefront.Line{}, err
	}
	price, err := net(item, o.TaxesIncluded)
	return storefront.Line{Key: item.ID.String(), SKU: strings.TrimSpace(item.SKU), Seats: seats, Price: price}, err
}

// net is what all seats that were ordered were sold for, less discounts and tax. Shopify tells the price of one, and discounts and taxes of all. An old
// order without a price has none.
func net(item LineItem, taxed bool) (*storefront.Price, error) {
	if item.Price == "" || item.Price == "null" || item.Quantity < 1 {
		return nil, nil //nolint:nilnil // no price is no failure
	}
	one, err := storefront.Amount(string(item.Price))
	if err != nil {
		return nil, err
	}
	sum, err := one.Share(int64(item.Quantity), 1, 6)
	if err != nil {
		return nil, fault.Malformed.Errorf("the price of a line is out of range")
	}
	var off []Text
	for _, d := range item.Discounts {
		off = append(off, d.Amount)
	}
	if taxed {
		for _, t := range item.TaxLines {
			off = append(off, t.Price)
		}
	}
	for _, text := range off {
		m, err := storefront.Amount(string(text))
		if err != nil {
			return nil, err
		}
		if sum, err = sum.Add(-m); err != nil || sum < 0 {
			return nil, fault.Malformed.Errorf("the discounts of a line are more than its price")
		}
	}
	return &storefront.Price{Net: sum, Of: item.Quantity}, nil
}

func attributes(given []storefront.Given, list []Attribute) []storefront.Given {
	for _, a := range list {
		given = append(given, storefront.Given{Name: string(a.Name), Value: string(a.Value)})
	}
	return given
}

func buyer(o Order) order.Customer {
	b := o.BillingAddress
	return order.Customer{
		Company: b.Company, First: b.FirstName, Last: b.LastName, Email: cmp.Or(o.Email, o.ContactEmail), Phone: cmp.Or(b.Phone, o.Phone),
		Address: order.Address{
			Line1: b.Address1, Line2: b.Address2, City: b.City, State: cmp.Or(b.ProvinceCode, b.Province), PostalCode: b.Zip, Country: b.CountryCode,
		},
	}
}

// from gives the network address from which the buyer agreed, where the shop tells one.
func from(s string) string {
	at, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return at.String()
}
