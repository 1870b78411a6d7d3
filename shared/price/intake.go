package price

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// read makes a snapshot of an import's file, compares it with what is in use and asks the guards. It reports aside when another function was handed the
// file. The import is in its next state only when the snapshot is kept.
func (d *run) read(ctx context.Context, i *Import) (aside bool, err error) {
	if i.Attempt++; i.Attempt > maxAttempts {
		return false, d.refuse(ctx, i, "Other sheets came into use each time that this one was compared with the one in use.")
	}
	if !i.List.Kind.HasPrices() {
		return d.readMatrix(ctx, i)
	}
	var rejects bytes.Buffer
	b := NewBuilder(i.List)
	report, err := d.Sheets.Rows(ctx, *i, &rejects, b.Add)
	if err != nil {
		return d.unread(ctx, i, err)
	}
	if err := d.seen(ctx, i, report, rejects.Bytes()); err != nil {
		return false, err
	}
	if report.Rows == 0 {
		return false, d.refuse(ctx, i, nothing(i.List, report))
	}
	sheet, resolved := b.Build()
	return false, d.compare(ctx, i, sheet, Suspect{Report: report, Resolved: resolved})
}

// unread says what becomes of an import whose file could not be read.
func (d *run) unread(ctx context.Context, i *Import, err error) (aside bool, _ error) {
	if errors.Is(err, Aside) {
		return true, nil
	}
	switch fault.Of(err) {
	case fault.Invalid, fault.TooLarge, fault.Malformed:
		return false, d.refuse(ctx, i, fault.Text(err))
	default:
		return false, err
	}
}

// seen notes what was seen in a file, and keeps its rejects.
func (d *run) seen(ctx context.Context, i *Import, r Report, rejects []byte) error {
	i.Reading = Reading{Rows: r.Rows, Rejected: r.Rejected, Skipped: r.Skipped, Drift: r.Drift, Segments: r.Segments, Changes: r.Changes}
	if r.Rejected == 0 {
		return nil
	}
	return d.Blobs.PutBlob(ctx, RejectsBlob(i.List.Partner, i.ID), rejects)
}

// nothing says why there is no row to use.
func nothing(l List, r Report) string {
	text := fmt.Sprintf("No row of the sheet is a usable price of %s.", l)
	if r.Skipped > 0 {
		text += fmt.Sprintf(" %d rows are of the markets %s and the currencies %s.", r.Skipped, names(r.Markets), names(r.Currencies))
	}
	if r.Rejected > 0 {
		text += fmt.Sprintf(" %d rows were rejected.", r.Rejected)
	}
	return text
}

func names(counts map[string]int) string {
	return strings.Join(slices.Sorted(maps.Keys(counts)), ", ")
}

// compare makes the list that a sheet stands for, and looks at what it changes.
func (d *run) compare(ctx context.Context, i *Import, sheet *Snapshot, s Suspect) error {
	p, err := d.Pointers.Pointer(ctx, i.List)
	if err != nil {
		return err
	}
	entry, inUse := p.InUse()
	i.Base, i.Findings, i.Diff = entry.Snapshot, nil, Summary{}
	if i.From.IsZero() {
		i.From = d.Now()
	}
	if !inUse {
		if i.Timeline == Future {
			return d.refuse(ctx, i, "The sheet lists only changes, and no list is in use that they would be made to.")
		}
		s.List = Whole(sheet)
		return d.judge(ctx, i, &p, s, i.origins(nil))
	}
	base, trace, err := d.load(ctx, entry, i.Timeline == Future)
	if err != nil {
		return err
	}
	if s.InUse, s.List = entry, Whole(sheet); i.Timeline == Future {
		s.List = Merge(base, sheet)
	}
	s.Diff = Compare(base, s.List, i.From)
	if i.Diff = s.Diff.Summary; s.Diff.Len() == 0 {
		i.Outcome = "The same prices are in use already."
		return d.enter(ctx, i, NothingNew)
	}
	return d.judge(ctx, i, &p, s, i.origins(trace))
}

// origins gives the files of an import's list: its own, and those of the list that it was merged into.
func (i *Import) origins(base *Trace) []Origin {
	origins := []Origin{{Import: i.ID, File: i.File}}
	if base != nil {
		origins = append(origins, base.Origins...)
	}
	return origins
}

// judge keeps the snapshot, and then says whether it goes into use or waits.
func (d *run) judge(ctx context.Context, i *Import, p *Pointer, s Suspect, origins []Origin) error {
	if s.List.Len() == 0 {
		return d.refuse(ctx, i, "Every row of the sheet says that it is deleted.")
	}
	t, err := d.Thresholds(ctx, i.List.Partner)
	if err != nil {
		return err
	}
	packed, id := d.Codec.Pack(s.List)
	if err := d.Blobs.PutBlob(ctx, SnapshotBlob(id), packed); err != nil {
		return err
	}
	if err := d.Blobs.PutBlob(ctx, TraceBlob(i.List.Partner, i.ID), d.Codec.PackTrace(s.List.Trace(origins))); err != nil {
		return err
	}
	s.Import, s.Undone = *i, p.undone(id)
	d.made, d.id = s.List, id
	i.Snapshot, i.Findings = id, Guard(t, s)
	if len(i.Findings) > 0 {
		i.Decision = nil
		return d.enter(ctx, i, WaitingPerson)
	}
	return d.enter(ctx, i, Applying)
}

// load gives the rows of an entry, and where they came from if that is asked for.
func (d *Desk) load(ctx context.Context, e Entry, traced bool) (*Snapshot, *Trace, error) {
	s, err := d.snapshot(ctx, e.Snapshot)
	if err != nil || !traced {
		return s, nil, err
	}
	b, err := d.Blobs.Blob(ctx, e.Trace, maxBlob)
	if err != nil {
		return nil, nil, err
	}
	t, err := d.Codec.UnpackTrace(b)
	if err != nil {
		return nil, nil, err
	}
	return s, t, s.Give(t)
}

// maxBlob bounds a packed snapshot or trace in bytes.
const maxBlob = 64_000_000

func (d *Desk) snapshot(ctx context.Context, id SnapshotID) (*Snapshot, error) {
	b, err := d.Blobs.Blob(ctx, SnapshotBlob(id), maxBlob)
	if err != nil {
		return nil, err
	}
	return d.Codec.Unpack(b, id)
}
