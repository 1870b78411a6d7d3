package shopify_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
)

// A test sells in the shop, and has its deliveries sent to the handler that it tests.
func Example() {
	shop := shopify.New(shopify.Options{
		Clock: func() time.Time { return time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC) }, Secret: "shpss_example", Token: "shpat_example",
	})
	if _, err := shop.Subscribe(shopify.Subscription{Topic: "orders/paid", Address: "https://app.example/hook"}); err != nil {
		fmt.Println(err)
	}
	if _, err := shop.Create(shopify.NewOrder{Paid: true, Lines: []shopify.NewLine{{SKU: "M365-BP-1Y-M", Quantity: 5, Price: "22.00"}}}); err != nil {
		fmt.Println(err)
	}
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { fmt.Println(r.Header.Get("X-Shopify-Topic")) })
	sent, err := shop.Deliver(context.Background(), control.Transport(map[string]http.Handler{"app.example": app}))
	fmt.Println(sent, err, shop.Deliveries()[0].Status)
	// Output:
	// orders/paid
	// 1 <nil> 200
}
