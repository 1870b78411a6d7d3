package token_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

func TestOfManyRenewalsAtOnceOneRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := signedIn(t, 10*day)
		w.entra.takes = time.Second
		var group sync.WaitGroup
		var renewed, busy atomic.Int64
		for range 20 {
			group.Go(func() {
				switch o, _ := w.renewer().Renew(t.Context(), subject()); o.State { //nolint:exhaustive // the rest is counted as neither
				case token.Renewed:
					renewed.Add(1)
				case token.Busy:
					busy.Add(1)
				}
			})
		}
		group.Wait()
		if renewed.Load() != 1 || busy.Load() != 19 || w.entra.most != 1 || w.entra.calls != 3 {
			t.Errorf("%d renewed, %d were busy, %d mints, %d of them at once", renewed.Load(), busy.Load(), w.entra.calls, w.entra.most)
		}
	})
}

// TestASlowRenewalIsOverBeforeItsLeaseIs holds that the next one never begins beside it.
func TestASlowRenewalIsOverBeforeItsLeaseIs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := signedIn(t, 10*day)
		w.entra.takes = time.Hour
		begun := time.Now() //nolint:forbidigo // the bubble's own clock
		w.renew(token.Failed)
		if took := time.Since(begun); took >= 2*time.Minute || !w.works() { //nolint:forbidigo // the bubble's own clock
			t.Errorf("it took %v", took)
		}
	})
}

// TestATokenLivesThroughYearsOfFaults renews once a day, as the schedule does. Each day something may go wrong, and for at most a week
// in a row everything does. The sign-in must never end by itself.
func TestATokenLivesThroughYearsOfFaults(t *testing.T) {
	t.Parallel()
	days, crashes := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		w := signedIn(rt, 0)
		s := subject()
		s.RenewAfter = time.Duration(rapid.IntRange(1, 89).Draw(rt, "renew after")) * day
		bad := 0
		for range 200 {
			w.pass(rapid.SampledFrom([]time.Duration{day - 5*time.Minute, day, day, day + 5*time.Minute}).Draw(rt, "night"))
			f := "none"
			if bad < 7 {
				f = rapid.SampledFrom([]string{"none", "none", "crash", "crash", "store", "stage", "promote", "service", "bare", "rotten", "two"}).Draw(rt, "fault")
			}
			days++
			bad++
			if crashed := w.day(rt, s, f); crashed {
				crashes++
			}
			if f == "none" || f == "two" {
				bad = 0
			}
			if !w.works() {
				rt.Fatalf("after a day of %s: the token of %v is dead on %v", f, w.refresh(token.Current).Issued, w.now())
			}
		}
	})
	fmt.Printf("days of a token's life: %d, with %d crashes\n", days, crashes)
}

// day is one day's run with a fault.
func (w *world) day(rt *rapid.T, s token.Subject, f string) (crashed bool) {
	w.seam.count, w.seam.crash = 0, nil
	down := func(calls ...string) func(string) error {
		return func(c string) error {
			if slices.Contains(calls, c) {
				return fault.Unavailable.Errorf("down")
			}
			return nil
		}
	}
	switch f {
	case "crash":
		w.seam.crash = []int{rapid.IntRange(1, 25).Draw(rt, "point")}
	case "store":
		w.vault.fails = down("version", "stage", "promote", "drop")
	case "stage", "promote":
		w.vault.fails = down(f)
	case "service":
		w.entra.deny = func(token.Grant) error { return fault.Throttled.Errorf("later") }
	case "bare", "rotten":
		w.entra.bare, w.entra.rotten = f == "bare", f == "rotten"
	case "two":
		w.vault.promote = func() { // the first is held up for so long that its lease ends, and the second goes all the way
			w.vault.promote = nil
			w.pass(9 * time.Minute)
			_, _ = w.renewer().Renew(w.t.Context(), s)
		}
	}
	crashed = !crashing(func() { _, _ = w.renewer().Renew(w.t.Context(), s) })
	w.seam.crash, w.vault.fails, w.vault.promote, w.entra.deny, w.entra.bare, w.entra.rotten = nil, nil, nil, nil, false, false
	return crashed
}
