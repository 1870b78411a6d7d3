// Package route53 stands in for the part of Amazon Route 53 with which hosted zones are read and changed, in its own XML, good enough for AWS's own libraries.
// It shares no code with the client that is checked against it.
//
//	sim.go     the service and one call's way through it   zone.go   zones and their sets      list.go   how they are listed
//	change.go  a batch, whole or not at all               rule.go   which sets are taken      name.go   names and texts
//	wire.go    documents as they travel                   file.go   a zone as text            panel.go  what tests change, under /_sim/
//	refusal.go its errors
//
// Not modelled, and refused as an unknown operation: everything but ListHostedZones, ListHostedZonesByName, GetHostedZone, CreateHostedZone,
// ListResourceRecordSets, ChangeResourceRecordSets and GetChange. A request has to be signed, but who signs is not checked. What an alias or a routing policy
// answers is not modelled: such sets are kept, and name servers are not told of them. Texts of errors are those that are seen in public, or modelled.
package route53
