// Package domain sets a customer's domain up for Microsoft 365: it joins Microsoft's word, the zone's host and the name servers into one
// setup that goes from state to state, and whose every change of a zone a person has seen and applied.
//
// A setup has up to two plans. The first proves that the domain is the customer's; when Microsoft has seen the proof, the second brings the records of
// the services. Each is shown, and applied by its hash, which says what was shown.
//
//	setup.go   a setup and its states       ports.go   what it needs of the outside
//	desk.go    what people ask for          plan.go    facts and zone become a plan
//	apply.go   a plan becomes rows          serve.go   the host and its name servers serve them
//	verify.go  Microsoft looks at the proof undo.go    back to what was
//	watch.go   what others change later     batch.go   thousands of domains
//
// Nothing is replayed after a crash: a run reads the zone, and what is still missing of the plan is what it does. Each state is written down before the
// work that it stands for, and what the outside answers is looked at again rather than believed.
package domain
