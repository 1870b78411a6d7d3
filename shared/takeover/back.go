package takeover

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Return brings back the users of whom somebody asked for it. Who cannot be brought back is a question.
func (s Swapper) Return(ctx context.Context, t *Takeover) error {
	for i := range t.Swap.Users {
		u := &t.Swap.Users[i]
		if u.State != UserReturns {
			continue
		}
		err := s.Rollback(ctx, t, u.Before.ID)
		if err == nil {
			continue
		}
		if kind := fault.Of(err); kind == "" || kind.Retryable() || kind == fault.Unknown {
			return err
		}
		u.State, u.Why = UserAsks, "it was not brought back: "+reason(fault.Code(err))
	}
	return nil
}

// Rollback brings a user back to the image. It may be repeated.
func (s Swapper) Rollback(ctx context.Context, t *Takeover, user string) error {
	for i := range t.Swap.Users {
		u := &t.Swap.Users[i]
		if u.Before.ID != user {
			continue
		}
		h, err := s.Licences.Holder(ctx, t.Tenant, user)
		if err != nil {
			return err
		}
		if c := Restore(&u.Before, &h); len(c.Add)+len(c.Remove) > 0 {
			if err := s.Licences.Change(ctx, t.Tenant, user, c); err != nil {
				return err
			}
		}
		u.State, u.Why = UserBack, "brought back to what it was"
		return nil
	}
	return fault.NotFound.Errorf("user %s: no image is kept", user)
}

// Waive notes by name that a user stays as it is. It fails with fault.NotFound when there is no such user to be changed.
func (w *Swap) Waive(user, by string) error {
	at := slices.IndexFunc(w.Users, func(u User) bool { return u.Before.ID == user && u.State != UserDone })
	if at < 0 || by == "" {
		return fault.NotFound.Errorf("user %s: there is no exception to waive", user)
	}
	w.Users[at].Waived = by
	return nil
}
