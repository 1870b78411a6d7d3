package price

import (
	"context"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Desk is where sheets come in. An import goes from one state to the next by one conditional write each, after everything that the next state relies on
// is kept; every step can be repeated. So a run that ends anywhere is continued by the next one, two runs at once do no harm, and prices change in one
// write or not at all: the flip of the list's pointer.
//
//	import.go   the states            intake.go  a file becomes a snapshot, and guards look at it
//	apply.go    a snapshot in use     decide.go  what a person says; the way back     matrix_intake.go  the same for offer matrices
type Desk struct {
	Records    Records
	Blobs      Blobs
	Chunks     Chunks
	Pointers   Pointers
	Sheets     Sheets
	Matrices   Matrices // nil: offer matrices are not taken
	Codec      *Codec
	Thresholds func(ctx context.Context, partner string) (Thresholds, error)
	Now        func() time.Time
}

// maxAttempts bounds how often a file is read: again whenever another sheet came into use before this one did.
const maxAttempts = 20

// Begin keeps a new import, which waits for its file. That of an offer matrix is of no market and no currency. It fails with fault.Invalid when it does not say what it is of, and with fault.Stale when its id is taken.
func (d *Desk) Begin(ctx context.Context, i *Import) error {
	if err := i.check(); err != nil {
		return err
	}
	if !i.List.Kind.HasPrices() && d.Matrices == nil {
		return fault.At(fault.Invalid.Errorf("import %q: offer matrices are not taken", i.ID), fault.Field{Pointer: "/kind", Text: "want new_commerce or legacy"})
	}
	now := d.Now()
	i.State, i.Created, i.Since, i.Version = WaitingUpload, now, now, 0
	return d.Records.SaveImport(ctx, i)
}

func (i *Import) check() error {
	var wrong []fault.Field
	need := func(ok bool, pointer, text string) {
		if !ok {
			wrong = append(wrong, fault.Field{Pointer: pointer, Text: text})
		}
	}
	need(i.List.Kind.known(), "/kind", "want new_commerce, legacy, new_commerce_matrix or legacy_matrix")
	need(i.Timeline == Current || i.Timeline == Future, "/timeline", "want current or future")
	if i.List.Kind.HasPrices() {
		need(len(i.List.Market) == 2 || i.List.Market == "" && i.List.Kind == Legacy, "/market", "want two letters such as DE")
		need(len(i.List.Currency) == 3, "/currency", "want three letters such as EUR")
	} else {
		i.List.Market, i.List.Currency = "", "" // a matrix is of all of them
		need(i.Timeline == Current, "/timeline", "an offer matrix is whole: want current")
	}
	_, err := time.Parse(monthLayout, i.Month)
	need(i.Month == "" || err == nil, "/month", "want a month such as 2026-12")
	if wrong == nil {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("import %q: not clear what it is of", i.ID), wrong...)
}

const monthLayout = "2006-01"

// Run takes an import as far as it goes without a person: called when its file is there, and again whenever a run may not have ended. An import that is
// over, or waits for a person, stays as it is. It fails with fault.NotFound when there is no such import, with fault.Stale when another run is at it, and
// with what its ports fail with; each time it may be called again.
func (d *Desk) Run(ctx context.Context, partner, id string) (Import, error) {
	i, err := d.Records.Import(ctx, partner, id)
	if err != nil {
		return Import{}, err
	}
	run := &run{Desk: d}
	for {
		switch i.State {
		case WaitingUpload:
			err = d.enter(ctx, &i, BeingRead)
		case BeingRead:
			var aside bool
			if aside, err = run.read(ctx, &i); aside {
				return i, nil
			}
		case Applying:
			err = run.apply(ctx, &i)
		default:
			return i, nil
		}
		if err != nil {
			return i, fmt.Errorf("import %s: %w", id, err)
		}
	}
}

// run is one call of Run. It keeps the rows that it made, so that they need not be unpacked to be put in use.
type run struct {
	*Desk
	made *Snapshot
	id   SnapshotID
}

// enter writes an import down in its next state.
func (d *Desk) enter(ctx context.Context, i *Import, s State) error {
	next := *i
	next.State, next.Since = s, d.Now()
	if err := d.Records.SaveImport(ctx, &next); err != nil {
		return err
	}
	*i = next
	return nil
}

// refuse ends an import that nobody can put in use.
func (d *Desk) refuse(ctx context.Context, i *Import, why string) error {
	i.Outcome = why
	return d.enter(ctx, i, Refused)
}
