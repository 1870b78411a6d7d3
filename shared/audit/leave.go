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
	// Tail gives the newest entries of a chain, the newest first, always as they are now. None is fine.
	Tail(ctx context.Context, a Aggregate, limit int) ([]Entry, error)
	// Append puts an entry, or fails with fault.Conflict when its place in the chain is taken.
	Append(ctx context.Context, e Entry) error
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
	var tried Entry
	for range tries {
		e, there, err := t.next(ctx, r, personal, tried)
		if err != nil || there {
			return err
		}
		err = t.Chains.Append(ctx, e)
		if kind := fault.Of(err); kind != fault.Conflict && kind != fault.Unknown {
			return err
		}
		tried = e
	}
	return fault.Unavailable.Errorf("audit: the chain is being added to by others; try again")
}

// Next gives the entry that a record would be, for those who put it in one transaction with the change itself. There is true when it was left
// already. Its place may be taken in between: then the transaction fails, and the same is done again.
func (t Trail) Next(ctx context.Context, r Record, personal map[string]string) (e Entry, there bool, err error) {
	return t.next(ctx, r, personal, Entry{})
}

// Begun reports whether the chain has any record.
func (t Trail) Begun(ctx context.Context, a Aggregate) (bool, error) {
	tail, err := t.Chains.Tail(ctx, a, 1)
	return len(tail) > 0, err
}

// next also finds the entry that was tried before and whose answer was lost.
func (t Trail) next(ctx context.Context, r Record, personal map[string]string, tried Entry) (Entry, bool, error) {
	if r.Aggregate == "" || r.Who == "" || r.What == "" {
		return Entry{}, false, fault.Invalid.Errorf("audit: a record needs an aggregate, who and what")
	}
	tail, err := t.Chains.Tail(ctx, r.Aggregate, recent)
	if err != nil {
		return Entry{}, false, err
	}
	if slices.ContainsFunc(tail, func(e Entry) bool {
		return r.Once != "" && e.Once == r.Once && e.What == r.What || tried.Body != nil && bytes.Equal(e.Body, tried.Body)
	}) {
		return Entry{}, true, nil
	}
	var last Entry
	if len(tail) > 0 {
		last = tail[0]
	}
	e, err := follow(last, r, personal, t.Now())
	return e, false, err
}
