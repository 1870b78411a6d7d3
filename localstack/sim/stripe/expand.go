package stripe

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// expandable refuses expansions that a call does not have, as Stripe documents, and gives nil when there are none.
func expandable(q url.Values, names ...string) *reply {
	for _, name := range q["expand[]"] {
		if !slices.Contains(names, name) {
			a := invalid("", "expand", "This property cannot be expanded ("+name+").")
			return &a
		}
	}
	return nil
}

// expands reports whether a property is to be written out. Stripe documents that what is below it asks for it too.
func expands(q url.Values, name string) bool {
	return slices.ContainsFunc(q["expand[]"], func(asked string) bool { return asked == name || strings.HasPrefix(asked, name+".") })
}

// getSubscription gives a subscription, with what is expanded of it.
func (s *Sim) getSubscription(id string, q url.Values) reply {
	const products = "items.data.price.product"
	if a := expandable(q, "customer", "latest_invoice", "items.data.price", products); a != nil {
		return *a
	}
	for _, sa := range s.sales {
		if sa.sub == nil || sa.sub.id != id {
			continue
		}
		body := sa.sub.body(s, sa)
		if expands(q, "customer") {
			body["customer"] = sa.customerBody(s)
		}
		if expands(q, "latest_invoice") {
			body["latest_invoice"] = sa.invoices[len(sa.invoices)-1].body(s, sa)
		}
		if expands(q, products) {
			body["items"] = sa.itemsWith(s, true)
		}
		return ok(body)
	}
	return missing("subscription", id)
}

// listPayments lists what was paid, or is to be paid, for invoices: since 2025 an invoice names neither charge nor payment itself.
func (s *Sim) listPayments(q url.Values) reply {
	const invoices, intents, charges = "data.invoice", "data.payment.payment_intent", "data.payment.payment_intent.latest_charge"
	if a := cmp.Or(known(q, "created", "invoice", "payment", "status"), expandable(q, invoices, intents, charges)); a != nil {
		return *a
	}
	if !named(q) {
		return invalid("parameter_missing", "payment", "Give payment[type] and what it names; here it is payment_intent.")
	}
	var out []object
	for _, sa := range slices.Backward(s.sales) {
		for _, v := range slices.Backward(sa.invoices) {
			if !v.listed(q) {
				continue
			}
			p := v.payment(s, sa)
			if out = append(out, p); expands(q, invoices) {
				p["invoice"] = v.body(s, sa)
			}
			if expands(q, intents) {
				p["payment"] = object{"payment_intent": sa.intentBody(s, v.intent, expands(q, charges)), "type": "payment_intent"}
			}
		}
	}
	return paged(q, "/v1/invoice_payments", out)
}

// named holds where a payment is named by its kind and its id, or not at all.
func named(q url.Values) bool {
	kind := q.Get("payment[type]")
	return (kind == "" || kind == "payment_intent") && q.Has("payment[payment_intent]") == (kind != "")
}

// listed holds for an invoice whose payment a list is asked for.
func (v *invoice) listed(q url.Values) bool {
	is := func(name, value string) bool { return !q.Has(name) || q.Get(name) == value }
	return is("invoice", v.id) && is("payment[payment_intent]", v.intent) && is("status", v.status)
}

func (v *invoice) payment(s *Sim, sa *sale) object {
	out := object{
		"id": "inpay_" + v.id[3:], "object": "invoice_payment", "amount_paid": nil, "amount_requested": v.amount, "created": v.at.Unix(),
		"currency": sa.Currency, "invoice": v.id, "is_default": true, "livemode": s.opt.Live,
		"payment": object{"payment_intent": v.intent, "type": "payment_intent"}, "status": "open",
		"status_transitions": object{"canceled_at": nil, "paid_at": unix(v.paidAt)},
	}
	if v.charge != nil {
		out["status"], out["amount_paid"] = "paid", v.amount
	}
	return out
}

// intentBody is a payment whole. Its last charge is a name, unless it is to be written out.
func (sa *sale) intentBody(s *Sim, id string, charge bool) object {
	_, _, _, amount := sa.sums()
	out := object{
		"id": id, "object": "payment_intent", "amount": amount, "amount_capturable": 0, "amount_details": object{"tip": object{}}, "amount_received": 0,
		"application": nil, "application_fee_amount": nil, "automatic_payment_methods": nil, "canceled_at": nil, "cancellation_reason": nil,
		"capture_method": "automatic_async", "client_secret": nil, "confirmation_method": "automatic", "created": sa.created.Unix(),
		"currency": sa.Currency, "customer": sa.customer, "customer_account": nil, "description": nil, "excluded_payment_method_types": nil,
		"last_payment_error": nil, "latest_charge": nil, "livemode": s.opt.Live, "metadata": object{}, "next_action": nil, "on_behalf_of": nil,
		"payment_method": nil, "payment_method_configuration_details": nil, "payment_method_options": object{},
		"payment_method_types": []string{"card", "sepa_debit"}, "presentment_details": nil, "processing": nil, "receipt_email": nil, "review": nil,
		"setup_future_usage": nil, "shipping": nil, "source": nil, "statement_descriptor": nil, "statement_descriptor_suffix": nil,
		"status": "processing", "transfer_data": nil, "transfer_group": nil,
	}
	for _, c := range sa.charges {
		if c.intent != id {
			continue
		}
		out["status"], out["amount"], out["amount_received"], out["latest_charge"] = "succeeded", c.amount, c.amount, c.id
		if charge {
			out["latest_charge"] = c.body(s, sa)
		}
	}
	return out
}

func (sa *sale) customerBody(s *Sim) object {
	details := sa.Buyer.body()
	return object{
		"id": sa.customer, "object": "customer", "address": details["address"], "balance": 0, "business_name": details["business_name"],
		"created": sa.created.Unix(), "currency": sa.Currency, "customer_account": nil, "default_source": nil, "delinquent": false,
		"description": nil, "discount": nil, "email": sa.Buyer.Email, "individual_name": sa.Buyer.Name, "invoice_prefix": "SIM",
		"invoice_settings": object{"custom_fields": nil, "default_payment_method": nil, "footer": nil, "rendering_options": nil},
		"livemode":         s.opt.Live, "metadata": object{}, "name": sa.Buyer.Name, "next_invoice_sequence": 1, "phone": sa.Buyer.Phone,
		"preferred_locales": []string{}, "shipping": nil, "tax_exempt": "none", "test_clock": nil,
	}
}
