package token

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/fault"
)

// Replace makes a credential the app's current one after the token service has taken it for a mint with the stored refresh token. The
// one before can be gone back to for 14 days. A credential that is refused changes nothing.
//
// When the stored sign-in is dead, it is proof enough that the service refused the sign-in and not the credential; when nobody has
// signed in there is no proof to be had. Otherwise nobody could sign in again once both have ended.
// Kinds: fault.Invalid for an empty or expired credential, fault.Conflict when somebody else is at it, and the Minter's.
func (r Renewer) Replace(ctx context.Context, s Subject, c Credential) error {
	now := r.Now().UTC()
	if c.Empty() || !c.Expires.IsZero() && !now.Before(c.Expires) {
		return fault.Invalid.Errorf("partner %q: the credential is empty or has expired", s.Partner)
	}
	return r.alone(ctx, s, tries, func(ctx context.Context, l lease) error {
		a, err := r.attempt(ctx, s, l)
		if err != nil && !unusable(err) { // one that is missing or cannot be read is what this mends
			return err
		}
		// A repeated call must not make the new one its own predecessor: the old one would be lost.
		if a.app.same(c) && a.app.Expires.Equal(c.Expires) {
			return nil
		}
		c.Added = now
		text, err := encode(c)
		if err != nil {
			return err
		}
		id, err := r.Secrets.Stage(ctx, AppSecret(s.Partner), text) // 3
		if err != nil {
			return err
		}
		if err := a.try(ctx, c); err != nil { // 4
			// Nothing ever uses a pending credential, so that one which cannot be dropped does no harm.
			_ = r.Secrets.Drop(ctx, AppSecret(s.Partner), Pending)
			return err
		}
		return a.promote(ctx, AppSecret(s.Partner), id, a.appID) // 5 and 6
	})
}

// Rollback makes the app's previous credential the current one again, after the same proof; the current one becomes the previous one.
// It fails with fault.NotFound when there is none, with fault.Conflict when somebody else is at it, and with the Minter's failures.
func (r Renewer) Rollback(ctx context.Context, s Subject) error {
	return r.alone(ctx, s, tries, func(ctx context.Context, l lease) error {
		a, err := r.attempt(ctx, s, l)
		if err != nil && !unusable(err) {
			return err
		}
		c, id, err := a.credential(ctx, Previous)
		if err != nil {
			return err
		}
		if err := a.try(ctx, c); err != nil {
			return err
		}
		return a.promote(ctx, AppSecret(s.Partner), id, a.appID) // 5 and 6
	})
}

// try asks the token service whether it takes a credential.
func (a attempt) try(ctx context.Context, c Credential) error {
	t, err := a.stored(ctx, Current)
	if unusable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	a.app = c
	if _, err = a.mint(ctx, t.Refresh, a.first()); errors.Is(err, GrantRefused) {
		return nil
	}
	return err
}

// dropOldCredential ends the time in which a replaced credential can be gone back to. When it fails the next renewal does it.
func (a attempt) dropOldCredential(ctx context.Context) {
	if !a.app.Added.IsZero() && a.r.Now().Sub(a.app.Added) >= keep {
		_ = a.r.Secrets.Drop(ctx, AppSecret(a.s.Partner), Previous)
	}
}
