package token

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// rescue looks for another stored token when the current one is missing, unreadable or refused, and makes the first that lives
// the current one. It gives the token that was minted from it.
//
// A crash may have left one as pending: of a renewal, or of a sign-in that was proven and not promoted. The previous one may have
// outlived the current one when it is another person's, or another sign-in of the same one. The living one is promoted before
// anything is staged: staging takes the label from a pending version, and without a label the store forgets it.
//
// It fails with the current one's own failure when nothing lives, and otherwise with what kept it from finding out.
func (a attempt) rescue(ctx context.Context, current stored, why error) (stored, Token, error) {
	for _, l := range []Label{Pending, Previous} {
		t, minted, err := a.living(ctx, l, current.id)
		if err == nil {
			err = a.promote(ctx, a.secret(), t.id, current.id)
		}
		if err == nil {
			return t, minted, nil
		}
		if !unusable(err) {
			return current, Token{}, err
		}
		if fault.Of(why) == fault.NotFound {
			why = err // nothing is current, so that what is said is about the one there is
		}
	}
	return current, Token{}, why
}

// living mints from the token with a label. It fails with fault.NotFound when there is none but the current one: a promoted version
// may keep its label of a pending one.
func (a attempt) living(ctx context.Context, l Label, current string) (stored, Token, error) {
	t, err := a.stored(ctx, l)
	if err != nil {
		return t, Token{}, err
	}
	if t.id == current {
		return t, Token{}, fault.NotFound.Errorf("partner %q: no other sign-in is stored", a.s.Partner)
	}
	minted, err := a.mint(ctx, t.Refresh, a.first())
	return t, minted, err
}
