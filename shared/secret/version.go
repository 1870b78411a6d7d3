package secret

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// Label names the role of a version of a secret, as Secrets Manager does.
type Label string

// The labels. Each is on one version of a secret at most.
const (
	Current  Label = "AWSCURRENT"  // the one that Read gives
	Pending  Label = "AWSPENDING"  // staged, and not promoted yet
	Previous Label = "AWSPREVIOUS" // current until the last change
)

// None is the value of a secret that has no current version yet: Secrets Manager makes the first version of a secret the current one, whatever it is
// asked for, so a secret whose first value is only staged begins with this one. It reads as fault.NotFound and cannot be written.
const None = "{}"

// Version is a version of a secret. The id follows from the value: the same value of a secret has the same id.
type Version struct{ ID, Value string }

// Versions is a store that keeps versions of a secret beside the current one, for values that have to be proven before they are used.
type Versions interface {
	Store
	// Version gives the version with a label, or fault.NotFound. One that is current is no longer pending.
	Version(ctx context.Context, name string, l Label) (Version, error)
	// Stage keeps a value beside the current one and labels it Pending in place of any other. It makes the secret when there is none. The same
	// value again changes nothing and gives the same id.
	Stage(ctx context.Context, name, value string) (id string, err error)
	// Promote makes a version Current in one step, and the one before it Previous, if the version from is the current one; "" stands for none. It fails
	// with fault.Conflict when another is, and with fault.NotFound when there is no such version. That it is current already is fine.
	Promote(ctx context.Context, name, id, from string) error
	// Drop takes the label Pending or Previous from the version that has it. A version without labels is gone some time later. It fails with
	// fault.Conflict when the label moves meanwhile; that nothing has it is fine.
	Drop(ctx context.Context, name string, l Label) error
}

// CheckDrop refuses a label that cannot be dropped, or a name that Secrets Manager cannot keep, with fault.Invalid.
func CheckDrop(name string, l Label) error {
	if l != Pending && l != Previous {
		return fault.Invalid.Errorf("secret: label %q cannot be dropped", l)
	}
	return Check(name, "any")
}
