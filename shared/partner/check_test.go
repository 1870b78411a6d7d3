package partner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
)

const own = "http://partnercenter.sim"

func pointers(err error) []string {
	var all []string
	for _, f := range fault.Fields(err) {
		all = append(all, f.Pointer)
	}
	return all
}

func TestEachMistakeOfSettingsIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	if err := acme().Check(); err != nil {
		t.Fatalf("good settings: %v", err)
	}
	for pointer, change := range map[string]func(p *partner.Partner){
		"/name":                            func(p *partner.Partner) { p.Name = " " },
		"/tenant":                          func(p *partner.Partner) { p.Tenant = "acme.onmicrosoft.com" },
		"/microsoft_account_id":            func(p *partner.Partner) { p.Account = "1" },
		"/user_id":                         func(p *partner.Partner) { p.User = "ann@acme.example" },
		"/domain":                          func(p *partner.Partner) { p.Domain = "Acme" },
		"/tier":                            func(p *partner.Partner) { p.Tier = "2" },
		"/mpn":                             func(p *partner.Partner) { p.MPN = "MPN 4711" },
		"/market":                          func(p *partner.Partner) { p.Market = "Germany" },
		"/currency":                        func(p *partner.Partner) { p.Currency = "€" },
		"/app/client_id":                   func(p *partner.Partner) { p.App.Client = "app" },
		"/secrets/store":                   func(p *partner.Partner) { p.Secrets.Store = "key_vault" },
		"/secrets/app":                     func(p *partner.Partner) { p.Secrets.App = "partner/other/app" },
		"/secrets/refresh_token":           func(p *partner.Partner) { p.Secrets.Refresh = "0.ARoA-a-token-itself" },
		"/mfa_method":                      func(p *partner.Partner) { p.MFA = "none" },
		"/refresh_token_regeneration_days": func(p *partner.Partner) { p.Regenerate = 90 },
		"/renew_after_days":                func(p *partner.Partner) { p.Regenerate, p.RenewAfter = 30, 31 },
		"/audiences":                       func(p *partner.Partner) { p.Audiences = []partner.Audience{partner.Graph} },
		"/audiences/1":                     func(p *partner.Partner) { p.Audiences = append(p.Audiences, partner.PartnerCenter) },
		"/registration_countries/0":        func(p *partner.Partner) { p.Registration = []string{"Hungary"} },
		"/azure_billing":                   func(p *partner.Partner) { p.AzureBilling = "list" },
		"/clients/1":                       func(p *partner.Partner) { p.Clients = []string{"a", "*"} },
		"/clients":                         func(p *partner.Partner) { p.Clients = numbered(41) },
		"/notify_emails/0":                 func(p *partner.Partner) { p.Notify = []string{"Ann <ann@acme.example>"} },
		"/hosts/graph":                     func(p *partner.Partner) { p.Hosts.Graph = "graph.microsoft.com" },
		"/end_of_term_rules/0/action":      func(p *partner.Partner) { p.Terms = []partner.TermRule{{Schedule: "atTermEnd"}} },
		"/price_guards/risen":              func(p *partner.Partner) { p.PriceGuards.Risen = 10_001 },
		"/price_guards/header/1":           func(p *partner.Partner) { p.PriceGuards.Header = []price.How{price.Extra, "odd"} },
		"/price_guards/header/2":           func(p *partner.Partner) { p.PriceGuards.Header = []price.How{price.Extra, price.Missing, price.Extra} },
	} {
		p := acme()
		change(&p)
		err := p.Check(own)
		if diff := cmp.Diff([]string{pointer}, pointers(err)); diff != "" || fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v\n%s", pointer, err, diff)
		}
	}
}

func numbered(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("client-%d", i))
	}
	return all
}

func TestAllMistakesOfSettingsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	got := pointers(partner.Partner{ID: "acme", Tier: partner.Indirect, Live: true, Hosts: partner.Hosts{PartnerCenter: own}}.Check(own))
	for _, want := range []string{"/name", "/tenant", "/mpn", "/market", "/currency", "/app/client_id", "/secrets/app", "/audiences", "/hosts/partner_center", "/renew_after_days"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not told: %v", want, got)
		}
	}
	if !slices.IsSorted(got) {
		t.Errorf("not in order: %v", got)
	}
}

func TestAnIndirectProviderNeedsAnMPNID(t *testing.T) {
	t.Parallel()
	p := acme()
	p.Tier = partner.Indirect
	if got := pointers(p.Check()); !slices.Equal(got, []string{"/mpn"}) {
		t.Errorf("without: %v", got)
	}
	p.MPN = "4711001"
	if err := p.Check(); err != nil {
		t.Errorf("with: %v", err)
	}
}

func TestALiveAccountNeverMeetsASandboxHostAndNobodyAStrangers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live, ok bool
		address  string
	}{
		{true, true, "https://api.partnercenter.microsoft.com"},
		{false, true, "https://api.partnercenter.microsoft.com"},
		{true, false, own},
		{false, true, own},
		{false, false, "https://collector.example"},
		{false, false, "https://api.partnercenter.microsoft.com.collector.example"},
		{false, false, "https://graph.microsoft.com"},
		{true, false, "https://user@api.partnercenter.microsoft.com"},
	} {
		p := acme()
		p.Live, p.Hosts.PartnerCenter = c.live, c.address
		if got := pointers(p.Check(own)); (len(got) == 0) != c.ok || !c.ok && got[0] != "/hosts/partner_center" {
			t.Errorf("live %v, %s: %v", c.live, c.address, got)
		}
	}
}

func TestTheCurrencyBelongsToTheMarket(t *testing.T) {
	t.Parallel()
	for pair, ok := range map[string]bool{
		"DE EUR": true, "DE USD": false, "CH CHF": true, "CH EUR": false, "GB GBP": true, "US USD": true, "US USN": false, "SE SEK": true, "SE EUR": false,
		"BR USD": true, "BR BRL": true, "BR EUR": false, "PL EUR": true, "CN CNY": true, "JP JPY": true, "JP USD": false,
	} {
		p := acme()
		p.Market, p.Currency, _ = strings.Cut(pair, " ")
		if got := pointers(p.Check()); (len(got) == 0) != ok || !ok && got[0] != "/currency" {
			t.Errorf("%s: %v", pair, got)
		}
	}
}

func TestNoMarketHasTwoCurrencies(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	listed := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if c := partner.CurrencyOf(string([]rune{a, b})); c != "" {
				listed, seen[c] = listed+1, true
			}
		}
	}
	if listed != partner.ListedMarkets() || len(seen) != 15 {
		t.Errorf("%d markets by code, %d in the list, %d currencies", listed, partner.ListedMarkets(), len(seen))
	}
}

func TestWhatADocumentLeavesOutHasTheDefault(t *testing.T) {
	t.Parallel()
	p, err := partner.Read("acme", []byte(`{"name":"Acme","registration_countries":[],"customer_agreement":false,"price_guards":{"risen":200,"header":["extra"]}}`))
	want := partner.Default("acme")
	want.Name, want.Registration, want.Agreement = "Acme", []string{}, false
	want.PriceGuards = price.Usual()
	want.PriceGuards.Risen, want.PriceGuards.Header = 200, []price.How{price.Extra}
	if diff := cmp.Diff(want, p); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := partner.Read("acme", []byte(`{"id":"other"}`)); !slices.Equal(pointers(err), []string{"/id"}) {
		t.Errorf("another's settings: %v", err)
	}
	if _, err := partner.Read("acme", []byte(`{"client_secret":"x"}`)); fault.Of(err) != fault.Invalid {
		t.Errorf("a secret among the settings: %v", err)
	}
}
