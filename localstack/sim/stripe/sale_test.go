package stripe_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/stripe"
)

func (w *world) session(id string) map[string]any {
	w.t.Helper()
	return parse[map[string]any](w.t, w.want("GET", "/v1/checkout/sessions/"+id, "", 200))
}

func TestASessionHasEveryFieldThatIsDocumented(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.sell(cart("payment"))
	shown := parse[map[string]json.RawMessage](t, w.want("GET", "/v1/checkout/sessions/"+id, "", 200))
	names, err := os.ReadFile("testdata/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(names)) {
		if _, found := shown[name]; !found {
			t.Errorf("no %s", name)
		}
		delete(shown, name)
	}
	for name := range shown {
		t.Errorf("%s is not documented", name)
	}
}

// Stripe documents that a session's lines are read apart, or expanded, and that a price names its product unless that is expanded.
func TestASessionHasItsLinesForThoseWhoAsk(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	path := "/v1/checkout/sessions/" + w.sell(cart("payment"))
	if o := parse[map[string]any](t, w.want("GET", path, "", 200)); o["line_items"] != nil || o["amount_subtotal"] != 11265.0 || o["amount_total"] != 13286.0 {
		t.Errorf("%v", o)
	}
	lines := w.want("GET", path+"/line_items", "", 200, `"lookup_key": "M365-BP-1Y-M"`, `"quantity": 5`, `"amount_total": 13286`, `"product": "prod_`)
	if strings.Contains(lines, "m365_sku") {
		t.Error("the product is shown")
	}
	w.want("GET", path+"/line_items?expand[]=data.price.product", "", 200, `"m365_sku": "CFQ7:1"`)
	w.want("GET", path+"?expand[]=line_items", "", 200, `"lookup_key": "ONBOARD"`)
	w.want("GET", path+"?expand[]=line_items.data.price.product", "", 200, `"m365_sku": "CFQ7:1"`)
	page := parse[struct {
		Data []struct{ ID string }
		More bool `json:"has_more"`
	}](t, w.want("GET", path+"/line_items?limit=1", "", 200))
	if len(page.Data) != 1 || !page.More {
		t.Fatalf("%+v", page)
	}
	w.want("GET", path+"/line_items?limit=1&starting_after="+page.Data[0].ID, "", 200, "ONBOARD", `"has_more": false`)
}

// Stripe documents that a session whose payment takes days is complete and unpaid, and that another event tells how it ended.
func TestADelayedPaymentIsCompleteBeforeItIsPaid(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen()
	for _, paid := range []bool{true, false} {
		id, err := w.Create(cart("payment"))
		w.ok(err)
		if o := w.session(id); o["status"] != "open" || o["customer_details"] != nil || o["payment_intent"] != nil {
			t.Errorf("%v", o)
		}
		w.ok(w.Complete(id, true))
		names, all := w.told()
		if names != "checkout.session.completed" || all[0].Data.Object["payment_status"] != "unpaid" {
			t.Errorf("%s, %v", names, all)
		}
		w.ok(w.Settle(id, paid))
		names, _ = w.told()
		if o := w.session(id); paid != (o["payment_status"] == "paid") || paid != (names == "charge.succeeded checkout.session.async_payment_succeeded") {
			t.Errorf("%s, %v", names, o["payment_status"])
		}
	}
	open, err := w.Create(cart("payment"))
	w.ok(err)
	w.ok(w.Expire(open))
	if names, _ := w.told(); names != "checkout.session.expired" || w.Complete(open, false) == nil {
		t.Errorf("%s", names)
	}
}

func TestMoneyGoesBackByTheCharge(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen()
	id := w.sell(cart("payment"))
	intent, _ := w.session(id)["payment_intent"].(string)
	w.deliver()
	w.ok(w.Refund(stripe.Refund{Session: id, Amount: 1000}))
	names, all := w.told()
	charge := all[1].Data.Object
	if names != "refund.created charge.refunded" || charge["refunded"] != false || charge["amount_refunded"] != 1000.0 || charge["payment_intent"] != intent {
		t.Errorf("%s, %v", names, charge)
	}
	w.ok(w.Refund(stripe.Refund{Session: id}))
	if _, all := w.told(); all[1].Data.Object["refunded"] != true || all[1].Data.Previous["amount_refunded"] != 1000.0 {
		t.Errorf("%v", all[1])
	}
	if w.Refund(stripe.Refund{Session: id, Amount: 1}) == nil {
		t.Error("more went back than was paid")
	}
	w.want("GET", "/v1/checkout/sessions/"+id+"?expand[]=payment_intent.latest_charge", "", 200, `"amount_refunded": 13286`, `"object": "payment_intent"`)
	w.want("GET", "/v1/checkout/sessions/"+id+"?expand[]=payment_intent", "", 200, `"latest_charge": "ch_`)
	w.want("GET", "/v1/checkout/sessions/"+id+"?expand[]=colour", "", 400, "cannot be expanded")
	w.want("GET", "/v1/refunds?payment_intent="+intent, "", 200, `"amount": 12286`, `"amount": 1000`)
	w.want("GET", "/v1/refunds?payment_intent=pi_other", "", 200, `"data": []`)
	w.want("GET", "/v1/checkout/sessions?payment_intent="+intent, "", 200, id)
	w.ok(w.Dispute(id, ""))
	w.ok(w.Decide(id, false))
	if names, all := w.told(); names != "charge.dispute.created charge.dispute.closed" || all[1].Data.Object["status"] != "lost" || all[0].Data.Object["charge"] != charge["id"] {
		t.Errorf("%s, %v", names, all)
	}
}

func TestASubscriptionTellsOfItsLife(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.listen()
	id := w.sell(cart("subscription"))
	check := func(want string) []event {
		t.Helper()
		names, all := w.told()
		if d := cmp.Diff(strings.Fields(want), strings.Fields(names)); d != "" {
			t.Error(d)
		}
		return all
	}
	all := check("customer.subscription.created charge.succeeded invoice.paid customer.subscription.updated checkout.session.completed")
	sub, _ := all[4].Data.Object["subscription"].(string)
	if all[0].Data.Object["id"] != sub || all[2].Data.Object["billing_reason"] != "subscription_create" || all[0].Data.Object["status"] != "incomplete" || all[3].Data.Object["status"] != "active" {
		t.Errorf("%v", all[0])
	}
	w.ok(w.Change(stripe.Change{Session: id, LookupKey: "M365-BP-1Y-M", Quantity: 8}))
	all = check("customer.subscription.updated charge.succeeded invoice.paid")
	if all[2].Data.Object["amount_paid"] != 7972.0 || all[0].Data.Previous["items"] == nil {
		t.Errorf("%v", all[2].Data.Object["amount_paid"])
	}
	w.ok(w.Change(stripe.Change{Session: id, LookupKey: "M365-BP-1Y-M", Quantity: 9, Unpaid: true}))
	if all = check("customer.subscription.updated invoice.payment_failed"); all[1].Data.Object["status"] != "open" {
		t.Errorf("%v", all[1])
	}
	w.ok(w.PayLate(id))
	check("charge.succeeded invoice.paid")
	w.ok(w.Change(stripe.Change{Session: id, LookupKey: "M365-BP-1Y-M", Quantity: 6}))
	check("customer.subscription.updated")
	w.ok(w.Renew(id, false))
	if all = check("customer.subscription.updated invoice.payment_failed"); all[0].Data.Object["status"] != "past_due" {
		t.Errorf("%v", all[0])
	}
	w.ok(w.PayLate(id))
	check("charge.succeeded invoice.paid customer.subscription.updated")
	w.ok(w.Renew(id, true))
	check("customer.subscription.updated charge.succeeded invoice.paid")
	w.ok(w.End(id))
	if all = check("customer.subscription.deleted"); all[0].Data.Object["status"] != "canceled" || w.Renew(id, true) == nil || w.End(id) == nil {
		t.Errorf("%v", all[0])
	}
}

func TestWhatCameOfASubscriptionCanBeRead(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.sell(cart("subscription"))
	sub, _ := w.session(id)["subscription"].(string)
	w.ok(w.Renew(id, true))
	w.ok(w.End(id))
	body := w.want("GET", "/v1/subscriptions/"+sub, "", 200, `"status": "canceled"`, `"quantity": 5`, `"of": "subscription"`)
	latest, _ := parse[map[string]any](t, body)["latest_invoice"].(string)
	w.want("GET", "/v1/invoices/"+latest, "", 200, `"subscription": "`+sub, `"billing_reason": "subscription_cycle"`, `"price_details": {`)
	w.want("GET", "/v1/checkout/sessions?subscription="+sub, "", 200, id)
	w.want("GET", "/v1/subscriptions/"+sub+"?expand[]=latest_invoice&expand[]=customer&expand[]=items.data.price.product", "", 200,
		`"object": "customer"`, `"object": "invoice"`, `"m365_sku": "CFQ7:1"`)
	payments := w.want("GET", "/v1/invoice_payments?invoice="+latest+"&expand[]=data.payment.payment_intent.latest_charge", "", 200, `"object": "charge"`, `"status": "paid"`)
	if n := len(parse[page](t, payments).Data); n != 1 {
		t.Errorf("%d payments", n)
	}
	w.want("GET", "/v1/invoice_payments?expand[]=data.invoice&status=open", "", 200, `"data": []`)
	w.want("GET", "/v1/invoice_payments?payment[type]=payment_intent", "", 400)
	w.want("GET", "/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=pi_x", "", 200, `"data": []`)
}

func TestNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for n, change := range []func(*stripe.NewSession){
		func(s *stripe.NewSession) { s.Lines = nil },
		func(s *stripe.NewSession) { s.Mode = "setup" },
		func(s *stripe.NewSession) { s.TaxPercent = -1 },
		func(s *stripe.NewSession) { s.Lines[0].Quantity = 0 },
		func(s *stripe.NewSession) { s.Lines[0].Discount = 99999 },
	} {
		in := cart("payment")
		change(&in)
		if _, err := w.Create(in); err == nil {
			t.Errorf("case %d was taken", n)
		}
	}
	open, err := w.Create(cart("payment"))
	w.ok(err)
	for n, err := range []error{
		w.Complete("cs_test_x", false), w.Settle(open, true), w.Refund(stripe.Refund{Session: open}), w.Dispute(open, ""), w.Decide(open, true),
		w.Change(stripe.Change{Session: open}), w.Renew(open, true), w.PayLate(open), w.End(open), w.Resend("evt_x"), w.Enable("we_x", true),
	} {
		if err == nil {
			t.Errorf("case %d was taken", n)
		}
	}
}
