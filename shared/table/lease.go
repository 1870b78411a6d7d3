package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

const attrFence = "fence"

// Acquire takes a lease until a time; owner is another for each run. Fence is a number that only grows: of two who believe to hold the lease, the one
// with the lower number is wrong. It fails with fault.Conflict, with a time to wait, while another holds it. A lease whose time is over is
// free, and its owner may take it anew before, to hold it longer; then the old fence is over too.
func (t *Table) Acquire(ctx context.Context, name, owner string, until time.Time) (fence int64, err error) {
	before, err := t.get(ctx, key.Lease(name), "lease")
	if err != nil && fault.Of(err) != fault.NotFound {
		return 0, err
	}
	if wait := time.UnixMilli(number(before, attrUntil)).Sub(t.now()); wait > 0 && text(before, attrOwner) != owner {
		return 0, taken(wait)
	}
	fence = number(before, attrFence) + 1
	c := absent()
	if before != nil {
		c = &store.Condition{Equal: store.Item{attrFence: number(before, attrFence)}}
	}
	err = t.store.Put(ctx, lease(name, owner, fence, until), c)
	if fault.Of(err) == fault.Conflict {
		return 0, taken(busyWait)
	}
	return fence, wrap(err, "take a lease")
}

func taken(wait time.Duration) error {
	return fault.After(fault.Conflict.Errorf("lease: another holds it"), max(wait, busyWait))
}

func lease(name, owner string, fence int64, until time.Time) store.Item {
	i := item(key.Lease(name))
	i[attrOwner], i[attrFence], i[attrUntil] = owner, fence, until.UnixMilli()
	return i
}

// Holding fails with fault.Stale when the owner does not hold the lease of that fence any more.
func (t *Table) Holding(ctx context.Context, name, owner string, fence int64) error {
	i, err := t.get(ctx, key.Lease(name), "lease")
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if text(i, attrOwner) != owner || number(i, attrFence) != fence || !t.now().Before(time.UnixMilli(number(i, attrUntil))) {
		return fault.Stale.Errorf("lease: lost")
	}
	return nil
}

// Release frees a lease. One that was lost stays with who has it now.
func (t *Table) Release(ctx context.Context, name, owner string, fence int64) error {
	mine := &store.Condition{Equal: store.Item{attrOwner: owner, attrFence: fence}}
	err := t.store.Put(ctx, lease(name, owner, fence, time.UnixMilli(0)), mine)
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "free a lease")
}
