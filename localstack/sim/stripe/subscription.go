package stripe

// body is a subscription whole. Since 2025 the period stands at its items.
func (u *subscription) body(s *Sim, sa *sale) object {
	out := object{
		"id": u.id, "object": "subscription", "application": nil, "application_fee_percent": nil,
		"automatic_tax":        object{"disabled_reason": nil, "enabled": false, "liability": nil},
		"billing_cycle_anchor": u.began.Unix(), "billing_cycle_anchor_config": nil, "billing_mode": object{"flexible": nil, "type": "classic"},
		"billing_thresholds": nil, "cancel_at": nil, "cancel_at_period_end": false, "canceled_at": unix(u.ended),
		"cancellation_details": object{"comment": nil, "feedback": nil, "reason": nil}, "collection_method": "charge_automatically",
		"created": u.began.Unix(), "currency": sa.Currency, "customer": sa.customer, "customer_account": nil, "days_until_due": nil,
		"default_payment_method": nil, "default_source": nil, "default_tax_rates": []object{}, "description": nil, "discounts": []string{},
		"ended_at": unix(u.ended), "invoice_settings": object{"account_tax_ids": nil, "issuer": object{"type": "self"}}, "items": sa.itemsBody(s),
		"latest_invoice": u.latestInvoice, "livemode": s.opt.Live, "metadata": words(sa.SubscriptionMetadata),
		"next_pending_invoice_item_invoice": nil, "on_behalf_of": nil, "pause_collection": nil,
		"payment_settings":              object{"payment_method_options": nil, "payment_method_types": nil, "save_default_payment_method": "off"},
		"pending_invoice_item_interval": nil, "pending_setup_intent": nil, "pending_update": nil, "schedule": nil, "start_date": u.began.Unix(),
		"status": u.status, "test_clock": nil, "transfer_data": nil, "trial_end": nil,
		"trial_settings": object{"end_behavior": object{"missing_payment_method": "create_invoice"}}, "trial_start": nil,
	}
	if u.latestInvoice == "" {
		out["latest_invoice"] = nil
	}
	if !u.ended.IsZero() {
		out["cancellation_details"] = object{"comment": nil, "feedback": nil, "reason": "cancellation_requested"}
	}
	return out
}

func (sa *sale) itemsBody(s *Sim) object { return sa.itemsWith(s, false) }

func (sa *sale) itemsWith(s *Sim, product bool) object {
	data := []object{}
	for _, l := range sa.lines {
		data = append(data, object{
			"id": l.item, "object": "subscription_item", "billing_thresholds": nil, "created": sa.sub.began.Unix(),
			"current_period_end": sa.sub.end.Unix(), "current_period_start": sa.sub.start.Unix(), "discounts": []string{}, "metadata": object{},
			"price": l.priceBody(s, sa, product), "quantity": l.Quantity, "subscription": sa.sub.id, "tax_rates": []object{},
		})
	}
	out := list("/v1/subscription_items?subscription="+sa.sub.id, data)
	out["total_count"] = len(data)
	return out
}
