package partnercenter

import (
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/order"
)

// same compares names of Microsoft's: their case varies, and one_time is OneTime elsewhere.
func same(a, b string) bool { return fold(a) == fold(b) }

func fold(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), "_", ""))
}

// word gives a status or a billing plan in our spelling. Some come with blanks behind.
func word(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (w wireCustomer) noun() order.Tenant {
	id := w.ID
	if id == "" {
		id = w.Company.Tenant
	}
	t := order.Tenant{
		ID: order.TenantID(strings.ToLower(id)), Domain: strings.ToLower(w.Company.Domain), Company: w.Company.Name,
	}
	if w.Credentials != nil {
		t.User, t.Password = w.Credentials.User, w.Credentials.Password
	}
	return w.Billing.into(t)
}

// into adds what a billing profile knows of a tenant.
func (w wireBilling) into(t order.Tenant) order.Tenant {
	if w.Company != "" {
		t.Company = w.Company
	}
	if w.Email != "" {
		t.Email = w.Email
	}
	if w.Address.Country != "" {
		t.Country = strings.ToUpper(w.Address.Country)
	}
	return t
}

func customer(c order.Customer) wireCustomer {
	var w wireCustomer
	w.Company.Domain, w.Company.Registration = c.Domain, c.Registration
	w.Billing = wireBilling{
		Email: c.Email, Culture: c.Culture, Language: c.Language, First: c.First, Last: c.Last, Company: c.Company,
		Address: wireAddress{
			Line1: c.Address.Line1, Line2: c.Address.Line2, City: c.Address.City, State: c.Address.State,
			PostalCode: c.Address.PostalCode, Country: c.Address.Country, First: c.First, Last: c.Last, Phone: c.Phone,
		},
	}
	return w
}

func (w wireReceipt) noun() order.Receipt {
	var r order.Receipt
	for _, o := range w.Orders {
		r.Sold = append(r.Sold, o.noun())
	}
	for _, e := range w.Errors {
		r.Refused = append(r.Refused, order.Refusal{Group: e.Group, Meaning: part("order", string(e.Code))})
	}
	return r
}

func (w wireOrder) noun() order.Sold {
	s := order.Sold{ID: w.ID, Created: w.Created.Time, Status: word(w.Status), Billing: word(w.Billing)}
	lines := slices.Clone(w.Lines)
	slices.SortStableFunc(lines, func(a, b wireOrderLine) int { return a.Number - b.Number })
	for _, l := range lines {
		s.Lines = append(s.Lines, order.SoldLine{
			Catalog: l.Catalog, Quantity: l.Quantity, Term: strings.ToUpper(l.Term), Subscription: strings.ToLower(l.Subscription),
		})
	}
	return s
}
