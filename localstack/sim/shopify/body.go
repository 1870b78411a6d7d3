package shopify

import (
	"fmt"
	"maps"
	"time"
)

// object is a JSON object.
type object = map[string]any

// stamp writes a time as Shopify does: in the shop's own zone, in whole seconds. The zero time is null.
func (s *Sim) stamp(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.In(s.opt.Zone).Format(time.RFC3339)
}

// set is an amount in the shop's and in the buyer's currency, which are one here.
func (o *order) set(c cents) object {
	money := object{"amount": c.String(), "currency_code": o.Currency}
	return object{"shop_money": money, "presentment_money": money}
}

// priced writes amounts under their names, each again as a set.
func (o *order) priced(amounts map[string]cents) object {
	out := object{}
	for name, c := range amounts {
		out[name] = c.String()
		out[name+"_set"] = o.set(c)
	}
	return out
}

// body is an order whole, with every field that Shopify documents for it.
func (o *order) body(s *Sim) object {
	out := object{
		"id": o.id, "admin_graphql_api_id": gid("Order", o.id), "app_id": 580111, "number": o.number, "order_number": 1000 + o.number,
		"name": fmt.Sprintf("#%d", 1000+o.number), "test": o.Test, "token": fmt.Sprintf("%016x", o.id), "confirmed": true,
		"confirmation_number": fmt.Sprintf("SIM%06d", o.number), "created_at": s.stamp(o.created), "processed_at": s.stamp(o.created),
		"updated_at": s.stamp(o.updated), "cancelled_at": s.stamp(o.cancelled), "cancel_reason": nil, "closed_at": nil,
		"currency": o.Currency, "presentment_currency": o.Currency, "financial_status": o.status(), "fulfillment_status": nil,
		"email": o.Email, "contact_email": o.Email, "phone": nil, "note": nil, "note_attributes": attributes(o.Attributes), "tags": o.tags,
		"taxes_included": o.TaxesIncluded, "tax_exempt": false, "estimated_taxes": false, "duties_included": false, "company": nil,
		"buyer_accepts_marketing": false, "browser_ip": "203.0.113.17", "cart_token": fmt.Sprintf("c1-%x", o.id), "checkout_id": o.id / 7,
		"checkout_token": fmt.Sprintf("%032x", o.id), "client_details": clientDetails(), "customer_locale": "de-DE", "device_id": nil,
		"landing_site": "/", "landing_site_ref": nil, "location_id": nil, "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
		"merchant_of_record_app_id": nil, "order_status_url": s.opt.Base + fmt.Sprintf("/690933842/orders/%016x/authenticate", o.id),
		"payment_gateway_names": []string{"bogus"}, "po_number": nil, "reference": nil, "referring_site": "", "source_identifier": nil,
		"source_name": "web", "source_url": nil, "total_weight": 0, "user_id": nil, "payment_terms": nil, "fulfillments": []object{},
		"shipping_address": nil, "shipping_lines": []object{}, "returns": []object{}, "billing_address": o.Billing.body(), "customer": o.customer(s),
		"discount_codes": []object{}, "discount_applications": o.discounts(), "line_items": o.items(s), "tax_lines": o.taxLines(),
		"current_total_additional_fees_set": nil, "current_total_duties_set": nil, "original_total_additional_fees_set": nil,
		"original_total_duties_set": nil, "current_shipping_price_set": o.set(0), "total_shipping_price_set": o.set(0),
		"total_cash_rounding_payment_adjustment_set": o.set(0), "total_cash_rounding_refund_adjustment_set": o.set(0), "total_tip_received": "0.00",
	}
	if o.reason != "" {
		out["cancel_reason"] = o.reason
	}
	if o.Note != "" {
		out["note"] = o.Note
	}
	refunds := []object{}
	for _, r := range o.refunds {
		refunds = append(refunds, r.body(s, o))
	}
	out["refunds"] = refunds
	o.totals(out)
	return out
}

// totals fills in the sums: those that begin with current_ count what edits and refunds have left.
func (o *order) totals(out object) {
	items, discount, subtotal, tax, total := o.sums(ever)
	_, nowDiscount, nowSubtotal, nowTax, now := o.sums(left)
	maps.Copy(out, o.priced(map[string]cents{
		"total_line_items_price": items, "total_discounts": discount, "subtotal_price": subtotal, "total_tax": tax, "total_price": total,
		"current_total_discounts": nowDiscount, "current_subtotal_price": nowSubtotal, "current_total_tax": nowTax, "current_total_price": now,
	}))
	owed := now - (o.paid - o.back)
	if !o.cancelled.IsZero() {
		owed = 0
	}
	out["total_outstanding"] = max(owed, 0).String()
}

func (a *Address) body() object {
	return object{
		"first_name": a.FirstName, "last_name": a.LastName, "name": a.FirstName + " " + a.LastName, "company": a.Company, "address1": a.Address1,
		"address2": a.Address2, "city": a.City, "zip": a.Zip, "province": a.Province, "province_code": a.ProvinceCode, "country": a.Country,
		"country_code": a.CountryCode, "phone": a.Phone, "latitude": 52.531677, "longitude": 13.381777,
	}
}

func (o *order) customer(s *Sim) object {
	const id uint64 = 115310627314723954
	address := o.Billing.body()
	maps.Copy(address, object{"id": id + 2, "customer_id": id, "default": true, "country_name": o.Billing.Country})
	return object{
		"id": id, "admin_graphql_api_id": gid("Customer", id), "created_at": s.stamp(o.created.AddDate(0, -1, 0)), "updated_at": s.stamp(o.created),
		"first_name": o.Billing.FirstName, "last_name": o.Billing.LastName, "state": "enabled", "note": nil, "verified_email": true,
		"multipass_identifier": nil, "tax_exempt": false, "tax_exemptions": []string{}, "email": o.Email, "phone": o.Billing.Phone,
		"currency": o.Currency, "default_address": address,
	}
}

func clientDetails() object {
	return object{
		"accept_language": "de-DE", "browser_height": nil, "browser_ip": "203.0.113.17", "browser_width": nil, "session_hash": nil,
		"user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
	}
}

func gid(kind string, id uint64) string { return fmt.Sprintf("gid://shopify/%s/%d", kind, id) }

func attributes(list []Attribute) []Attribute { return append([]Attribute{}, list...) }
