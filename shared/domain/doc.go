// Package domain sets a customer's domain up for Microsoft 365: it joins Microsoft's word, the zone's host and the name servers into one
// setup that goes from state to state, and whose every change of a zone a person has seen and applied.
//
// A setup has up to two plans. The first proves that the domain is the customer's; when Microsoft has seen the proof, the second brings the records of
// the services. Each is shown, and applied by its hash, which says what was shown. A plan that has nothing to change is not asked about.
//
//	setup.go   a setup and its states       ports.go   what it needs of the outside
//	ask.go     a wish becomes a setup       desk.go    what people decide            show.go   what they look at
//	run.go     the worker's run             trouble.go what is done about failures   event.go  what people are told, and by when a state should be left
//	plan.go    facts and zone become a plan apply.go   a plan becomes rows           paper.go  a zone that is only a file
//	serve.go   the host and its name servers serve them                              verify.go Microsoft looks at the proof
//	undo.go    back to what was             watch.go   what others change later
//	batch.go   thousands of domains         decide.go  one decision for many of them
//
// # Crashes
//
// Nothing is replayed. Each state is written down before the work that it stands for; a run reads the zone, and what is still missing of the plan is what it
// does. So a write whose answer was lost, a row that was made twice and an id that the host gave anew need no case of their own. Only the request to publish
// cannot be read from the zone: that it is made is written down before it is, and a host that is asked again first looks whether it was.
//
// # Half a plan
//
// A host serves all of a zone that is staged, whoever staged it. So nothing is published before the zone has just been seen to hold all of the plan, and
// when somebody else edits it between the plan and that moment, nobody has seen the whole: before the first change the setup is drifted, afterwards what is
// ours is taken back, what is theirs stays, and a new plan is needed. An edit after the host was asked changes nothing of the plan and is left alone, unless it
// changes ours. What others did is never written over: where that is the only way back, a person gets the zone as it was and decides.
//
// # Refusals
//
// While nothing was changed, a refusal that lasts ends the setup, with what to do. Once rows may be staged the account may be mended, so that the same is
// tried again for a day, with what is staged named, while a person may roll it back at any time; then the setup needs a person. A refusal of a row or of the
// publication itself is the zone's and not the account's: what was staged is taken back at once. Taking back is tried twice.
//
// # Times, all ours but Microsoft's three days
//
//	asked, approved       a day, then failed                    staging, publishing, deployed, undoing, restoring   told after an hour, a person's after a day
//	verifying             at once, after 15 minutes, then up to each 4 hours; 3 days, then a person's
//	by_hand               looked for after 4 minutes, then up to each hour; 14 days, then a person's
//	done                  looked at once a day, at a time of its own; told once for each difference, and when it could not be looked at for 3 days
//
// Nothing sleeps: what waits is due at a time that is kept with it, and is woken then.
//
// # One writer
//
// The queue brings an account's setups one after the other, which keeps the account's budget of calls too; a lease for each zone guards besides, and is looked at
// before each write. A newer setup of a domain ends the older, which sees that before its first change; while one is changing its zone no newer is taken.
package domain
