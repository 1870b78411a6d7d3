package order

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Administrator is the first administrator of a tenant that an order made.
type Administrator struct {
	User     string
	Password string
	Domain   string
	Version  string // of what the safe keeps
}

// Given is to whom a password was given out, and when.
type Given struct {
	At          time.Time `json:"at"`
	To          string    `json:"to"`
	Correlation string    `json:"correlation"`
	// Mark tells two callers apart that ask at the same time under the same name and correlation.
	Mark string `json:"mark"`
}

// Safe keeps first passwords until they are given out.
type Safe interface {
	// Administrator gives what is kept, fault.NotFound when nothing ever was, and fault.Gone when it was given out.
	Administrator(ctx context.Context, p PartnerID, t TenantID) (Administrator, error)
	// Give puts in one step who got it in the place of what was kept. Of several at once one succeeds, the others fail with fault.Conflict; the same
	// again is fine.
	Give(ctx context.Context, p PartnerID, t TenantID, version string, g Given) error
	// Forget destroys what was kept before it was given. That nothing is left is fine.
	Forget(ctx context.Context, p PartnerID, t TenantID) error
}

// Witness leaves a record of a password that is about to be given out, or of one that was not after all.
type Witness func(ctx context.Context, g Given, given bool) error

// Handover gives first passwords out, each once.
type Handover struct {
	Safe    Safe
	Witness Witness
	Now     func() time.Time
	Sleep   func(ctx context.Context, d time.Duration) error
}

// Take gives a tenant's administrator to one caller, once and for ever: it is written down as given, then destroyed, then told. A caller whose
// answer is lost sets a new password at Microsoft. It fails with fault.NotFound for a tenant that no order of the partner made, and with
// fault.Gone when somebody has it already.
func (h Handover) Take(ctx context.Context, p PartnerID, t TenantID, to, correlation string) (Administrator, error) {
	if !guid.MatchString(string(t)) {
		return Administrator{}, fault.NotFound.Errorf("tenant: not one that an order made")
	}
	a, err := h.Safe.Administrator(ctx, p, t)
	if fault.Of(err) == fault.Gone {
		_ = h.Safe.Forget(ctx, p, t) // a run that gave it out may have ended before; the next call does it too
	}
	if err != nil {
		return Administrator{}, err
	}
	g := Given{At: h.Now(), To: to, Correlation: correlation, Mark: rand.Text()}
	if err := h.Witness(ctx, g, true); err != nil {
		return Administrator{}, err
	}
	if err := h.tried(ctx, func() error { return h.Safe.Give(ctx, p, t, a.Version, g) }); err != nil {
		return Administrator{}, h.late(ctx, g, err)
	}
	// It is this caller's now, also when the safe cannot be emptied: the next call does that.
	_ = h.tried(ctx, func() error { return h.Safe.Forget(ctx, p, t) })
	return a, nil
}

// late says why a caller does not get the password, and takes the record of it back where it surely was not given.
func (h Handover) late(ctx context.Context, g Given, err error) error {
	kind := fault.Of(err)
	if kind == fault.Conflict || kind == fault.NotFound {
		if err := h.Witness(ctx, g, false); err != nil {
			return err
		}
		return fault.Gone.Wrap(err, "the password was given out to another caller at the same time")
	}
	if kind == fault.Unknown {
		return fault.Unavailable.Wrap(err, "it is not known whether the password was given out; try again")
	}
	return err
}

// tried makes a call that may be repeated a few times.
func (h Handover) tried(ctx context.Context, call func() error) error {
	const tries = 4
	var err error
	for n := range tries {
		err = call()
		if kind := fault.Of(err); err == nil || kind != fault.Unknown && !kind.Retryable() {
			return err
		}
		if h.Sleep(ctx, time.Second<<n) != nil {
			return err
		}
	}
	return err
}
