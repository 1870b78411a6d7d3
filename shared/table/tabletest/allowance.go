package tabletest

import (
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// fills: a bucket holds a minute's calls, and what was taken comes back evenly.
func fills(t *testing.T, s store.Store) {
	clock, client := noon, rand.Text()
	tab := table.Open(s, func() time.Time { return clock })
	for _, c := range []struct {
		after           time.Duration
		want, got, left int
	}{
		{0, 10, 10, 50},
		{0, 50, 50, 0},
		{0, 1, 0, 0},
		{500 * time.Millisecond, 1, 0, 0},
		{500 * time.Millisecond, 5, 1, 0},
		{10 * time.Second, 4, 4, 6},
		{-time.Hour, 1, 1, 5},
		{2 * time.Hour, 1, 1, 59},
	} {
		clock = clock.Add(c.after)
		got, left, err := tab.Draw(t.Context(), client, 60, c.want)
		want(t, err, "")
		if got != c.got || left != c.left {
			t.Errorf("after %s, want %d: got %d and %d are left, want %d and %d", c.after, c.want, got, left, c.got, c.left)
		}
	}
}

// bounded: however many draw at once, a bucket gives no more than it holds.
func bounded(t *testing.T, s store.Store) {
	tab, client := opened(s), rand.Text()
	var all atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 6 {
				got, _, err := tab.Draw(t.Context(), client, 20, 1)
				if err != nil && fault.Of(err) != fault.Unavailable {
					t.Errorf("draw: %v", err)
				}
				all.Add(int64(got))
			}
		})
	}
	wait.Wait()
	if n := all.Load(); n > 20 || n == 0 {
		t.Errorf("%d calls out of a bucket of 20", n)
	}
}
