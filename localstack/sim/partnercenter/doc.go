// Package partnercenter stands in for Microsoft Partner Center's REST API: the part that a reseller platform needs to
// create customer tenants, attest the customer agreement, buy new-commerce licences and change or cancel them.
//
// It is written to refuse what the real service refuses. A rule that Microsoft publishes says "Microsoft documents"; a
// rule that the public text leaves open says "modelled", and those that sources disagree about are Options. It shares no
// code with the client that is checked against it.
//
//	sim.go        the service, its options and one call's way through it
//	route.go      the routes            reply.go     answers and error shapes    quirk.go   habits of the real wire format
//	auth.go       bearer tokens         header.go    required headers            replay.go  MS-RequestId     throttle.go  429
//	profile.go    the partner itself    hook.go     where it wants to be told of changes
//	domain.go     free prefixes         country.go   address rules               customer.go, create.go, list.go
//	agreement.go  the agreement         catalogue.go, availability.go            cart.go, line.go
//	checkout.go   carts into orders     order.go     orders, provisioning
//	subscription.go, term.go, lifecycle.go, batch.go, patch.go, change.go        subscriptions
//	inspect.go    what tests read       seed.go      what tests write            panel.go   both, under /_sim/
//
// What the real service lets pass and a good client does not do is counted as a Violation: a correlation id used twice, and
// a PATCH that lacks a field which a GET shows.
//
// Not modelled, and refused rather than guessed: legacy (GUID) offers, direct orders, perpetual software, Azure plans,
// reservations and marketplace products (404 or cart line error 10001); promotions, custom term end dates and changes of
// term or of billing frequency in mid-term (an error); transitions, migrations, transfers, invoices, price sheets,
// the making and sending of webhooks (what is registered can be read), audit records, relationship requests, indirect resellers, validation status, users and licences (404).
// That switching renewal off may take a day to become an extended service term is not modelled either: it shows at the end
// of the term. Of the roles of the signed-in user there are all or none (Demote), and a credit limit does not exist. Prices do
// not appear, as in the real carts and orders. Deleting customers and cancelling orders in the sandbox is left out.
package partnercenter
