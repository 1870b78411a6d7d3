package token_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

func TestATokenIsRenewedWhenItIsDueAndNotBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		age, after time.Duration
		want       token.State
	}{
		{7*day - time.Second, 7 * day, token.Fresh},
		{7 * day, 7 * day, token.Renewed},
		{80*day - time.Second, 89 * day, token.Fresh},
		{80 * day, 89 * day, token.Renewed},
		{time.Second, 0, token.Renewed},
		{-time.Minute, 7 * day, token.Fresh}, // issued by a clock that is ahead
		{-30 * day, 7 * day, token.Renewed},  // no clock is so far ahead: its age is not known
		{90 * day, 7 * day, token.Dead},
	} {
		w := signedIn(t, c.age)
		s := subject()
		s.RenewAfter = c.after
		o, err := w.renewer().Renew(t.Context(), s)
		if o.State != c.want || err != nil {
			t.Errorf("aged %v, to be renewed after %v: got %s (%v), want %s", c.age, c.after, o.State, o.Err, c.want)
		}
	}
}

func TestATokenOfUnknownAgeIsRenewed(t *testing.T) {
	t.Parallel()
	w := start(t)
	r := w.signIn("ann", 3*day)
	r.Issued = time.Time{}
	w.store(token.RefreshSecret("one"), r, token.Current)
	if o := w.renew(token.Renewed); o.Issued != w.now() || o.Age != 0 {
		t.Errorf("issued %v, aged %v", o.Issued, o.Age)
	}
}

func TestARenewalKeepsWhoSignedInAndThePreviousToken(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	before := w.refresh(token.Current)
	o := w.renew(token.Renewed)
	want := before
	want.Token, want.Issued = w.refresh(token.Current).Token, w.now()
	if d := cmp.Diff(want, w.refresh(token.Current)); d != "" || want.Token == before.Token {
		t.Errorf("what is current: %s", d)
	}
	if d := cmp.Diff(before, w.refresh(token.Previous)); d != "" {
		t.Errorf("what is previous: %s", d)
	}
	if d := cmp.Diff(token.Outcome{State: token.Renewed, Issued: w.now(), Used: w.now(), CredentialExpires: w.credential(token.Current).Expires}, o); d != "" {
		t.Error(d)
	}
	if len(w.leases.held) != 0 {
		t.Error("the lease was not given back")
	}
}

func TestAnAnswerWithoutANewTokenKeepsTheOldOneAndItsAge(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	w.entra.bare = true
	before := w.refresh(token.Current)
	if o := w.renew(token.Kept); o.Age != 10*day || w.refresh(token.Current) != before || w.vault.labels[token.RefreshSecret("one")][token.Pending] != "" {
		t.Errorf("aged %v, stored %v", o.Age, w.refresh(token.Current).Issued)
	}
}

func TestATokenThatFailsItsProofIsThrownAway(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	w.entra.rotten = true
	before := w.refresh(token.Current)
	o := w.renew(token.Failed)
	if fault.Of(o.Err) != fault.Unavailable || fault.Code(o.Err) != "AADSTS700082" {
		t.Errorf("got %v with the code %q", o.Err, fault.Code(o.Err))
	}
	if w.refresh(token.Current) != before || w.refresh(token.Pending).Token != "" || !w.works() {
		t.Error("the old token is not the only one")
	}
	w.entra.rotten = false
	w.renew(token.Renewed)
}

func TestAnAudienceThatIsRefusedStopsARenewalOnlyWhenTheOldTokenIsGoodForIt(t *testing.T) {
	t.Parallel()
	refused := fault.Coded(fault.Unauthenticated.Errorf("no"), "AADSTS65001")
	for _, c := range []struct {
		name string
		deny func(old string, g token.Grant) error
		want token.State
		kind fault.Kind
	}{
		{"both refused", func(_ string, _ token.Grant) error { return refused }, token.Renewed, fault.Unauthenticated},
		{"the new one refused", func(old string, g token.Grant) error {
			if g.Refresh == old {
				return nil
			}
			return refused
		}, token.Failed, fault.Unavailable},
		{"the old one without an answer", func(old string, g token.Grant) error {
			if g.Refresh == old {
				return fault.Throttled.Errorf("later")
			}
			return refused
		}, token.Failed, fault.Throttled},
		{"no answer", func(_ string, _ token.Grant) error { return fault.Unavailable.Errorf("later") }, token.Failed, fault.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := signedIn(t, 10*day)
			old := w.refresh(token.Current).Token
			w.entra.deny = func(g token.Grant) error {
				if g.Audience != graph {
					return nil
				}
				return c.deny(old, g)
			}
			if o := w.renew(c.want); fault.Of(o.Err) != c.kind || (w.refresh(token.Current).Token == old) != (c.want == token.Failed) {
				t.Errorf("got %v", o.Err)
			}
		})
	}
}

func TestADeadTokenIsReplacedByAnyOtherThatLives(t *testing.T) {
	t.Parallel()
	for _, l := range []token.Label{token.Pending, token.Previous} {
		w := signedIn(t, 10*day)
		w.store(token.RefreshSecret("one"), w.signIn("bob", 20*day), l)
		w.entra.dead["ann"] = true
		w.renew(token.Renewed)
		if got := w.refresh(token.Current); got.User != "bob" || got.Issued != w.now() || !w.works() {
			t.Errorf("%s: current is %s, issued %v", l, got.User, got.Issued)
		}
	}
}

func TestWhatIsStoredButMissingOrBrokenIsSaidAndRescuedWhenItCanBe(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.renew(token.Missing)
	w.store(token.RefreshSecret("one"), w.signIn("ann", day), token.Pending) // a first sign-in that was proven and not promoted
	w.renew(token.Renewed)

	w = start(t)
	w.store(token.RefreshSecret("one"), "hush", token.Current)
	if o := w.renew(token.Dead); fault.Of(o.Err) != fault.Unauthenticated {
		t.Errorf("got %v", o.Err)
	}
	w.store(token.RefreshSecret("one"), w.signIn("ann", day), token.Previous)
	w.renew(token.Renewed)

	w = signedIn(t, 10*day)
	w.store(token.AppSecret("one"), token.Credential{}, token.Current)
	w.renew(token.Dead)
	delete(w.vault.labels, token.AppSecret("one"))
	delete(w.vault.values, token.AppSecret("one"))
	w.renew(token.Missing)
}

func TestADeadTokenIsNotCalledDeadBeforeTheOthersHaveAnswered(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	w.entra.dead["ann"] = true
	other := w.signIn("bob", 20*day)
	w.store(token.RefreshSecret("one"), other, token.Previous)
	w.entra.deny = func(g token.Grant) error {
		if g.Refresh == other.Token {
			return fault.Unavailable.Errorf("no answer")
		}
		return nil
	}
	w.renew(token.Failed)
	w.entra.deny, w.entra.dead["bob"] = nil, true
	if o := w.renew(token.Dead); fault.Code(o.Err) != "AADSTS700082" {
		t.Errorf("got %v", o.Err)
	}
}

func TestAStoreThatRefusesLeavesTheOldTokenAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"version", "stage", "promote"} {
		w := signedIn(t, 10*day)
		before := w.refresh(token.Current)
		w.vault.fails = func(c string) error {
			if c == call {
				return fault.Unavailable.Errorf("the store is down")
			}
			return nil
		}
		if o := w.renew(token.Failed); !errors.Is(o.Err, fault.Unavailable) || w.refresh(token.Current) != before {
			t.Errorf("%s: got %v", call, o.Err)
		}
		w.vault.fails = nil
		w.renew(token.Renewed)
	}
}

func TestStatusTellsWhatIsStoredAndMintsNothing(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 30*day)
	o, err := w.renewer().Status(t.Context(), subject())
	want := token.Outcome{State: token.Fresh, Issued: w.now().Add(-30 * day), Used: w.now().Add(-30 * day), Age: 30 * day, CredentialExpires: w.credential(token.Current).Expires}
	if d := cmp.Diff(want, o); d != "" || err != nil || w.entra.calls != 0 {
		t.Errorf("%v after %d mints: %s", err, w.entra.calls, d)
	}
	if o, err := start(t).renewer().Status(t.Context(), subject()); o.State != token.Missing || err != nil {
		t.Errorf("nobody signed in: %s, %v", o.State, err)
	}
	w.vault.fails = func(string) error { return fault.Throttled.Errorf("later") }
	if o, err := w.renewer().Status(t.Context(), subject()); o.State != token.Failed || err == nil {
		t.Errorf("the store is down: %s, %v", o.State, err)
	}
}

func TestWithoutAnAPIThereIsNothingToRenewFor(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	s := subject()
	s.Audiences = nil
	if o, err := w.renewer().Renew(t.Context(), s); o.State != token.Failed || !errors.Is(err, fault.Invalid) {
		t.Errorf("got %s, %v", o.State, err)
	}
}

func TestWarningsComeAtTheirSteps(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for age, want := range map[int][]int{0: nil, 59: nil, 60: {60}, 74: {60}, 75: {60, 75}, 85: {60, 75, 85}, 400: {60, 75, 85}} {
		if d := cmp.Diff(want, token.Warnings(now.Add(-time.Duration(age)*day), now)); d != "" {
			t.Errorf("aged %d days: %s", age, d)
		}
	}
	for left, want := range map[int][]int{61: nil, 60: {60}, 14: {60, 30, 14}, 1: {60, 30, 14, 7, 1}, -3: {60, 30, 14, 7, 1}} {
		if d := cmp.Diff(want, token.ExpiryWarnings(now.Add(time.Duration(left)*day), now)); d != "" {
			t.Errorf("%d days left: %s", left, d)
		}
	}
	if token.Warnings(time.Time{}, now) != nil || token.ExpiryWarnings(time.Time{}, now) != nil {
		t.Error("warned of what is not known")
	}
}

func TestAVersionThatIsGoneMakesARescueBusyAndNotMissing(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	w.entra.dead["ann"] = true
	w.store(token.RefreshSecret("one"), w.signIn("bob", 20*day), token.Pending)
	w.vault.promote = func() { // somebody else stages in between
		w.vault.promote = nil
		w.store(token.RefreshSecret("one"), w.signIn("eve", 0), token.Pending)
	}
	w.renew(token.Busy)
	w.renew(token.Renewed)
	if got := w.refresh(token.Current).User; got != "eve" {
		t.Errorf("current is of %s", got)
	}
}
