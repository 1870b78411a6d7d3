// Package woocommerce stands in for one shop that runs WooCommerce: its orders, the webhooks that tell of them, and the part of
// its REST API that lists, reads and annotates orders.
//
// A rule read in WooCommerce's own source says "the source"; one that it publishes says "WooCommerce documents"; what merchants
// report says "seen in practice"; what is left open says "modelled". It shares no code with the client that is checked against it.
//
//	sim.go    the shop        auth.go   consumer keys       php.go    JSON and times as PHP writes them
//	order.go  orders          change.go what happens to them    money.go  amounts
//	body.go   an order as JSON    part.go  its lines and refunds
//	hook.go   webhooks and their ping    deliver.go  signed deliveries, of which none is tried again
//	api.go    calls for orders    list.go  lists and their pages    note.go  notes and webhooks    panel.go  what people do, under /_sim/
//
// Not modelled: OAuth 1.0a over plain HTTP, products, customers, coupons, shipping, fees, several taxes, currencies without
// exactly two decimals, batches, refunds by the API, that equal deliveries which wait in the queue become one, and plugins that change
// the signature's algorithm. WooCommerce has no limit of calls: a host's 429 or 503 can be had as a fault.
package woocommerce
