// Package storefront decides what an order in a shop means for licences.
//
// A webhook is a hint that something changed, never a command. Each delivery becomes a Sale, the order as the shop showed it at one moment. Sales of
// one order are merged into a State that does not depend on the order in which they came; the State gives what is wanted, and Compare
// tells what is to be done so that what was placed becomes what is wanted.
//
//	platform.go  what a shop system can do, and who signed      scalar.go   values as shops write them
//	sale.go      an order of a shop              price.go    what a seat was sold for, exactly
//	attribute.go, domain.go, customer.go         what the buyer filled in
//	merge.go     many sales, one state           want.go     what the state asks for
//	compare.go   what is to be done              grow.go, shrink.go, over.go   more, fewer, none
//	limit.go     what a person has to look at    assemble.go the order to place
//	form.go, fill.go   what a person may fill in, and what follows
//	reason.go    why something waits             net.go      what a shop forgot to send
//
// The way of a delivery: Authentic says who signed; it is kept under Label.Key, once and for all; Platform.Read gives sales, and what Shop.Look has to
// look up; each sale is merged into the State of its order, which is written on the version that was read; Compare gives actions, of which each is
// recorded under its key before it is carried out. Those that place go to Assemble, which gives one order for all of them; the others are wishes of a
// licence. What Aside explains is put aside for a person and read again after the settings were mended. Every quarter of an hour the pages of
// Shop.Changed go the same way, and Missing and Silent tell what the webhooks did not.
//
// Decisions:
//
//   - Cancelled, refunded and disputed are facts that never un-happen. A shop that shows an order open again is a question for a person.
//   - Seats are numbers to have, never differences, so that the same delivery may come any number of times.
//   - A licence is given back only when the order was cancelled in the shop and refunded in full: users lose access at once and for good.
//   - Less is done at once and more only when nothing is in doubt, because what was bought can seldom be given back.
//   - What a person fills in counts where the shop's own data is in doubt, and nowhere else: once the shop says it clearly, the shop's counts.
//   - Each action has a key: connection#order#line#op#target, and behind it how often the line was changed before, if it was. So the same
//     seats can be asked for again after a change, and an old delivery asks for nothing.
package storefront
