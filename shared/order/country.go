package order

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// registrations has a line for each country that Microsoft's pages name as one whose companies give a registration id, with what that number is called
// there. Which countries really ask is a setting, as the pages disagree; the form of the number is Microsoft's to tell, in its refusal.
//
//go:embed country.tsv
var registrations string

// registrationName says what a country calls the number.
func registrationName(country string) string {
	for line := range strings.Lines(registrations) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if code == country {
			return name
		}
	}
	return "the company's registration id"
}

// listed are the countries whose states Microsoft documents to be checked against its list.
func listed() []string { return []string{"US", "CA", "CN", "MX"} }

// settle fills in the culture and language of the country where the order names none.
func (l Country) settle(c *Customer) {
	if c.Culture == "" {
		c.Culture = l.Culture
	}
	if c.Language == "" {
		c.Language, _, _ = strings.Cut(c.Culture, "-")
		if len(l.Languages) > 0 && !among(l.Languages, c.Language) {
			c.Language = l.Languages[0]
		}
	}
}

// check tells what is wrong with a new customer by the rules of its country. Register is true where the partner's settings want a registration id, with which
// Microsoft wants a telephone number.
func (l Country) check(c Customer, register bool) []fault.Field {
	var bad []fault.Field
	want := func(ok bool, pointer, text, pattern string) {
		if !ok {
			bad = append(bad, fault.Field{Pointer: "/customer/" + pointer, Text: text, Pattern: pattern})
		}
	}
	a := c.Address
	want(a.State != "" || !l.StateRequired, "address/state", "customers of this country need a state or province", "")
	if a.State != "" && slices.Contains(listed(), a.Country) && len(l.States) > 0 {
		want(among(l.States, a.State), "address/state", "want one of: "+strings.Join(l.States, ", "), "")
	}
	want(a.PostalCode != "" || !l.PostalRequired, "address/postal_code", "customers of this country need a postal code", l.Postal)
	want(a.PostalCode == "" || matches(l.Postal, a.PostalCode), "address/postal_code", "is no postal code of this country", l.Postal)
	want(c.Phone != "" || !register, "phone", "customers of this country need a telephone number", l.Phone)
	want(c.Phone == "" || matches(l.Phone, c.Phone), "phone", "is no telephone number that Microsoft takes for this country", l.Phone)
	want(c.Registration != "" || !register, "registration_id", "companies of this country give "+registrationName(a.Country), l.Registration)
	want(c.Registration == "" || matches(l.Registration, c.Registration), "registration_id", "does not have the form of this country", l.Registration)
	if c.Culture != "" && len(l.Cultures) > 0 {
		want(among(l.Cultures, c.Culture), "culture", "want one of: "+strings.Join(l.Cultures, ", "), "")
	}
	if c.Language != "" && len(l.Languages) > 0 {
		want(among(l.Languages, c.Language), "language", "want one of: "+strings.Join(l.Languages, ", "), "")
	}
	return bad
}

func among(all []string, one string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.EqualFold(s, one) })
}

// matches holds a text against a pattern of the seller's. One that is not there, or that cannot be read, refuses nothing: the seller will say.
func matches(pattern, text string) bool {
	p, err := regexp.Compile(pattern)
	return pattern == "" || err != nil || p.MatchString(text)
}
