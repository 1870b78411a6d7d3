package price

import (
	"bytes"
	"context"
	"io"

	"github.com/seatwright/seatwright/shared/fault"
)

// Matrices reads what was uploaded for the import of an offer matrix. It yields and fails as Sheets does.
type Matrices interface {
	Offerings(ctx context.Context, i Import, rejects io.Writer, yield func(*Offering) error) (Report, error)
}

// readMatrix does for an offer matrix what read does for prices.
func (d *run) readMatrix(ctx context.Context, i *Import) (aside bool, err error) {
	var rejects bytes.Buffer
	var rows []Offering
	report, err := d.Matrices.Offerings(ctx, *i, &rejects, func(o *Offering) error {
		if len(rows) >= maxRows {
			return fault.TooLarge.Errorf("more than %d offers", maxRows)
		}
		rows = append(rows, *o)
		return nil
	})
	if err != nil {
		return d.unread(ctx, i, err)
	}
	if err := d.seen(ctx, i, report, rejects.Bytes()); err != nil {
		return false, err
	}
	if report.Rows == 0 {
		return false, d.refuse(ctx, i, "No row of the sheet is a usable offer.")
	}
	return false, d.compareMatrix(ctx, i, report, matrixOf(rows))
}

// compareMatrix does for an offer matrix what compare and judge do for prices.
func (d *run) compareMatrix(ctx context.Context, i *Import, r Report, next offerings) error {
	p, err := d.Pointers.Pointer(ctx, i.List)
	if err != nil {
		return err
	}
	var before offerings
	entry, inUse := p.InUse()
	if inUse {
		if before, err = d.matrix(ctx, entry.Snapshot); err != nil {
			return err
		}
	}
	t, err := d.Thresholds(ctx, i.List.Partner)
	if err != nil {
		return err
	}
	packed, id, err := d.Codec.packMatrix(next)
	if err != nil {
		return err
	}
	if i.Base = entry.Snapshot; id == i.Base {
		i.Outcome = "The same offers are in use already."
		return d.enter(ctx, i, NothingNew)
	}
	if err := d.Blobs.PutBlob(ctx, SnapshotBlob(id), packed); err != nil {
		return err
	}
	i.Snapshot, i.Diff, i.Findings = id, before.changed(next), GuardMatrix(t, Suspect{Report: r, Undone: p.undone(id)}, len(before), len(next))
	if len(i.Findings) > 0 {
		i.Decision = nil
		return d.enter(ctx, i, WaitingPerson)
	}
	return d.enter(ctx, i, Applying)
}

func (d *Desk) matrix(ctx context.Context, id SnapshotID) (offerings, error) {
	b, err := d.Blobs.Blob(ctx, SnapshotBlob(id), maxBlob)
	if err != nil {
		return nil, err
	}
	return d.Codec.unpackMatrix(b)
}

func (d *Desk) shelveMatrix(ctx context.Context, id SnapshotID) error {
	o, err := d.matrix(ctx, id)
	if err != nil {
		return err
	}
	chunks, err := d.Codec.matrixChunks(o)
	if err != nil {
		return err
	}
	return d.Chunks.PutChunks(ctx, id, chunks)
}
