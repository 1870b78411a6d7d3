package local_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
)

func TestACompanyInHungaryIsAskedForItsNumberInMicrosoftsForm(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	o := take(t, s, clock, "order", `"country": "DE"`, `"country": "HU"`, `"postal_code": "10115"`, `"postal_code": "1011"`,
		`"culture": "de-DE", "language": "de"`, `"culture": "hu-HU"`)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/customer/registration_id" {
		t.Fatalf("question %+v", o.Question)
	}
	sold(t, s, 0, 0)
	o = reply(t, s, clock, "/customer/registration_id", `"12"`)
	if o.Question == nil || o.Question.Field != "/customer/registration_id" || o.Question.Pattern != `^(\d{7}|\d{10})$` {
		t.Fatalf("question %+v", o.Question)
	}
	in(t, reply(t, s, clock, "/customer/registration_id", `"1234567"`), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestAPostalCodeIsHeldAgainstMicrosoftsFormOfTheCountryBeforeATenantIsMade(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	o := take(t, s, clock, "order", `"10115"`, `"1011"`)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/customer/address/postal_code" || o.Question.Pattern != `^\d{5}$` {
		t.Errorf("question %+v", o.Question)
	}
	sold(t, s, 0, 0)
	in(t, reply(t, s, clock, "/customer/address/postal_code", `"10115"`), order.Fulfilled)
}

func TestAProvidersOrderNamesTheIndirectResellerOnEachLine(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	var provider string
	setUp(t, s, func(p *partner.Partner) { p.Tier, p.MPN, provider = partner.Indirect, "1234567", string(p.Tenant) })
	err := s.PartnerCenter.AddReseller(provider, partnercenter.Reseller{MPN: "7654321", Tenant: "99999999-2222-4333-8444-555555555555", Name: "Reseller"})
	if err != nil {
		t.Fatal(err)
	}
	contoso(t, s, nil)
	o := take(t, s, clock, "order.existing")
	in(t, o, order.AsksPerson) // the number in the settings is nobody's reseller
	if o.Question.Field != "/mpn" {
		t.Fatalf("question %+v", o.Question)
	}
	o = reply(t, s, clock, "/mpn", `"7654321"`)
	in(t, o, order.Fulfilled)
	if sub := sellerSubscription(t, s, o.Lines[0]); sub.Reseller != "7654321" {
		t.Errorf("subscription %+v", sub)
	}
}

func TestAPartnerWhoLeavesTheAgreementToTheCustomerWaitsForIt(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	setUp(t, s, func(p *partner.Partner) { p.Agreement = false })
	o := take(t, s, clock, "order")
	in(t, o, order.Waiting)
	if o.Intent.Step != order.StepAgreement || o.Question == nil || o.Question.Field != "" {
		t.Errorf("step %s, question %+v", o.Intent.Step, o.Question)
	}
	sold(t, s, 0, 1)
}

func TestTheProofOfTheAgreementIsShown(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	o := take(t, s, clock, "order")
	in(t, o, order.Fulfilled)
	got := shown(t, ask(t, s, local.Client, "show", "show", on(o.ID, ""))).Agreement
	if got == nil || got.TemplateId == "" || got.RequestId == "" || got.AttestedAt.IsZero() {
		t.Errorf("agreement %+v", got)
	}
}

// administrator asks for a tenant's first password.
func administrator(t *testing.T, s *local.System, client string, tenant order.TenantID) (int, api.Administrator) {
	t.Helper()
	a := ask(t, s, client, "administrator", "administrator", func(e *request) { e.PathParameters = map[string]string{"tenant_id": string(tenant)} })
	var got api.Administrator
	if a.StatusCode == http.StatusOK {
		if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Headers["Cache-Control"] != "no-store" {
			t.Errorf("answer %s, headers %v, %v", a.Body, a.Headers, err)
		}
	} else if strings.Contains(a.Body, "password\":") {
		t.Errorf("a refusal has a password: %s", a.Body)
	}
	return a.StatusCode, got
}

func TestTheFirstPasswordOfANewTenantIsGivenOutOnceOfManyAskingAtOnce(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	o := take(t, s, clock, "order")
	in(t, o, order.Fulfilled)
	tenant := o.Customer.Tenant
	if code, _ := administrator(t, s, local.Reader, tenant); code != http.StatusForbidden {
		t.Errorf("a reader of orders is answered %d", code)
	}
	if code, _ := administrator(t, s, local.Foreign, tenant); code != http.StatusNotFound {
		t.Errorf("another partner is answered %d", code)
	}
	var mu sync.Mutex
	codes, passwords := map[int]int{}, []string{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			code, a := administrator(t, s, local.Client, tenant)
			mu.Lock()
			defer mu.Unlock()
			codes[code]++
			if code == http.StatusOK {
				passwords = append(passwords, a.Password)
			}
		})
	}
	all.Wait()
	if len(passwords) != 1 || passwords[0] != s.PartnerCenter.Password(string(tenant)) || codes[http.StatusGone] != 7 {
		t.Fatalf("answers %v, %d passwords", codes, len(passwords))
	}
	for _, name := range []string{"AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"} {
		v, err := s.Secrets.Version(t.Context(), "tenant/sample/"+string(tenant)+"/admin", secret.Label(name))
		if err == nil && strings.Contains(v.Value, passwords[0]) {
			t.Errorf("the password is still kept as %s", name)
		}
	}
	chain, err := table.Open(s.Store, clock.Now).Tail(t.Context(), audit.Tenant("sample", string(tenant)), 50)
	if err != nil || len(chain) == 0 || chain[0].Who != audit.Client(local.Client) {
		t.Errorf("%d records, %v", len(chain), err)
	}
}

func TestAnOrderThatNobodyBeginsToWorkOnIsToldOnceAfterAnHour(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusAccepted)
	overdue := func() int {
		if err := s.Fire(t.Context()); err != nil {
			t.Fatal(err)
		}
		all, _, err := table.Open(s.Store, clock.Now).Notices(t.Context(), "sample", "", 100)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, one := range all {
			if one.Topic == notice.OrderOverdue {
				n++
			}
		}
		return n
	}
	clock.Advance(59 * time.Minute)
	if n := overdue(); n != 0 {
		t.Errorf("told %d times before the hour is over", n)
	}
	for range 3 {
		clock.Advance(time.Minute)
		if n := overdue(); n != 1 {
			t.Errorf("told %d times", n)
		}
	}
	in(t, finish(t, s, clock), order.Fulfilled)
}
