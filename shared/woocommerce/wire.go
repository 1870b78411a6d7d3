package woocommerce

import (
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/strict"
)

// document is what we read of an order. Plugins write numbers as strings and strings as numbers, so that everything is a scalar.
type document struct {
	ID         storefront.Scalar `json:"id"`
	Number     storefront.Scalar `json:"number"`
	Status     storefront.Scalar `json:"status"`
	Currency   storefront.Scalar `json:"currency"`
	Modified   storefront.Scalar `json:"date_modified_gmt"`
	DatePaid   storefront.Scalar `json:"date_paid_gmt"`
	Total      storefront.Scalar `json:"total"`
	CustomerIP storefront.Scalar `json:"customer_ip_address"`
	Billing    billing           `json:"billing"`
	Meta       []meta            `json:"meta_data"`
	Lines      []line            `json:"line_items"`
	Refunds    []struct {
		Total storefront.Scalar `json:"total"`
	} `json:"refunds"`
}

type billing struct {
	First    storefront.Scalar `json:"first_name"`
	Last     storefront.Scalar `json:"last_name"`
	Company  storefront.Scalar `json:"company"`
	Address1 storefront.Scalar `json:"address_1"`
	Address2 storefront.Scalar `json:"address_2"`
	City     storefront.Scalar `json:"city"`
	State    storefront.Scalar `json:"state"`
	Postcode storefront.Scalar `json:"postcode"`
	Country  storefront.Scalar `json:"country"`
	Email    storefront.Scalar `json:"email"`
	Phone    storefront.Scalar `json:"phone"`
}

type meta struct {
	Key   storefront.Scalar `json:"key"`
	Value storefront.Scalar `json:"value"`
}

type line struct {
	ID       storefront.Scalar `json:"id"`
	SKU      storefront.Scalar `json:"sku"`
	Quantity storefront.Scalar `json:"quantity"`
	Total    storefront.Scalar `json:"total"` // after discounts and without tax, of all of the line
	Meta     []meta            `json:"meta_data"`
}

// refund is what was given back, in seats. Quantities are negative, and the line that they are of is in the metadata.
type refund struct {
	Lines []struct {
		Quantity storefront.Scalar `json:"quantity"`
		Meta     []meta            `json:"meta_data"`
	} `json:"line_items"`
}

// read names what is read, a small part of what is sent.
func read() strict.Fields {
	metas := strict.Fields{"key": nil, "value": nil}
	return strict.Fields{
		"id": nil, "number": nil, "status": nil, "currency": nil, "date_modified_gmt": nil, "date_paid_gmt": nil, "total": nil, "customer_ip_address": nil,
		"billing": {
			"first_name": nil, "last_name": nil, "company": nil, "address_1": nil, "address_2": nil, "city": nil, "state": nil, "postcode": nil,
			"country": nil, "email": nil, "phone": nil,
		},
		"meta_data":  metas,
		"line_items": {"id": nil, "sku": nil, "quantity": nil, "total": nil, "meta_data": metas},
		"refunds":    {"total": nil},
	}
}

// decode reads an order. It fails with fault.Malformed when raw is not one unambiguous JSON value, or not an order.
func decode(raw []byte) (document, error) {
	little, err := strict.Only(raw, read())
	if err != nil {
		return document{}, err
	}
	var o document
	if err := json.Unmarshal(little, &o); err != nil {
		return document{}, fault.Malformed.Wrap(err, "the body is not an order of WooCommerce")
	}
	if _, ok := o.ID.ID(); !ok || o.Status == "" {
		return document{}, fault.Malformed.Errorf("the body is not an order of WooCommerce: it has no id or no status")
	}
	return o, nil
}

// instant reads a time of WooCommerce, which has no zone and is in UTC. A plugin may add one.
func instant(text storefront.Scalar) (time.Time, error) {
	if t, err := time.Parse("2006-01-02T15:04:05", string(text)); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return time.Time{}, fault.Malformed.Errorf("the order of WooCommerce has no date_modified_gmt")
	}
	return t.UTC(), nil
}
