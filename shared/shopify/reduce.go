package shopify

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Reduce gives the order to place for a paid order of a shop, in the terms of the connection's settings. What it gives depends
// on nothing but what was ordered: the same order, sent again, has the same content. It fails with fault.Invalid, saying what would help.
func Reduce(o Order, c partner.Connection) (order.Order, error) {
	if o.FinancialStatus != "paid" || o.CancelledAt != "" {
		return order.Order{}, invalid("/financial_status", "the order is not paid, or it was cancelled", "look at the order in the shop")
	}
	used := withDefaults(c.Names)
	given, err := collect(o, used)
	if err != nil {
		return order.Order{}, err
	}
	out := order.Order{
		Partner: c.Partner, Test: o.Test,
		Source: order.Source{Kind: "shopify", Of: c.ID, Ref: o.ID.String(), Name: o.Name},
	}
	if out.Customer, err = customer(o, given, used); err != nil {
		return order.Order{}, err
	}
	if out.Agreement, err = consent(given, used); err != nil {
		return order.Order{}, err
	}
	if out.Agreement != nil {
		out.Agreement.From = from(string(o.BrowserIP))
	}
	if out.Lines, err = lines(o, c.SKUs); err != nil {
		return order.Order{}, err
	}
	out.ID, out.Source.Content = order.NewID(out.Partner, out.Source), order.Content(out)
	return out, nil
}

func customer(o Order, given answers, used partner.Attributes) (order.Customer, error) {
	existing, ok := kindOf(given.of(used.Kind))
	if !ok {
		return order.Customer{}, invalid("/note_attributes", "the order's kind is not handled here", "set the attribute "+used.Kind+" to new or existing_tenant")
	}
	b := o.BillingAddress
	c := order.Customer{
		Existing: existing, Company: trim(b.Company), Registration: given.of(used.Registration),
		First: trim(b.FirstName), Last: trim(b.LastName), Email: trim(cmp.Or(o.Email, o.ContactEmail)), Phone: trim(cmp.Or(b.Phone, o.Phone)),
		Address: order.Address{
			Line1: trim(b.Address1), Line2: trim(b.Address2), City: trim(b.City), State: trim(cmp.Or(b.ProvinceCode, b.Province)),
			PostalCode: trim(b.Zip), Country: strings.ToUpper(trim(b.CountryCode)),
		},
	}
	domain := Domain(given.of(used.Domain))
	switch {
	case existing && tenantID.MatchString(domain):
		c.Tenant = order.TenantID(domain)
	case existing && anyDomain.MatchString(domain) && len(domain) <= 253, !existing && newDomain.MatchString(domain):
		c.Domain = domain
	case existing:
		return order.Customer{}, badDomain(used.Domain, "want a domain of the customer's tenant such as contoso.com", "")
	default:
		return order.Customer{}, badDomain(used.Domain, "want NAME.onmicrosoft.com with a NAME of up to 27 letters and digits, or set the attribute "+
			used.Kind+" to existing_tenant", order.InitialDomainPattern)
	}
	return c, nil
}

func badDomain(attribute, suggestion, pattern string) error {
	return fault.At(fault.Invalid.Errorf("the attribute %s is missing or no domain that can be used", attribute),
		fault.Field{Pointer: "/note_attributes", Text: suggestion, Pattern: pattern})
}

// consent reads who signed the customer agreement. An order without any of it waits for the customer; half of it is a mistake of the shop's page.
func consent(given answers, used partner.Attributes) (*order.Consent, error) {
	signed := order.Consent{
		First: given.of(used.SignerFirst), Last: given.of(used.SignerLast), Email: given.of(used.SignerEmail), Phone: given.of(used.SignerPhone),
	}
	on := given.of(used.SignedOn)
	if signed == (order.Consent{}) && on == "" {
		return nil, nil
	}
	var err error
	if signed.Date, err = day(on); err != nil {
		return nil, invalid("/note_attributes", "the attribute "+used.SignedOn+" is no date", "want the attribute "+used.SignedOn+" as 2026-03-01")
	}
	for _, name := range []string{used.SignerFirst, used.SignerLast, used.SignerEmail} {
		if given.of(name) == "" {
			return nil, invalid("/note_attributes", "the customer agreement's signer is incomplete", "fill in the attribute "+name)
		}
	}
	return &signed, nil
}

// from gives the network address from which the buyer agreed, where the shop tells one.
func from(s string) string {
	at, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return at.String()
}

func day(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err
}

func lines(o Order, skus map[string]partner.Mapping) ([]order.Line, error) {
	var out []order.Line
	var bad []fault.Field
	unmapped := []string{}
	for i, l := range o.LineItems {
		seats := o.seats(l)
		if seats <= 0 {
			continue
		}
		sku := trim(l.SKU)
		m, mapped := skus[sku]
		if !mapped {
			unmapped = append(unmapped, strconv.Quote(sku))
			bad = append(bad, fault.Field{
				Pointer: fmt.Sprintf("/line_items/%d/sku", i),
				Text:    fmt.Sprintf("add SKU %q to the connection's settings, then have the shop send the webhook again", sku),
			})
			continue
		}
		m.Segment = cmp.Or(m.Segment, "commercial")
		out = append(out, order.Line{Key: cmp.Or(l.ID.String(), strconv.Itoa(i)), SKU: sku, Item: m.Item, Quantity: seats, UnitCost: m.UnitCost, State: order.LineOpen})
	}
	if len(bad) > 0 {
		return nil, fault.At(fault.Invalid.Errorf("SKU not mapped to a Microsoft product: %s", strings.Join(unmapped, ", ")), bad...)
	}
	if len(out) == 0 {
		return nil, invalid("/line_items", "the order has no seats to buy", "nothing: every line was refunded or removed")
	}
	return out, nil
}

func trim(s string) string { return strings.TrimSpace(s) }
