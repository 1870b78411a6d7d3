package takeover_test

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/takeover"
)

// A plan buys at least as many seats as are assigned, whatever the buyer wishes.
func ExampleNewPlan() {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	t := takeover.Takeover{Domain: "contoso.com", Wishes: []takeover.Wish{{OldSKU: "a", NewSKU: "a", Seats: 5}}}
	v := takeover.View{
		Default: "contoso.com", Pools: []takeover.Pool{{SKU: "a", Enabled: 8, Consumed: 7}},
		Lines: []takeover.Line{{ID: "old", SKU: "a", Status: "Enabled", Seats: 8, Ends: now.AddDate(0, 0, 20)}},
	}
	p, _ := takeover.NewPlan(&t, &v, now)
	fmt.Println(p.Buys[0].Seats)
	for _, w := range p.Warnings {
		fmt.Println(w)
	}
	// Output:
	// 7
	// a: 5 seats are wished for and 7 assigned; 7 are ordered
	// a: the old subscriptions have 8 seats, 7 are ordered
}
