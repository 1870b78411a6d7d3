package transfer_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/transfer"
)

func TestWhatLeavesIsShownAndGoesOnlyByItsHash(t *testing.T) {
	t.Parallel()
	w := begin(t)
	legacy := line("legacy", 1)
	legacy.NewCommerce = false
	w.have = append(w.have, legacy)
	id := w.arrive()
	got := w.get(id)
	if got.State != transfer.Offered || len(got.Offer.Lines) != 2 || len(w.told) != 1 || got.Task.Who != transfer.OurOperator {
		t.Fatalf("%+v", got)
	}
	if _, err := w.desk().Accept(t.Context(), "one", id, "other", nil, "p"); fault.Of(err) != fault.Stale {
		t.Errorf("another hash: %v", err)
	}
	for range 2 {
		if _, err := w.desk().Accept(t.Context(), "one", id, got.Offer.Hash, nil, "p"); err != nil {
			t.Fatal(err)
		}
	}
	w.reach(id, transfer.Moving)
	w.set("g1", transfer.Complete)
	w.have = w.have[2:]
	got = w.reach(id, transfer.Done)
	if len(got.Lines) != 2 || w.submits != 1 {
		t.Errorf("left %+v, submitted %d times", got.Lines, w.submits)
	}
	if again := w.arrive2(); again != 0 {
		t.Errorf("%d requests are taken in again", again)
	}
}

// arrive2 looks for requests once more.
func (w *world) arrive2() int {
	all, err := w.worker().Find(w.Context(), "one", tenant, "")
	if err != nil {
		w.Fatal(err)
	}
	return len(all)
}

func TestWhatIsChangedAfterItWasShownIsShownAgain(t *testing.T) {
	t.Parallel()
	w := begin(t)
	id := w.arrive()
	hash := w.get(id).Offer.Hash
	if _, err := w.desk().Accept(t.Context(), "one", id, hash, nil, "p"); err != nil {
		t.Fatal(err)
	}
	w.have[0].Quantity++
	got := w.reach(id, transfer.Offered)
	if got.Offer.Hash == hash || got.Decision != nil || w.submits != 0 || got.Problem == nil || got.Problem.Code != "changed" {
		t.Errorf("%+v, submitted %d times", got, w.submits)
	}
}

func TestADecisionNamesWhatIsShown(t *testing.T) {
	t.Parallel()
	w := begin(t)
	addon := line("addon", 5)
	addon.Base = "a"
	w.have = append(w.have, addon)
	id := w.arrive()
	hash := w.get(id).Offer.Hash
	for _, names := range [][]string{{"unknown"}, {"a", "a"}, {"a"}, {"addon", "b"}} {
		if _, err := w.desk().Accept(t.Context(), "one", id, hash, names, "p"); fault.Of(err) != fault.Invalid {
			t.Errorf("%v: %v", names, err)
		}
	}
	got, err := w.desk().Accept(t.Context(), "one", id, hash, []string{"B"}, "p")
	if err != nil || len(got.Decision.Lines) != 1 {
		t.Errorf("%+v, %v", got.Decision, err)
	}
}

func TestARejectedRequestIsDeclinedOrLeftToThePortal(t *testing.T) {
	t.Parallel()
	for _, refused := range []bool{false, true} {
		w := begin(t)
		id := w.arrive()
		if _, err := w.desk().Reject(t.Context(), "one", id, w.get(id).Offer.Hash, "p"); err != nil {
			t.Fatal(err)
		}
		if refused {
			w.fail["end"] = fault.Invalid.Errorf("not by a program")
			if got := w.reach(id, transfer.Declining); got.Task == nil || got.Task.Who != transfer.OurOperator {
				t.Errorf("task %+v", got.Task)
			}
			w.set("g1", transfer.Refused)
		}
		w.reach(id, transfer.Rejected)
		if w.submits != 0 {
			t.Error("something left")
		}
	}
}

func TestASubmissionWhoseAnswerIsLostIsNeverRepeated(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{true, false} {
		w := begin(t)
		id := w.arrive()
		if _, err := w.desk().Accept(t.Context(), "one", id, w.get(id).Offer.Hash, nil, "p"); err != nil {
			t.Fatal(err)
		}
		if arrived {
			w.fail["answer"] = fault.Unknown.Errorf("cut")
			w.reach(id, transfer.Moving)
		} else {
			w.fail["submit"] = fault.Unknown.Errorf("cut")
			w.reach(id, transfer.Operator)
			if _, err := w.desk().Retry(t.Context(), "one", id); err != nil {
				t.Fatal(err)
			}
			w.reach(id, transfer.Offered)
		}
		if want := map[bool]int{true: 1}[arrived]; w.submits != want {
			t.Errorf("submitted %d times, want %d", w.submits, want)
		}
	}
}

func TestARefusedSubmissionGoesBackToThePerson(t *testing.T) {
	t.Parallel()
	w := begin(t)
	id := w.arrive()
	if _, err := w.desk().Accept(t.Context(), "one", id, w.get(id).Offer.Hash, nil, "p"); err != nil {
		t.Fatal(err)
	}
	w.fail["submit"] = fault.Invalid.Errorf("the subscription cannot be transferred")
	if got := w.reach(id, transfer.Offered); got.Decision != nil || got.Problem == nil {
		t.Errorf("%+v", got)
	}
}

func TestARequestThatTheOtherTakesBackIsOver(t *testing.T) {
	t.Parallel()
	w := begin(t)
	id := w.arrive()
	w.set("g1", transfer.Withdrawn)
	w.arrive2()
	if got := w.get(id); got.State != transfer.Cancelled {
		t.Errorf("it is %s", got.State)
	}
}
