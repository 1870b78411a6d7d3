package token

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Renewer keeps the stored sign-ins of partners alive. It is the only writer of refresh tokens and of the app's credentials.
type Renewer struct {
	Minter  Minter
	Secrets Versions
	Leases  Leases
	Now     func() time.Time
	Sleep   func(ctx context.Context, d time.Duration) error
}

// Subject is the sign-in of one partner.
type Subject struct {
	Partner string
	Tenant  string // the partner's own; "" is the one that signed in
	Client  string // application (client) id
	// Audiences are the APIs that the token is used for. The first is the one that it cannot do without.
	Audiences []string
	// RenewAfter is the age at which the token is renewed. From 80 days on it is renewed whatever is set. Zero renews it now, which
	// is right for a partner on hold: it finds out whether anything that is stored still lives.
	RenewAfter time.Duration
}

// Outcome is what was found or done.
type Outcome struct {
	State State
	// Issued is when the stored refresh token was issued, and Age how old it is; zero when that is not known.
	Issued time.Time
	Age    time.Duration
	// Used is when the sign-in became what it is: the later of the token's issue and the day on which the app's credential was added. It
	// tells a refusal of this sign-in from one of another.
	Used time.Time
	// CredentialExpires is when the app's secret or certificate ends; zero when it is not known.
	CredentialExpires time.Time
	// Err says why for Missing, Dead, Busy and Failed. For the others it is a refusal that stopped nothing: of an audience that
	// neither the old token nor the new one is good for.
	Err error
}

// State is the word for an outcome.
type State string

// The states.
const (
	Renewed State = "renewed" // a new token is current
	Fresh   State = "fresh"   // not old enough to renew
	Kept    State = "kept"    // the service gave no new token: the old one stays, with its age
	Missing State = "missing" // nobody has signed in, or the app has no credential
	Dead    State = "dead"    // nothing that is stored is good any more: a person has to act
	Busy    State = "busy"    // somebody else is at it
	Failed  State = "failed"  // it did not work this time, and what was current still is
)

// Renew replaces a partner's refresh token by a younger one when it is due. The error is that of a state Failed, which is worth another
// try; all other states are answers, with Outcome.Err for the reason. It also drops the app's previous credential 14 days after it
// was replaced.
func (r Renewer) Renew(ctx context.Context, s Subject) (Outcome, error) {
	var o Outcome
	err := r.alone(ctx, s, 1, func(ctx context.Context, l lease) error {
		o = r.renew(ctx, s, l)
		return nil
	})
	switch {
	case fault.Of(err) == fault.Conflict:
		return Outcome{State: Busy, Err: err}, nil
	case err != nil:
		return Outcome{State: Failed, Err: err}, err
	case o.State == Failed:
		return o, o.Err
	}
	return o, nil
}

func (r Renewer) renew(ctx context.Context, s Subject, l lease) Outcome {
	a, err := r.attempt(ctx, s, l)
	if err != nil {
		return a.outcome(without(err), stored{}, err)
	}
	a.dropOldCredential(ctx)
	old, err := a.stored(ctx, Current)
	if err != nil && !unusable(err) {
		return a.outcome(Failed, stored{}, err)
	}
	if err == nil && !due(old.Issued, r.Now(), s.RenewAfter) {
		return a.outcome(Fresh, old, nil)
	}
	var t Token
	asked := r.Now().UTC() // before the mint, so that the token is never older than it says
	if err == nil {
		t, err = a.mint(ctx, old.Refresh, a.first()) // 2
	}
	if unusable(err) {
		if old, t, err = a.rescue(ctx, old, err); err != nil {
			return a.outcome(without(err), old, err)
		}
	}
	if err != nil {
		return a.outcome(Failed, old, err)
	}
	if t.Refresh == "" || t.Refresh == old.Token {
		return a.outcome(Kept, old, nil)
	}
	next := old.Refresh
	next.Token, next.Issued = t.Refresh, asked
	refusal, err := a.replace(ctx, old, next)
	if err != nil {
		return a.outcome(undone(err), old, err)
	}
	return a.outcome(Renewed, stored{Refresh: next}, refusal)
}

// replace stores the new token and makes it the current one. Until the last step everybody goes on reading the old one. It gives
// the refusals that stop nothing.
func (a attempt) replace(ctx context.Context, old stored, next Refresh) (refusal, err error) {
	id, err := a.stage(ctx, next) // 3
	if err != nil {
		return nil, err
	}
	refusal, err = a.prove(ctx, old.Refresh, next, a.s.Audiences) // 4
	if unusable(err) {
		// A token that is no good must not be what a later rescue finds. When it cannot be dropped the rescue tries it, and is refused.
		_ = a.r.Secrets.Drop(ctx, a.secret(), Pending)
		return nil, unproven(err, a.s.Partner)
	}
	if err != nil {
		return nil, err // not known to be bad: it stays pending, and the next renewal puts another in its place
	}
	return refusal, a.promote(ctx, a.secret(), id, old.id) // 5 and 6
}

// Status tells what is stored. It mints nothing and changes nothing: a token that is Fresh here may be refused when it is used.
func (r Renewer) Status(ctx context.Context, s Subject) (Outcome, error) {
	a, err := r.attempt(ctx, s, lease{})
	var now stored
	if err == nil {
		now, err = a.stored(ctx, Current)
	}
	if err == nil {
		return a.outcome(Fresh, now, nil), nil
	}
	o := a.outcome(without(err), now, err)
	if o.State == Failed {
		return o, err
	}
	return o, nil
}
