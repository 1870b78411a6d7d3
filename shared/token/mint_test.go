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

func TestKnownSecretsAreUsedWhileTheStoreIsDown(t *testing.T) {
	t.Parallel()
	w := signedIn(t, day)
	account := token.New(&w.entra, &w.vault, w.now).For("one", "", "app")
	access(t, account, api)
	for _, down := range []error{fault.Unavailable.Errorf("down"), fault.Throttled.Errorf("too many")} {
		w.pass(2 * time.Hour)
		w.vault.fails = func(string) error { return down }
		access(t, account, api)
	}
	if _, err := token.New(&w.entra, &w.vault, w.now).For("one", "", "app").Access(t.Context(), api); !errors.Is(err, fault.Throttled) {
		t.Errorf("without known secrets: got %v", err)
	}
	w.pass(2 * time.Hour)
	w.vault.fails = func(string) error { return fault.NotFound.Errorf("deleted") }
	if _, err := account.Access(t.Context(), api); !errors.Is(err, fault.Unauthenticated) {
		t.Errorf("a deleted sign-in was used: %v", err)
	}
}

// deaf is a store that answers once and then no more.
type deaf struct {
	*vault
	answers int
}

func (d *deaf) Read(ctx context.Context, name string) (string, error) {
	if d.answers--; d.answers < 0 {
		<-ctx.Done()
		return "", ctx.Err()
	}
	return d.vault.Read(ctx, name)
}

func TestAStoreThatDoesNotAnswerIsNotWaitedForLong(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, _ *token.Source) {
		w := signedIn(t, day)
		account := token.New(m, &deaf{&w.vault, 2}, time.Now).For("one", "", "app") //nolint:forbidigo // the bubble's own clock
		access(t, account, api)
		time.Sleep(time.Hour)
		asked := time.Now() //nolint:forbidigo // the bubble's own clock
		access(t, account, api)
		if took := time.Since(asked); took > 10*time.Second { //nolint:forbidigo // the bubble's own clock
			t.Errorf("it took %v", took)
		}
	})
}

func TestARefusedMintIsRepeatedOnceWhenTheSignInHasChangedMeanwhile(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 100*day)
	account := token.New(&w.entra, &w.vault, w.now).For("one", "", "app")
	w.entra.deny = func(token.Grant) error { // somebody signs in while the old token is on its way
		w.entra.deny = nil
		fresh := w.signIn("bob", 0)
		w.mu.Unlock()
		defer w.mu.Lock()
		w.store(token.RefreshSecret("one"), fresh, token.Current)
		return nil
	}
	if got := access(t, account, api); got != "access" || w.entra.calls != 2 {
		t.Errorf("got %q after %d mints", got, w.entra.calls)
	}
	w.entra.dead["bob"] = true
	w.pass(time.Hour)
	if _, err := account.Access(t.Context(), api); fault.Code(err) != "AADSTS700082" || w.entra.calls != 3 {
		t.Errorf("a dead sign-in: %v after %d mints", err, w.entra.calls)
	}
}

func TestAGrantTellsWhetherItIsThePartnersOwnAndHowOldItIs(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 3*day)
	var got []bool
	w.entra.deny = func(g token.Grant) error {
		got = append(got, g.Home && g.Issued.Equal(w.clock.Add(-3*day)))
		return nil
	}
	s := token.New(&w.entra, &w.vault, w.now)
	for _, tenant := range []string{"", "HOME", "customer"} {
		access(t, s.For("one", tenant, "app"), api)
	}
	if d := cmp.Diff([]bool{true, true, false}, got); d != "" {
		t.Error(d)
	}
}
