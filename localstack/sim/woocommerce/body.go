package woocommerce

import (
	"fmt"
	"strconv"
)

// body is an order whole, with every field that WooCommerce documents for version 3 of its API.
func (o *order) body(s *Sim) object {
	discount, discountTax, tax, total := o.sums()
	out := object{
		"id": o.id, "parent_id": 0, "number": strconv.Itoa(o.id), "order_key": fmt.Sprintf("wc_order_%08x", o.id), "created_via": "checkout",
		"version": s.opt.Version, "status": o.status, "currency": o.Currency, "currency_symbol": "€", "prices_include_tax": o.TaxIncluded,
		"discount_total": discount.String(), "discount_tax": discountTax.String(), "shipping_total": "0.00", "shipping_tax": "0.00",
		"cart_tax": tax.String(), "total": total.String(), "total_tax": tax.String(), "customer_id": 0, "customer_ip_address": "203.0.113.17",
		"customer_user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "customer_note": o.Note, "billing": o.Billing, "shipping": noShipping(),
		"payment_method": "bacs", "payment_method_title": "Direct bank transfer", "transaction_id": "", "cart_hash": fmt.Sprintf("%032x", o.id),
		"meta_data": metas(o.id, o.Meta), "line_items": o.items(s), "tax_lines": o.taxLines(tax), "shipping_lines": []object{}, "fee_lines": []object{},
		"coupon_lines": []object{}, "refunds": o.refundSums(), "payment_url": s.opt.Base + fmt.Sprintf("/checkout/order-pay/%d/", o.id),
		"is_editable": o.status == pending || o.status == onHold, "needs_payment": o.status == pending, "needs_processing": o.status == processing,
		"_links": object{
			"self": []object{{"href": s.api(o.id)}}, "collection": []object{{"href": s.opt.Base + apiRoot + "orders"}},
		},
	}
	s.dated(out, "date_created", o.created)
	s.dated(out, "date_modified", o.modified)
	s.dated(out, "date_paid", o.paid)
	s.dated(out, "date_completed", o.completed)
	return out
}

// noShipping is the address that licences are sent to.
func noShipping() object {
	return object{
		"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "", "state": "", "postcode": "",
		"country": "", "phone": "",
	}
}

func (s *Sim) api(order int) string { return s.opt.Base + apiRoot + "orders/" + strconv.Itoa(order) }

// metas lists values under ids of their own.
func metas(owner int, all []Meta) []object {
	out := []object{}
	for n, m := range all {
		out = append(out, object{"id": owner*100 + n, "key": m.Key, "value": m.Value})
	}
	return out
}

// lineMetas lists a line's values, which are shown to people too.
func lineMetas(owner int, all []Meta) []object {
	out := metas(owner, all)
	for _, m := range out {
		m["display_key"], m["display_value"] = m["key"], m["value"]
	}
	return out
}

func (o *order) items(s *Sim) []object {
	out := []object{}
	for _, l := range o.lines {
		name := l.Name
		if name == "" {
			name = l.SKU
		}
		each := micro(0)
		if l.Quantity > 0 {
			each = l.total() / micro(l.Quantity)
		}
		item := object{
			"id": l.id, "name": name, "product_id": s.product(l.SKU), "variation_id": 0, "quantity": l.Quantity, "tax_class": "",
			"subtotal": l.subtotal().String(), "subtotal_tax": o.tax(l.subtotal()).tax(), "total": l.total().String(),
			"total_tax": o.tax(l.total()).tax(), "taxes": []object{}, "meta_data": lineMetas(l.id, l.Meta), "sku": l.SKU,
			"global_unique_id": "", "price": each.number(), "image": object{"id": "", "src": ""}, "parent_name": nil,
		}
		if o.TaxPercent > 0 {
			item["taxes"] = []object{{"id": 1, "total": o.tax(l.total()).tax(), "subtotal": o.tax(l.subtotal()).tax()}}
		}
		out = append(out, item)
	}
	return out
}

// product makes a small number of a SKU.
func (s *Sim) product(sku string) int {
	n := 0
	for _, c := range sku {
		n = (n*31 + int(c)) % 9000
	}
	return n + 1
}

func (o *order) taxLines(tax micro) []object {
	if o.TaxPercent == 0 {
		return []object{}
	}
	return []object{{
		"id": o.id + 1_000_000, "rate_code": "DE-VAT-1", "rate_id": 1, "label": "VAT", "compound": false, "tax_total": tax.String(),
		"shipping_tax_total": "0.00", "rate_percent": o.TaxPercent, "meta_data": []object{},
	}}
}

// refundSums is what an order tells of its refunds: no pieces, and the sum as a negative amount.
func (o *order) refundSums() []object {
	out := []object{}
	for _, r := range o.refunds {
		out = append(out, object{"id": r.id, "reason": r.reason, "total": (-r.amount).String()})
	}
	return out
}

// body is a refund whole, as its own list shows it. Its lines have ids of their own and negative quantities and totals; the line
// of the order that one takes back is named in the value _refunded_item_id, as the source does it.
func (r *refund) body(s *Sim, o *order) object {
	lines := []object{}
	for _, p := range r.parts {
		line := object{
			"id": p.id, "name": p.line.SKU, "product_id": s.product(p.line.SKU), "variation_id": 0, "quantity": -p.quantity, "tax_class": "",
			"subtotal": (-p.total).String(), "subtotal_tax": (-p.tax).tax(), "total": (-p.total).String(), "total_tax": (-p.tax).tax(),
			"taxes": []object{}, "sku": p.line.SKU, "global_unique_id": "", "image": object{"id": "", "src": ""}, "parent_name": nil,
			"price":     (p.total / micro(p.quantity)).number(),
			"meta_data": lineMetas(p.id, []Meta{{Key: "_refunded_item_id", Value: strconv.Itoa(p.line.id)}}),
		}
		lines = append(lines, line)
	}
	out := object{
		"id": r.id, "parent_id": o.id, "amount": r.amount.String(), "reason": r.reason, "refunded_by": 1, "refunded_payment": false,
		"meta_data": []object{}, "line_items": lines, "shipping_lines": []object{}, "tax_lines": []object{}, "fee_lines": []object{},
		"_links": object{
			"self":       []object{{"href": fmt.Sprintf("%s/refunds/%d", s.api(o.id), r.id)}},
			"collection": []object{{"href": s.api(o.id) + "/refunds"}}, "up": []object{{"href": s.api(o.id)}},
		},
	}
	s.dated(out, "date_created", r.at)
	return out
}
