package app

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/transfer"
)

// Limits of the contract.
const (
	longParty       = 200
	leastMail       = 3
	longMail        = 200
	leastMPN        = 5
	longMPN         = 10
	mostKinds       = 6
	longLeavingName = 36
)

// wishedTransfer reads what is to come to us.
func wishedTransfer(r edge.Request) (transfer.Wish, error) {
	b, err := edge.JSON[api.NewTransfer](r.Body)
	if err != nil {
		return transfer.Wish{}, err
	}
	var bad forms
	w := transfer.Wish{
		Tenant: bad.tenant("/customer_id", b.CustomerId), Customer: b.CustomerName, Contact: b.CustomerEmail, Ours: value(b.OurEmail), Reseller: value(b.PartnerOfRecord),
		Other: transfer.Party{Tenant: bad.tenant("/source/tenant_id", b.Source.TenantId), Name: b.Source.Name}, Correlation: r.Correlation,
	}
	bad.text("/customer_name", &b.CustomerName, 1, longParty, nil)
	bad.text("/source/name", &b.Source.Name, 1, longParty, nil)
	bad.text("/customer_email", &b.CustomerEmail, leastMail, longMail, emailForm)
	bad.text("/our_email", b.OurEmail, leastMail, longMail, emailForm)
	bad.text("/partner_of_record", b.PartnerOfRecord, leastMPN, longMPN, mpnForm)
	bad.many("/product_types", len(value(b.ProductTypes)), mostKinds)
	for i, p := range value(b.ProductTypes) {
		bad.choice(fmt.Sprintf("/product_types/%d", i), p.Valid())
		w.Products = append(w.Products, string(p))
	}
	if len(w.Products) == 0 {
		w.Products = []string{transfer.Licences}
	}
	return w, bad.failed("the transfer cannot be asked for so")
}

// leaving reads the subscriptions that leave.
func (f *forms) leaving(ids []string) []string {
	f.many("/subscriptions", len(ids), transfer.MaxLines)
	for i := range ids {
		f.text(fmt.Sprintf("/subscriptions/%d", i), &ids[i], longLeavingName, longLeavingName, tenantForm)
	}
	return ids
}
