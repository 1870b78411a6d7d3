package partner

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of a settings document. A save writes its API clients in one transaction, which holds a hundred writes.
const (
	maxName    = 200
	maxClients = 40
	maxEmails  = 10
	maxRules   = 20
)

var (
	name   = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)
	guid   = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	code   = regexp.MustCompile(`^[A-Z]{2}$`)
	unit   = regexp.MustCompile(`^[A-Z]{3}$`)
	domain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	mpn    = regexp.MustCompile(`^[0-9]{5,10}$`)
	client = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@:/-]{0,127}$`)
)

// complaints gathers what is wrong, by JSON pointers.
type complaints []fault.Field

func (c *complaints) add(pointer, format string, args ...any) {
	*c = append(*c, fault.Field{Pointer: pointer, Text: fmt.Sprintf(format, args...)})
}

func (c *complaints) want(ok bool, pointer, format string, args ...any) {
	if !ok {
		c.add(pointer, format, args...)
	}
}

// form looks at a text that must have a pattern; what tells it to people.
func (c *complaints) form(value string, pattern *regexp.Regexp, pointer, what string) {
	if !pattern.MatchString(value) {
		*c = append(*c, fault.Field{Pointer: pointer, Text: "want " + what, Pattern: pattern.String()})
	}
}

// each looks at a list: how long it is, that nothing comes twice, and at each entry.
func (c *complaints) each(list []string, most int, pointer string, look func(pointer, value string)) {
	c.want(len(list) <= most, pointer, "want at most %d entries, not %d", most, len(list))
	for i, v := range list[:min(len(list), most)] {
		here := fmt.Sprintf("%s/%d", pointer, i)
		look(here, v)
		c.want(!slices.Contains(list[:i], v), here, "is there twice")
	}
}

// Check tells everything that is wrong with a settings document, by JSON pointers into it, with fault.Invalid. Own are the addresses that the
// installation itself was set up with: a partner may be sent to these or to Microsoft's, never elsewhere, as its tokens go there too.
func (p Partner) Check(own ...string) error {
	var bad complaints
	p.identity(&bad)
	p.signIn(&bad)
	p.work(&bad)
	p.Hosts.check(p.Live, own, &bad)
	if len(bad) == 0 {
		return nil
	}
	slices.SortStableFunc(bad, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return fault.At(fault.Invalid.Errorf("the settings cannot be used: %d field(s) to correct", len(bad)), bad...)
}

func (p Partner) identity(bad *complaints) {
	bad.form(string(p.ID), name, "/id", "lower-case letters, digits, - and _, at most 63")
	bad.want(strings.TrimSpace(p.Name) != "" && len([]rune(p.Name)) <= maxName, "/name", "want a name of 1 to %d characters", maxName)
	bad.form(string(p.Tenant), guid, "/tenant", "the partner's tenant id, a GUID in lower case")
	if p.Account != "" {
		bad.form(p.Account, guid, "/microsoft_account_id", "the Microsoft ID of the organisation profile, a GUID in lower case")
	}
	if p.User != "" {
		bad.form(p.User, guid, "/user_id", "the user's object id, a GUID in lower case")
	}
	if p.Domain != "" {
		bad.form(p.Domain, domain, "/domain", "a domain such as reseller.onmicrosoft.com, in lower case")
	}
	if p.MPN != "" {
		bad.form(p.MPN, mpn, "/mpn", "an MPN id: 5 to 10 digits")
	}
	bad.want(p.Tier == Direct || p.Tier == Indirect, "/tier", "want %s or %s", Direct, Indirect)
	// The orders of an indirect reseller's customers carry the id on each line.
	bad.want(p.Tier != Indirect || p.MPN != "", "/mpn", "an indirect provider's orders need an MPN id")
	bad.form(p.Market, code, "/market", "two capital letters such as DE")
	bad.form(p.Currency, unit, "/currency", "three capital letters such as EUR")
	if code.MatchString(p.Market) && unit.MatchString(p.Currency) {
		bad.want(belongs(p.Currency, p.Market), "/currency", "partners of the market %s are billed in %s", p.Market, CurrencyOf(p.Market))
	}
}

func (p Partner) signIn(bad *complaints) {
	bad.form(p.App.Client, guid, "/app/client_id", "the application id, a GUID in lower case")
	own := Default(p.ID).Secrets
	bad.want(p.Secrets.Store == own.Store, "/secrets/store", "want %s", own.Store)
	bad.want(p.Secrets.App == own.App, "/secrets/app", "want %s: no partner uses another's secrets", own.App)
	bad.want(p.Secrets.Refresh == own.Refresh, "/secrets/refresh_token", "want %s: no partner uses another's secrets", own.Refresh)
	bad.want(p.MFA == ByConsent || p.MFA == ByImport, "/mfa_method", "want %s or %s", ByConsent, ByImport)
	bad.want(p.Regenerate >= 1 && p.Regenerate <= MaxRegenerate, "/refresh_token_regeneration_days", "want 1 to %d: Microsoft lets a token die after 90 days", MaxRegenerate)
	bad.want(p.RenewAfter >= 1 && p.RenewAfter <= MaxRegenerate, "/renew_after_days", "want 1 to %d", MaxRegenerate)
	bad.want(p.RenewAfter <= p.Regenerate, "/renew_after_days", "want at most refresh_token_regeneration_days, which is %d", p.Regenerate)
	known := []Audience{PartnerCenter, Graph, PriceSheets}
	for i, a := range p.Audiences {
		here := fmt.Sprintf("/audiences/%d", i)
		bad.want(slices.Contains(known, a), here, "want %s, %s or %s", PartnerCenter, Graph, PriceSheets)
		bad.want(!slices.Contains(p.Audiences[:i], a), here, "is there twice")
	}
	bad.want(slices.Contains(p.Audiences, PartnerCenter), "/audiences", "want %s among them: nothing works without it", PartnerCenter)
}

func (p Partner) work(bad *complaints) {
	bad.each(p.Registration, 26*26, "/registration_countries", func(at, v string) { bad.form(v, code, at, "two capital letters such as HU") })
	bad.want(p.AzureBilling == UnitPrice || p.AzureBilling == EffectiveUnitPrice, "/azure_billing", "want %s or %s", UnitPrice, EffectiveUnitPrice)
	bad.each(p.Clients, maxClients, "/clients", func(at, v string) { bad.form(v, client, at, "the client_id of an API client") })
	bad.each(p.Notify, maxEmails, "/notify_emails", func(at, v string) {
		a, err := mail.ParseAddress(v)
		bad.want(err == nil && a.Address == v && len(v) <= maxName, at, "want an e-mail address and nothing else")
	})
	bad.want(len(p.Terms) <= maxRules, "/end_of_term_rules", "want at most %d rules, not %d", maxRules, len(p.Terms))
	for i, r := range p.Terms[:min(len(p.Terms), maxRules)] {
		here := fmt.Sprintf("/end_of_term_rules/%d", i)
		bad.want(r.Schedule != "" && len(r.Schedule) <= maxName, here+"/schedule", "want what Microsoft calls the time, such as atTermEnd")
		bad.want(r.Action != "" && len(r.Action) <= maxName, here+"/action", "want what Microsoft calls the action, such as cancel")
	}
	for at, text := range p.PriceGuards.Check() {
		bad.add("/price_guards/"+at, "%s", text)
	}
}
