package app

import (
	"slices"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	pages "github.com/seatwright/seatwright/shared/page"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

// formPage is the page of a form, with what was typed before and what of it cannot be used.
func formPage(r edge.Request, asked webhook.Form, token string, given map[storefront.Field]string, bad []fault.Field) (edge.Answer, error) {
	f := pages.Fill{
		Shop: asked.Shop, Order: asked.Name, Action: r.Base + "/v1/forms/" + r.Path["state"], Token: token,
		Days: int(webhook.FormLife.Hours() / 24), Wrong: len(bad) > 0,
	}
	for _, one := range storefront.Fields() {
		if !slices.Contains(asked.Fields, one) {
			continue
		}
		in := inputOf(one)
		in.Value = given[one]
		for _, b := range bad {
			if b.Pointer == in.Name {
				in.Wrong = sentence(b.Text)
			}
		}
		f.Inputs = append(f.Inputs, in)
	}
	p, err := pages.Filling(f)
	note := "asked"
	if f.Wrong {
		note = "asked again"
	}
	return paged(p, note), err
}

// inputOf is a field as people know it.
func inputOf(f storefront.Field) pages.Input {
	in := pages.Input{Name: string(f), Kind: "text"}
	switch f {
	case storefront.FieldKind:
		in.Label = "The licences are for"
		in.Choices = []pages.Fact{{Name: string(storefront.NewTenant), Value: "a new Microsoft tenant"}, {Name: string(storefront.ExistingTenant), Value: "a Microsoft tenant that is there already"}}
	case storefront.FieldDomain:
		in.Label, in.Hint = "Domain of the tenant (of one that is there, its id will do)", "contoso.onmicrosoft.com"
	case storefront.FieldCountry:
		in.Label, in.Hint = "Country, as two letters", "DE"
	case storefront.FieldEmail, storefront.SignerEmail:
		in.Label, in.Kind, in.Hint = "E-mail", "email", "jo@example.com"
	case storefront.FieldPhone, storefront.SignerPhone:
		in.Label, in.Kind = "Telephone", "tel"
	case storefront.SignedOn:
		in.Label, in.Kind = "Day on which they agreed", "date"
	default:
		in.Label = map[storefront.Field]string{
			storefront.FieldCompany: "Company", storefront.FieldRegistration: "Registration number of the company", storefront.FieldFirst: "First name",
			storefront.FieldLast: "Last name", storefront.FieldLine1: "Street and number", storefront.FieldLine2: "Address, second line",
			storefront.FieldCity: "City", storefront.FieldState: "State or province", storefront.FieldPostalCode: "Postal code",
			storefront.SignerFirst: "First name", storefront.SignerLast: "Last name",
		}[f]
	}
	if slices.Contains([]storefront.Field{storefront.SignerFirst, storefront.SignerLast, storefront.SignerEmail, storefront.SignerPhone}, f) {
		in.Label += " of who accepted Microsoft's customer agreement"
	}
	return in
}

// filledIn is the page of what a form led to.
func filledIn(out webhook.Outcome) (edge.Answer, error) {
	r := pages.Result{Good: true, Title: "Thank you", Text: "The order goes on by itself.", Next: "Nothing. You can close this page."}
	if out.Result == webhook.Quarantined {
		r.Text, r.Next = "What you filled in is kept. Something else of the order has to be looked at first; the shop knows of it.", "Nothing for now."
	}
	p, err := pages.Told(r)
	return paged(p, string(out.Result)), err
}
