// Package dns plans what a customer's domain needs for Microsoft 365, and changes nothing else in its zone.
//
// Nothing is asked or written from here: a zone as its host has it and facts as Microsoft gave them become a plan, a plan becomes steps.
//
//	name.go, record.go, quote.go   names, rows and what the world sees of them    fact.go, cloud.go      what Microsoft wants
//	dialect.go                     how a host writes rows, as data                option.go              what a person chose and agreed to
//	plan.go, planner.go            Prepare, and the items of a plan               conflict.go            what cannot stand beside what
//	mx.go, mx_move.go, cname.go, srv.go, txt.go, spf_plan.go                      a file for each family of rules
//	spf.go, spf_merge.go, spf_tree.go                                             SPF read, merged and counted
//	apply.go, stock.go             steps forward and back, from any state         drift.go, digest.go    what changed since
//	published.go                   what every name server must answer             summary.go, text.go    many domains, and one to sign
//
// Consents are by row, or for a class of changes. Whoever gives none loses nothing: whatever takes mail, answers or lets people sign in today then stands in
// the way, and a plan with anything in its way is not applied.
//
// A row is never identified by its id alone, since hosts renumber; never by its text alone, since they add quotes; and never by its time to live, since 0
// is another way to say the zone's own.
package dns
