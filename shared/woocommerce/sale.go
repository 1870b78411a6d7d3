package woocommerce

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// head gives what an order says of itself, without its lines and its buyer.
func head(o document) (storefront.Sale, error) {
	version, err := instant(o.Modified)
	if err != nil {
		return storefront.Sale{}, err
	}
	s := storefront.Sale{
		Order: string(o.ID), Name: storefront.Printable(string(o.Number), 60), Version: version, Whole: true, Currency: string(o.Currency),
		Paid: paid(o), Unproven: true, Failed: o.Status == "failed",
	}
	if o.Status == "cancelled" || o.Status == "trash" {
		s.Ended.Cancelled = version
	}
	full, err := refunded(o)
	if full {
		s.Ended.Refunded = version
	}
	return s, err
}

// paid goes by the day of payment or by the status that WooCommerce gives a paid order. The day stays when an order is put back to be edited, so
// the statuses that wait for money count before it.
func paid(o document) bool {
	switch o.Status {
	case "processing", "completed":
		return true
	case "pending", "on-hold", "failed", "checkout-draft", "auto-draft":
		return false
	}
	return o.DatePaid != ""
}

// refunded reports whether all was given back: the status says so, or the refunds, which are negative, come to the total.
func refunded(o document) (bool, error) {
	if o.Status == "refunded" {
		return true, nil
	}
	if len(o.Refunds) == 0 {
		return false, nil
	}
	left, err := storefront.Amount(string(o.Total))
	if err != nil {
		return false, err
	}
	for _, r := range o.Refunds {
		back, err := storefront.Amount(strings.TrimPrefix(string(r.Total), "-"))
		if err == nil {
			left, err = left.Add(-back)
		}
		if err != nil {
			return false, fault.Malformed.Errorf("a refund of the order is no amount")
		}
	}
	return left <= 0, nil
}

// sale gives an order with what refunds took back.
func sale(o document, back []refund, c partner.Connection) (storefront.Sale, error) {
	s, err := head(o)
	if err != nil {
		return storefront.Sale{}, err
	}
	if len(o.Lines) > storefront.MaxLines {
		return storefront.Sale{}, storefront.Crowded()
	}
	gone, err := given(back)
	if err != nil {
		return storefront.Sale{}, err
	}
	attributes := attributesOf(nil, o.Meta)
	seen := map[string]bool{}
	for _, l := range o.Lines {
		one, err := lineOf(l, gone)
		if err == nil && seen[one.Key] {
			err = fault.Malformed.Errorf("the order of WooCommerce has a line twice")
		}
		if err != nil {
			return storefront.Sale{}, err
		}
		seen[one.Key] = true
		s.Lines = append(s.Lines, one)
		if one.Seats > 0 {
			attributes = attributesOf(attributes, l.Meta)
		}
	}
	s.Answer(attributes, buyer(o.Billing), from(o.CustomerIP), c.Names)
	return s, nil
}

// given counts the seats that were given back, by line. A refund of money alone has no quantity.
func given(back []refund) (map[string]int, error) {
	gone := map[string]int{}
	for _, r := range back {
		for _, l := range r.Lines {
			n, err := storefront.Seats(strings.TrimPrefix(string(l.Quantity), "-"))
			if err != nil {
				return nil, err
			}
			for _, m := range l.Meta {
				if m.Key == "_refunded_item_id" {
					gone[string(m.Value)] += n
				}
			}
		}
	}
	return gone, nil
}

func lineOf(l line, gone map[string]int) (storefront.Line, error) {
	id, ok := l.ID.ID()
	if !ok {
		return storefront.Line{}, fault.Malformed.Errorf("a line of the order has no id")
	}
	ordered, err := storefront.Seats(string(l.Quantity))
	if err != nil {
		return storefront.Line{}, err
	}
	out := storefront.Line{Key: id, SKU: strings.TrimSpace(string(l.SKU)), Seats: ordered - gone[id]}
	if out.Seats < 0 {
		return storefront.Line{}, fault.Malformed.Errorf("more seats of a line were refunded than %s", strconv.Itoa(ordered))
	}
	if l.Total == "" || ordered == 0 {
		return out, nil
	}
	var net money.Micro
	if net, err = storefront.Amount(string(l.Total)); err != nil {
		return storefront.Line{}, err
	}
	out.Price = &storefront.Price{Net: net, Of: ordered}
	return out, nil
}

// attributesOf gives the metadata that are plain values; plugins keep objects and lists there too.
func attributesOf(all []storefront.Given, metas []meta) []storefront.Given {
	for _, m := range metas {
		if !strings.HasPrefix(string(m.Value), "{") && !strings.HasPrefix(string(m.Value), "[") {
			all = append(all, storefront.Given{Name: string(m.Key), Value: string(m.Value)})
		}
	}
	return all
}

// buyer gives the buyer. A state of some countries has the country before it, as ISO 3166-2 writes it: DE-BE.
func buyer(b billing) order.Customer {
	return order.Customer{
		Company: string(b.Company), First: string(b.First), Last: string(b.Last), Email: string(b.Email), Phone: string(b.Phone),
		Address: order.Address{
			Line1: string(b.Address1), Line2: string(b.Address2), City: string(b.City), State: strings.TrimPrefix(string(b.State), string(b.Country)+"-"), PostalCode: string(b.Postcode), Country: string(b.Country),
		},
	}
}

func from(text storefront.Scalar) string {
	at, err := netip.ParseAddr(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return at.String()
}
