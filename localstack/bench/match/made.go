package main

import (
	"fmt"
	"strconv"

	"github.com/seatwright/seatwright/shared/migration"
)

// catalogue is how many plans there are: about as many products and SKUs as a month's price list has.
const catalogue = 6000

func word(n int, of ...string) string { return of[n%len(of)] }

func plans() []migration.Plan {
	all := make([]migration.Plan, 0, catalogue)
	for n := range catalogue {
		name := fmt.Sprintf("%s %s %s (Plan %d)", word(n, "Microsoft 365", "Office 365", "Dynamics 365", "Windows 365", "Power", "Defender"),
			word(n/6, "Business", "Enterprise", "Frontline", "Education", "Sales", "Service", "Finance", "Project", "Visio", "Teams"),
			word(n/60, "Basic", "Standard", "Premium", "E3", "E5", "F1", "F3", "Essentials", "Professional", "Add-on"), n/600)
		all = append(all, migration.Plan{
			ID: fmt.Sprintf("CFQ7TTC%05d:%04d", n/3, n%3+1), Name: name, Product: fmt.Sprintf("CFQ7TTC%05d", n/3), SKU: fmt.Sprintf("%04d", n%3+1), Segment: "commercial",
			Cycles: []migration.Cycle{{Term: "P1Y", Billing: "monthly"}, {Term: "P1Y", Billing: "annual"}, {Term: "P1M", Billing: "monthly"}},
		})
	}
	return all
}

// service makes the n-th subscription: most are known by their ids, and some only by a name that is written otherwise.
func service(plans []migration.Plan, n int) *migration.Service {
	p := &plans[n*7919%len(plans)]
	s := migration.Service{
		ID: migration.ServiceID(strconv.Itoa(n)), Kind: migration.NewCommerce, Offer: p.ID + ":bench", Product: p.Product, SKU: p.SKU, Name: p.Name,
		Term: "P1Y", Billing: "monthly", Quantity: 1 + n%40, Status: "active",
	}
	switch n % 10 {
	case 7, 8: // another SKU
		s.SKU, s.Offer = "0009", p.Product+":0009:bench"
	case 9: // of the legacy commerce
		s.Kind, s.Product, s.SKU, s.Offer = migration.Legacy, "", "", fmt.Sprintf("%08x-0000-4000-8000-000000000000", n*7919%len(plans))
	}
	return &s
}
