package partnercenter_test

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// A service with one customer whose subscription is past its window.
func Example() {
	clock := func() time.Time { return time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC) }
	sim := partnercenter.New(partnercenter.Options{
		Clock: clock, Partners: []partnercenter.Partner{{Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD"}},
	})
	customer, _ := sim.AddCustomer(partnercenter.CustomerSeed{Domain: "example.onmicrosoft.com", Agreement: true})
	_, _ = sim.AddSubscription(partnercenter.SubscriptionSeed{
		Customer: customer, Item: "CFQ7TTC0LH18:0001", Quantity: 5, Term: "P1Y", BillingCycle: "monthly", Start: clock().AddDate(0, -1, 0),
	})
	for _, sub := range sim.Subscriptions() {
		fmt.Println(sub.Status, sub.Quantity, sub.CancelUntil.Format(time.DateOnly), sub.End.Format(time.DateOnly))
	}
	// Output: active 5 2026-05-17 2027-05-09
}
