package dns

import _ "embed" // a file of records

//go:embed spf.zone
var policies string

// Policies are records of names that mail policies (SPF) point to: senders that are well known, and trees that are too
// deep, empty, broken or endless. Their addresses are modelled.
func Policies() string { return policies }
