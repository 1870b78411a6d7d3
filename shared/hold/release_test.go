package hold_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/hold"
)

// next has what waits sent once, and gives whether it was asked for.
func next(t *testing.T, l *ledger, now time.Time, found int) bool {
	t.Helper()
	asked := false
	err := hold.Continue(t.Context(), l, "acme", now, func(context.Context) (int, error) { asked = true; return found, nil })
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

func TestWhatWaitsIsSentUntilNoneIsFoundForTenMinutes(t *testing.T) {
	t.Parallel()
	l := newLedger()
	place(t, l, day(0), day(1), true)
	if next(t, l, day(1), 0) {
		t.Fatal("sent although the partner is on hold")
	}
	lift(t, l, day(1), day(1), true)
	at := day(1)
	for _, found := range []int{3, 3, 0, 0, 1, 0} { // one shows late
		at = at.Add(time.Minute)
		if !next(t, l, at, found) {
			t.Fatalf("not sent at %s", at)
		}
	}
	empty := at
	for at.Before(empty.Add(hold.Emptying)) {
		at = at.Add(time.Minute)
		if !next(t, l, at, 0) {
			t.Fatalf("ended %s after none was found", at.Sub(empty))
		}
	}
	if next(t, l, at.Add(time.Minute), 0) {
		t.Error("it never ends")
	}
	if s := standing(t, l); s.Release != nil || s.Good == nil {
		t.Errorf("standing %+v", s)
	}
}

func TestARepeatedLookWritesNothing(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lift(t, l, day(1), day(1), false)
	next(t, l, day(1), 5)
	if v := standing(t, l).Version; v != 1 {
		t.Errorf("%d writes while orders wait", v)
	}
	next(t, l, day(1), 0)
	next(t, l, day(1).Add(time.Minute), 0)
	if v := standing(t, l).Version; v != 2 {
		t.Errorf("%d writes while none waits", v)
	}
}

func TestANewHoldInTheMiddleOfASendingStands(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lift(t, l, day(1), day(1), false)
	err := hold.Continue(t.Context(), l, "acme", day(1), func(context.Context) (int, error) {
		place(t, l, day(1), day(1), true) //nolint:contextcheck // the test's own
		return 0, nil
	})
	if s := standing(t, l); err != nil || s.Hold == nil || s.Release != nil {
		t.Fatalf("standing %+v, %v", s, err)
	}
}

func TestANewSignInInTheMiddleOfASendingBeginsItAnew(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lift(t, l, day(1), day(1), false)
	err := hold.Continue(t.Context(), l, "acme", day(1), func(context.Context) (int, error) {
		lift(t, l, day(2), day(2), false) //nolint:contextcheck // the test's own
		return 0, nil
	})
	if s := standing(t, l); err != nil || s.Release == nil || !s.Release.Empty.IsZero() {
		t.Fatalf("standing %+v, %v", s, err)
	}
}

func TestASendingThatFailsIsMadeAgain(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lift(t, l, day(1), day(1), false)
	broken := errors.New("broken")
	if err := hold.Continue(t.Context(), l, "acme", day(1), func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if s := standing(t, l); s.Release == nil || !s.Release.Empty.IsZero() {
		t.Errorf("standing %+v", s)
	}
}
