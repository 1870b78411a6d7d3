package order

import (
	"context"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// check looks at everything that can be known before anything is made: the partner of record, and of the customer that an existing one is there, or
// that a new one keeps its country's rules and its domain is free.
func (r *run) check(ctx context.Context, o Order) (move, error) {
	if err := r.partnerOfRecord(ctx, o); err != nil {
		return move{}, err
	}
	if o.Customer.Existing {
		return r.find(ctx, o)
	}
	customer, err := r.byCountry(ctx, o.Customer)
	if err != nil {
		return move{}, err
	}
	m := move{
		result: Done, evidence: "the customer keeps the rules of " + customer.Address.Country, state: Checking, next: StepTenant,
		change: func(o *Order) { o.Customer = customer },
	}
	if !r.seller.Settings.CheckDomain {
		return m, nil
	}
	taken, err := r.seller.Tenants.Taken(ctx, customer.Domain)
	if err != nil {
		return move{}, err
	}
	if taken {
		return move{result: Refused, evidence: customer.Domain + " is taken", state: AsksPerson, ask: domainTaken(o)}, nil
	}
	customer.Free = true
	m.evidence += "; " + customer.Domain + " is free"
	return m, nil
}

// number gives the partner of record that an order's lines name: the order's own or the one in the settings; "" for a partner that sells itself.
func (r *run) number(o Order) string {
	switch {
	case !r.seller.Settings.Indirect:
		return ""
	case o.MPN != "":
		return o.MPN
	}
	return r.seller.Settings.MPN
}

// partnerOfRecord looks whether the partner of record can be one. Only a provider's orders name one, and they all do.
func (r *run) partnerOfRecord(ctx context.Context, o Order) error {
	wrong := func(text string) error {
		return fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: "/mpn", Text: text, Pattern: mpn.String()})
	}
	switch number := r.number(o); {
	case number != "":
		return r.seller.Resellers.CheckReseller(ctx, number)
	case r.seller.Settings.Indirect:
		return wrong("orders of an indirect provider name the indirect reseller who sells")
	case o.MPN != "":
		return fault.At(fault.Invalid.Errorf("the partner sells itself"), fault.Field{
			Pointer: "/mpn", Text: "this partner sells itself, so that there is no partner of record; give an empty text", Pattern: "^$",
		})
	}
	return nil
}

// byCountry holds a new customer against the seller's rules for its country, and gives it with the country's culture and language.
func (r *run) byCountry(ctx context.Context, c Customer) (Customer, error) {
	rules, err := r.seller.Countries.Country(ctx, c.Address.Country)
	if fault.Of(err) == fault.NotFound {
		return c, fault.At(fault.Invalid.Wrap(err, "Microsoft does not sell to %s", c.Address.Country),
			fault.Field{Pointer: "/customer/address/country", Text: "not a country that Microsoft sells to", Pattern: country.String()})
	}
	if err != nil {
		return c, err
	}
	rules.settle(&c)
	bad := rules.check(c, slices.Contains(r.seller.Settings.Registration, c.Address.Country))
	if len(bad) == 0 {
		return c, nil
	}
	names := make([]string, len(bad))
	for i, f := range bad {
		names[i] = strings.TrimPrefix(f.Pointer, "/customer/")
	}
	return c, fault.At(fault.Invalid.Errorf("by the rules of %s these are not right: %s", c.Address.Country, strings.Join(names, ", ")), bad...)
}

func domainTaken(o Order) *Question {
	return &Question{
		Field: "/customer/domain", Pattern: InitialDomainPattern,
		Text: o.Customer.Domain + " belongs to somebody already; choose another domain, or order for the existing tenant",
	}
}
