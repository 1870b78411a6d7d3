package stripe

import "slices"

// body is a charge whole. It knows the payment intent, and neither session nor lines.
func (c *charge) body(s *Sim, sa *sale) object {
	disputed := slices.ContainsFunc(sa.disputes, func(d *dispute) bool { return d.charge == c })
	return object{
		"id": c.id, "object": "charge", "amount": c.amount, "amount_captured": c.amount, "amount_refunded": c.back, "application": nil,
		"application_fee": nil, "application_fee_amount": nil, "balance_transaction": "txn_" + c.id[3:],
		"billing_details":                 object{"address": sa.Buyer.body()["address"], "email": sa.Buyer.Email, "name": sa.Buyer.Name, "phone": nil, "tax_id": nil},
		"calculated_statement_descriptor": "SAMPLE SHOP", "captured": true, "created": c.at.Unix(), "currency": sa.Currency,
		"customer": sa.customer, "description": nil, "disputed": disputed, "failure_balance_transaction": nil, "failure_code": nil,
		"failure_message": nil, "fraud_details": object{}, "livemode": s.opt.Live, "metadata": object{}, "on_behalf_of": nil,
		"outcome": object{"network_status": "approved_by_network", "reason": nil, "risk_level": "normal", "seller_message": "Payment complete.", "type": "authorized"},
		"paid":    true, "payment_intent": c.intent, "payment_method": "pm_" + c.id[3:], "payment_method_details": object{"type": "card"},
		"presentment_details": nil, "radar_options": object{}, "receipt_email": nil, "receipt_number": nil, "receipt_url": nil,
		"refunded": c.back == c.amount && c.amount > 0, "review": nil, "shipping": nil, "source_transfer": nil, "statement_descriptor": nil,
		"statement_descriptor_suffix": nil, "status": "succeeded", "transfer_data": nil, "transfer_group": nil,
	}
}

func (r *refund) body(sa *sale) object {
	return object{
		"id": r.id, "object": "refund", "amount": r.amount, "balance_transaction": "txn_" + r.id[3:], "charge": r.charge.id, "created": r.at.Unix(),
		"currency": sa.Currency, "destination_details": object{"type": "card"}, "metadata": object{}, "payment_intent": r.charge.intent, "reason": nil,
		"receipt_number": nil, "source_transfer_reversal": nil, "status": "succeeded", "transfer_reversal": nil,
	}
}

func (d *dispute) body(s *Sim, sa *sale) object {
	return object{
		"id": d.id, "object": "dispute", "amount": d.charge.amount, "balance_transactions": []object{}, "charge": d.charge.id, "created": d.at.Unix(),
		"currency": sa.Currency, "enhanced_eligibility_types": []string{}, "evidence": object{},
		"evidence_details":     object{"due_by": d.at.AddDate(0, 0, 7).Unix(), "has_evidence": false, "past_due": false, "submission_count": 0},
		"is_charge_refundable": true, "livemode": s.opt.Live, "metadata": object{}, "payment_intent": d.charge.intent,
		"payment_method_details": object{"type": "card"}, "reason": d.reason, "status": d.status,
	}
}
