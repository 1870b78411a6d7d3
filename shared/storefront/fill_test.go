package storefront_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// asked is a sale whose buyer gave these attributes.
func asked(buyer order.Customer, given ...storefront.Given) storefront.Sale {
	s := storefront.Sale{Order: "1", Whole: true, Version: time.Unix(1, 0)}
	s.Answer(given, buyer, "", partner.Attributes{})
	return s
}

func mira() order.Customer {
	return order.Customer{
		Company: "Beispiel GmbH", First: "Mira", Last: "Beispiel", Email: "mira@example.com",
		Address: order.Address{Line1: "Weg 1", City: "Berlin", PostalCode: "10115", Country: "DE"},
	}
}

func given(pairs ...string) []storefront.Given {
	var all []storefront.Given
	for pair := range slices.Chunk(pairs, 2) {
		all = append(all, storefront.Given{Name: pair[0], Value: pair[1]})
	}
	return all
}

func TestAFormAsksForWhatIsInDoubtAndNothingElse(t *testing.T) {
	t.Parallel()
	nowhere := mira()
	nowhere.Company, nowhere.Address.Country = "", "Germany"
	both := []storefront.Field{"kind", "domain"}
	signer := []storefront.Field{"signer_first_name", "signer_last_name", "signer_email", "signer_phone", "signed_on"}
	for name, c := range map[string]struct {
		sale storefront.Sale
		want []storefront.Field
	}{
		"nothing":        {asked(mira(), given("m365_tenant_domain", "mira.onmicrosoft.com")...), nil},
		"no domain":      {asked(mira()), both},
		"two domains":    {asked(mira(), given("m365_tenant_domain", "mira.onmicrosoft.com", "m365_tenant_domain", "b.onmicrosoft.com")...), both},
		"unknown kind":   {asked(mira(), given("m365_tenant_domain", "mira.example", "m365_order_kind", "surprise")...), both},
		"a takeover":     {asked(mira(), given("m365_order_kind", "takeover")...), nil},
		"a buyer":        {asked(nowhere, given("m365_tenant_domain", "mira.onmicrosoft.com")...), []storefront.Field{"company", "country"}},
		"half a signer":  {asked(mira(), given("m365_tenant_domain", "mira.onmicrosoft.com", "m365_mca_first_name", "Mira", "m365_mca_date", "2026-03-01")...), signer},
		"not seen whole": {storefront.Sale{Order: "1"}, nil},
	} {
		if got := storefront.Blank(c.sale); !slices.Equal(got, c.want) {
			t.Errorf("%s: asks for %v, want %v", name, got, c.want)
		}
	}
}

func TestWhatWasFilledInIsCheckedAsAShopsDataIs(t *testing.T) {
	t.Parallel()
	type m = map[storefront.Field]string
	poor := mira()
	poor.Company = ""
	for name, c := range map[string]struct {
		sale storefront.Sale
		in   m
		bad  []string
	}{
		"nothing":                {asked(mira()), nil, []string{"domain"}},
		"no kind":                {asked(mira()), m{"domain": "mira.onmicrosoft.com"}, []string{"kind"}},
		"a takeover":             {asked(mira()), m{"kind": "takeover", "domain": "mira.example"}, []string{"kind"}},
		"a new tenant elsewhere": {asked(mira()), m{"kind": "new", "domain": "mira.example"}, []string{"domain"}},
		"no domain at all":       {asked(mira()), m{"kind": "existing_tenant", "domain": "mira@example"}, []string{"domain"}},
		"a day that is none":     {asked(mira(), given("m365_tenant_domain", "mira.onmicrosoft.com", "m365_mca_email", "x")...), m{"signed_on": "soon"}, []string{"signed_on"}},
		"a buyer that is needed": {asked(poor), m{"kind": "new", "domain": "mira.onmicrosoft.com"}, []string{"company"}},
		"a good one":             {asked(poor), m{"kind": "new", "domain": " https://MIRA.onmicrosoft.com/ ", "company": "Beispiel"}, nil},
		"a tenant by its id":     {asked(poor), m{"kind": "existing_tenant", "domain": "11111111-2222-3333-4444-555555555555"}, nil},
		"more after the kind":    {asked(poor, given("m365_order_kind", "x")...), m{"kind": "new", "domain": "mira.onmicrosoft.com", "company": "B"}, nil},
	} {
		f, err := storefront.Fill(c.sale, c.in)
		var bad []string
		for _, one := range fault.Fields(err) {
			bad = append(bad, one.Pointer)
		}
		if !slices.Equal(bad, c.bad) || err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v in %v, want %v", name, err, bad, c.bad)
		}
		if err == nil && len(storefront.Blank(c.sale.Filled(f))) > 0 {
			t.Errorf("%s: still asks for %v", name, storefront.Blank(c.sale.Filled(f)))
		}
	}
}

func TestNothingThatTheShopSaysClearlyIsFilledInAnew(t *testing.T) {
	t.Parallel()
	said := asked(mira(), given("m365_tenant_domain", "mira.onmicrosoft.com")...)
	other := storefront.Filled{"kind": "existing_tenant", "domain": "other.example", "company": "Other", "signed_on": "2026-01-01"}
	if s := said.Filled(other); s.Customer != said.Customer || s.Kind != said.Kind || s.Agreement != nil {
		t.Errorf("%+v", s)
	}
}

// Whatever is typed: either it is told what is wrong, or nothing is left in doubt; and the sale that was filled in is left as it is.
func TestAFormIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "new", "existing_tenant", "takeover", "mira.onmicrosoft.com", "mira.example", "2026-03-01", "x@example.com", "de", "ß", "a b"})
		buyer := order.Customer{Company: word.Draw(t, "company"), Email: word.Draw(t, "email"), Address: order.Address{Country: word.Draw(t, "country")}}
		s := asked(buyer, given("m365_tenant_domain", word.Draw(t, "domain"), "m365_order_kind", word.Draw(t, "kind"), "m365_mca_date", word.Draw(t, "date"))...)
		in := rapid.MapOf(rapid.SampledFrom(storefront.Fields()), word).Draw(t, "filled in")
		before := len(s.Doubts)
		f, err := storefront.Fill(s, in)
		if len(s.Doubts) != before {
			t.Fatal("the sale was changed")
		}
		if err == nil && len(storefront.Blank(s.Filled(f))) > 0 {
			t.Fatalf("%v leaves %v", f, storefront.Blank(s.Filled(f)))
		}
		if err != nil && len(fault.Fields(err)) == 0 {
			t.Fatal("nobody is told what is wrong")
		}
	})
}
