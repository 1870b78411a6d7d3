package rush_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/rush"
)

// right holds that every order has its licence with its seats, once.
func right(t *testing.T, d rush.Day) {
	t.Helper()
	o, err := rush.Play(t.Context(), d)
	t.Log(o)
	if err != nil {
		t.Fatal(err)
	}
	if o.Right != d.Orders || o.Lost+o.Doubled+o.Wrong+o.Waiting+o.GivenUp+o.Violations > 0 {
		t.Error("an order is not as the shop has it")
	}
	if d.Fails > 0 == (o.Failed == 0) {
		t.Error("the table did not fail as it was to")
	}
}

func orders() int {
	if testing.Short() {
		return 8
	}
	return 40
}

func TestNothingIsLostOrDoneTwiceWhenMessagesComeTwiceAndLate(t *testing.T) {
	t.Parallel()
	right(t, rush.Day{Orders: orders(), Twice: 5, Late: 10})
}

// The SDK tries a write three times, and so does this table: it fails for a function when all of them do.
func TestNothingIsLostOrDoneTwiceWhenTheTableFailsToo(t *testing.T) {
	t.Parallel()
	right(t, rush.Day{Orders: orders(), Twice: 5, Late: 10, Fails: 10, Tries: 3})
}

func TestHealthyProgramsHearEverythingOnceBesideSickOnes(t *testing.T) {
	t.Parallel()
	c := rush.Crowd{Endpoints: 20, Slow: 2, Dead: 2, Each: 5, Every: 10 * time.Millisecond, Workers: 20, Batch: 1}
	c.Now = time.Now //nolint:forbidigo // who waits for whom shows in real time only
	h, err := rush.Tell(t.Context(), c)
	if err != nil || h.Missing+h.Double > 0 || h.Messages != 16*5 {
		t.Errorf("%+v, %v", h, err)
	}
}
