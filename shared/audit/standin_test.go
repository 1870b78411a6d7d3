package audit_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
)

// world keeps chains and roots in maps, and may lose the answers of writes.
type world struct {
	mu    sync.Mutex
	now   time.Time
	kept  map[audit.Aggregate][]audit.Entry
	roots map[string][]byte
	// lose says how many writes from now on are carried out and not answered.
	lose   int
	writes int
}

func newWorld() *world {
	return &world{now: time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC), kept: map[audit.Aggregate][]audit.Entry{}, roots: map[string][]byte{}}
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) pass(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

func (w *world) trail() audit.Trail { return audit.Trail{Chains: w, Now: w.clock} }

func (w *world) Tail(_ context.Context, a audit.Aggregate, limit int) ([]audit.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	tail := slices.Clone(w.kept[a])
	slices.Reverse(tail)
	return tail[:min(limit, len(tail))], nil
}

func (w *world) Append(_ context.Context, next []audit.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := next[0].Aggregate
	if all := w.kept[a]; int64(len(all)) != next[0].Seq-1 {
		return fault.Conflict.Errorf("taken")
	}
	w.kept[a] = append(w.kept[a], next...)
	w.writes++
	if w.lose > 0 {
		w.lose--
		return fault.Unknown.Errorf("no answer")
	}
	return nil
}

func (w *world) Chain(_ context.Context, a audit.Aggregate) ([]audit.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.kept[a]), nil
}

func (w *world) Strip(_ context.Context, e audit.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept[e.Aggregate][e.Seq-1].Private = audit.Private{}
	return nil
}

func (w *world) Opened(_ context.Context, d audit.Day) ([]audit.Aggregate, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []audit.Aggregate
	for a, all := range w.kept {
		if slices.ContainsFunc(all, func(e audit.Entry) bool { return e.Day() == d }) {
			found = append(found, a)
		}
	}
	return found, nil
}

func (w *world) Put(_ context.Context, name string, body []byte, until time.Time) error {
	if until.Before(w.clock().AddDate(9, 0, 0)) {
		return fault.Invalid.Errorf("kept for too short")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, there := w.roots[name]; there {
		return fault.Conflict.Errorf("taken")
	}
	w.roots[name] = body
	return nil
}

func (w *world) Get(_ context.Context, name string) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body, there := w.roots[name]
	if !there {
		return nil, fault.NotFound.Errorf("not there")
	}
	return body, nil
}

func (w *world) List(context.Context, string) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var names []string
	for n := range w.roots {
		names = append(names, n)
	}
	slices.Sort(names)
	return names, nil
}

func (w *world) seal(t *testing.T) []audit.Sealed {
	t.Helper()
	done, err := audit.Sealer{Chains: w, Safe: w, Now: w.clock}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (w *world) verify(t *testing.T) audit.Report {
	t.Helper()
	r, err := audit.Verifier{Archive: w, Safe: w, Now: w.clock}.Verify(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// leave leaves a record of seats with the address of whoever asked beside it.
func (w *world) leave(t *testing.T, a audit.Aggregate, seats string) {
	t.Helper()
	r := audit.Record{Aggregate: a, Partner: "p", Who: audit.Client("c"), What: "subscription.seats", After: audit.Facts{"seats": seats}}
	if err := w.trail().Leave(t.Context(), r, map[string]string{"asked by": "ada@acme.example", "nobody": ""}); err != nil {
		t.Fatal(err)
	}
}
