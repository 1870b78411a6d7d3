package stripe_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
)

// A test has a buyer pay, and the events sent to the handler that it tests.
func Example() {
	account := stripe.New(stripe.Options{
		Clock: func() time.Time { return time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC) }, Key: "sk_test_example",
	})
	if _, err := account.Listen(stripe.Endpoint{URL: "https://app.example/hook", Secret: "whsec_example"}); err != nil {
		fmt.Println(err)
	}
	session, err := account.Create(stripe.NewSession{Lines: []stripe.Line{{LookupKey: "M365-BP-1Y-M", Quantity: 5, UnitAmount: 2200}}})
	fmt.Println(err, account.Complete(session, false))
	app := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { fmt.Println(r.Header.Get("Stripe-Signature")[:14]) })
	fmt.Println(account.Deliver(context.Background(), control.Transport(map[string]http.Handler{"app.example": app})))
	// Output:
	// <nil> <nil>
	// t=1772366400,v
	// t=1772366400,v
	// 2 <nil>
}
