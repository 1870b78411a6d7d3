// Package partnerapi stands in for Microsoft's Partner API, the host of the price sheets: one route, with the checks that a
// client meets before it gets a sheet, and a small sheet behind them.
//
// A rule that Microsoft publishes says "Microsoft documents"; what the public text leaves open says "modelled". It shares
// no code with the client that is checked against it.
//
// Its own sheet has three rows; Publish gives it another, also for past and future months, which have none (404) of themselves.
//
// Not modelled: exchange rates and offer matrices (404),
// and throttling, which can be had as a fault. That HEAD, ranges and entity tags work is modelled: Microsoft documents
// GET alone. Of the roles of the signed-in user there are all or none (Demote). Whether a sheet comes as it is or zipped, the
// documentation disagrees about: Options.Zip, Pack.
package partnerapi
