package takeover

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Ask takes a takeover in. The same again is the first one. It fails with fault.Conflict when its id was used for another wish.
func (m Machine) Ask(ctx context.Context, t Takeover) (Takeover, error) {
	t.Domain, t.Tenant = strings.ToLower(t.Domain), strings.ToLower(t.Tenant)
	for i := range t.Wishes {
		w := &t.Wishes[i]
		w.OldSKU, w.NewSKU = strings.ToLower(w.OldSKU), strings.ToLower(w.NewSKU)
	}
	t.Version = 0
	t.to(Requested, m.Now())
	err := m.Records.Save(ctx, &t)
	if fault.Of(err) != fault.Stale {
		return t, err
	}
	there, err := m.Records.Load(ctx, t.Partner, t.ID)
	if err != nil {
		return t, err
	}
	if there.Domain != t.Domain || !reflect.DeepEqual(there.Wishes, t.Wishes) {
		return t, fault.Conflict.Errorf("takeover %s: another one was asked for under the same key", t.ID)
	}
	return there, nil
}

// Approve notes a person's word for a plan. It fails with fault.Stale for another plan than the one that is there.
func (m Machine) Approve(ctx context.Context, partner, id, hash, by string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if by == "" || t.State != Planned || hash != t.Plan.Hash {
			return fault.Stale.Errorf("takeover %s: plan %s is not the one to approve", id, hash)
		}
		t.Approval = Approval{Hash: hash, By: by, At: m.Now()}
		t.Due = m.Now()
		return nil
	})
}

// Confirm notes the old provider's word that its subscription will end. The machine believes it when the subscription is seen disabled.
func (m Machine) Confirm(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State != Asked {
			return fault.Conflict.Errorf("takeover %s: the old provider was not asked", id)
		}
		if t.Confirmed.IsZero() {
			t.Confirmed, t.Due = m.Now(), m.Now()
		}
		return nil
	})
}

// Abandon ends a takeover while nothing is ordered, or when its order ended with nothing bought.
func (m Machine) Abandon(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State == NeedsHuman && t.Void {
			t.to(Abandoned, m.Now())
			return nil
		}
		switch t.State {
		case Requested, TenantResolved, CustomerLinked, RelationshipPending, RelationshipOK, Inventoried, Planned:
			t.to(Abandoned, m.Now())
			return nil
		default:
			return fault.Conflict.Errorf("takeover %s: it is %s, and something may be ordered", id, t.State)
		}
	})
}

// Resume takes a takeover up where it was handed to a person. What ended with nothing bought is ordered anew.
func (m Machine) Resume(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State != NeedsHuman {
			return fault.Conflict.Errorf("takeover %s: it does not wait for a person", id)
		}
		if t.Void {
			t.Void = false
			t.Attempt++
		}
		t.to(t.Failed, m.Now())
		t.Failed = ""
		return nil
	})
}

// Complete replaces the customer's record.
func (m Machine) Complete(ctx context.Context, partner, id string, c Customer) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State.Over() {
			return fault.Conflict.Errorf("takeover %s: it is over", id)
		}
		t.Customer, t.Due = c, m.Now()
		return nil
	})
}

// Back asks for a user to be brought back to what it was; the machine does it.
func (m Machine) Back(ctx context.Context, partner, id, user string) error {
	return m.user(ctx, partner, id, user, func(u *User) error {
		if u.State == UserBack {
			return nil
		}
		u.State, u.Why = UserReturns, "it is brought back"
		return nil
	})
}

// Again asks for a user to be changed who was brought back, or whose change was a question.
func (m Machine) Again(ctx context.Context, partner, id, user string) error {
	return m.user(ctx, partner, id, user, func(u *User) error {
		if u.State != UserDone {
			u.State, u.Why, u.Waived = UserWaiting, "", ""
		}
		return nil
	})
}

// Waive notes by name that a user stays as it is.
func (m Machine) Waive(ctx context.Context, partner, id, user, by string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		t.Due = m.Now()
		return t.Swap.Waive(user, by)
	})
}

func (m Machine) user(ctx context.Context, partner, id, user string, f func(*User) error) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if !t.State.swappable() {
			return fault.Conflict.Errorf("takeover %s: it is %s, and users are changed only before the old subscription is gone", id, t.State)
		}
		at := slices.IndexFunc(t.Swap.Users, func(u User) bool { return u.Before.ID == user })
		if at < 0 {
			return fault.NotFound.Errorf("user %s: no image is kept", user)
		}
		t.Due = m.Now()
		return f(&t.Swap.Users[at])
	})
}

// swappable reports whether users can still be changed to and fro: both subscriptions are there.
func (s State) swappable() bool { return s == Swapping || s == Ready || s == Asked }

func (m Machine) note(ctx context.Context, partner, id string, f func(*Takeover) error) error {
	t, err := m.Records.Load(ctx, partner, id)
	if err != nil {
		return err
	}
	if err := f(&t); err != nil {
		return err
	}
	return m.Records.Save(ctx, &t)
}
