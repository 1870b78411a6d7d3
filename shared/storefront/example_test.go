package storefront_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/storefront"
)

// A shop's order arrives twice and out of order; what is to be done is told once.
func ExampleCompare() {
	var state storefront.State
	for _, sale := range []storefront.Sale{sold(5), sold(5)} {
		state = storefront.Merge(state, sale)
	}
	c := storefront.Case{Platform: "shopify", Connection: connection(), State: state, Now: now()}
	for _, a := range storefront.Compare("1001", c) {
		fmt.Println(a.Op, a.Target, a.Key)
	}
	// Output: place 5 con_1#1001#1#place#5
}
