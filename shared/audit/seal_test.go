package audit_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
)

func TestADayIsSealedAnHourAfterItsEndAndOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.leave(t, "order/1", "1")
	w.now = time.Date(2026, 11, 21, 0, 59, 0, 0, time.UTC)
	if done := w.seal(t); len(done) != 0 {
		t.Errorf("sealed early: %v", done)
	}
	w.leave(t, "order/1", "2")
	w.pass(time.Minute)
	for n, want := range [][]audit.Sealed{{{Day: "2026-11-20", Chains: 1}}, nil} {
		if diff := cmp.Diff(want, w.seal(t)); diff != "" {
			t.Errorf("run %d: %s", n, diff)
		}
	}
	var root audit.Root
	if err := json.Unmarshal(w.roots[w.named(0)], &root); err != nil || len(root.Heads) != 1 || root.Heads[0].Seq != 1 {
		t.Errorf("%+v, %v: want the last record of the day, not of the chain", root, err)
	}
}

func TestDaysThatWereMissedAreSealedAndQuietOnesToo(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.leave(t, "order/1", "1")
	w.pass(5 * 24 * time.Hour)
	want := []audit.Sealed{{Day: "2026-11-20", Chains: 1}, {Day: "2026-11-21"}, {Day: "2026-11-22"}, {Day: "2026-11-23"}, {Day: "2026-11-24"}}
	if diff := cmp.Diff(want, w.seal(t)); diff != "" {
		t.Error(diff)
	}
	if r := w.verify(t); len(r.Findings) != 0 || r.Roots != 5 {
		t.Errorf("%+v", r)
	}
}

func TestANewInstallationIsInOrderBeforeItsFirstSealing(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if r := w.verify(t); len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
	w.leave(t, "order/1", "1")
	w.pass(20 * time.Hour)
	if r := w.verify(t); len(r.Findings) != 0 || r.Records != 1 {
		t.Errorf("%+v", r)
	}
	w.pass(48 * time.Hour)
	if r := w.verify(t); len(r.Findings) != 1 {
		t.Errorf("a day was never sealed: %+v", r)
	}
}

func TestAHeadFarBehindTheEndOfItsChainIsFound(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.leave(t, "order/1", "first day")
	w.pass(24 * time.Hour)
	for range 300 {
		w.leave(t, "order/1", "second day")
	}
	w.seal(t)
	w.pass(24 * time.Hour)
	w.seal(t)
	if r := w.verify(t); len(r.Findings) != 0 || r.Roots != 2 || r.Records != 301 {
		t.Errorf("%+v", r)
	}
}
