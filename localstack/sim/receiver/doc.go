// Package receiver stands in for the programs of shops that are told of events: a server that speaks TLS, checks the signatures of what it gets as the
// specification Standard Webhooks says, writes down what came, and can be as difficult as receivers are.
//
// Each path is a receiver of its own with a manner of its own: slow, mute, gone, asking to wait, pointing elsewhere, cutting the connection, answering
// without end, or keeping to itself that it was asked to echo. A path that was never given a manner takes everything unsigned, as a careless program does.
//
// Its names are as difficult: Name has a name resolve to other addresses from one lookup to the next. Resolver is a resolver that knows these names and
// nobody else's; nothing leaves the process for it.
//
// It shares no code with the client that is checked against it. Its certificate is of an authority of its own, made anew with each New.
//
// Not modelled: the signatures of version 1a, which are made with another kind of key; and receivers that fail in the handshake, which is what a client
// sees that does not trust Roots.
//
//	sim.go      the service     verify.go  signatures         serve.go  TLS
//	manner.go   manners         names.go   names that move    panel.go  the control interface
package receiver
