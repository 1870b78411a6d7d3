package price_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/price"
)

// A plan of two rules: whoever names the customer wins.
func Example() {
	p := price.Plan{ID: "standard", Name: "Standard", Rules: []price.Rule{
		{ID: "all", Way: price.Markup, Points: 1500},
		{ID: "contoso", Way: price.Margin, Points: 1000, Match: price.Match{Customer: "contoso"}},
	}}
	if err := p.Check(); err != nil {
		fmt.Println(err)
		return
	}
	row := year("CFQ7TTC0AAAA", "216.00") // for a year, charged each month
	for _, customer := range []string{"contoso", "fabrikam"} {
		q, err := p.Ready().Price(&price.Sale{Key: row.Key, Units: 1, Customer: customer}, &row)
		fmt.Println(customer, q.Rule, q.Price.Text(row.Currency), row.Currency, q.Markup, q.Margin, err)
	}
	// Output:
	// contoso contoso 20.00 EUR 1111 1000 <nil>
	// fabrikam all 20.70 EUR 1500 1304 <nil>
}
