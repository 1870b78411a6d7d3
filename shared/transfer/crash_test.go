package transfer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/transfer"
)

// drive does what people, the queue, the clock and the seller do until a transfer is over. A person tries again when nothing shows.
func (w *world) drive(id string) transfer.Transfer {
	for range 200 {
		t, err := w.worker().Run(w.Context(), "one", id)
		if err != nil {
			continue
		}
		switch {
		case t.State.Over():
			return t
		case t.State == transfer.Offered:
			_, _ = w.desk().Accept(w.Context(), "one", id, t.Offer.Hash, []string{"a"}, "p")
			continue
		case t.State == transfer.Waiting:
			w.set(t.Seller.ID, transfer.AtWork)
		case t.State == transfer.Moving && t.Direction == transfer.In && len(w.have) == 2:
			w.complete(t.Seller.ID, line("n1", 20))
		case t.State == transfer.Moving && t.Direction == transfer.Out:
			w.set(t.Seller.ID, transfer.Complete)
			w.have = []transfer.Line{line("b", 7)}
		case t.State == transfer.Operator:
			_, _ = w.desk().Retry(w.Context(), "one", id)
			continue
		}
		w.clock = w.clock.Add(time.Minute)
		if t.Due.After(w.clock) {
			w.clock = t.Due
		}
	}
	return w.get(id)
}

// TestACrashAnywhereRequestsAndSubmitsOnce ends the work before and after each of its effects, and the second try at points of its own.
func TestACrashAnywhereRequestsAndSubmitsOnce(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, in := range []bool{true, false} {
		for first, finished := 1, false; !finished; first++ {
			for second, ended := 1, false; !ended; second++ {
				w, id := begin(t), "trf_1"
				if in {
					w.ask()
				} else {
					id = w.arrive()
				}
				story := func(at int) bool {
					w.count, w.crash, w.dead = 0, []int{at}, false
					done := crashing(func() { w.drive(id) })
					w.crash, w.dead = nil, false
					return done
				}
				finished = story(first)
				ended = finished || story(second)
				cases++
				got := w.drive(id)
				if got.State != transfer.Done || len(got.Lines) != 1 {
					t.Fatalf("in %v, crashed at %d and %d: %s, %+v, %+v", in, first, second, got.State, got.Problem, got.Lines)
				}
				if in && (w.creates != 1 || w.submits != 0) || !in && (w.creates != 0 || w.submits != 1) {
					t.Fatalf("in %v, crashed at %d and %d: %d requests, %d submissions", in, first, second, w.creates, w.submits)
				}
			}
		}
	}
	fmt.Printf("crash points and pairs of points of transfers: %d\n", cases)
}
