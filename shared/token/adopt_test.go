package token_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

func proven(context.Context, string) error { return nil }

func (w *world) adopt(fresh token.Refresh) error {
	return w.renewer().Adopt(w.t.Context(), subject(), fresh, proven)
}

func TestASignInBecomesTheCurrentOneAfterItsProof(t *testing.T) {
	t.Parallel()
	w := start(t)
	fresh := w.signIn("ann", time.Second)
	asked := ""
	err := w.renewer().Adopt(t.Context(), subject(), fresh, func(_ context.Context, access string) error {
		asked = access
		if w.refresh(token.Pending).Token != "" {
			t.Error("stored before it was proven")
		}
		return nil
	})
	if err != nil || asked != "access" || w.refresh(token.Current) != fresh || !w.works() {
		t.Errorf("%v, asked with %q, stored %v", err, asked, w.refresh(token.Current).User)
	}
	if len(w.leases.held) != 0 {
		t.Error("the lease was not given back")
	}
	if err := w.adopt(fresh); err != nil || w.refresh(token.Previous).Token != "" {
		t.Errorf("a second time: %v", err)
	}
}

func TestASignInThatIsNotProvenChangesNothing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(w *world, old, fresh token.Refresh) func(context.Context, string) error{
		"refused": func(w *world, _, _ token.Refresh) func(context.Context, string) error {
			w.entra.dead["bob"] = true
			return proven
		},
		"not proven": func(*world, token.Refresh, token.Refresh) func(context.Context, string) error {
			return func(context.Context, string) error { return fault.Denied.Errorf("no second factor") }
		},
		"refused where the old one is good": func(w *world, _, fresh token.Refresh) func(context.Context, string) error {
			w.entra.deny = func(g token.Grant) error {
				if g.Audience == graph && g.Refresh == fresh.Token {
					return fault.Unauthenticated.Errorf("no consent")
				}
				return nil
			}
			return proven
		},
		"not stored": func(w *world, _, _ token.Refresh) func(context.Context, string) error {
			w.vault.fails = func(call string) error {
				if call == "stage" {
					return fault.Unavailable.Errorf("the store is down")
				}
				return nil
			}
			return proven
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := signedIn(t, day)
			old, fresh := w.refresh(token.Current), w.signIn("bob", 0)
			err := w.renewer().Adopt(t.Context(), subject(), fresh, spoil(w, old, fresh))
			if err == nil || w.refresh(token.Current) != old || w.refresh(token.Pending).Token != "" {
				t.Errorf("got %v, current is of %s", err, w.refresh(token.Current).User)
			}
		})
	}
}

func TestASignInNeedNotBeGoodForMoreThanTheOldOne(t *testing.T) {
	t.Parallel()
	for _, w := range []*world{start(t), signedIn(t, day), signedIn(t, 100*day)} {
		w.entra.refuse[graph] = true
		if err := w.adopt(w.signIn("bob", 0)); err != nil || w.refresh(token.Current).User != "bob" {
			t.Errorf("got %v, current is of %q", err, w.refresh(token.Current).User)
		}
	}
}

func TestOfTwoSignInsTheLaterOneWins(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 30*day)
	earlier := w.signIn("bob", 2*time.Minute)
	later := w.signIn("eve", time.Minute)
	if err := w.adopt(later); err != nil {
		t.Fatal(err)
	}
	if err := w.adopt(earlier); !errors.Is(err, fault.Stale) || w.refresh(token.Current).User != "eve" {
		t.Errorf("the earlier one: %v, current is of %s", err, w.refresh(token.Current).User)
	}
	w.pass(10 * day)
	w.renew(token.Renewed)
	if err := w.adopt(earlier); !errors.Is(err, fault.Stale) {
		t.Errorf("after a renewal: %v", err)
	}
	w.entra.dead["eve"] = true
	if err := w.adopt(earlier); err != nil || !w.works() {
		t.Errorf("a dead sign-in stands in the way: %v", err)
	}
}

func TestARenewalInBetweenDoesNotMakeASignInAnOldOne(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 30*day)
	fresh := w.signIn("bob", 0)
	w.pass(time.Minute)
	w.renew(token.Renewed)
	if err := w.adopt(fresh); err != nil || w.refresh(token.Current) != fresh {
		t.Errorf("got %v, current is of %s", err, w.refresh(token.Current).User)
	}
}

func TestASignInWaitsForARenewalThatIsUnderWay(t *testing.T) {
	t.Parallel()
	w := signedIn(t, day)
	w.leases.held["token/one"] = holder{"a renewal", w.now().Add(5 * time.Second), 7}
	if err := w.adopt(w.signIn("bob", 0)); err != nil || w.refresh(token.Current).User != "bob" {
		t.Errorf("got %v", err)
	}
	w.leases.held["token/one"] = holder{"a renewal", w.now().Add(time.Minute), 8}
	if err := w.adopt(w.signIn("eve", 0)); !errors.Is(err, fault.Conflict) {
		t.Errorf("after ten seconds: got %v", err)
	}
}

func TestASignInMendsAStoredOneThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.store(token.RefreshSecret("one"), []int{1}, token.Current)
	if err := w.adopt(w.signIn("bob", 0)); err != nil || !w.works() {
		t.Errorf("got %v", err)
	}
}
