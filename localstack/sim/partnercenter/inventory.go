package partnercenter

import (
	"strings"
	"time"
)

// Stock is a subscription as the directory of the customer's tenant comes to know it.
type Stock struct {
	ID      string
	SKU     string // the GUID by which tenants know the product
	Seats   int
	Owner   string // tenant of the partner who sold it
	Status  string // Partner Center's
	Created time.Time
	Ends    time.Time // the last day of the term is over
	Renews  bool
	Trial   bool
}

// Inventory gives what the partner sold to a tenant, as far as it is provisioned. What no tenant knows, because the catalogue has no GUID for it, is left out.
func (s *Sim) Inventory(tenant string) []Stock {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(tenant)]
	if cu == nil {
		return nil
	}
	s.settleMoves(cu, now)
	s.settleHandover(cu, now)
	var all []Stock
	for _, sub := range cu.subs {
		s.advance(sub, now)
		i, known := s.cat.items[sub.Item]
		if !known || i.sku.Provisioning == "" || !s.shown(sub, now) {
			continue
		}
		all = append(all, Stock{
			ID: sub.ID, SKU: i.sku.Provisioning, Seats: sub.Quantity, Owner: cu.partner, Status: sub.Status, Created: sub.Created, Ends: sub.End.AddDate(0, 0, 1),
			Renews: sub.AutoRenew, Trial: sub.Trial,
		})
	}
	return all
}
