package storefront_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/storefront"
)

// A shop that tells of money alone does not say which seats it is for: a person does.
func TestMoneyThatWasGivenBackInPartIsAMatterForAPerson(t *testing.T) {
	t.Parallel()
	part := later(sold(5), 5, func(s *storefront.Sale) { s.PartBack = true })
	task := brief{storefront.Task, "", 0, storefront.PartRefunded}
	bought := []storefront.Placed{placed("1", "BP", 5, time.Hour)}
	expect(t, "partly refunded", world(bought, part), task)
	expect(t, "before anything was bought", world(nil, part), brief{storefront.Place, "1", 5, ""})
	expect(t, "and in full", world(bought, part, later(sold(5), 6, ended)), brief{storefront.Cancel, "1", 0, ""})
	expect(t, "seats went too", world(bought, later(sold(3), 5, func(s *storefront.Sale) { s.PartBack = true })), brief{storefront.Lower, "1", 3, ""}, task)
	c := world(bought, part)
	c.Waived = []storefront.Reason{storefront.PartRefunded}
	expect(t, "let pass", c)
}
