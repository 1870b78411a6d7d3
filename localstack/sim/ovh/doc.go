// Package ovh stands in for the part of OVHcloud's API with which DNS zones are read and changed, with the habits that are
// known of it. It shares no code with the client that is checked against it.
//
// A rule that is documented, or that many clients report, stands as it is; what is not known says "modelled", and has a
// switch in Habits where both ways are likely.
//
//	sim.go     the service and one call's way through it   auth.go    signatures, consumer keys, tokens
//	zone.go    a zone: staged, published, deployed         record.go  the calls on rows
//	row.go     which rows are taken
//	export.go  a zone as text                              panel.go   what tests change, under /_sim/
//	default.go a fresh zone                                refusal.go its errors
//
// Not modelled, and refused as an unknown address: orders, licences, the account (/me, /auth/details), domains at the
// registrar (/domain/{name}), import, reset, history and restore, redirections, DNSSEC, the second branch of the API (/v2), and
// object lists by X-Pagination-Mode. OVHcloud's own texts of errors are modelled where no example is public.
package ovh
