package price

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// apply puts an import's snapshot in use: first its chunks, which nobody sees, then the pointer, then the record. A run that finds its own entry in the
// pointer knows that only the record is missing, even when the entry was taken back since.
func (d *run) apply(ctx context.Context, i *Import) error {
	p, err := d.Pointers.Pointer(ctx, i.List)
	if err != nil {
		return err
	}
	if p.has(i.ID) {
		return d.enter(ctx, i, Applied)
	}
	if entry, _ := p.InUse(); entry.Snapshot != i.Base {
		// What was looked at, and maybe approved, was the way from another list to this one.
		i.Decision = nil
		return d.enter(ctx, i, BeingRead)
	}
	if err := d.shelve(ctx, i.List.Kind, i.Snapshot, d.rowsOf(i.Snapshot)); err != nil {
		return err
	}
	p.push(i.entry(d.Now()))
	switch err := d.Pointers.Flip(ctx, &p); {
	case fault.Of(err) == fault.Stale:
		return nil // somebody wrote: the next round looks at what
	case err != nil:
		return err
	}
	return d.enter(ctx, i, Applied)
}

// rowsOf gives the rows that this run made, if they are those.
func (d *run) rowsOf(id SnapshotID) *Snapshot {
	if d.id != id {
		return nil
	}
	return d.made
}

// shelve writes a snapshot's chunks. Rows that are nil are read.
func (d *Desk) shelve(ctx context.Context, k Kind, id SnapshotID, s *Snapshot) error {
	if !k.HasPrices() {
		return d.shelveMatrix(ctx, id)
	}
	var err error
	if s == nil {
		if s, err = d.snapshot(ctx, id); err != nil {
			return err
		}
	}
	chunks, err := d.Codec.Chunks(s)
	if err != nil {
		return err
	}
	return d.Chunks.PutChunks(ctx, id, chunks)
}

func (i *Import) entry(now time.Time) Entry {
	e := Entry{Snapshot: i.Snapshot, Import: i.ID, Trace: TraceBlob(i.List.Partner, i.ID), Month: i.Month, From: now, At: now}
	if begins, err := time.Parse(monthLayout, i.Month); err == nil && begins.Before(now) && i.Timeline == Current {
		e.From = begins
	}
	if i.Decision != nil {
		e.By = i.Decision.By
	}
	return e
}
