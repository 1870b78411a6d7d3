// Package queue sends messages to a FIFO queue of AWS SQS.
//
// A message carries ids, never what a signature covers or a person's data: it may be written anew on its way.
package queue

import (
	"strings"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/fault"
)

// Message is what is sent. Messages of a group arrive in order and one at a time; of messages with the same Dedup within
// five minutes the later ones are silently dropped by the queue.
type Message struct {
	Group      string
	Dedup      string
	Body       string
	Attributes map[string]string
}

// Trace is the name of the attribute that carries the trace header; SQS has a place of its own for it.
const Trace = "AWSTraceHeader"

// Limits of a message. SQS allows a longer body; ours carries ids.
const (
	MaxBody       = 4096
	MaxID         = 128
	MaxAttributes = 10
)

// Check refuses a message that the queue cannot carry, with fault.Invalid.
func (m Message) Check() error {
	switch {
	case m.Body == "" || len(m.Body) > MaxBody || !utf8.ValidString(m.Body):
		return fault.Invalid.Errorf("message: body of %d bytes: want UTF-8, from 1 to %d", len(m.Body), MaxBody)
	case !identifier(m.Group):
		return fault.Invalid.Errorf("message: group: want 1 to %d letters, digits or punctuation marks", MaxID)
	case !identifier(m.Dedup):
		return fault.Invalid.Errorf("message: deduplication id: want 1 to %d letters, digits or punctuation marks", MaxID)
	case len(m.Attributes) > MaxAttributes:
		return fault.Invalid.Errorf("message: %d attributes: at most %d", len(m.Attributes), MaxAttributes)
	}
	for name, value := range m.Attributes {
		if !attribute(name) || value == "" || len(name)+len(value) > MaxBody || !utf8.ValidString(value) {
			return fault.Invalid.Errorf("message: attribute with an unfit name or value")
		}
	}
	return nil
}

func attribute(name string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	return name != "" && len(name) <= MaxID && !strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(allowed, r) })
}

// identifier: SQS takes the printable characters of ASCII except the space.
func identifier(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return s != "" && len(s) <= MaxID
}
