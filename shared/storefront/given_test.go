package storefront_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

func answered(kind, domain string, more ...storefront.Given) storefront.Sale {
	var s storefront.Sale
	s.Answer(append(more, storefront.Given{Name: "M365 Order-Kind", Value: kind}, storefront.Given{Name: "_m365_tenant_domain", Value: domain}),
		order.Customer{Email: " a@evil.example ", Address: order.Address{Country: "de"}}, "203.0.113.17", partner.Attributes{})
	return s
}

func TestWhatBuyersTypeBecomesADomain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, typed string
		want        order.Customer
	}{
		{"", " https://NorthwindDemo01.onmicrosoft.com/ ", order.Customer{Domain: "northwinddemo01.onmicrosoft.com"}},
		{"New Tenant", "a.onmicrosoft.com.", order.Customer{Domain: "a.onmicrosoft.com"}},
		{"existing", "http://www.Bücher.example./x", order.Customer{Existing: true, Domain: "xn--bcher-kva.example"}},
		{"EXISTING_TENANT", "0A1B2C3D-0000-4000-8000-0123456789AB", order.Customer{Existing: true, Tenant: "0a1b2c3d-0000-4000-8000-0123456789ab"}},
		{"takeover", "contoso.com", order.Customer{Existing: true, Domain: "contoso.com"}},
	} {
		s := answered(c.kind, c.typed)
		c.want.Email, c.want.Address.Country = "a@evil.example", "DE"
		if diff := cmp.Diff(c.want, s.Customer); diff != "" || len(s.Doubts) != 0 {
			t.Errorf("%q %q: %v %s", c.kind, c.typed, s.Doubts, diff)
		}
	}
}

func TestDoubtsAreToldAndNothingIsGuessed(t *testing.T) {
	t.Parallel()
	g := func(name, value string) storefront.Given { return storefront.Given{Name: name, Value: value} }
	for name, c := range map[string]struct {
		sale   storefront.Sale
		reason storefront.Reason
		hint   string
	}{
		"no domain":        {answered("new", ""), storefront.DomainInvalid, "NAME.onmicrosoft.com"},
		"28 letters":       {answered("new", strings.Repeat("a", 28)+".onmicrosoft.com"), storefront.DomainInvalid, "27"},
		"a hyphen":         {answered("new", "a-b.onmicrosoft.com"), storefront.DomainInvalid, "27"},
		"letters beyond":   {answered("new", "bücher.onmicrosoft.com"), storefront.DomainInvalid, "27"},
		"own as new":       {answered("new", "contoso.com"), storefront.DomainInvalid, "existing_tenant"},
		"no host":          {answered("existing", "localhost"), storefront.DomainInvalid, "contoso.com"},
		"254 bytes":        {answered("existing", strings.Repeat("a.", 126)+"example"), storefront.DomainInvalid, "contoso.com"},
		"another kind":     {answered("gift", "contoso.com"), storefront.KindUnknown, "existing_tenant"},
		"two domains":      {answered("new", "a.onmicrosoft.com", g("M365-Tenant-Domain", "b.onmicrosoft.com")), storefront.AttributeTwice, "one value"},
		"half a signer":    {answered("new", "a.onmicrosoft.com", g("m365_mca_date", "2026-11-20"), g("m365_mca_first_name", "Mira")), storefront.SignerIncomplete, "m365_mca_last_name"},
		"a date of people": {answered("new", "a.onmicrosoft.com", g("m365_mca_date", "20.11.2026")), storefront.SignerIncomplete, "2026-03-01"},
	} {
		if len(c.sale.Doubts) == 0 || c.sale.Doubts[0].Reason != c.reason || !strings.Contains(c.sale.Doubts[0].Suggestion, c.hint) {
			t.Errorf("%s: %+v", name, c.sale.Doubts)
		}
		if strings.Contains(c.sale.Customer.Domain, "evil") {
			t.Errorf("%s: the domain is the e-mail's", name)
		}
	}
}

func TestTheSignerOfTheAgreementIsRead(t *testing.T) {
	t.Parallel()
	s := answered("new", "a.onmicrosoft.com", storefront.Given{Name: "m365_mca_first_name", Value: "Mira"}, storefront.Given{Name: "m365 mca last name", Value: "Beispiel"},
		storefront.Given{Name: "m365-mca-email", Value: "m@example.com"}, storefront.Given{Name: "M365_MCA_DATE", Value: "2026-11-20T23:00:00-05:00"})
	want := &order.Consent{First: "Mira", Last: "Beispiel", Email: "m@example.com", Date: time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC), From: "203.0.113.17"}
	if diff := cmp.Diff(want, s.Agreement); diff != "" || len(s.Doubts) != 0 {
		t.Error(s.Doubts, diff)
	}
}

func TestNumbersAreReadFromTheirTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"5": 5, "5.0": 5, "0": 0, "1000000": 1_000_000, "-1": -1, "1.5": -1, "1e3": -1, "": -1, "+5": -1, "1000001": -1, "99999999999999999999": -1, "-0": -1} {
		if got, err := storefront.Seats(text); (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for text, ok := range map[string]bool{"12.50": true, "12.500000": true, "0.000001": true, "12.345": true, "-1": false, "1e2": false, "12.3456789": false, "": false, "1,2": false} {
		if _, err := storefront.Amount(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	var s []storefront.Scalar
	if err := json.Unmarshal([]byte(`[820982911946154509,"a",null,true,{"b":1},1.50]`), &s); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]storefront.Scalar{"820982911946154509", "a", "", "true", `{"b":1}`, "1.50"}, s); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsPutAsideSaysWhyAndWhatHelps(t *testing.T) {
	t.Parallel()
	d, ok := storefront.Aside(storefront.NoTopic("x\x1b[31m"))
	if !ok || d.Reason != storefront.UnknownTopic || d.Text != "topic is not handled: x?[31m" || d.Suggestion == "" {
		t.Errorf("%+v", d)
	}
	if d, ok := storefront.Aside(fault.Malformed.Errorf("not JSON")); !ok || d.Reason != storefront.Unreadable || d.Suggestion == "" {
		t.Errorf("%+v", d)
	}
	for _, err := range []error{nil, fault.Unavailable.Errorf("down"), fault.Throttled.Errorf("slow")} {
		if d, ok := storefront.Aside(err); ok {
			t.Errorf("%v: %+v", err, d)
		}
	}
}
