package local

import (
	"time"

	"github.com/seatwright/seatwright/localstack/sim/graph"
)

// soldAfter is how long after its purchase a subscription shows in the customer's tenant: minutes, as seen in practice.
const soldAfter = 5 * time.Minute

// sold tells Graph what Partner Center sold to a tenant.
func (o *Outside) sold(tenant string) []graph.Sold {
	var all []graph.Sold
	for _, b := range o.PartnerCenter.Inventory(tenant) {
		all = append(all, graph.Sold{
			ID: b.ID, SKU: b.SKU, Seats: b.Seats, Owner: b.Owner, Created: b.Created, Ends: b.Ends, Trial: b.Trial, Status: graph.StatusOf(b.Status),
		})
	}
	return all
}
