package migration_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/migration"
)

// A service is matched with the plans that are sold, with what speaks for it.
func ExampleMatcher_Match() {
	m := migration.NewMatcher([]migration.Plan{
		{ID: "e3", Name: "Office 365 E3", Product: "CFQ7TTC0LF8R", SKU: "0001", Cycles: []migration.Cycle{{Term: "P1Y", Billing: "monthly"}}},
		{ID: "e3-no-teams", Name: "Office 365 E3 (no Teams)", Product: "CFQ7TTC0LF8S", SKU: "0001", Cycles: []migration.Cycle{{Term: "P1Y", Billing: "monthly"}}},
	}, nil, migration.Usual())
	match := m.Match(&migration.Service{Kind: migration.Legacy, Offer: "796b6b5f-613c-4e24-a17c-eba730d49c02", Name: "O365 Enterprise E3", Status: "active"})
	for _, c := range match.Nearest {
		fmt.Println(match.Verdict, c.Plan, c.Confidence, c.Evidence)
	}
	// Output:
	// asked e3 624 [the names share e3, o365]
	// asked e3-no-teams 402 [the names share e3, o365 only one of them is called noteams]
}

// Customers are dealt to waves in an order that nobody chose.
func ExampleCast() {
	waves := []migration.Wave{{Count: 1}, {PerMille: 500}, {}}
	cast := migration.Cast("m-1", []migration.Tenant{"a", "b", "c", "d", "e"}, waves)
	size := make([]int, len(waves))
	for _, wave := range cast {
		size[wave]++
	}
	fmt.Println(size)
	// Output: [1 3 1]
}
