// Package partnercenter stands in for Microsoft Partner Center's REST API: the part that a reseller platform needs to
// win customers, create their tenants, attest the customer agreement, buy new-commerce licences with their add-ons, trials and
// promotions, and change, upgrade or cancel them; and what tells of it: webhooks and audit records. README.md shows how to
// use it as a program.
//
// It is written to refuse what the real service refuses. A rule that Microsoft publishes says "Microsoft documents"; a
// rule that the public text leaves open says "modelled", and those that sources disagree about are Options. It shares no
// code with the client that is checked against it.
//
//	sim.go        the service, its options and one call's way through it
//	route.go      the routes            reply.go     answers and error shapes    quirk.go   habits of the real wire format
//	auth.go       bearer tokens         header.go    required headers            replay.go  MS-RequestId     throttle.go  429
//	profile.go    the partner itself    reseller.go  indirect resellers, partner of record
//	domain.go     free prefixes         country.go   address rules               customer.go, create.go, list.go
//	relationship.go, qualification.go, screening.go  what a customer is to the partner, and may buy
//	app_consent.go  the partner's app in a customer's tenant
//	agreement.go  the agreement         catalogue.go, availability.go, promotion.go, promotion_eligible.go
//	cart.go       carts                 line.go      a line and its error        choice.go  add-ons, trials      coterm.go  ends of terms
//	checkout.go   carts into orders     order.go     orders, provisioning
//	subscription.go, term.go, lifecycle.go, batch.go, patch.go, change.go, plan.go, renewal.go   subscriptions
//	transition.go, transition_rule.go, transition_move.go   upgrades
//	hook.go       registrations         notify.go    events on their way         sign.go    their signature
//	legacy.go     subscriptions from before the new commerce
//	migration.go, migration_list.go, migration_rule.go, migration_move.go, migration_schedule.go   and their way into it
//	transfer.go, transfer_submit.go, transfer_move.go   from partner to partner      transfer_play.go  the other partner
//	audit.go      audit records         portal.go    changes past the API
//	ledger.go, price.go                 what it would bill
//	inspect.go    what tests read       seed.go, load.go, population.go, refusal.go, habit.go   what tests write    panel.go   both, under /_sim/
//
// What the real service lets pass and a good client does not do is counted as a Violation: a correlation id used twice, and
// a PATCH that lacks a field which a GET shows.
//
// The life of a subscription:
//
//	cart, checkout        -> order pending, provisioned -> subscription active
//	active, suspended     -> suspended, renewal off; billing goes on; resumed it is active, renewal stays off
//	active, deleted       -> deleted, while the window is open; for good
//	active, end of term   -> with renewal: the next term, renewing for a while, all seats with a new window
//	                      -> without, cancelled explicitly or before the rule of extended terms: expired, then disabled, then deleted
//	                      -> without, by the rule of extended terms: active, month by month
//	suspended, end        -> deleted
//	legacy, migrated      -> suspended, then deleted beside its successor; or, when it failed, active again at once or after 72 hours
//	trial, after 30 days  -> with renewal: paid, a year billed monthly or the term that was chosen; without: expired
//
// Not modelled, and refused rather than guessed: the purchase of legacy (GUID) offers, direct orders, perpetual software, Azure plans,
// reservations and marketplace products (404 or cart line error 10001); invoices, price sheets, users and licences,
// legacy upgrades and conversions of trials, the removal of a relationship by the partner, GDAP (404). A tenant is one partner's at a time.
// That switching renewal off may take a day to become an extended service term is not modelled either: it shows at the end
// of the term. Of the roles of the signed-in user there are all or none (Demote), and a credit limit does not exist. Prices do
// not appear in carts and orders, as in the real ones: the ledger has them. A second trial of the same item is not refused, and additional
// resellers are not limited to the markets that know them. Deleting customers and cancelling orders in the sandbox is left out.
package partnercenter
