// Package migration takes over the customers that a reseller has already: reads them, matches what they have with the plans that are sold, shows what the
// migration would do, and does it customer by customer, in waves that stop when it goes wrong.
//
//	base.go      customers and services as the seller shows them     read.go, read_page.go   reading them, resumed where it stood
//	match.go     which plan a service is of, and why                 weigh.go    how alike two offers are     name.go  names as words
//	rule.go      a person's answers, remembered                      field.go    what is filled in for clients and services
//	fill.go      from data and prices                                edit.go     by people, one by one and in bulk
//	sheet.go     as a spreadsheet that goes out                      back.go     and comes back, as a diff
//	forecast.go  the whole migration computed, nothing written       changed.go  what differs since it was shown
//	expect.go    what is going to fail, and who can mend it          twin.go     customers that are here already
//	wave.go      waves and the rule that stops them                  steer.go    start, pause, resume, cancel
//	worker.go    one customer, exactly once                          act.go      one service at the seller
//	item.go      a customer and its services on their way            prepare.go, conduct.go   writes customers down, sends them, opens waves
//	reseller.go  resellers of the second tier                        failed.go  groups of failures, tried again
//	tally.go     counters that cannot drift                          cause.go    failures by what mends them
//	template.go  letters to customers                                mail.go     each sent once, and what became of it
//
// A customer is one unit of work, with one record that is replaced only on the version that was read. What is to be done outside is written down before it
// is tried; a try whose outcome is not known is looked up and never repeated. Counters change in the same write as the record that they count. So a
// message may come twice or never, and a function may die at any place.
package migration
