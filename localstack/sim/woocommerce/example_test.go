package woocommerce_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

// A test sells in the shop, and has its deliveries sent to the handler that it tests: first the ping, by which the webhook becomes active.
func Example() {
	shop := woocommerce.New(woocommerce.Options{
		Clock: func() time.Time { return time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC) }, Repeats: 1,
	})
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { fmt.Printf("%q\n", r.Header.Get("X-WC-Webhook-Topic")) })
	web := control.Transport(map[string]http.Handler{"app.example": app})
	if _, err := shop.Save(woocommerce.Webhook{Topic: "order.updated", URL: "https://app.example/hook", Secret: "secret"}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(shop.Deliver(context.Background(), web))
	if _, err := shop.Create(woocommerce.NewOrder{Paid: true, Lines: []woocommerce.Line{{SKU: "M365-BP-1Y-M", Quantity: 5, Price: "22.00"}}}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(shop.Deliver(context.Background(), web))
	// Output:
	// ""
	// 1 <nil>
	// "order.updated"
	// 1 <nil>
}
