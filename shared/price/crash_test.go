package price_test

import (
	"context"
	"fmt"
	"testing"

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
func whole(t *testing.T, s *store, c *price.Codec) price.SnapshotID {
	t.Helper()
	p, err := s.Pointer(t.Context(), germany)
	if err != nil {
		t.Fatal(err)
	}
	e, ok := p.InUse()
	if !ok {
		return ""
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
	return e.Snapshot
}

// The process ends at every write in turn, before and after it, and at every pair of them; what was begun is begun again. Nobody ever sees half a list, and
// in the end everything is as if nothing had happened.
func TestACrashAnywhereIsContinued(t *testing.T) {
	t.Parallel()
	c := codec(t)
	points, want := 0, price.Pointer{}
	once := func(crashes ...int) int {
		s := newStore()
		n := 0
		s.seam = func(string) bool {
			n++
			return len(crashes) > 0 && crashes[0] == n
		}
		s.watch = func() { whole(t, s, c) }
		for {
			done := false
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				history(context.Background(), t, deskWith(c, s), s)
				done = true
			}()
			<-ended
			if done || t.Failed() {
				break
			}
			crashes = crashes[1:]
			n = 0
		}
		if want.Version == 0 {
			want = s.pointer
		}
		if len(s.pointer.Entries) != len(want.Entries) || s.pointer.Version != want.Version || whole(t, s, c) == "" {
			t.Errorf("crashes %v: %+v", crashes, s.pointer)
		}
		for i, e := range s.pointer.Entries {
			if e.Snapshot != want.Entries[i].Snapshot || (e.Undone == nil) != (want.Entries[i].Undone == nil) {
				t.Errorf("entry %d: %+v", i, e)
			}
		}
		return n
	}
	points = once()
	if want.Version != 4 {
		t.Fatalf("%+v", want)
	}
	cases := 0
	step := 1
	if testing.Short() {
		step = 6
	}
	for a := 1; a <= points; a += step {
		once(a)
		cases++
		if testing.Short() {
			continue
		}
		for b := 1 + a%7; b <= points; b += 7 {
			once(a, b)
			cases++
		}
	}
	fmt.Printf("imports: %d crashes and pairs of crashes over %d points\n", cases, points)
}
