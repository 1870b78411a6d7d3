// Package secret keeps secrets in AWS Secrets Manager. No error of it shows a value.
//
//	secret.go   what a store of secrets does      manager.go  Secrets Manager
//	version.go  what one with versions does       stage.go    the versions of Secrets Manager
//	cached.go   reads that are remembered for five minutes
package secret

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of a secret, by Secrets Manager; the name's includes the prefix.
const (
	MaxName  = 512
	MaxValue = 65536
)

// Store keeps secrets by name. Names are paths such as "connection/abc/webhook".
//
// Its methods fail with fault.Throttled or fault.Unavailable when they may be tried again, and with fault.Invalid for
// a name or value that cannot be kept. A write may always be repeated: the same value again changes nothing.
type Store interface {
	// Read gives a secret, or fault.NotFound.
	Read(ctx context.Context, name string) (string, error)
	// Write makes a secret, or gives it a new value.
	Write(ctx context.Context, name, value string) error
}

// Check refuses a name or a value that Secrets Manager cannot keep, with fault.Invalid.
func Check(name, value string) error {
	if name == "" || len(name) > MaxName {
		return fault.Invalid.Errorf("secret: name of %d bytes: from 1 to %d", len(name), MaxName)
	}
	for _, r := range name {
		if !allowed(r) {
			return fault.Invalid.Errorf("secret: name with another character than letters, digits and /_+=.@-")
		}
	}
	if value == "" || len(value) > MaxValue {
		return fault.Invalid.Errorf("secret: value of %d bytes: from 1 to %d", len(value), MaxValue)
	}
	if value == None {
		return fault.Invalid.Errorf("secret: value %s: it stands for a secret without one", None)
	}
	return nil
}

func allowed(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	}
	switch r {
	case '/', '_', '+', '=', '.', '@', '-':
		return true
	}
	return false
}
