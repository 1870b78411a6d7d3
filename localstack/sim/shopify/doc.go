// Package shopify stands in for one shop on Shopify: its orders, the webhooks that tell of them, and the part of the Admin REST
// API that lists, reads and annotates orders.
//
// A rule that Shopify publishes says "Shopify documents"; what merchants and developers report says "seen in practice"; what is
// left open says "modelled". It shares no code with the client that is checked against it.
//
//	sim.go    the shop and a call's way through its API     bucket.go  the leaky bucket
//	order.go  what happens to orders    change.go  edits, refunds, cancels, disputes    money.go  amounts
//	body.go   an order as JSON          part.go    its lines, refunds and the other payloads
//	hook.go   subscriptions             deliver.go signed deliveries and their retries
//	api.go    calls for orders          list.go    lists and their pages    panel.go  what people do, under /_sim/
//
// Not modelled: GraphQL, OAuth, metafields, fulfilments, shipping, several currencies in one order, currencies without
// exactly two decimals, taxes other than one rate for all lines, and topics other than those that Topics gives. That Shopify
// waits one second for a connection is part of the five seconds that it waits in all.
package shopify
