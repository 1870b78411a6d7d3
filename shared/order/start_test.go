package order_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func TestAProvidersLinesNameThePartnerOfRecordOfTheOrderOrOfTheSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings order.Settings
		mpn      string
		want     string
		field    string // of the question; "": the order is bought
	}{
		"own":                    {order.Settings{Indirect: true, MPN: "1111111"}, "2222222", "2222222", ""},
		"settings":               {order.Settings{Indirect: true, MPN: "2222222"}, "", "2222222", ""},
		"unknown":                {order.Settings{Indirect: true, MPN: "2222222"}, "3333333", "", "/mpn"},
		"none":                   {order.Settings{Indirect: true}, "", "", "/mpn"},
		"direct":                 {order.Settings{MPN: "1111111"}, "", "", ""},
		"direct, with a partner": {order.Settings{}, "2222222", "", "/mpn"},
	} {
		d := newDesk()
		c.settings.Attest = true
		d.house.settings, d.house.resellers = c.settings, []string{"2222222"}
		o := sample()
		o.MPN = c.mpn
		got := d.settle(t, place(t, d, o))
		if c.field != "" {
			if got.State != order.AsksPerson || got.Question.Field != c.field || len(d.house.tenants) != 0 {
				t.Errorf("%s: state %s, question %+v", name, got.State, got.Question)
			}
			continue
		}
		if diff := cmp.Diff([]string{c.want}, d.house.numbers); diff != "" || got.State != order.Fulfilled {
			t.Errorf("%s: state %s: %s", name, got.State, diff)
		}
	}
}

func TestAWrongPartnerOfRecordIsCorrectedByTheAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.settings, d.house.resellers = order.Settings{Indirect: true, Attest: true}, []string{"2222222"}
	id := place(t, d, sample())
	d.settle(t, id)
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/mpn", Value: []byte(`"22"`)}); err == nil {
		t.Error("an answer that is no MPN id is taken")
	}
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: "/mpn", Value: []byte(`"2222222"`)}); err != nil {
		t.Fatal(err)
	}
	if o := d.settle(t, id); o.State != order.Fulfilled || o.MPN != "2222222" {
		t.Errorf("state %s, mpn %s", o.State, o.MPN)
	}
}

func TestTheRulesOfTheCountryAskForTheFieldAndItsForm(t *testing.T) {
	t.Parallel()
	for field, c := range map[string]struct {
		spoil   func(*order.Customer, *house)
		pattern string
	}{
		"/customer/address/postal_code": {func(c *order.Customer, _ *house) { c.Address.PostalCode = "1011" }, `^\d{5}$`},
		"/customer/address/state":       {func(_ *order.Customer, h *house) { h.country.StateRequired = true }, ""},
		"/customer/phone":               {func(c *order.Customer, _ *house) { c.Phone = "call me" }, `^[0-9 +]{5,20}$`},
		"/customer/registration_id": {func(c *order.Customer, h *house) {
			c.Phone, h.settings.Registration = "+36 1 234 5678", []string{"DE"}
		}, ""},
		"/customer/language":        {func(c *order.Customer, _ *house) { c.Language = "fr" }, ""},
		"/customer/address/country": {func(c *order.Customer, _ *house) { c.Address.Country = "KP" }, `^[A-Z]{2}$`},
	} {
		d := newDesk()
		o := sample()
		c.spoil(&o.Customer, d.house)
		got := d.settle(t, place(t, d, o))
		if got.State != order.AsksPerson || got.Question.Field != field || got.Question.Pattern != c.pattern || len(d.house.tenants) != 0 {
			t.Errorf("%s: state %s, question %+v", field, got.State, got.Question)
		}
	}
}

func TestACompanyOfACountryThatRegistersGivesATelephoneNumberFirst(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.settings.Registration = []string{"DE"}
	id := place(t, d, sample())
	for _, answer := range [][2]string{{"/customer/phone", "+49 30 1234567"}, {"/customer/registration_id", "1234567890"}} {
		o := d.settle(t, id)
		if o.State != order.AsksPerson || o.Question.Field != answer[0] {
			t.Fatalf("state %s, question %+v", o.State, o.Question)
		}
		if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Field: answer[0], Value: []byte(`"` + answer[1] + `"`)}); err != nil {
			t.Fatal(err)
		}
	}
	if o := d.settle(t, id); o.State != order.Fulfilled || o.Customer.Culture != "de-DE" || o.Customer.Language != "de" {
		t.Errorf("state %s, customer %+v", o.State, o.Customer)
	}
}

func TestWithoutTheSettingNobodyAsksWhetherTheDomainIsFree(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.settings.CheckDomain = false
	if o := d.settle(t, place(t, d, sample())); o.State != order.Fulfilled || count(d.house.calls, "taken") != 0 {
		t.Errorf("state %s, calls %v", o.State, d.house.calls)
	}
}

func TestACustomerWhoSignsAtMicrosoftIsWaitedFor(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.settings.Attest = false
	id := place(t, d, sample())
	o := run(t, d, id)
	if o.State != order.Waiting || count(d.house.calls, "attest") != 0 {
		t.Fatalf("state %s, calls %v", o.State, d.house.calls)
	}
	d.house.attested[o.Customer.Tenant] = true
	d.clock = o.Due
	if o = d.settle(t, id); o.State != order.Fulfilled || o.Attested != nil {
		t.Errorf("state %s", o.State)
	}
}

func TestTheProofOfAnAgreementIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.Agreement.From = "198.51.100.7"
	o = d.settle(t, place(t, d, o))
	if a := o.Attested; a == nil || a.Template != "template-1" || a.Request == "" || a.At.IsZero() || o.Agreement.From != "198.51.100.7" {
		t.Errorf("attested %+v, agreement %+v", o.Attested, o.Agreement)
	}
}

func TestNothingIsBoughtBeforeItsTimeAndEverythingIsCheckedAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	start := d.clock.AddDate(0, 0, 10)
	o := sample()
	o.NotBefore = start
	id := place(t, d, o)
	o = run(t, d, id)
	if !o.Due.Equal(start) || o.Deadline.Before(start) || len(d.house.tenants) != 1 || len(d.house.carts) != 0 {
		t.Fatalf("due %s, deadline %s, %d carts", o.Due, o.Deadline, len(d.house.carts))
	}
	d.clock = start.Add(-time.Second)
	if run(t, d, id); len(d.house.sold) != 0 {
		t.Error("bought too early")
	}
	d.clock = start
	if o = d.settle(t, id); o.State != order.Fulfilled || len(d.house.sold) != 1 || len(d.ledger.told) != 0 {
		t.Errorf("state %s, sold %d, told %v", o.State, len(d.house.sold), topics(d))
	}
	o = sample()
	o.Source.Ref, o.NotBefore = "later", d.clock.AddDate(2, 0, 0)
	if _, err := d.Place(t.Context(), o); err == nil {
		t.Error("an order for the year after the next is taken")
	}
}

func TestAScheduledOrderSaysAtOnceWhatCannotBeBought(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.NotBefore, o.Lines[0].Quantity = d.clock.AddDate(0, 0, 10), 301
	if o = d.settle(t, place(t, d, o)); o.State != order.AsksPerson || o.Question.Field != "/lines/0/quantity" {
		t.Errorf("state %s, question %+v", o.State, o.Question)
	}
}

func TestASignatureOfADayToComeIsRefusedAndOneOfADayThatHasBegunElsewhereWaitsForIt(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := sample()
	o.Agreement.Date = d.clock.Add(15 * time.Hour)
	_, err := d.Place(t.Context(), o)
	if f := fault.Fields(err); len(f) != 1 || f[0].Pointer != "/agreement/date" {
		t.Fatalf("placed: %v", err)
	}
	o.Agreement.Date = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // noon in UTC, and midnight in Auckland
	id := place(t, d, o)
	if got := run(t, d, id); got.State != order.Checking || !got.Due.Equal(o.Agreement.Date) || d.house.attested["tenant-1"] {
		t.Errorf("state %s, due %s", got.State, got.Due)
	}
	if got := d.settle(t, id); got.State != order.Fulfilled || len(topics(d)) != 0 {
		t.Errorf("state %s, told %v", got.State, topics(d))
	}
}
