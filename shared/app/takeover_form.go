package app

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/takeover"
)

// Limits of the contract.
const (
	mostWishes  = 20
	longCompany = 200
	longGUID    = 36
)

var (
	buyerDomain = regexp.MustCompile(`^[A-Za-z0-9.-]+$`)
	buyerMail   = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	landForm    = regexp.MustCompile(`^[A-Z]{2}$`)
	userForm    = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
)

// newTakeover reads what is to be taken over.
func newTakeover(r edge.Request) (takeover.Takeover, error) {
	b, err := edge.JSON[api.NewTakeover](r.Body)
	if err != nil {
		return takeover.Takeover{}, err
	}
	var bad forms
	t := takeover.Takeover{
		Partner: r.Partner, Domain: b.Domain, Tenant: bad.guid("/tenant_id", value(b.TenantId), b.TenantId != nil), Transfer: value(b.Transfer),
		Automate: b.Automate == nil || *b.Automate, Provider: value(b.Provider),
	}
	bad.text("/domain", &b.Domain, len("a.b"), 253, buyerDomain)
	bad.text("/provider", b.Provider, 1, longCompany, nil)
	if b.Customer != nil {
		t.Customer = bad.company("/customer", *b.Customer)
	}
	if len(b.Wishes) == 0 {
		bad = append(bad, fault.Field{Pointer: "/wishes", Text: "want at least one"})
	}
	bad.many("/wishes", len(b.Wishes), mostWishes)
	seen := map[string]bool{}
	for i, w := range b.Wishes[:min(len(b.Wishes), mostWishes)] {
		at := fmt.Sprintf("/wishes/%d", i)
		wish := bad.taking(at, w)
		if seen[wish.OldSKU] {
			bad = append(bad, fault.Field{Pointer: at + "/old_sku", Text: "is wished for twice"})
		}
		seen[wish.OldSKU] = true
		t.Wishes = append(t.Wishes, wish)
	}
	return t, bad.failed("the takeover cannot be asked for so")
}

// guid gives a GUID in lower case; one that is not there is "".
func (f *forms) guid(at, id string, there bool) string {
	if there {
		f.text(at, &id, longGUID, longGUID, guidForm)
	}
	return strings.ToLower(id)
}

func (f *forms) taking(at string, w api.TakeoverWish) takeover.Wish {
	out := takeover.Wish{OldSKU: f.guid(at+"/old_sku", w.OldSku, true), NewSKU: f.guid(at+"/new_sku", w.NewSku, true), Seats: value(w.Seats), MaxSeats: value(w.MaxSeats)}
	f.number(at+"/seats", w.Seats, 1, mostQuantity)
	f.number(at+"/max_seats", w.MaxSeats, 1, mostQuantity)
	i, in := w.Item, at+"/item"
	f.text(in+"/product_id", &i.ProductId, 4, 20, productForm)
	f.text(in+"/sku_id", &i.SkuId, 4, 4, skuForm)
	f.choice(in+"/term_duration", i.TermDuration.Valid())
	f.choice(in+"/billing_plan", i.BillingPlan.Valid())
	if i.Segment != nil {
		f.choice(in+"/segment", i.Segment.Valid())
	}
	out.Item = takeover.Item{
		Product: i.ProductId, SKU: i.SkuId, Term: string(i.TermDuration), Billing: string(i.BillingPlan), Segment: cmp.Or(string(value(i.Segment)), "commercial"),
	}
	f.many(at+"/add_ons", len(value(w.AddOns)), mostWishes)
	for n, sku := range value(w.AddOns) {
		out.AddOns = append(out.AddOns, f.guid(fmt.Sprintf("%s/add_ons/%d", at, n), sku, true))
	}
	return out
}

// company reads what is known of a customer.
func (f *forms) company(at string, c api.TakeoverCustomer) takeover.Customer {
	f.text(at+"/company", c.Company, 1, longCompany, nil)
	f.text(at+"/email", c.Email, len("a@b"), longCompany, buyerMail)
	f.text(at+"/country", c.Country, 2, 2, landForm)
	f.text(at+"/registration_id", c.RegistrationId, 1, longHash, nil)
	return takeover.Customer{Company: value(c.Company), Email: value(c.Email), Country: value(c.Country), Registration: value(c.RegistrationId)}
}
