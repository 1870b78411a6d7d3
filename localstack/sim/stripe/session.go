package stripe

// body is a session whole, as its events bring it: without its lines, as Stripe documents.
func (sa *sale) body(s *Sim) object {
	subtotal, discount, tax, total := sa.sums()
	out := object{
		"id": sa.id, "object": "checkout.session", "adaptive_pricing": nil, "after_expiration": nil, "allow_promotion_codes": nil,
		"amount_subtotal": subtotal, "amount_total": total, "automatic_tax": object{"enabled": false, "liability": nil, "provider": nil, "status": nil},
		"billing_address_collection": "required", "branding_settings": nil, "cancel_url": "https://shop.example/cancel", "client_reference_id": nil,
		"client_secret": nil, "collected_information": nil, "consent": nil, "consent_collection": nil, "created": sa.created.Unix(),
		"currency": sa.Currency, "currency_conversion": nil, "custom_fields": sa.fields(),
		"custom_text": object{"after_submit": nil, "shipping_address": nil, "submit": nil, "terms_of_service_acceptance": nil},
		"customer":    nil, "customer_account": nil, "customer_creation": "always", "customer_details": nil, "customer_email": nil, "discounts": []object{},
		"expires_at": sa.created.AddDate(0, 0, 1).Unix(), "invoice": nil, "invoice_creation": nil, "livemode": s.opt.Live, "locale": nil,
		"metadata": words(sa.Metadata), "mode": sa.Mode, "name_collection": nil, "origin_context": nil, "payment_intent": nil, "payment_link": nil,
		"payment_method_collection": "always", "payment_method_configuration_details": nil, "payment_method_options": object{},
		"payment_method_types": []string{"card", "sepa_debit"}, "payment_status": sa.payment, "permissions": nil,
		"phone_number_collection": object{"enabled": true}, "presentment_details": nil, "recovered_from": nil, "saved_payment_method_options": nil,
		"setup_intent": nil, "shipping_address_collection": nil, "shipping_cost": nil, "shipping_options": []object{}, "status": sa.status,
		"submit_type": nil, "subscription": nil, "success_url": "https://shop.example/done", "ui_mode": "hosted", "url": nil, "wallet_options": nil,
		"total_details": object{"amount_discount": discount, "amount_shipping": 0, "amount_tax": tax},
	}
	if sa.status == "open" {
		out["url"] = "https://checkout.stripe.com/c/pay/" + sa.id
		return out
	}
	if sa.status != "complete" {
		return out
	}
	out["customer"], out["customer_details"] = sa.customer, sa.Buyer.body()
	if sa.sub != nil {
		out["subscription"], out["invoice"] = sa.sub.id, sa.invoices[0].id
	} else {
		out["payment_intent"] = sa.intent
	}
	return out
}

// fields are the custom fields of the checkout, empty until the buyer is done.
func (sa *sale) fields() []object {
	out := []object{}
	for _, f := range sa.Fields {
		var value any
		if sa.status == "complete" {
			value = f.Value
		}
		out = append(out, object{
			"key": f.Key, "label": object{"custom": f.Key, "type": "custom"}, "optional": true, "type": "text",
			"text": object{"default_value": nil, "maximum_length": nil, "minimum_length": nil, "value": value},
		})
	}
	return out
}

func (b *Buyer) body() object {
	ids := []object{}
	if b.VAT != "" {
		ids = append(ids, object{"type": "eu_vat", "value": b.VAT})
	}
	var business any
	if b.Business != "" {
		business = b.Business
	}
	return object{
		"address":       object{"city": b.City, "country": b.Country, "line1": b.Line1, "line2": nil, "postal_code": b.Postal, "state": nil},
		"business_name": business, "email": b.Email, "individual_name": b.Name, "name": b.Name, "phone": b.Phone, "tax_exempt": "none", "tax_ids": ids,
	}
}
