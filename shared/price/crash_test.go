package price_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price"
)

// history is what happens to a list: sheets, one of which waits for a person, a preview and a way back. Every step may be repeated.
func history(ctx context.Context, t tb, d *price.Desk, s *store) {
	rows := catalogue(5)
	next := rows[3]
	next.From, next.Cost = day(30), next.Cost+10_000
	s.sheets["a"], s.sheets["b"], s.sheets["c"] = sheet{rows: rows}, sheet{rows: catalogue(3)}, sheet{rows: []price.Row{next}}
	for _, id := range []string{"a", "b", "c"} {
		if _, err := s.Import(ctx, germany.Partner, id); err != nil {
			i := price.Import{ID: id, List: germany, Timeline: price.Current, File: id + ".csv", Object: id, By: "anna"}
			if id == "c" {
				i.Timeline = price.Future
			}
			if err := d.Begin(ctx, &i); err != nil {
				t.Fatal(err)
			}
		}
		i, err := d.Run(ctx, germany.Partner, id)
		if err == nil && i.State == price.WaitingPerson {
			if _, err = d.Decide(ctx, germany.Partner, id, price.Decision{By: "anna", Reason: "a range ends", Approve: true}); err == nil {
				_, err = d.Run(ctx, germany.Partner, id)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if p, _ := s.Pointer(ctx, germany); p.Version == 3 {
		if _, err := d.Rollback(ctx, germany, 3, price.Undone{By: "anna", Reason: "too early"}); err != nil {
			t.Fatal(err)
		}
	}
}

// whole reads the list product by product, as orders do, and fails unless it is one of the snapshots that were ever meant, whole.
func whole(t *testing.T, s *store, c *price.Codec) {
	t.Helper()
	p, err := s.Pointer(t.Context(), germany)
	if err != nil {
		t.Fatal(err)
	}
	e, ok := p.InUse()
	if !ok {
		return
	}
	b := price.NewBuilder(germany)
	for n := range 5 {
		chunks, err := s.Chunk(t.Context(), e.Snapshot, fmt.Sprintf("CFQ7TTC0%04d", n))
		if err != nil {
			t.Fatal(err)
		}
		one, err := c.Product(chunks)
		if err != nil {
			t.Fatal(err)
		}
		for i := range one.Len() {
			r := one.Row(i)
			if err := b.Add(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, _ := b.Build(); got.ID() != e.Snapshot {
		t.Fatalf("half a list is in use: %d rows of version %d", got.Len(), p.Version)
	}
}

// crashed lives the history with a process that ends at these writes, each counted from the end before it, and gives the pointer and the number of points.
func crashed(t *testing.T, c *price.Codec, crashes ...int) (price.Pointer, int) {
	t.Helper()
	s, n := newStore(), 0
	s.seam = func(string) bool {
		n++
		return len(crashes) > 0 && crashes[0] == n
	}
	s.watch = func() { whole(t, s, c) }
	for done := false; !done && !t.Failed(); {
		n = 0
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			history(context.Background(), t, deskWith(c, s), s)
			done = true
		}()
		<-ended
		crashes = crashes[min(1, len(crashes)):]
	}
	whole(t, s, c)
	return s.pointer, n
}

// The process ends at every write in turn, before and after it, and at pairs of them; what was begun is begun again. Nobody ever sees half a list, and in
// the end everything is as if nothing had happened.
func TestACrashAnywhereIsContinued(t *testing.T) {
	t.Parallel()
	c := codec(t)
	want, points := crashed(t, c)
	if want.Version != 4 {
		t.Fatalf("%+v", want)
	}
	step, between := 1, 7
	if testing.Short() {
		step, between = 6, 1000
	}
	cases := 0
	for a := 1; a <= points; a += step {
		for b := a % between; b <= points; b += between {
			if got, _ := crashed(t, c, a, b); !cmp.Equal(want, got) {
				t.Errorf("crashes at %d and then at %d: %s", a, b, cmp.Diff(want, got))
			}
			cases++
		}
	}
	fmt.Printf("imports: %d pairs of crashes over %d points\n", cases, points)
}
