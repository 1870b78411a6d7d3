// Package dns stands in for the domain name system: a parent that knows the root, all top-level domains and what is delegated
// below them, and authoritative name servers that take over a zone at different times, or not, or not rightly. They answer
// over UDP and TCP on loopback; Dial reaches them by the addresses under which the system knows them, which are of the range
// for measurements (RFC 2544) and belong to nobody. Servers that are shared can be reached by other processes too.
//
//	sim.go     the system and its servers            zone.go   a zone's versions, and what is looked up in one
//	socket.go  where they listen                     answer.go what a server answers
//	spf.go     names with mail policies, as data     spf.zone  panel.go what tests change, under /_sim/
//	ask.go     what somebody finds who asks from the parent down
//
// It answers as RFC 1034 (4.3.2), RFC 2308 and RFC 4592 have it: authority, referrals with the addresses of servers, a name that
// does not exist and one that exists without data, wildcards, and names that exist because others below them do. Not modelled:
// signatures (DNSSEC), DNAME, transfers, dynamic updates, ANY, and resolvers that remember.
package dns
