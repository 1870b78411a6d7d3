package storefront

import (
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Field is something of an order that a person may fill in on a form.
type Field string

// The fields. The signer is who signed the customer agreement.
const (
	FieldKind         Field = "kind"   // new or existing_tenant
	FieldDomain       Field = "domain" // of the tenant, or its id
	FieldCompany      Field = "company"
	FieldRegistration Field = "registration_id"
	FieldFirst        Field = "first_name"
	FieldLast         Field = "last_name"
	FieldEmail        Field = "email"
	FieldPhone        Field = "phone"
	FieldLine1        Field = "line1"
	FieldLine2        Field = "line2"
	FieldCity         Field = "city"
	FieldState        Field = "state"
	FieldPostalCode   Field = "postal_code"
	FieldCountry      Field = "country"
	SignerFirst       Field = "signer_first_name"
	SignerLast        Field = "signer_last_name"
	SignerEmail       Field = "signer_email"
	SignerPhone       Field = "signer_phone"
	SignedOn          Field = "signed_on" // a day such as 2026-03-01
)

// Fields lists all of them, as a form has them.
func Fields() []Field {
	return append([]Field{
		FieldKind, FieldDomain, FieldCompany, FieldRegistration, FieldFirst, FieldLast, FieldEmail, FieldPhone,
		FieldLine1, FieldLine2, FieldCity, FieldState, FieldPostalCode, FieldCountry,
	}, signer()...)
}

func signer() []Field { return []Field{SignerFirst, SignerLast, SignerEmail, SignerPhone, SignedOn} }

func tenant() []Field { return []Field{FieldKind, FieldDomain} }

// among reports whether a field is one of several that are filled in together, and gives those; else it gives the field alone.
func among(f Field) []Field {
	for _, all := range [][]Field{tenant(), signer()} {
		if slices.Contains(all, f) {
			return all
		}
	}
	return []Field{f}
}

// pointers are the places in the contract's order that have a field.
func pointers() map[string]Field {
	all := map[string]Field{
		"/customer/tenant_id": FieldDomain, "/agreement/first_name": SignerFirst, "/agreement/last_name": SignerLast,
		"/agreement/email": SignerEmail, "/agreement/date": SignedOn,
	}
	for _, f := range []Field{FieldDomain, FieldCompany, FieldRegistration, FieldFirst, FieldLast, FieldEmail, FieldPhone} {
		all["/customer/"+string(f)] = f
	}
	for _, f := range []Field{FieldLine1, FieldLine2, FieldCity, FieldState, FieldPostalCode, FieldCountry} {
		all["/customer/address/"+string(f)] = f
	}
	return all
}

// Blank gives the fields that a person has to fill in before a sale can be placed, as a form has them; none when there are none, or when the order needs
// more of a person than that.
func Blank(s Sale) []Field {
	if !s.Whole || s.Kind == Takeover || s.Kind == AddSeats {
		return nil
	}
	missing := map[Field]bool{}
	for f := range s.wrong() {
		for _, one := range among(f) {
			missing[one] = true
		}
	}
	return slices.DeleteFunc(Fields(), func(f Field) bool { return !missing[f] })
}

// wrong gives the fields that cannot be used as they are, and what is wanted of each.
func (s Sale) wrong() map[Field]string {
	bad := map[Field]string{}
	for _, d := range s.Doubts {
		if d.About != "" {
			bad[d.About] = wants(d.About)
		}
	}
	all := pointers()
	for _, f := range fault.Fields(order.Check(order.Order{Customer: s.Customer, Agreement: s.Agreement})) {
		if field := all[f.Pointer]; field != "" && bad[field] == "" {
			bad[field] = f.Text
		}
	}
	return bad
}

// wants says what a form wants of a field that is in doubt.
func wants(f Field) string {
	switch f {
	case FieldKind:
		return "choose one"
	case FieldDomain:
		return "want NAME.onmicrosoft.com with a NAME of up to 27 letters and digits for a new tenant, or a domain of the tenant that is there"
	case SignedOn:
		return "want a date such as 2026-03-01"
	default:
		return "want it filled in once"
	}
}
