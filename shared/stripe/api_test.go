package stripe_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
)

// swap changes a document of the testdata.
func swap(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	raw := file(t, name)
	for p := range slices.Chunk(pairs, 2) {
		if !strings.Contains(raw, p[0]) {
			t.Fatalf("%s has no %s", name, p[0])
		}
		raw = strings.ReplaceAll(raw, p[0], p[1])
	}
	return raw
}

const (
	aSession      = "/v1/checkout/sessions/cs_test_a1Sample"
	itsLines      = aSession + "/line_items"
	aSubscription = "/v1/subscriptions/sub_1Sample"
	payments      = "/v1/invoice_payments"
	sessions      = "/v1/checkout/sessions"
	none          = `{"object":"list","data":[],"has_more":false}`
)

func look(t *testing.T, what, id string, answers map[string]string) storefront.Sale {
	t.Helper()
	s, _ := shop(t, answers)
	r, err := s.Look(t.Context(), storefront.Ask{What: what, ID: id})
	if err != nil || len(r.Sales) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	return r.Sales[0]
}

func TestAPaidSessionIsASale(t *testing.T) {
	t.Parallel()
	s := look(t, "session", "cs_test_a1Sample", map[string]string{aSession: file(t, "session"), itsLines: file(t, "line_items")})
	want := order.Customer{
		Domain: "northwinddemo01.onmicrosoft.com", Company: "Northwind Demo GmbH", Registration: "HRB 1234", First: "Mira", Last: "Beispiel",
		Email: "mira.beispiel@example.com", Phone: "+49305550100", Address: order.Address{Line1: "Musterweg 7", City: "Berlin", PostalCode: "10115", Country: "DE"},
	}
	if s.Order != "cs_test_a1Sample" || !s.Version.Equal(now()) || !s.Read.Equal(now()) || !s.Whole || !s.Paid || !s.Test || s.Failed || s.Currency != "EUR" ||
		s.Ended != (storefront.Ended{}) || s.Customer != want || len(s.Doubts) != 0 || s.Renewal != "" {
		t.Errorf("%+v", s)
	}
	if l := s.Lines[0]; len(s.Lines) != 1 || l.Key != "li_1Sample" || l.SKU != "M365-BP-1Y-M" || l.Seats != 5 || l.Price.Net.String() != "1237.5" || l.Price.Of != 5 {
		t.Errorf("%+v %+v", l, l.Price)
	}
}

func TestWhatBecameOfTheMoneyOfASessionIsKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pairs                                       []string
		paid, failed, cancelled, refunded, disputed bool
	}{
		"nothing to pay":       {[]string{`"payment_status":"paid"`, `"payment_status":"no_payment_required"`}, true, false, false, false, false},
		"a delayed method":     {[]string{`"payment_status":"paid"`, `"payment_status":"unpaid"`, `"metadata":{},"status":"succeeded"`, `"metadata":{},"status":"processing"`}, false, false, false, false, false},
		"one that failed":      {[]string{`"payment_status":"paid"`, `"payment_status":"unpaid"`, `"metadata":{},"status":"succeeded"`, `"metadata":{},"status":"requires_payment_method"`}, false, true, false, false, false},
		"expired":              {[]string{`"payment_status":"paid"`, `"payment_status":"unpaid"`, `"status":"complete"`, `"status":"expired"`}, false, false, true, false, false},
		"nothing to pay, open": {[]string{`"payment_status":"paid"`, `"payment_status":"no_payment_required"`, `"status":"complete"`, `"status":"open"`}, false, false, false, false, false},
		"refunded in full":     {[]string{`"refunded":false`, `"refunded":true`}, true, false, false, true, false},
		"disputed":             {[]string{`"disputed":false`, `"disputed":true`}, true, false, false, false, true},
	} {
		s := look(t, "session", "cs_test_a1Sample", map[string]string{aSession: swap(t, "session", c.pairs...), itsLines: file(t, "line_items")})
		if s.Paid != c.paid || s.Failed != c.failed || s.Ended.Cancelled.IsZero() == c.cancelled || s.Ended.Refunded.IsZero() == c.refunded || s.Ended.Disputed.IsZero() == c.disputed {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestMoneyThatWasGivenBackInPartIsKnownAsThat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pairs []string
		want  bool
	}{
		"nothing": {nil, false},
		"some":    {[]string{`"amount_refunded":0`, `"amount_refunded":2500`}, true},
		"all":     {[]string{`"amount_refunded":0`, `"amount_refunded":147263`, `"refunded":false`, `"refunded":true`}, false},
	} {
		s := look(t, "session", "cs_test_a1Sample", map[string]string{aSession: swap(t, "session", c.pairs...), itsLines: file(t, "line_items")})
		if s.PartBack != c.want || !s.Paid || s.Lines[0].Seats != 5 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestASubscriptionIsASaleThatRenews(t *testing.T) {
	t.Parallel()
	base := map[string]string{payments: file(t, "invoice_payments"), sessions: none}
	for name, c := range map[string]struct {
		pairs   []string
		paid    bool
		renewal storefront.Renewal
		ended   bool
		failed  bool
	}{
		"active":             {nil, true, storefront.RenewalOn, false, false},
		"ends with the year": {[]string{`"cancel_at_period_end":false`, `"cancel_at_period_end":true`}, true, storefront.RenewalOff, false, false},
		"ends on a day":      {[]string{`"cancel_at":null`, `"cancel_at":1803902300`}, true, storefront.RenewalOff, false, false},
		"deleted":            {[]string{`"status":"active"`, `"status":"canceled"`}, false, storefront.RenewalOff, true, false},
		"past due":           {[]string{`"status":"active"`, `"status":"past_due"`, `"object":"invoice","status":"paid"`, `"object":"invoice","status":"open"`}, false, storefront.RenewalOn, false, true},
		"nobody to read":     {[]string{`"latest_invoice":{`, `"latest_invoice":null,"was":{`}, false, storefront.RenewalOn, false, false},
	} {
		base[aSubscription] = swap(t, "subscription", c.pairs...)
		s := look(t, "subscription", "sub_1Sample", base)
		if s.Order != "sub_1Sample" || s.Paid != c.paid || s.Renewal != c.renewal || s.Ended.Cancelled.IsZero() == c.ended || s.Failed != c.failed || s.Test {
			t.Errorf("%s: %+v", name, s)
		}
		if l := s.Lines[0]; l.Key != "si_1Sample" || l.SKU != "M365-BP-1Y-M" || l.Seats != 5 || l.Price.Net.String() != "275" || l.Price.Of != 1 || s.Customer.Company != "Northwind Demo GmbH" || s.Customer.Last != "Beispiel" || len(s.Doubts) != 0 {
			t.Errorf("%s: %+v, %+v, %v", name, l, s.Customer, s.Doubts)
		}
	}
	base[aSubscription], base[payments] = file(t, "subscription"), swap(t, "invoice_payments", `"refunded":false`, `"refunded":true`)
	if s := look(t, "subscription", "sub_1Sample", base); s.Ended.Refunded.IsZero() {
		t.Error("the refund of the last invoice is not known")
	}
	for _, pair := range [][]string{{`"tax_behavior":"exclusive"`, `"tax_behavior":"inclusive"`}, {`"days_until_due":null,"default_payment_method":null,"discounts":[]`, `"discounts":["di_1"]`}} {
		base[aSubscription] = swap(t, "subscription", pair...)
		if s := look(t, "subscription", "sub_1Sample", base); s.Lines[0].Price != nil {
			t.Errorf("%s: a price without tax is not known", pair[1])
		}
	}
}

func TestAPaymentIsOfASessionOrOfASubscription(t *testing.T) {
	t.Parallel()
	list := `{"object":"list","data":[` + swap(t, "session", `"payment_intent":{`, `"payment_intent":"pi_3Sample","was":{`) + `],"has_more":false}`
	s := look(t, "payment", "pi_3Sample", map[string]string{sessions: list, aSession: file(t, "session"), itsLines: file(t, "line_items")})
	if s.Order != "cs_test_a1Sample" {
		t.Errorf("%+v", s)
	}
	expanded := `{"object":"list","data":[{"invoice":{"id":"in_1Sample","status":"paid","parent":{"subscription_details":{"subscription":"sub_1Sample"}}},"payment":{"payment_intent":"pi_3Sample"}}]}`
	s = look(t, "payment", "pi_3Sample", map[string]string{
		sessions: none, payments + "?expand%5B%5D=data.invoice": expanded, payments + "?expand%5B%5D=data.payment": file(t, "invoice_payments"), aSubscription: file(t, "subscription"),
	})
	if s.Order != "sub_1Sample" {
		t.Errorf("%+v", s)
	}
	s = look(t, "session", "cs_test_a1Sample", map[string]string{
		aSession: swap(t, "session", `"mode":"payment"`, `"mode":"subscription"`, `"subscription":null`, `"subscription":"sub_1Sample"`), aSubscription: file(t, "subscription"),
		payments: file(t, "invoice_payments"), sessions: none,
	})
	if s.Order != "sub_1Sample" {
		t.Errorf("%+v", s)
	}
	c, _ := shop(t, map[string]string{sessions: none, payments: none})
	for _, a := range []storefront.Ask{{What: "payment", ID: "pi_1"}, {What: "session", ID: "cs_gone"}, {What: "subscription", ID: "sub_gone"}} {
		if r, err := c.Look(t.Context(), a); err != nil || r.Ignored == "" {
			t.Errorf("%+v: %+v, %v", a, r, err)
		}
	}
	if _, err := c.Look(t.Context(), storefront.Ask{What: "order", ID: "1"}); fault.Of(err) != fault.Invalid {
		t.Error(err)
	}
}

func TestTheLinesOfASessionAndTheEventsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	first := swap(t, "line_items", `"has_more":false`, `"has_more":true`)
	second := swap(t, "line_items", "li_1Sample", "li_2Sample")
	c, a := shop(t, map[string]string{
		aSession: file(t, "session"), itsLines: first, itsLines + "?expand%5B%5D=data.price.product&limit=100&starting_after=li_1Sample": second,
	})
	r, err := c.Look(t.Context(), storefront.Ask{What: "session", ID: "cs_test_a1Sample"})
	if err != nil || len(r.Sales[0].Lines) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, r := range a.asked {
		if r.Header.Get("Authorization") != "Bearer rk_test_1" || r.Header.Get("Stripe-Version") == "" || r.Method != http.MethodGet {
			t.Errorf("%s %s: %v", r.Method, r.URL, r.Header)
		}
	}
	var events []string
	for i := range 3 {
		events = append(events, fmt.Sprintf(`{"id":"evt_%d","object":"event","type":"charge.refunded","data":{"object":{"id":"ch","payment_intent":"pi_%d"}}}`, i, i/2))
	}
	c, _ = shop(t, map[string]string{
		"/v1/events": `{"data":[` + strings.Join(events, ",") + `],"has_more":true}`, "/v1/events?created%5Bgte%5D=1772366400&limit=100&starting_after=evt_2": none,
	})
	p, err := c.Changed(t.Context(), now(), "")
	if err != nil || len(p.Asks) != 2 || p.Next != "evt_2" {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err = c.Changed(t.Context(), now(), p.Next); err != nil || p.Next != "" || len(p.Asks) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	c, _ = shop(t, map[string]string{"/v1/events": `{"data":[],"has_more":true}`})
	if _, err := c.Changed(t.Context(), now(), ""); fault.Of(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestOddObjectsArePutAside(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]string{
		"half a seat":    swap(t, "line_items", `"quantity":5`, `"quantity":0.5`),
		"less than tax":  swap(t, "line_items", `"amount_tax":23513`, `"amount_tax":999999`),
		"a float":        swap(t, "line_items", `"amount_total":147263`, `"amount_total":1.47263e5`),
		"a line twice":   swap(t, "line_items", `"data":[{`, `"data":[{"id":"li_1Sample","quantity":1,"amount_total":1},{`),
		"no id":          swap(t, "line_items", `"id":"li_1Sample"`, `"id":"a b"`),
		"without an end": swap(t, "line_items", `"has_more":false`, `"has_more":true`),
	} {
		c, _ := shop(t, map[string]string{aSession: file(t, "session"), itsLines: lines})
		_, err := c.Look(t.Context(), storefront.Ask{What: "session", ID: "cs_test_a1Sample"})
		if _, aside := storefront.Aside(err); !aside {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAmountsAreInTheSmallestUnitThatStripeDocuments(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]string{"eur": "1237.5", "jpy": "123750", "bhd": "123.75", "isk": "1237.5", "mga": "123750"} {
		s := look(t, "session", "cs_test_a1Sample", map[string]string{
			aSession: swap(t, "session", `"currency":"eur"`, `"currency":"`+currency+`"`), itsLines: file(t, "line_items"),
		})
		if got := s.Lines[0].Price.Net.String(); got != want {
			t.Errorf("%s: %s, want %s", currency, got, want)
		}
	}
}
