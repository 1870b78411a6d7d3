package stripe

import (
	"cmp"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/storefront"
)

// digits is how many decimal places Stripe's whole numbers leave out. For the most part they are the currency's own; Stripe documents which are not.
func digits(currency string) int {
	switch currency {
	case "ISK", "UGX":
		return 2
	case "MGA":
		return 0
	}
	return money.Digits(currency)
}

// minor reads an amount in a currency's smallest unit, with decimals where prices have them.
func minor(text storefront.Scalar, currency string) (money.Micro, error) {
	m, err := storefront.Amount(string(text))
	if err != nil {
		return 0, err
	}
	by := int64(1)
	for range digits(currency) {
		by *= 10
	}
	return m.Share(1, by, 6)
}

// line gives a line without its price. The SKU is the price's lookup key, or what the product's metadata say in m365_sku, or the price's own id.
func (i item) line() (storefront.Line, error) {
	if !name.MatchString(i.ID) {
		return storefront.Line{}, fault.Malformed.Errorf("a line of Stripe has no id")
	}
	seats, err := storefront.Seats(string(i.Quantity))
	sku := cmp.Or(i.Price.LookupKey, string(i.Price.Product.Metadata["m365_sku"]), i.Price.ID)
	return storefront.Line{Key: i.ID, SKU: strings.TrimSpace(sku), Seats: seats}, err
}

// sold is the price of a session's line: what was paid after discounts, less tax.
func (i item) sold(currency string) (storefront.Line, error) {
	l, err := i.line()
	if err != nil || l.Seats == 0 {
		return l, err
	}
	total, err := minor(i.Total, currency)
	if err != nil {
		return storefront.Line{}, err
	}
	tax, err := minor(cmp.Or(i.Tax, "0"), currency)
	if err != nil {
		return storefront.Line{}, err
	}
	net, err := total.Add(-tax)
	if err != nil || net < 0 {
		return storefront.Line{}, fault.Malformed.Errorf("the tax of a line is more than its price")
	}
	l.Price = &storefront.Price{Net: net, Of: l.Seats}
	return l, nil
}

// renewed is the price of a subscription's line. With tax in the price, or a discount, a subscription does not tell what is left.
func (i item) renewed(currency string, discounted bool) (storefront.Line, error) {
	l, err := i.line()
	if err != nil || discounted || i.Price.Decimal == "" || i.Price.Tax == "inclusive" {
		return l, err
	}
	one, err := minor(i.Price.Decimal, currency)
	l.Price = &storefront.Price{Net: one, Of: 1}
	return l, err
}

// lines reads all lines, none twice.
func lines(items []item, read func(item) (storefront.Line, error)) ([]storefront.Line, error) {
	if len(items) > storefront.MaxLines {
		return nil, storefront.Crowded()
	}
	seen := map[string]bool{}
	var all []storefront.Line
	for _, i := range items {
		l, err := read(i)
		if err == nil && seen[l.Key] {
			err = fault.Malformed.Errorf("Stripe gives a line twice")
		}
		if err != nil {
			return nil, err
		}
		seen[l.Key] = true
		all = append(all, l)
	}
	return all, nil
}
