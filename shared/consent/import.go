package consent

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Importer takes a refresh token that somebody has already, for instance from another system, through the same proof as a sign-in.
type Importer struct {
	Desk
	Mint Exchange
}

// Exchange trades a refresh token for a sign-in, as Microsoft's token service does at each mint. SignIn.Refresh is the new refresh token, or "" when none came.
type Exchange interface {
	Exchange(ctx context.Context, a Account, refresh string) (SignIn, error)
}

// Import makes a refresh token the partner's current one. It stores the token that the mint gives, which is as old as the mint. When none comes it
// stores the one it was given, which was issued at the time that is given; without that time it fails with fault.Invalid, as its age
// would not be known. A token that is not taken fails with fault.Denied and says why.
func (i Importer) Import(ctx context.Context, partner, refresh string, issued time.Time) (Result, error) {
	a, err := i.Accounts.Account(ctx, partner)
	if err != nil {
		return Result{}, err
	}
	asked := i.Now().UTC()
	s, err := i.Mint.Exchange(ctx, a, refresh)
	if err != nil {
		return Result{}, i.said(err, partner)
	}
	if s.Refresh != "" {
		issued = asked
	} else {
		s.Refresh = refresh
	}
	if issued.IsZero() {
		return Result{}, fault.Invalid.Errorf("import a refresh token: Microsoft gave no new one, so say when this one was issued")
	}
	r, err := i.adopt(ctx, a, s, issued)
	if err != nil {
		return Result{}, i.said(err, partner)
	}
	if err := i.Holds.Lift(ctx, partner, issued); err != nil {
		return Result{}, err
	}
	r.At = i.Now().UTC()
	return r, nil
}

// said puts the cause into a failure's text, for somebody at a terminal.
func (i Importer) said(err error, partner string) error {
	c := i.cause(err, partner)
	kind := fault.Of(err)
	if kind == "" {
		return err
	}
	return fault.Coded(kind.Wrap(err, "%s %s", c.Cause, c.Next), c.Code)
}
