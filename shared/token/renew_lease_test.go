package token_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/token"
)

func TestARenewalThatWasOvertakenStoresNothing(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	var winner token.Refresh
	w.vault.promote = func() { // the slow one has just looked at its lease
		w.vault.promote = nil
		w.pass(9 * time.Minute)
		w.renew(token.Renewed)
		winner = w.refresh(token.Current)
	}
	w.renew(token.Busy)
	if w.refresh(token.Current) != winner || !w.works() {
		t.Error("the slow renewal took the place of the fast one")
	}
}

func TestARenewalThatLostItsLeaseStopsBeforeItStores(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	before := w.refresh(token.Current)
	w.entra.deny = func(g token.Grant) error {
		if g.Refresh != before.Token {
			w.clock = w.clock.Add(9 * time.Minute)
		}
		return nil
	}
	w.renew(token.Busy)
	if w.refresh(token.Current) != before {
		t.Error("a renewal without its lease stored a token")
	}
}

func TestAHeldLeaseMakesARenewalBusy(t *testing.T) {
	t.Parallel()
	w := signedIn(t, 10*day)
	w.leases.held["token/one"] = holder{"somebody", w.now().Add(time.Minute), 7}
	w.renew(token.Busy)
	w.pass(time.Minute) // whoever had it died
	w.renew(token.Renewed)
}
