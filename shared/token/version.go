package token

import "context"

// Versions keeps secrets of which one version is current and others lie beside it. Its methods fail with fault.Throttled or
// fault.Unavailable when they may be tried again, and each may be repeated.
type Versions interface {
	// Version gives the version that has a label, or fault.NotFound.
	Version(ctx context.Context, name string, l Label) (Version, error)
	// Stage keeps a value as the pending version and gives its id; what is current stays so. The same value has the same id.
	Stage(ctx context.Context, name, value string) (id string, err error)
	// Promote makes a version the current one and the one before it the previous one, in one step, if from is the current one
	// ("": there is none yet). It fails with fault.Conflict when another is, and with fault.NotFound when the version is gone. One that
	// is current already is fine.
	Promote(ctx context.Context, name, id, from string) error
	// Drop takes the label Pending or Previous away from whatever has it.
	Drop(ctx context.Context, name string, l Label) error
}

// Label is the part that a version of a secret plays.
type Label string

// The labels, by their names at AWS Secrets Manager.
const (
	Current  Label = "AWSCURRENT"
	Pending  Label = "AWSPENDING"
	Previous Label = "AWSPREVIOUS"
)

// Version is one version of a secret.
type Version struct{ ID, Value string }
