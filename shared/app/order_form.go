package app

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/fault"
)

// The contract's patterns. What a shop sends is not held to them: there a strange telephone number is Microsoft's to refuse.
var (
	guidForm     = regexp.MustCompile(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$`)
	domainForm   = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
	emailForm    = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneForm    = regexp.MustCompile(`^[+0-9 ()./-]+$`)
	cultureForm  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})+$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
	amountForm   = regexp.MustCompile(`^[0-9]{1,13}(\.[0-9]{1,4})?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	mpnForm      = regexp.MustCompile(`^[0-9]{5,10}$`)
	dayForm      = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	timeForm     = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?$`)
	promoForm    = regexp.MustCompile(`^[A-Za-z0-9:_-]{1,64}$`)
)

// forms gathers the fields that do not have the contract's form.
type forms []fault.Field

// text looks at a text that is there: its length in characters, and its pattern when there is one.
func (f *forms) text(pointer string, v *string, least, most int, pattern *regexp.Regexp) {
	if v == nil {
		return
	}
	if n := utf8.RuneCountInString(*v); n < least || n > most {
		*f = append(*f, fault.Field{Pointer: pointer, Text: fmt.Sprintf("want %d to %d characters", least, most)})
		return
	}
	if pattern != nil && !pattern.MatchString(*v) {
		*f = append(*f, fault.Field{Pointer: pointer, Text: "does not have the form that is wanted", Pattern: pattern.String()})
	}
}

// choice looks at a value of a list.
func (f *forms) choice(pointer string, valid bool) {
	if !valid {
		*f = append(*f, fault.Field{Pointer: pointer, Text: "is none of the values that the contract lists"})
	}
}

func (f *forms) order(n api.NewOrder) {
	f.text("/reference", n.Reference, 1, 128, nil)
	f.customer(n.Customer)
	if n.Agreement != nil {
		f.agreement("/agreement", *n.Agreement)
	}
	f.text("/mpn", n.Mpn, 5, 10, mpnForm)
	f.text("/not_before", n.NotBefore, 10, 35, timeForm)
	for i, l := range n.Lines {
		f.line(fmt.Sprintf("/lines/%d", i), l)
	}
}

func (f *forms) customer(n api.NewCustomer) {
	const at = "/customer"
	f.choice(at+"/kind", n.Kind.Valid())
	f.text(at+"/tenant_id", n.TenantId, 0, 36, guidForm)
	f.text(at+"/domain", n.Domain, 3, 253, domainForm)
	f.text(at+"/company", n.Company, 1, 200, nil)
	f.text(at+"/registration_id", n.RegistrationId, 1, 64, nil)
	f.text(at+"/first_name", n.FirstName, 1, 50, nil)
	f.text(at+"/last_name", n.LastName, 1, 50, nil)
	f.text(at+"/email", n.Email, 3, 200, emailForm)
	f.text(at+"/phone", n.Phone, 3, 32, phoneForm)
	f.text(at+"/culture", n.Culture, 0, 20, cultureForm)
	f.text(at+"/language", n.Language, 0, 3, languageForm)
	if n.Address != nil {
		f.address(at+"/address", *n.Address)
	}
}

func (f *forms) address(at string, a api.Address) {
	f.text(at+"/line1", &a.Line1, 1, 200, nil)
	f.text(at+"/line2", a.Line2, 0, 200, nil)
	f.text(at+"/city", &a.City, 1, 200, nil)
	f.text(at+"/state", a.State, 0, 100, nil)
	f.text(at+"/postal_code", a.PostalCode, 0, 20, nil)
	f.text(at+"/country", &a.Country, 2, 2, countryForm)
}

func (f *forms) agreement(at string, a api.NewAgreement) {
	f.text(at+"/first_name", &a.FirstName, 1, 50, nil)
	f.text(at+"/last_name", &a.LastName, 1, 50, nil)
	f.text(at+"/email", &a.Email, 3, 200, emailForm)
	f.text(at+"/phone", a.Phone, 3, 32, phoneForm)
	f.text(at+"/from", a.From, 1, 200, nil)
}

func (f *forms) line(at string, l api.NewLine) {
	f.text(at+"/reference", l.Reference, 1, 128, nil)
	f.text(at+"/nickname", l.Nickname, 1, 200, nil)
	f.text(at+"/base_line", l.BaseLine, 1, 128, nil)
	f.text(at+"/base_subscription_id", l.BaseSubscriptionId, 0, 36, guidForm)
	f.text(at+"/promotion_id", l.PromotionId, 1, 64, promoForm)
	f.text(at+"/custom_term_end_date", l.CustomTermEndDate, 10, 10, dayForm)
	if l.RenewsToTerm != nil {
		f.choice(at+"/renews_to_term", l.RenewsToTerm.Valid())
	}
	if l.Segment != nil {
		f.choice(at+"/segment", l.Segment.Valid())
	}
	if c := l.UnitCost; c != nil {
		f.text(at+"/unit_cost/amount", &c.Amount, 1, 20, amountForm)
		f.text(at+"/unit_cost/currency", &c.Currency, 3, 3, currencyForm)
	}
}
