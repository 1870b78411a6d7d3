// Package feed tells shops what became of their orders: a feed of events that they may read, and endpoints of theirs that the events are posted to.
//
// It is named for what a shop sees of it. The posts are one way to get the feed, GET is the other, and both give the same events with the
// same ids; "outgoing" would name the direction alone, and of the posts alone.
//
// An event is emitted under a key made of the state transition that it tells of, so that it is there once however often it is emitted. It is
// spread then: each endpoint that wants it gets a delivery, and the event its place in its owner's feed. A delivery is tried by a schedule of hours and days,
// and is dead after it. No step waits: all that is to be done later has the time when it is due.
//
//	event.go     an event and its body        emit.go     an event is written down, once
//	read.go      the feed, by cursor          spread.go   an event becomes deliveries
//	endpoint.go  where a shop is told         register.go an endpoint is taken in, proven and ended
//	secret.go    what posts are signed with   line.go     what waits for an endpoint, and its breaker
//	delivery.go  an event for an endpoint     deliver.go  a slot of an endpoint works
//	attempt.go   one post, and what it says   record.go   what is written down of it
//	replay.go    once more                    round.go    who is woken
//	outbox.go    news that were written down with what they tell of
//	ports.go     what it needs of the outside
//
// Each event reaches each endpoint that wants it at least once, or is dead there and a person told so. It may come twice, with the same id, and
// out of order: its sequence, which grows by one with each event of an order, tells what is stale. At most two posts are on their way to
// an endpoint at a time, and one endpoint's troubles are never another's wait: each has a line of its own.
package feed
