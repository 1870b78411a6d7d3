package stripe

import (
	"fmt"
	"strconv"
	"time"
)

type invoice struct {
	id, why, status string
	intent          string
	charge          *charge // nil until it is paid
	amount          int64
	number          int
	attempts        int
	at, paidAt      time.Time
	start, end      time.Time // of the period
	lines           []line
}

// body is an invoice whole. Since 2025 the subscription stands below parent, and a line's price below pricing.
func (v *invoice) body(s *Sim, sa *sale) object {
	paid := int64(0)
	if v.status == "paid" {
		paid = v.amount
	}
	out := object{
		"id": v.id, "object": "invoice", "account_country": "DE", "account_name": "Sample Shop", "account_tax_ids": nil, "amount_due": v.amount,
		"amount_overpaid": 0, "amount_paid": paid, "amount_remaining": v.amount - paid, "amount_shipping": 0, "application": nil,
		"attempt_count": v.attempts, "attempted": v.attempts > 0, "auto_advance": v.status == "open", "automatically_finalizes_at": nil,
		"automatic_tax":  object{"disabled_reason": nil, "enabled": false, "liability": nil, "provider": nil, "status": nil},
		"billing_reason": v.why, "collection_method": "charge_automatically", "created": v.at.Unix(), "currency": sa.Currency, "custom_fields": nil,
		"customer": sa.customer, "customer_account": nil, "customer_address": sa.Buyer.body()["address"], "customer_email": sa.Buyer.Email,
		"customer_name": sa.Buyer.Name, "customer_phone": sa.Buyer.Phone, "customer_shipping": nil, "customer_tax_exempt": "none",
		"customer_tax_ids": sa.Buyer.body()["tax_ids"], "default_payment_method": nil, "default_source": nil, "default_tax_rates": []object{},
		"description": nil, "discounts": []string{}, "due_date": nil, "effective_at": v.at.Unix(), "ending_balance": 0, "footer": nil,
		"from_invoice": nil, "hosted_invoice_url": "https://invoice.stripe.com/i/" + v.id, "invoice_pdf": nil, "issuer": object{"type": "self"},
		"last_finalization_error": nil, "latest_revision": nil, "lines": list("/v1/invoices/"+v.id+"/lines", v.items(s, sa)), "livemode": s.opt.Live,
		"metadata": object{}, "next_payment_attempt": nil, "number": fmt.Sprintf("SIM-%04d", v.number), "on_behalf_of": nil,
		"parent": object{"quote_details": nil, "type": "subscription_details", "subscription_details": object{
			"metadata": words(sa.SubscriptionMetadata), "subscription": sa.sub.id,
		}},
		"payment_settings": object{"default_mandate": nil, "payment_method_options": nil, "payment_method_types": nil}, "period_end": v.end.Unix(),
		"period_start": v.start.Unix(), "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0, "receipt_number": nil,
		"rendering": nil, "shipping_cost": nil, "shipping_details": nil, "starting_balance": 0, "statement_descriptor": nil, "status": v.status,
		"status_transitions": object{"finalized_at": v.at.Unix(), "marked_uncollectible_at": nil, "paid_at": unix(v.paidAt), "voided_at": nil},
		"subtotal":           v.amount, "subtotal_excluding_tax": v.amount, "test_clock": nil, "total": v.amount, "total_discount_amounts": []object{},
		"total_excluding_tax": v.amount, "total_pretax_credit_amounts": []object{}, "total_taxes": []object{}, "webhooks_delivered_at": v.at.Unix(),
	}
	return out
}

// items are the invoice's lines. One for a difference is a proration.
func (v *invoice) items(s *Sim, sa *sale) []object {
	out := []object{}
	for i := range v.lines {
		l := &v.lines[i]
		out = append(out, object{
			"id": "il_" + l.id[3:] + strconv.Itoa(v.number), "object": "line_item", "amount": l.subtotal() - l.Discount, "currency": sa.Currency, "description": l.Name,
			"discount_amounts": []object{}, "discountable": true, "discounts": []string{}, "invoice": v.id, "livemode": s.opt.Live, "metadata": object{},
			"parent": object{"invoice_item_details": nil, "type": "subscription_item_details", "subscription_item_details": object{
				"invoice_item": nil, "proration": v.why == "subscription_update", "proration_details": nil, "subscription": sa.sub.id,
				"subscription_item": l.item,
			}},
			"period": object{"end": v.end.Unix(), "start": v.start.Unix()}, "pretax_credit_amounts": []object{},
			"pricing": object{
				"price_details": object{"price": l.price, "product": l.product}, "type": "price_details",
				"unit_amount_decimal": strconv.FormatInt(l.UnitAmount, 10),
			},
			"quantity": l.Quantity, "subtotal": l.subtotal() - l.Discount, "taxes": []object{},
		})
	}
	return out
}
