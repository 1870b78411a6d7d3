package rush

import (
	"context"
	"math/rand/v2"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/store"
)

// flaky is a table of which some writes fail: one before anything was written, the next after it, as when an answer is lost. The draws are the same in each
// run.
type flaky struct {
	store.Store

	mu     sync.Mutex
	awake  bool
	of100  int
	tries  int
	draw   *rand.Rand
	writes int
	failed int // tries
	lost   int // writes with all of their tries
	missed int // ticks
}

func newFlaky(of100, tries int) *flaky {
	return &flaky{of100: of100, tries: max(1, tries), draw: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // luck that can be had again
}

// wakeUp has writes fail from now on.
func (f *flaky) wakeUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.awake = true
}

func (f *flaky) ticks(err error) {
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.missed++
}

func (f *flaky) counts() (writes, failed, missed int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes, f.failed, f.missed
}

// fails draws whether a write fails with all of its tries, and then whether that is after it was done.
func (f *flaky) fails() (fails, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writes++
	if !f.awake {
		return false, false
	}
	for range f.tries {
		if f.draw.IntN(100) >= f.of100 {
			return false, false
		}
		f.failed++
	}
	f.lost++
	return true, f.lost%2 == 0
}

// write does a write, or fails before or after it.
func (f *flaky) write(do func() error) error {
	fails, after := f.fails()
	if fails && !after {
		return fault.Unavailable.Errorf("the table is away")
	}
	if err := do(); err != nil || !fails {
		return err
	}
	return fault.Unknown.Errorf("the table's answer is lost")
}

func (f *flaky) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	return f.write(func() error { return f.Store.Put(ctx, i, c) })
}

func (f *flaky) Delete(ctx context.Context, k store.Key, c *store.Condition) error {
	return f.write(func() error { return f.Store.Delete(ctx, k, c) })
}

func (f *flaky) Transact(ctx context.Context, w []store.Write) error {
	return f.write(func() error { return f.Store.Transact(ctx, w) })
}
