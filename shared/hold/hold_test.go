package hold_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
)

// place refuses a sign-in of the day, and looks whether that placed the hold.
func place(t *testing.T, l *ledger, issued, now time.Time, want bool) {
	t.Helper()
	if got, err := hold.Place(t.Context(), l, "acme", dead(), issued, now); err != nil || got != want {
		t.Fatalf("placed %v, %v; want %v", got, err, want)
	}
}

func lift(t *testing.T, l *ledger, issued, now time.Time, want bool) {
	t.Helper()
	if got, err := hold.Lift(t.Context(), l, "acme", issued, now); err != nil || got != want {
		t.Fatalf("lifted %v, %v; want %v", got, err, want)
	}
}

func standing(t *testing.T, l *ledger) hold.Standing {
	t.Helper()
	s, err := l.Standing(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func topics(l *ledger) string {
	var all []string
	for _, n := range l.notices {
		all = append(all, string(n.Topic))
	}
	return fmt.Sprint(all)
}

func TestAHoldIsPlacedOnceAndToldOnce(t *testing.T) {
	t.Parallel()
	l := newLedger()
	place(t, l, day(0), day(90), true)
	place(t, l, day(0), day(91), false)
	place(t, l, day(50), day(91), false)
	want := []notice.Notice{{
		Partner: "acme", Topic: notice.TokenDead, Subject: "hold 2027-01-30T12:00:00Z", At: day(90), Text: "too old", Next: "sign in", Link: "/v1/partners/acme/consents",
	}}
	if diff := cmp.Diff(want, l.notices); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	if h := standing(t, l).Hold; h == nil || !h.Since.Equal(day(90)) || h.Cause != dead() {
		t.Errorf("hold %+v", h)
	}
}

func TestALateRefusalOfAnOldSignInNeverStopsANewOne(t *testing.T) {
	t.Parallel()
	l := newLedger()
	place(t, l, day(0), day(90), true)
	lift(t, l, day(90), day(90), true)
	place(t, l, day(0), day(90), false)
	place(t, l, day(89), day(90), false)
	place(t, l, time.Time{}, day(90), false)
	if s := standing(t, l); s.Hold != nil || s.Release == nil {
		t.Fatalf("standing %+v", s)
	}
	place(t, l, day(90), day(95), true)
	if topics(l) != "[partner.token_dead partner.token_restored partner.token_dead]" {
		t.Errorf("told %s", topics(l))
	}
}

func TestASignInThatWasStoredWithoutAHoldIsKnownToBeNewer(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lift(t, l, day(10), day(10), false)
	place(t, l, day(3), day(10), false)
	place(t, l, day(11), day(12), true) // a renewal's, of which nobody told
	if topics(l) != "[partner.token_dead]" {
		t.Errorf("told %s", topics(l))
	}
}

func TestAnOlderSignInThatTakesTheDeadOnesPlaceIsTheOneInUse(t *testing.T) {
	t.Parallel()
	l := newLedger()
	place(t, l, day(20), day(21), true)
	lift(t, l, day(13), day(21), true) // the one before lives
	place(t, l, day(20), day(22), false)
	place(t, l, day(13), day(80), true)
}

func TestAPartnerThatNeverSignedInIsHeldUntilItDoes(t *testing.T) {
	t.Parallel()
	l := newLedger()
	place(t, l, time.Time{}, day(1), true)
	h := standing(t, l).Hold
	if !h.Stops(time.Time{}) || h.Stops(day(1)) {
		t.Errorf("hold %+v stops the wrong sign-ins", h)
	}
	lift(t, l, day(1), day(1), true)
	place(t, l, time.Time{}, day(2), false)
}

func TestAHoldStopsTheRefusedSignInAndOlderOnes(t *testing.T) {
	t.Parallel()
	h := &hold.Hold{Refused: day(5)}
	if !h.Stops(day(5)) || !h.Stops(day(4)) || h.Stops(day(6)) || (*hold.Hold)(nil).Stops(day(5)) {
		t.Error("stops the wrong sign-ins")
	}
}

func TestARefusalAndANewSignInAtOnceEndWithWorkGoingOn(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]func(l *ledger) error{
		"the sign-in comes between the refusal's look and its write": func(l *ledger) error {
			once := true
			l.before = func() error {
				if !once {
					return nil
				}
				once = false
				_, err := hold.Lift(t.Context(), l, "acme", day(90), day(90))
				return err
			}
			_, err := hold.Place(t.Context(), l, "acme", dead(), day(0), day(90))
			return err
		},
		"the refusal comes between the sign-in's look and its write": func(l *ledger) error {
			once := true
			l.before = func() error {
				if !once {
					return nil
				}
				once = false
				_, err := hold.Place(t.Context(), l, "acme", dead(), day(0), day(90))
				return err
			}
			_, err := hold.Lift(t.Context(), l, "acme", day(90), day(90))
			return err
		},
	} {
		l := newLedger()
		if err := story(l); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s := standing(t, l); s.Hold != nil || s.Release == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestAWriteWithoutAnAnswerIsLookedAtAndToldOnce(t *testing.T) {
	t.Parallel()
	l := newLedger()
	lost := func() func() error {
		once := true
		return func() error {
			if once {
				once = false
				return fault.Unknown.Errorf("no answer")
			}
			return nil
		}
	}
	l.after = lost()
	if _, err := hold.Place(t.Context(), l, "acme", dead(), day(0), day(90)); err != nil {
		t.Fatal(err)
	}
	l.after = lost()
	if _, err := hold.Lift(t.Context(), l, "acme", day(90), day(90)); err != nil {
		t.Fatal(err)
	}
	if s := standing(t, l); s.Hold != nil || s.Release == nil || topics(l) != "[partner.token_dead partner.token_restored]" {
		t.Errorf("standing %+v, told %s", s, topics(l))
	}
}

func TestATableThatIsDownGivesTheFailureBack(t *testing.T) {
	t.Parallel()
	l := newLedger()
	for _, kind := range []fault.Kind{fault.Unavailable, fault.Stale} {
		l.before = func() error { return kind.Errorf("no") }
		if _, err := hold.Place(t.Context(), l, "acme", dead(), day(0), day(1)); fault.Of(err) != fault.Unavailable {
			t.Errorf("place: %v", err)
		}
		if _, err := hold.Lift(t.Context(), l, "acme", day(1), day(1)); fault.Of(err) != fault.Unavailable {
			t.Errorf("lift: %v", err)
		}
	}
}

// TestWhatIsKnownOfASignInFollowsWhatHappenedToIt: sign-ins are stored and die in their order, and news of refusals comes late and more than once. At the end
// the partner is on hold only if the sign-in in use is dead.
func TestWhatIsKnownOfASignInFollowsWhatHappenedToIt(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		l, ctx := newLedger(), context.Background()
		now, current, alive := day(0), 0, true
		var refused []int // sign-ins whose refusal is still under way
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			now = now.Add(time.Hour)
			switch rapid.SampledFrom([]string{"dies", "signs in", "news"}).Draw(t, "event") {
			case "dies":
				alive = false
				refused = append(refused, current, current)
			case "signs in":
				current, alive = current+1, true
				if _, err := hold.Lift(ctx, l, "acme", day(current), now); err != nil {
					t.Fatal(err)
				}
			case "news":
				if len(refused) == 0 {
					continue
				}
				n := rapid.IntRange(0, len(refused)-1).Draw(t, "which")
				if _, err := hold.Place(ctx, l, "acme", dead(), day(refused[n]), now); err != nil {
					t.Fatal(err)
				}
			}
			s, err := l.Standing(ctx, "acme")
			if err != nil {
				t.Fatal(err)
			}
			if s.Hold != nil && alive {
				t.Fatalf("sign-in %d works, and the partner is on hold: %+v", current, s)
			}
		}
		if !alive {
			if _, err := hold.Place(ctx, l, "acme", dead(), day(current), now); err != nil {
				t.Fatal(err)
			}
			if s, _ := l.Standing(ctx, "acme"); s.Hold == nil {
				t.Fatalf("sign-in %d is dead, and the partner is not on hold: %+v", current, s)
			}
		}
		for i, n := range l.notices {
			if (n.Topic == notice.TokenDead) != (i%2 == 0) {
				t.Fatalf("told %s", topics(l))
			}
		}
		cases++
	})
	fmt.Printf("property: a hold follows the sign-in in use: %d cases\n", cases)
}
