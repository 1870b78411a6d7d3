package order_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

func Example() {
	shop := order.Source{Kind: "shopify", Of: "con_1", Ref: "820982911946154508"}
	first, again := order.NewID("acme", shop), order.NewID("acme", shop)
	fmt.Println(first == again) // however often it is delivered
	err := order.Check(order.Order{Customer: order.Customer{Existing: true, Domain: "contoso.com"}})
	fmt.Println(fault.Fields(err)[0].Pointer)
	// Output:
	// true
	// /lines
}
