// Package fault says what kind of failure an error is.
//
// An error carries a kind, a text that a caller may read and a cause for the log. Use cases and
// adapters make them; only an edge turns a kind into an HTTP status or into a retry.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is a class of failure. It is itself an error, so that errors.Is(err, fault.NotFound) holds.
type Kind string

// The kinds. An error without a kind is a defect or a broken machine: 500, and no text for the caller.
const (
	Malformed       Kind = "malformed"
	Unauthenticated Kind = "unauthenticated"
	Denied          Kind = "denied"
	NotFound        Kind = "not found"
	Conflict        Kind = "conflict"
	Gone            Kind = "gone"
	Stale           Kind = "stale"
	TooLarge        Kind = "too large"
	Invalid         Kind = "invalid"
	Throttled       Kind = "throttled"
	Unavailable     Kind = "unavailable"
	// Unknown: a write may have been sent and its outcome is not known. It is never repeated, always looked up.
	Unknown Kind = "outcome unknown"
)

// Error gives the kind's own name.
func (k Kind) Error() string { return string(k) }

// Errorf makes a failure of this kind with a text that a caller may read.
func (k Kind) Errorf(format string, args ...any) error {
	return &failure{kind: k, text: fmt.Sprintf(format, args...)}
}

// Wrap makes a failure of this kind with a text that a caller may read and a cause that only the log shows.
func (k Kind) Wrap(cause error, format string, args ...any) error {
	return &failure{kind: k, text: fmt.Sprintf(format, args...), cause: cause}
}

// Retryable reports whether the same call may succeed later without anybody's help.
func (k Kind) Retryable() bool { return k == Throttled || k == Unavailable }

type failure struct {
	kind  Kind
	text  string
	cause error
	at    []Field
	after time.Duration
	code  string
}

// Field names one thing to mend: a JSON pointer into the caller's document, what is wrong, and the allowed form.
type Field struct {
	Pointer string
	Text    string
	Pattern string
}

func (f *failure) Error() string {
	if f.cause != nil {
		return f.text + ": " + f.cause.Error()
	}
	return f.text
}

func (f *failure) Unwrap() []error {
	if f.cause != nil {
		return []error{f.kind, f.cause}
	}
	return []error{f.kind}
}

// At returns err with the fields to mend added. An error without a kind becomes Invalid.
func At(err error, fields ...Field) error {
	f := clone(err)
	f.at = append(f.at, fields...)
	return f
}

// After returns err with the time that the other side asks to wait.
func After(err error, wait time.Duration) error {
	f := clone(err)
	f.after = wait
	return f
}

// Coded returns err with the code by which the outside system names the failure.
func Coded(err error, code string) error {
	f := clone(err)
	f.code = code
	return f
}

func clone(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		c := *f
		c.at = append([]Field(nil), f.at...)
		return &c
	}
	return &failure{kind: Invalid, text: err.Error()}
}

// Of gives the kind of err, or "" when it has none.
func Of(err error) Kind {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.kind
	}
	if k, ok := errors.AsType[Kind](err); ok {
		return k
	}
	return ""
}

// Text gives the part of err that a caller may read, or "" when there is none.
func Text(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.text
	}
	return ""
}

// Fields gives the fields to mend.
func Fields(err error) []Field {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.at
	}
	return nil
}

// RetryAfter gives the time that the other side asked to wait, or zero.
func RetryAfter(err error) time.Duration {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.after
	}
	return 0
}

// Code gives the outside system's own code, or "".
func Code(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.code
	}
	return ""
}
