package token_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

func ends() time.Time { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }

func (w *world) replace(secret string) error {
	return w.renewer().Replace(w.t.Context(), subject(), token.Credential{Secret: secret, Expires: ends()})
}

func TestACredentialIsReplacedAfterItsProofAndRolledBack(t *testing.T) {
	t.Parallel()
	w := signedIn(t, day)
	sign := w.refresh(token.Current)
	old := w.credential(token.Current)
	want := token.Credential{Secret: "better", Expires: ends(), Added: w.now()}
	for range 2 { // the second call is a repeat of the first, whose answer was lost
		if err := w.replace("better"); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]token.Credential{want, old}, []token.Credential{w.credential(token.Current), w.credential(token.Previous)}); d != "" {
			t.Fatal(d)
		}
	}
	if err := w.renewer().Rollback(t.Context(), subject()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]token.Credential{old, want}, []token.Credential{w.credential(token.Current), w.credential(token.Previous)}); d != "" {
		t.Error(d)
	}
	if w.refresh(token.Current) != sign {
		t.Error("the refresh token was changed")
	}
}

func TestACredentialThatIsNotProvenChangesNothing(t *testing.T) {
	t.Parallel()
	w := signedIn(t, day)
	old := w.credential(token.Current)
	unchanged := func(err error, want fault.Kind) {
		t.Helper()
		if !errors.Is(err, want) || w.credential(token.Current) != old || w.credential(token.Pending).Secret != "" {
			t.Errorf("got %v", err)
		}
	}
	unchanged(w.replace("wrong"), fault.Unauthenticated)
	unchanged(w.replace(""), fault.Invalid)
	unchanged(w.renewer().Replace(t.Context(), subject(), token.Credential{Secret: "better", Expires: w.now()}), fault.Invalid)
	unchanged(w.renewer().Rollback(t.Context(), subject()), fault.NotFound)
	w.entra.deny = func(token.Grant) error { return fault.Unavailable.Errorf("no answer") }
	unchanged(w.replace("better"), fault.Unavailable)
	w.entra.deny = nil
	w.store(token.AppSecret("one"), token.Credential{Secret: "ended"}, token.Previous)
	unchanged(w.renewer().Rollback(t.Context(), subject()), fault.Unauthenticated)
}

func TestACredentialCanBeMendedBeforeAnybodyCanSignIn(t *testing.T) {
	t.Parallel()
	w := start(t) // nobody has signed in, and the app's secret has ended
	w.entra.secrets = []string{"better"}
	if err := w.replace("better"); err != nil || w.credential(token.Current).Secret != "better" {
		t.Errorf("before the first sign-in: %v", err)
	}
	w = signedIn(t, 100*day) // both have ended
	w.entra.secrets = []string{"better"}
	if err := w.replace("wrong"); err == nil {
		t.Error("a wrong secret was taken")
	}
	if err := w.replace("better"); err != nil || w.credential(token.Current).Secret != "better" {
		t.Errorf("with a dead sign-in: %v", err)
	}
	w = start(t) // there is none, or it cannot be read
	delete(w.vault.labels, token.AppSecret("one"))
	delete(w.vault.values, token.AppSecret("one"))
	if err := w.replace("good"); err != nil {
		t.Errorf("the first: %v", err)
	}
	w.store(token.AppSecret("one"), "hush", token.Current)
	if err := w.replace("good"); err != nil || w.credential(token.Current).Secret != "good" {
		t.Errorf("in place of one that cannot be read: %v", err)
	}
}

func TestTheReplacedCredentialIsDroppedAfterFourteenDays(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 0)
	if err := w.replace("better"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pass time.Duration
		want string
	}{{14*day - time.Second, "good"}, {time.Second, ""}} {
		w.pass(c.pass)
		if _, err := w.renewer().Renew(t.Context(), subject()); err != nil || w.credential(token.Previous).Secret != c.want {
			t.Errorf("previous is %q, want %q (%v)", w.credential(token.Previous).Secret, c.want, err)
		}
	}
}

func TestACredentialIsNotReplacedBesideARenewal(t *testing.T) {
	t.Parallel()
	w := signedIn(t, day)
	w.leases.held["token/one"] = holder{"a renewal", w.now().Add(time.Minute), 7}
	if err := w.replace("better"); !errors.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	r := w.renewer()
	r.Sleep = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
	if err := r.Rollback(t.Context(), subject()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("without time to wait: got %v", err)
	}
}
