package feed_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// story is an order that comes along while three shops listen: one that takes everything, one that fails at first, and one that is gone.
type story struct {
	*world

	good, odd, gone string
}

func begin(t *testing.T) *story {
	s := &story{world: newWorld(t)}
	s.good, s.odd = s.listen(&shop{}), s.listen(&shop{answer: failing(1, 2, 4)})
	s.gone = s.listen(&shop{answer: status(410)})
	s.seam = 0
	return s
}

// tell emits the order's events, as the run that made the transitions does, and serves who is to be told. It may be done again.
func (s *story) tell() {
	for _, key := range []string{"a", "b"} {
		s.emit("7", key, feed.OrderHeld)
	}
	s.serve(s.t)
}

// check looks whether everything is as if nobody had ever crashed.
func (s *story) check(why string) {
	s.t.Helper()
	for i, e := range s.events {
		if e.Sequence != int64(i+1) || e.Position == 0 || len(s.events) != 2 {
			s.t.Fatalf("%s: event %d of %d has sequence %d and place %d", why, i+1, len(s.events), e.Sequence, e.Position)
		}
	}
	for _, d := range s.deliveries {
		want := feed.Delivered
		if d.Endpoint == s.gone {
			want = feed.Dropped
		}
		if d.State != want {
			s.t.Fatalf("%s: a delivery is %s, want %s", why, d.State, want)
		}
	}
	for _, id := range []string{s.good, s.odd} {
		for _, e := range s.events {
			if !slices.Contains(s.got(s.address(id)), e.ID) {
				s.t.Fatalf("%s: an event was never posted", why)
			}
		}
	}
	s.attempts(why)
	if e := s.endpoints[s.gone]; e.State != feed.Disabled {
		s.t.Fatalf("%s: the endpoint that is gone is %s", why, e.State)
	}
}

// attempts compares what was written down with what arrived: each post was written down before, with the status that the shop answered or, where nobody lived
// to write it, none; and nothing went to an endpoint that was disabled.
func (s *story) attempts(why string) {
	s.t.Helper()
	written := map[string]int{} // by endpoint, event and time
	for _, d := range s.deliveries {
		for i, a := range d.Posts {
			written[fmt.Sprint(s.address(d.Endpoint), d.Event, a.At)]++
			open := a.Outcome == ""
			silent := a.Outcome == feed.Lost || a.Outcome == feed.Silent
			if silent != (a.Status == 0) && !open || open && (i < len(d.Posts)-1 || d.State != feed.Dropped) {
				s.t.Fatalf("%s: attempt %d is %q with status %d", why, i, a.Outcome, a.Status)
			}
		}
	}
	for _, p := range s.posted {
		key := fmt.Sprint(p.URL, p.ID, p.At)
		if written[key]--; written[key] < 0 {
			s.t.Fatalf("%s: a post that is not written down", why)
		}
		if p.State != feed.Verified {
			s.t.Fatalf("%s: a post to an endpoint that is %s", why, p.State)
		}
	}
}

// TestACrashAnywhereLosesNoEventAndNoAttempt ends the work before and after each of its effects, and then the work that goes on from there before and after
// each of its own.
func TestACrashAnywhereLosesNoEventAndNoAttempt(t *testing.T) {
	t.Parallel()
	cases, most := 0, 1000
	if testing.Short() {
		most = 1
	}
	for first := 1; ; first++ {
		crashed := false
		for second := 1; second <= most; second++ {
			s := begin(t)
			s.crash = []int{first, first + second}
			crashed = !crashing(s.tell)
			s.pass(time.Minute)
			again := crashed && !crashing(s.tell)
			s.pass(2 * time.Minute)
			s.crash = nil
			s.tell()
			s.settle(t)
			s.check(fmt.Sprintf("crashed at %d and %d", first, first+second))
			cases++
			if !again {
				break
			}
		}
		if !crashed {
			break
		}
	}
	fmt.Printf("crash points and pairs of points of outgoing events: %d\n", cases)
	if cases < 50 {
		t.Errorf("only %d cases ran", cases)
	}
}

// live is a life in which a call may fail: who called hears of it, and goes on as it may. Failures of its own are the caller's to try again.
func (s *story) live() {
	ctx := context.Background()
	for _, key := range []string{"a", "b"} {
		_, _ = feed.Emit(ctx, s, feed.News{Owner: owner, Order: "7", Key: key, Type: feed.OrderHeld, At: noon()})
	}
	_ = s.round().Run(ctx)
	for len(s.woken) > 0 {
		id := s.woken[0]
		s.woken = s.woken[1:]
		_, _ = s.courier().Deliver(ctx, id)
	}
}

// TestAFailureAnywhereLosesNoEventAndNoAttempt has each effect not made, or made without an answer, and of the lives after it another one.
func TestAFailureAnywhereLosesNoEventAndNoAttempt(t *testing.T) {
	t.Parallel()
	cases := 0
	for at := 1; ; at++ {
		s := begin(t)
		s.effects = 0
		s.live()
		effects := s.effects
		for _, next := range []int{0, 1, 7} {
			for _, unheard := range []bool{false, true} {
				s := begin(t)
				s.effects, s.unmade, s.unheard = 0, at, at+next
				if unheard {
					s.unmade, s.unheard = at+next, at
				}
				s.live()
				s.pass(2 * time.Minute)
				s.live()
				s.pass(2 * time.Minute)
				s.unmade, s.unheard = 0, 0
				s.tell()
				s.settle(t)
				s.check(fmt.Sprintf("failed at %d and %d, unheard: %v", at, at+next, unheard))
				cases++
			}
		}
		if at > effects {
			break
		}
	}
	fmt.Printf("failures and pairs of failures of outgoing events: %d\n", cases)
}

// TestACrashOfAnyEffectsOfTheWholeStory ends later work too: retries that fall due by time, and what a dead one's slots keep waiting.
func TestACrashOfAnyEffectsOfTheWholeStory(t *testing.T) {
	t.Parallel()
	step := 1
	if testing.Short() {
		step = 5
	}
	cases := 0
	for at := 1; ; at += step {
		s := begin(t)
		s.crash = []int{at, at + 3, at + 11}
		life := func() { s.tell(); s.settle(t) }
		lives := 1
		for !crashing(life) {
			lives++
		}
		s.check(fmt.Sprintf("crashed from %d on", at))
		cases++
		if lives == 1 {
			break
		}
	}
	fmt.Printf("crash points of outgoing events with their retries: %d\n", cases)
}
