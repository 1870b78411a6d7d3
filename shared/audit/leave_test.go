package audit_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestRecordsFollowEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for n := range 3 {
		w.leave(t, "order/1", strconv.Itoa(n))
	}
	all := w.kept["order/1"]
	for n, e := range all {
		if e.Seq != int64(n+1) || e.At.IsZero() || n > 0 && e.Prev != all[n-1].Hash() || (n == 0) != (e.Prev == "") {
			t.Errorf("record %d: %+v", n+1, e)
		}
		if strings.Contains(string(e.Body), "acme") || e.Private.Data["asked by"] == "" || len(e.Private.Data) != 1 || e.Personal == "" {
			t.Errorf("record %d: data of people: %s, %v", n+1, e.Body, e.Private)
		}
	}
	if all[0].Personal == all[1].Personal {
		t.Error("the same data of people has the same hash twice, so that it can be recognised")
	}
}

func TestOfManyAtOnceAllAreLeftAndTheChainDoesNotFork(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var wg sync.WaitGroup
	for n := range 10 {
		wg.Go(func() { w.leave(t, "order/1", strconv.Itoa(n)) })
	}
	wg.Wait()
	if r := w.verify(t); r.Records != 10 || len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestARecordWhoseAnswerWasLostIsLeftOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.lose = 2
	w.leave(t, "order/1", "1")
	w.leave(t, "order/1", "2")
	if len(w.kept["order/1"]) != 2 {
		t.Errorf("%d records", len(w.kept["order/1"]))
	}
}

func TestAChangeThatIsToldAgainIsLeftOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	r := audit.Record{Aggregate: audit.Order("1"), Who: audit.Worker, What: audit.OrderWrote + "cart", Once: "1.done"}
	for range 3 {
		if err := w.trail().Leave(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
	}
	r.What = audit.OrderWrote + "checkout"
	if err := w.trail().Leave(t.Context(), r, nil); err != nil || len(w.kept["order/1"]) != 2 {
		t.Errorf("%d records, %v", len(w.kept["order/1"]), err)
	}
}

// set gives two changes of an order, with names.
func set() []audit.Change {
	r := audit.Record{Aggregate: audit.Order("1"), Who: audit.Worker, What: audit.OrderPlaced, Once: "placed"}
	s := r
	s.What, s.Once = audit.OrderWrote+"cart", "1.done"
	return []audit.Change{{Record: r, Personal: map[string]string{"email": "ada@acme.example"}}, {Record: s}}
}

func TestRecordsThatAreLeftTogetherAreOneWriteAndLinksOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.leave(t, "order/1", "before")
	w.lose = 1 // carried out, and not answered
	for range 2 {
		if err := w.trail().LeaveAll(t.Context(), set()); err != nil {
			t.Fatal(err)
		}
	}
	all := w.kept["order/1"]
	if len(all) != 3 || w.writes != 2 || all[2].Prev != all[1].Hash() || all[1].With != 2 || all[2].With != 2 || all[0].With != 1 {
		t.Errorf("%d records in %d writes: %+v", len(all), w.writes, all)
	}
	if all[1].Private.Empty() || !all[2].Private.Empty() {
		t.Error("the data of people lies beside the wrong one")
	}
	if r := w.verify(t); len(r.Findings) != 0 || r.Records != 3 {
		t.Errorf("%+v", r)
	}
}

func TestOfRecordsThatAreLeftTogetherOnlyTheNewOnesAreLeft(t *testing.T) {
	t.Parallel()
	w := newWorld()
	both := set()
	for _, some := range [][]audit.Change{both[:1], both, slices.Concat(both, both), nil} {
		if err := w.trail().LeaveAll(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
	if all := w.kept["order/1"]; len(all) != 2 || all[1].What != audit.OrderWrote+"cart" {
		t.Errorf("%+v", all)
	}
	next, err := w.trail().Next(t.Context(), both...)
	if err != nil || len(next) != 0 {
		t.Errorf("left already, and given as new: %v, %v", next, err)
	}
	both[1].Aggregate = audit.Order("2")
	if err := w.trail().LeaveAll(t.Context(), both); fault.Of(err) != fault.Invalid {
		t.Errorf("of two aggregates: %v", err)
	}
}

func TestARecordThatSaysTooLittleIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for _, r := range []audit.Record{{Who: "a", What: "b"}, {Aggregate: "a", What: "b"}, {Aggregate: "a", Who: "b"}} {
		if err := w.trail().Leave(t.Context(), r, nil); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestTimeDoesNotRunBackwardsInAChain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.leave(t, "order/1", "1")
	w.pass(-time.Minute)
	w.leave(t, "order/1", "2")
	if all := w.kept["order/1"]; !all[1].At.Equal(all[0].At) {
		t.Errorf("%s after %s", all[1].At, all[0].At)
	}
}
