package takeover

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Swap is the change of users' licences, one user after the other.
type Swap struct {
	Users []User `json:"users,omitempty"`
	// Paused says why nobody is changed: seats are missing. It ends by itself when they are there.
	Paused string `json:"paused,omitempty"`
	// Changed is when a user was changed last, after which a canary rests.
	Changed time.Time `json:"changed,omitzero"`
}

// User is one user's change. Before is the image to which it can be brought back.
type User struct {
	OldSKU string    `json:"old_sku"`
	NewSKU string    `json:"new_sku"`
	Before Holder    `json:"before"`
	State  UserState `json:"state"`
	Why    string    `json:"why,omitempty"`
	Waived string    `json:"waived,omitempty"` // who said by name that the user stays as it is
}

// UserState is how far a user is.
type UserState string

// States of a user.
const (
	UserWaiting UserState = "waiting"
	UserDone    UserState = "done"
	UserAsks    UserState = "asks" // a person has to do something
	UserBack    UserState = "back" // brought back to what it was
	UserReturns UserState = "returning"
)

func (u *User) waived() bool { return u.Waived != "" && u.State != UserDone }

// Licences reads and changes the licences of a tenant's users.
type Licences interface {
	// Holders gives the users who hold a SKU.
	Holders(ctx context.Context, tenant, sku string) ([]Holder, error)
	// Holder gives one user, or fault.NotFound.
	Holder(ctx context.Context, tenant, user string) (Holder, error)
	// Change changes a user's licences in one call. A refusal has one of Microsoft's codes: CountViolation, MutuallyExclusiveViolation and the like. After
	// fault.Unknown the user is read again, and what is there already is not changed.
	Change(ctx context.Context, tenant, user string, c Change) error
}

// Swapper changes users: one, then ten, then the rest, with a rest after each.
type Swapper struct {
	Licences Licences
	// Plans gives the names of a SKU's service plans.
	Plans func(sku string) []string
	// Save writes the takeover down: the images before the first change.
	Save func(ctx context.Context, t *Takeover) error
	Now  func() time.Time
}

const (
	canaryRest = 10 * time.Minute
	// round is how many users one run changes at most.
	round = 100
)

// Run changes the users whose turn it is. It may be repeated: each user is read before, and left alone when the change is there.
func (s Swapper) Run(ctx context.Context, t *Takeover) error {
	if err := s.image(ctx, t); err != nil {
		return err
	}
	t.Swap.Paused = ""
	left := s.turn(&t.Swap)
	for i := range t.Swap.Users {
		u := &t.Swap.Users[i]
		if u.State == UserDone || u.State == UserBack || u.State == UserReturns || u.Waived != "" {
			continue
		}
		if left == 0 {
			return nil
		}
		changed, err := s.user(ctx, t, u)
		if err != nil {
			return err
		}
		if t.Swap.Paused != "" {
			return nil
		}
		if changed {
			left--
			t.Swap.Changed = s.Now()
		}
	}
	return nil
}

// image keeps everybody's licences before anybody's are changed, and those of users who got the old licence since. Who was changed and has the old one anyhow,
// because somebody gave it back, is looked at again.
func (s Swapper) image(ctx context.Context, t *Takeover) error {
	known := len(t.Swap.Users)
	for _, b := range t.Plan.Buys {
		if strings.EqualFold(b.OldSKU, b.NewSKU) {
			continue
		}
		all, err := s.Licences.Holders(ctx, t.Tenant, b.OldSKU)
		if err != nil {
			return err
		}
		for _, h := range all {
			_, holds := h.held(b.OldSKU)
			at := slices.IndexFunc(t.Swap.Users, func(u User) bool { return u.Before.ID == h.ID && u.OldSKU == b.OldSKU })
			switch {
			case !holds:
			case at < 0:
				t.Swap.Users = append(t.Swap.Users, User{OldSKU: b.OldSKU, NewSKU: b.NewSKU, Before: h, State: UserWaiting})
			case t.Swap.Users[at].State == UserDone:
				t.Swap.Users[at].State = UserWaiting
			}
		}
	}
	if len(t.Swap.Users) == known {
		return nil
	}
	return s.Save(ctx, t)
}

// turn is how many users may be changed now.
func (s Swapper) turn(w *Swap) int {
	done := 0
	for _, u := range w.Users {
		if u.State == UserDone || u.State == UserBack {
			done++
		}
	}
	rests := !w.Changed.IsZero() && s.Now().Before(w.Changed.Add(canaryRest))
	switch {
	case done == 0:
		return 1
	case done <= 11 && rests:
		return 0
	case done == 1:
		return 10
	case done <= 10:
		return max(11-done, 1)
	}
	return round
}

// user changes one user, and reports whether it did. Who needs a person is looked at again each time: the person may have done it.
func (s Swapper) user(ctx context.Context, t *Takeover, u *User) (bool, error) {
	h, err := s.Licences.Holder(ctx, t.Tenant, u.Before.ID)
	if fault.Of(err) == fault.NotFound {
		u.State, u.Why = UserAsks, "the user is not there any more: waive it by name"
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c, done, why := Fit(&h, u.OldSKU, u.NewSKU, s.Plans(u.NewSKU))
	switch {
	case done:
		u.State, u.Why = UserDone, ""
		return false, nil
	case why != "":
		u.State, u.Why = UserAsks, why
		return false, nil
	}
	err = s.Licences.Change(ctx, t.Tenant, h.ID, c)
	if err == nil {
		u.State, u.Why = UserDone, ""
		return true, nil
	}
	return false, t.Swap.refused(u, err)
}

// refused judges a refusal by Microsoft's code. What passes alone is the caller's.
func (w *Swap) refused(u *User, err error) error {
	kind := fault.Of(err)
	if kind == "" || kind.Retryable() || kind == fault.Unknown {
		return err
	}
	u.State, u.Why = UserAsks, reason(fault.Code(err))
	if fault.Code(err) == "CountViolation" {
		u.State = UserWaiting
		w.Paused = "there are not enough seats: buy some, or give some back"
	}
	return nil
}

// ByGroupViolation is our own word for the refusal to take away a licence that a group gave.
const ByGroupViolation = "InheritedByGroup"

func reason(code string) string {
	switch code {
	case "MutuallyExclusiveViolation":
		return "a service of the new licence excludes one of another licence of the user"
	case "DependencyViolation":
		return "an add-on of the user needs the old licence: order the add-on for the new one first"
	case "ProhibitedInUsageLocationViolation":
		return "a service may not be used where the user is: correct the usage location"
	case "CountViolation":
		return "there are not enough seats"
	case ByGroupViolation:
		return "the user has the licence by a group: change the group"
	}
	return "the change was refused: " + code
}
