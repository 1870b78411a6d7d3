package audit

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Opened finds the chains of a day.
type Opened interface {
	Chains
	// Opened gives the aggregates whose chains grew on a day. What was written a moment ago may be missing.
	Opened(ctx context.Context, d Day) ([]Aggregate, error)
}

// Sealer puts each day's heads under one root.
type Sealer struct {
	Chains Opened
	Safe   Safe
	Now    func() time.Time
}

const (
	// settle is how long after its end a day is sealed: longer than a function may run, with all that clocks differ.
	settle = time.Hour
	// back is how far the first sealing looks back for records.
	back = 31
	// Keep is for how many years a root cannot be removed: as long as tax law wants the records of a purchase.
	Keep = 10
)

// Sealed is a day that was sealed.
type Sealed struct {
	Day    Day
	Chains int
}

// Run seals every day that is over and has no root. It may be run again, late, or by two at once: the same day gives the same root.
func (s Sealer) Run(ctx context.Context) ([]Sealed, error) {
	d, previous, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	var done []Sealed
	for ; !s.Now().Before(d.Ends().Add(settle)); d = d.Next() {
		root, hash, err := s.seal(ctx, d, previous)
		if err != nil {
			return done, err
		}
		done, previous = append(done, Sealed{d, len(root.Heads)}), hash
	}
	return done, nil
}

// begin gives the first day without a root, and the hash of the last root.
func (s Sealer) begin(ctx context.Context) (Day, string, error) {
	names, err := s.Safe.List(ctx, Roots)
	if err != nil {
		return "", "", err
	}
	for _, n := range slices.Backward(names) {
		if d, hash, ok := named(n); ok {
			return d.Next(), hash, nil
		}
	}
	yesterday := DayOf(s.Now().AddDate(0, 0, -1))
	for d := DayOf(s.Now().AddDate(0, 0, -back)); d < yesterday; d = d.Next() {
		found, err := s.Chains.Opened(ctx, d)
		if err != nil {
			return "", "", err
		}
		if len(found) > 0 {
			return d, "", nil
		}
	}
	return yesterday, "", nil
}

func (s Sealer) seal(ctx context.Context, d Day, previous string) (Root, string, error) {
	grown, err := s.Chains.Opened(ctx, d)
	if err != nil {
		return Root{}, "", err
	}
	heads := make([]Head, 0, len(grown))
	for _, a := range grown {
		h, err := s.head(ctx, a, d)
		if fault.Of(err) == fault.NotFound {
			continue // somebody took its records away: no reason to leave the others unsealed, and Verify goes through what is left
		}
		if err != nil {
			return Root{}, "", err
		}
		heads = append(heads, h)
	}
	root, body, err := newRoot(d, previous, heads)
	if err != nil {
		return Root{}, "", err
	}
	hash := hashOf(body)
	err = s.Safe.Put(ctx, name(d, hash), body, d.Ends().AddDate(Keep, 0, 0))
	if fault.Of(err) == fault.Conflict { // the name holds the hash: it is this very root
		err = nil
	}
	return root, hash, err
}

// head gives the last record of a chain on a day. The chain may have grown since, but seldom by much.
func (s Sealer) head(ctx context.Context, a Aggregate, d Day) (Head, error) {
	const more = 8
	for limit := recent; ; limit *= more {
		tail, err := s.Chains.Tail(ctx, a, limit)
		if err != nil {
			return Head{}, err
		}
		for _, e := range tail {
			if e.At.Before(d.Ends()) {
				return Head{a, e.Seq, e.Hash()}, nil
			}
		}
		if len(tail) < limit {
			return Head{}, fault.NotFound.Errorf("audit: %s has no record of %s, though it had one", a, d)
		}
	}
}
