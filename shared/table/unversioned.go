package table

import (
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// unversioned reads settings of the form that they had before they had versions. What that form had no field for has the default.
func unversioned(doc []byte) (partner.Version, error) {
	var old struct {
		ID       order.PartnerID    `json:"id"`
		Name     string             `json:"name"`
		Tenant   order.TenantID     `json:"tenant"`
		App      string             `json:"app"`
		Live     bool               `json:"live"`
		Country  string             `json:"country"`
		Currency string             `json:"currency"`
		MPN      string             `json:"mpn"`
		Clients  []string           `json:"clients"`
		Terms    []partner.TermRule `json:"end_of_term_rules"`
	}
	if err := unpack(doc, &old); err != nil {
		return partner.Version{}, wrap(err, "read settings")
	}
	p := partner.Default(old.ID)
	p.Name, p.Tenant, p.Live, p.MPN = old.Name, old.Tenant, old.Live, old.MPN
	p.App.Client, p.Market, p.Currency = old.App, old.Country, old.Currency
	p.Clients, p.Terms = old.Clients, old.Terms
	return partner.Version{Settings: p}, nil
}
