package storefront

import (
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Answer fills in what the buyer gave: the kind of order, the tenant, the signer of the agreement. Buyer has the names and the address that the
// shop knows, and from the network address from which the order came, "" when the shop does not tell it. What cannot be used is a
// doubt, which holds the order; nothing is guessed, and no domain is taken from an e-mail address.
func (s *Sale) Answer(given []Given, buyer order.Customer, from string, names partner.Attributes) {
	used := withDefaults(names)
	all, doubts := collect(given, used)
	s.Doubts = append(s.Doubts, doubts...)
	s.Customer = tidy(buyer)
	if r := all.of(used.Registration); r != "" {
		s.Customer.Registration = r
	}
	kind, ok := kindOf(all.of(used.Kind))
	if !ok {
		s.Doubts = append(s.Doubts, Doubt{
			Reason: KindUnknown, Text: "the order's kind is not handled here", Suggestion: "set the attribute " + used.Kind + " to new or existing_tenant", About: FieldKind,
		})
	}
	s.Kind = kind
	s.tenant(all.of(used.Domain), used)
	s.sign(all, used, from)
}

func (s *Sale) tenant(typed string, used partner.Attributes) {
	domain := Domain(typed)
	s.Customer.Existing = s.Kind != NewTenant
	switch {
	case s.Customer.Existing && tenantID.MatchString(domain):
		s.Customer.Tenant = order.TenantID(domain)
	case s.Customer.Existing && anyDomain.MatchString(domain) && len(domain) <= maxDomain, s.Kind == NewTenant && newDomain.MatchString(domain):
		s.Customer.Domain = domain
	default:
		want := "want a domain of the customer's tenant such as contoso.com"
		if s.Kind == NewTenant {
			want = "want NAME.onmicrosoft.com with a NAME of up to 27 letters and digits, or set the attribute " + used.Kind + " to existing_tenant"
		}
		s.Doubts = append(s.Doubts, Doubt{
			Reason: DomainInvalid, Text: "the attribute " + used.Domain + " is missing or no domain that can be used", Suggestion: want, About: FieldDomain,
		})
	}
}

// sign reads who signed the customer agreement. An order without any of it waits for the customer; half of it is a mistake of the shop's page.
func (s *Sale) sign(all answers, used partner.Attributes, from string) {
	signed := order.Consent{
		First: all.of(used.SignerFirst), Last: all.of(used.SignerLast), Email: all.of(used.SignerEmail), Phone: all.of(used.SignerPhone),
	}
	on := all.of(used.SignedOn)
	if signed == (order.Consent{}) && on == "" {
		return
	}
	date, err := day(on)
	if err != nil {
		s.Doubts = append(s.Doubts, Doubt{
			Reason: SignerIncomplete, Text: "the attribute " + used.SignedOn + " is no date", Suggestion: "want the attribute " + used.SignedOn + " as 2026-03-01", About: SignedOn,
		})
		return
	}
	for _, one := range []struct {
		name  string
		about Field
	}{{used.SignerFirst, SignerFirst}, {used.SignerLast, SignerLast}, {used.SignerEmail, SignerEmail}} {
		if all.of(one.name) == "" {
			s.Doubts = append(s.Doubts, Doubt{
				Reason: SignerIncomplete, Text: "the customer agreement's signer is incomplete", Suggestion: "fill in the attribute " + one.name, About: one.about,
			})
			return
		}
	}
	signed.Date, signed.From = date, from
	s.Agreement = &signed
}

func day(text string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	return t.UTC(), err
}

func tidy(c order.Customer) order.Customer {
	a := &c.Address
	for _, text := range []*string{
		&c.Company, &c.Registration, &c.First, &c.Last, &c.Email, &c.Phone, &a.Line1, &a.Line2, &a.City, &a.State, &a.PostalCode, &a.Country,
	} {
		*text = strings.TrimSpace(*text)
	}
	a.Country = strings.ToUpper(a.Country)
	return c
}
