package token

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// Adopt makes a token from a sign-in the current one after it has proven itself: a mint for the first audience, whatever prove asks of the
// access token, and a mint for each other audience. Until the last step nothing that anybody reads has changed.
//
// fresh.Issued is the time just before the token was asked for. A renewal that is under way is waited for, ten seconds at most, then
// it fails with fault.Conflict. It fails with fault.Stale when a later sign-in is stored and works, with prove's own failure, and
// with the Minter's.
func (r Renewer) Adopt(ctx context.Context, s Subject, fresh Refresh, prove func(ctx context.Context, access string) error) error {
	if fresh.SignedIn.IsZero() {
		fresh.SignedIn = fresh.Issued
	}
	return r.alone(ctx, s, tries, func(ctx context.Context, l lease) error {
		a, err := r.attempt(ctx, s, l)
		if err != nil {
			return err
		}
		old, err := a.stored(ctx, Current)
		if err != nil && !unusable(err) { // one that is missing or cannot be read is what a sign-in mends
			return err
		}
		if err := a.examine(ctx, old, fresh, prove); err != nil { // 4
			return err
		}
		// Staged only now: a pending version is what a rescue makes current, and prove may find what a mint does not.
		id, err := a.stage(ctx, fresh) // 3
		if err != nil {
			return err
		}
		return a.promote(ctx, a.secret(), id, old.id) // 5 and 6
	})
}

// examine asks everybody who has a say about a new sign-in.
func (a attempt) examine(ctx context.Context, old stored, fresh Refresh, prove func(ctx context.Context, access string) error) error {
	if err := a.latest(ctx, old, fresh); err != nil {
		return err
	}
	t, err := a.mint(ctx, fresh, a.first())
	if err != nil {
		return err
	}
	if err := prove(ctx, t.Access); err != nil {
		return err
	}
	_, err = a.prove(ctx, old.Refresh, fresh, a.s.Audiences[1:])
	return err
}

// latest refuses a sign-in that came before the stored one, as of two that were made at once. A stored one that is dead stands in
// nobody's way, whatever the clocks said.
func (a attempt) latest(ctx context.Context, old stored, fresh Refresh) error {
	if old.Token == "" || !old.SignedIn.After(fresh.SignedIn) {
		return nil
	}
	_, err := a.mint(ctx, old.Refresh, a.first())
	if unusable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Stale.Errorf("partner %q: a later sign-in is stored already, and it works", a.s.Partner)
}
