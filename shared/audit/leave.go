package audit

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Chains keep records.
type Chains interface {
	// Tail gives the newest entries of a chain, the newest first, always as they are now: as many as the limit or more, when there are so many.
	Tail(ctx context.Context, a Aggregate, limit int) ([]Entry, error)
	// Append puts entries that follow each other, all or none, or fails with fault.Conflict when their place in the chain is taken.
	Append(ctx context.Context, all []Entry) error
}

// Change is a record that is to be left, with data of people apart from it; nil for none.
type Change struct {
	Record

	Personal map[string]string
}

// Trail leaves records.
type Trail struct {
	Chains Chains
	Now    func() time.Time
}

const (
	// recent is how far back a record is looked for that is to be left once. So many are read as cheaply as one.
	recent = 5
	// tries is how many others may be faster, one after the other.
	tries = 20
)

// Leave leaves a record, with data of people apart from it; nil for none. One that was left already (see Record.Once) is fine. It fails with
// fault.Invalid when the record says too little, and with the failures of the chains; then the change must not be made.
func (t Trail) Leave(ctx context.Context, r Record, personal map[string]string) error {
	return t.LeaveAll(ctx, []Change{{r, personal}})
}

// LeaveAll leaves records of one aggregate, in one write: all of them or none. Those that were left already are not left again.
func (t Trail) LeaveAll(ctx context.Context, all []Change) error {
	var tried []Entry
	for range tries {
		next, err := t.next(ctx, all, tried)
		if err != nil || len(next) == 0 {
			return err
		}
		err = t.Chains.Append(ctx, next)
		if kind := fault.Of(err); kind != fault.Conflict && kind != fault.Unknown {
			return err
		}
		tried = next
	}
	return fault.Unavailable.Errorf("audit: the chain is being added to by others; try again")
}

// Next gives the entries that records of one aggregate would be, for those who put them in one transaction with the change itself: none when they were
// left already. Their place may be taken in between: then the transaction fails, and the same is done again.
func (t Trail) Next(ctx context.Context, all ...Change) ([]Entry, error) {
	return t.next(ctx, all, nil)
}

// Last gives the newest records of a chain, the newest first; none when it has not begun.
func (t Trail) Last(ctx context.Context, a Aggregate) ([]Entry, error) {
	return t.Chains.Tail(ctx, a, recent)
}

// next also finds the entries that were tried before and whose answer was lost.
func (t Trail) next(ctx context.Context, all []Change, tried []Entry) ([]Entry, error) {
	if err := check(all); err != nil || len(all) == 0 {
		return nil, err
	}
	tail, err := t.Last(ctx, all[0].Aggregate)
	if err != nil {
		return nil, err
	}
	if len(tried) > 0 && slices.ContainsFunc(tail, func(e Entry) bool { return bytes.Equal(e.Body, tried[0].Body) }) {
		return nil, nil
	}
	var last Entry
	if len(tail) > 0 {
		last = tail[0]
	}
	var next []Entry
	now, with := t.Now(), last.Seq+1
	for _, c := range all {
		if c.in(tail) || c.in(next) {
			continue
		}
		if last, err = follow(last, c.Record, c.Personal, now); err != nil {
			return nil, err
		}
		last.With = with
		next = append(next, last)
	}
	return next, nil
}

// in reports whether a change is among the records, so that it is not to be left again.
func (c Change) in(left []Entry) bool {
	return c.Once != "" && slices.ContainsFunc(left, func(e Entry) bool { return e.Once == c.Once && e.What == c.What })
}

func check(all []Change) error {
	for _, c := range all {
		if c.Aggregate == "" || c.Who == "" || c.What == "" {
			return fault.Invalid.Errorf("audit: a record needs an aggregate, who and what")
		}
		if c.Aggregate != all[0].Aggregate {
			return fault.Invalid.Errorf("audit: records that are left together are about one aggregate")
		}
	}
	return nil
}
