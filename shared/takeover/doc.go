// Package takeover takes over a customer's subscription that another provider sold: from the domain that a buyer names to the old subscription seen disabled.
//
//	takeover.go  a takeover and its states     step.go     the way from state to state, and what must hold, as data
//	guard.go     whether it holds              view.go     what is seen of the outside
//	plan.go      what is to be bought, and what stands against it
//	machine.go   goes on when it holds         task.go     what people have to do, by when, and how it is proven
//	swap.go      users get their new licence   fit.go      what one user's change is
//	letter.go    to the old provider           calendar.go all takeovers by days left, and alarms
//	decide.go    what people ask and decide    news.go    what people are told of
//
// A step that people do is a task with a date, instructions and a proof. The machine goes on when the proof is seen, never because somebody says so. What it
// orders is keyed by the takeover and its plan, so that ordering again is the same order; and the old provider is written to only when the seats that
// are ours alone are enough for everybody who has a licence.
package takeover
