package shopify

import (
	"fmt"
	"maps"
	"strconv"
)

// firstCurrent is the version of the API since which a line has current_quantity, as Shopify's changelog says.
const firstCurrent = "2024-01"

func (o *order) items(s *Sim) []object {
	out := []object{}
	for _, l := range o.lines {
		out = append(out, o.item(s, l))
	}
	return out
}

func (o *order) item(s *Sim, l *line) object {
	title := l.Title
	if title == "" {
		title = l.SKU
	}
	out := object{
		"id": l.id, "admin_graphql_api_id": gid("LineItem", l.id), "attributed_staffs": []object{}, "current_quantity": l.current,
		"fulfillable_quantity": l.current, "fulfillment_service": "manual", "fulfillment_status": nil, "gift_card": false, "grams": 0,
		"name": title, "title": title, "product_exists": true, "product_id": l.id - 1000, "variant_id": l.id - 500, "properties": attributes(l.Properties),
		"quantity": l.Quantity, "requires_shipping": false, "sales_line_item_group_id": nil, "sku": l.SKU, "taxable": o.TaxPercent > 0,
		"variant_inventory_management": nil, "variant_title": nil, "vendor": "Sample Shop", "duties": []object{},
		"tax_lines": []object{}, "discount_allocations": []object{},
	}
	maps.Copy(out, o.priced(map[string]cents{"price": l.price, "total_discount": 0}))
	if tax := o.tax(l.subtotal(l.current)); tax > 0 {
		out["tax_lines"] = []object{o.taxLine(tax)}
	}
	if l.discount > 0 {
		at := 0
		for _, before := range o.lines {
			if before == l {
				break
			}
			if before.discount > 0 {
				at++
			}
		}
		out["discount_allocations"] = []object{{
			"amount": l.discount.String(), "amount_set": o.set(l.discount), "discount_application_index": at,
		}}
	}
	if s.opt.Version < firstCurrent {
		delete(out, "current_quantity")
	}
	return out
}

// discounts lists what the lines' allocations point at: one fixed amount for each line that has one.
func (o *order) discounts() []object {
	out := []object{}
	for _, l := range o.lines {
		if l.discount > 0 {
			out = append(out, object{
				"target_type": "line_item", "type": "manual", "value": l.discount.String(), "value_type": "fixed_amount",
				"allocation_method": "across", "target_selection": "explicit", "title": "Discount", "description": "Discount",
			})
		}
	}
	return out
}

func (o *order) taxLines() []object {
	_, _, _, tax, _ := o.sums(left)
	if tax == 0 {
		return []object{}
	}
	return []object{o.taxLine(tax)}
}

func (o *order) taxLine(tax cents) object {
	return object{
		"channel_liable": false, "price": tax.String(), "price_set": o.set(tax), "rate": float64(o.TaxPercent) / 100, "title": "VAT",
	}
}

// body is the payload of refunds/create.
func (r *refund) body(s *Sim, o *order) object {
	parts, transactions := []object{}, []object{}
	for _, p := range r.parts {
		part := object{
			"id": p.id, "line_item_id": p.line.id, "location_id": nil, "quantity": p.quantity, "restock_type": "no_restock",
			"subtotal": p.subtotal.number(), "total_tax": p.tax.number(), "subtotal_set": o.set(p.subtotal), "total_tax_set": o.set(p.tax),
			"line_item": o.item(s, p.line),
		}
		parts = append(parts, part)
	}
	if r.amount > 0 {
		transactions = append(transactions, object{
			"id": r.id + 1, "admin_graphql_api_id": gid("OrderTransaction", r.id+1), "order_id": o.id, "parent_id": o.id + 1, "kind": "refund",
			"gateway": "bogus", "status": "success", "message": "Bogus Gateway: Forced success", "created_at": s.stamp(r.at), "processed_at": s.stamp(r.at),
			"test": o.Test, "authorization": nil, "location_id": nil, "user_id": nil, "device_id": nil, "error_code": nil, "source_name": "web",
			"receipt": object{}, "amount": r.amount.String(), "currency": o.Currency, "payment_id": fmt.Sprintf("#%d.2", 1000+o.number),
			"manual_payment_gateway": false,
		})
	}
	return object{
		"id": r.id, "admin_graphql_api_id": gid("Refund", r.id), "order_id": o.id, "created_at": s.stamp(r.at), "processed_at": s.stamp(r.at),
		"note": r.note, "user_id": 548380009, "restock": false, "duties": []object{}, "additional_fees": []object{}, "return": nil,
		"total_duties_set": o.set(0), "order_adjustments": []object{}, "refund_shipping_lines": []object{}, "refund_line_items": parts,
		"transactions": transactions,
	}
}

// number is an amount as a JSON number, which Shopify documents for the parts of a refund.
func (c cents) number() float64 {
	n, _ := strconv.ParseFloat(c.String(), 64) // it was written by String
	return n
}

// editBody is the payload of orders/edited.
func (s *Sim) editBody(o *order, additions, removals []object) object {
	return object{"order_edit": object{
		"id": s.nextID(), "app_id": nil, "created_at": s.stamp(o.updated), "committed_at": s.stamp(o.updated), "notify_customer": false,
		"order_id": o.id, "staff_note": "", "user_id": nil, "line_items": object{"additions": additions, "removals": removals},
		"discounts":      object{"line_item": object{"additions": []object{}, "removals": []object{}}},
		"shipping_lines": object{"additions": []object{}, "removals": []object{}},
	}}
}

// disputeBody is the payload of disputes/create.
func (s *Sim) disputeBody(o *order, in Dispute) object {
	return object{
		"id": s.nextID(), "order_id": o.id, "type": in.Kind, "amount": o.paid.String(), "currency": o.Currency, "reason": in.Reason,
		"network_reason_code": "4837", "status": "needs_response", "evidence_due_by": s.stamp(s.now().AddDate(0, 0, 7)), "evidence_sent_on": nil,
		"finalized_on": nil, "initiated_at": s.stamp(s.now()),
	}
}

// shopBody is the payload of app/uninstalled.
func (s *Sim) shopBody() object {
	return object{
		"id": 690933842, "name": "Sample Shop", "email": "owner@shop.example", "domain": s.opt.Shop, "myshopify_domain": s.opt.Shop, "currency": "EUR",
		"country_code": "DE", "iana_timezone": "Europe/Berlin", "plan_name": "basic", "primary_locale": "de", "shop_owner": "Sample Owner",
		"taxes_included": false, "created_at": nil, "updated_at": s.stamp(s.now()),
	}
}
