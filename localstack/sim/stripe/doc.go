// Package stripe stands in for one account at Stripe that sells by Checkout: sessions, the subscriptions, invoices, charges,
// refunds and disputes that come of them, the events that tell of it, and the part of the API that reads and annotates them.
// Objects have the shapes of version 2026-01-28.clover.
//
// A rule that Stripe publishes says "Stripe documents"; what its libraries do says "the libraries"; what is left open says
// "modelled". It shares no code with the client that is checked against it.
//
//	sim.go    the account and its calls    auth.go   keys and the limit of calls    idem.go   idempotent calls
//	sale.go   checkout                     change.go what happens to sales          line.go   lines and prices
//	session.go subscription.go invoice.go payment.go   objects as JSON
//	endpoint.go  endpoints and their secrets    event.go  events    deliver.go  signed deliveries and their retries
//	api.go    calls    list.go  lists and their pages    expand.go  objects within objects    panel.go  what people do, under /_sim/
//
// Not modelled: version 2 of the API and its thin events, Connect, trials, coupons, currencies other than the account's one,
// taxes other than one rate on top of all lines, expansions other than those named at the calls, and that two calls with one
// idempotency key run at once (409): here one waits for the other.
package stripe
