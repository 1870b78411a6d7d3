package storefront

import (
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Filled is what a person filled in.
type Filled map[Field]string

// Filled gives the state with what a person filled in.
func (s State) Filled(f Filled) State {
	if s.Latest.Whole && len(f) > 0 {
		s.Latest = s.Latest.Filled(f)
	}
	return s
}

// Filled gives the sale with what a person filled in where the shop's own data is in doubt. What they say is checked as a shop's is, so that it may be in
// doubt as well.
func (s Sale) Filled(f Filled) Sale {
	blank := Blank(s)
	s.Doubts = slices.Clone(s.Doubts)
	if slices.Contains(blank, FieldKind) && f[FieldDomain]+f[FieldKind] != "" {
		s.settled(tenant())
		s.Customer.Tenant, s.Customer.Domain = "", ""
		s.choose(f[FieldKind])
		s.tenant(f[FieldDomain], withDefaults(partner.Attributes{}))
	}
	if slices.Contains(blank, SignedOn) && f[SignedOn]+f[SignerFirst]+f[SignerLast]+f[SignerEmail] != "" {
		s.settled(signer())
		s.Agreement = nil
		s.signed(f)
	}
	for _, one := range Blank(s) { // a new tenant needs more of the buyer than one that is there
		if place := at(&s.Customer, one); place != nil && f[one] != "" {
			s.settled([]Field{one})
			*place = f[one]
		}
	}
	return s
}

// settled takes the doubts about fields away.
func (s *Sale) settled(of []Field) {
	s.Doubts = slices.DeleteFunc(s.Doubts, func(d Doubt) bool { return slices.Contains(of, d.About) })
}

// choose takes the kind of order that a person chose. A takeover and seats for a licence are nothing that a form can bring about.
func (s *Sale) choose(kind string) {
	s.Kind = Kind(kind)
	if s.Kind != NewTenant && s.Kind != ExistingTenant {
		s.Kind = ""
		s.Doubts = append(s.Doubts, Doubt{Reason: KindUnknown, Text: "the order's kind is not known", Suggestion: "choose a new or an existing tenant", About: FieldKind})
	}
}

// signed takes who signed the customer agreement.
func (s *Sale) signed(f Filled) {
	used, all := withDefaults(partner.Attributes{}), answers{}
	for name, field := range map[string]Field{
		used.SignerFirst: SignerFirst, used.SignerLast: SignerLast, used.SignerEmail: SignerEmail, used.SignerPhone: SignerPhone, used.SignedOn: SignedOn,
	} {
		all[Fold(name)] = f[field]
	}
	s.sign(all, used, "")
}

// Fill looks at what a person filled in for a sale, and gives it as it is kept: the fields that are asked for and no others. It fails with fault.Invalid, by the
// names of the fields, when it leaves a doubt.
func Fill(s Sale, given map[Field]string) (Filled, error) {
	f := Filled{}
	for range 2 { // the kind says what else is asked for
		for _, field := range Blank(s.Filled(f)) {
			if v := strings.TrimSpace(given[field]); v != "" && len(v) <= longest {
				f[field] = v
			}
		}
		f.tidy()
	}
	wrong := s.Filled(f).wrong()
	if len(wrong) == 0 {
		return f, nil
	}
	var bad []fault.Field
	for _, field := range Fields() {
		if text := wrong[field]; text != "" {
			bad = append(bad, fault.Field{Pointer: string(field), Text: text})
		}
	}
	return nil, fault.At(fault.Invalid.Errorf("%d field(s) cannot be used as they are", len(bad)), bad...)
}

func (f Filled) tidy() {
	if v, ok := f[FieldCountry]; ok {
		f[FieldCountry] = strings.ToUpper(v)
	}
}

// at gives the place of a field of the buyer's data, or nil for another one.
func at(c *order.Customer, f Field) *string {
	a := &c.Address
	return map[Field]*string{
		FieldCompany: &c.Company, FieldRegistration: &c.Registration, FieldFirst: &c.First, FieldLast: &c.Last, FieldEmail: &c.Email, FieldPhone: &c.Phone,
		FieldLine1: &a.Line1, FieldLine2: &a.Line2, FieldCity: &a.City, FieldState: &a.State, FieldPostalCode: &a.PostalCode, FieldCountry: &a.Country,
	}[f]
}
