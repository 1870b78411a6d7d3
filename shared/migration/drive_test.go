package migration_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/migration"
)

func (w *world) now() time.Time { return w.clock }

func (w *world) worker() migration.Worker {
	return migration.Worker{Board: w, Ledger: w, Seller: w, House: w, Letters: w, Now: w.now}
}

func (w *world) conductor() migration.Conductor {
	return migration.Conductor{Board: w, Ledger: w, Queue: w, Now: w.now}
}

// alone runs something that a seam may end in the middle.
func alone(f func()) {
	var g sync.WaitGroup
	g.Go(f)
	g.Wait()
}

func die() { runtime.Goexit() }

// deliver hands a message to a worker; one that fails comes again.
func (w *world) deliver(ctx context.Context, id string, n int) {
	if len(w.queue) == 0 {
		return
	}
	n %= len(w.queue)
	t := w.queue[n]
	w.queue = slices.Delete(w.queue, n, n+1)
	good := false
	alone(func() {
		_, err := w.worker().Do(ctx, id, t)
		good = err == nil
	})
	if !good {
		w.queue = append(w.queue, t)
	}
}

// tick lets time pass, and with it what the seller does later.
func (w *world) tick(d time.Duration) {
	w.clock = w.clock.Add(d)
	w.late = slices.DeleteFunc(w.late, func(l later) bool {
		if l.at.After(w.clock) {
			return false
		}
		l.do()
		return true
	})
}

// run drives a migration until it is over, with so many rounds of a quarter of an hour.
func (w *world) run(ctx context.Context, id string, rounds int) migration.Head {
	for range rounds {
		alone(func() { _, _ = w.conductor().Advance(ctx, id) })
		for len(w.queue) > 0 {
			w.deliver(ctx, id, 0)
		}
		switch w.heads[id].State {
		case migration.HeadOver, migration.HeadCancelled, migration.HeadStopped:
			return w.heads[id]
		default:
		}
		w.tick(15 * time.Minute)
	}
	return w.heads[id]
}
