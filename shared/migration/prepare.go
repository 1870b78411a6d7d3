package migration

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
)

// Prepare writes the customers of a migration down, and opens the first wave. It may be repeated with the same customers: those that are there stay.
func (c Conductor) Prepare(ctx context.Context, h Head, items []Item) (Head, error) {
	there, err := c.there(ctx, h.ID)
	if err != nil {
		return h, err
	}
	lanes := make([][]*Item, max(1, min(c.AtOnce, Shards)))
	for n := range items {
		if i := &items[n]; !there[i.Tenant] {
			// Customers of one record of counters are in one lane: two who write the same record at once would hinder each other.
			lane := shard(i.Tenant) % len(lanes)
			lanes[lane] = append(lanes[lane], i)
		}
	}
	if err := c.write(ctx, lanes); err != nil {
		return h, err
	}
	return change(ctx, c.Board, h.ID, func(h *Head) (bool, error) {
		if h.State != HeadPreparing {
			return false, nil
		}
		h.State = HeadRunning
		return true, nil
	})
}

// there gives the customers that are written down, so that whoever repeats it for thousands goes on where it ended.
func (c Conductor) there(ctx context.Context, id string) (map[Tenant]bool, error) {
	all := map[Tenant]bool{}
	return all, each(ctx, c.Ledger, id, Query{Limit: pageOfItems, UpTo: mostWaves}, func(i *Item) error {
		all[i.Tenant] = true
		return nil
	})
}

// write writes lanes of customers side by side. The first that fails ends the others.
func (c Conductor) write(ctx context.Context, lanes [][]*Item) error {
	if len(lanes) == 1 {
		return c.lane(ctx, lanes[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failures, ended := make([]error, len(lanes)), make([]bool, len(lanes))
	var group sync.WaitGroup
	for n, lane := range lanes {
		group.Go(func() {
			if failures[n] = c.lane(ctx, lane); failures[n] != nil {
				cancel()
			}
			ended[n] = true
		})
	}
	group.Wait()
	for _, whole := range ended {
		if !whole {
			runtime.Goexit() // a goroutine was ended from inside: so is this one
		}
	}
	return first(failures)
}

// first gives the failure that ended the others, rather than one of those.
func first(failures []error) error {
	var last error
	for _, err := range failures {
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			last = err
		}
	}
	return last
}

func (c Conductor) lane(ctx context.Context, items []*Item) error {
	for _, i := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.Ledger.Move(ctx, i, deltas(nil, i)); err != nil && fault.Of(err) != fault.Stale {
			return err
		}
	}
	return nil
}
