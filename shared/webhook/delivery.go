// Package webhook takes what shops send.
package webhook

import "time"

// Delivery is a webhook as it arrived. Body has the raw bytes that the signature covers, at most 1 MiB.
type Delivery struct {
	Connection string
	Event      string // the shop's id of the delivery
	Topic      string
	At         time.Time
	Body       []byte
	SHA256     string // of Body, in hexadecimal; the table fills it in
}

// Note says why an authentic delivery could not be used, and what would help.
type Note struct {
	Connection string
	Event      string
	Reason     string
	Suggestion string
	At         time.Time
}
