package subscription

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Places notes how far a round has come, so that one that takes longer than a run goes on in the next.
type Places interface {
	// Position gives the customer after which the round goes on; "" for the first.
	Position(ctx context.Context, partner string) (string, error)
	SetPosition(ctx context.Context, partner, after string) error
}

// Round reads the subscriptions of a partner's customers anew, one customer after the other in the order of their ids, until all are read or the time is
// up. A customer that cannot be read is left for the next round; a seller that asks to wait, or refuses the sign-in, ends this one.
func (w Work) Round(ctx context.Context, p Places, partner string, tenants []string, until time.Time) (Seen, error) {
	after, err := p.Position(ctx, partner)
	if err != nil {
		return Seen{}, err
	}
	all := slices.Sorted(slices.Values(tenants))
	first, found := slices.BinarySearch(all, after)
	if found {
		first++
	}
	var sum Seen
	done := after
	for _, tenant := range all[first:] {
		if !w.Now().Before(until) {
			return sum, p.SetPosition(ctx, partner, done)
		}
		seen, err := w.Refresh(ctx, partner, tenant)
		sum = sum.Plus(seen)
		switch kind := fault.Of(err); {
		case err == nil:
		case kind == "", kind == fault.Throttled, kind == fault.Unauthenticated:
			return sum, stopped(ctx, p, partner, done, err)
		default:
			sum.Failed++
		}
		done = tenant
	}
	if after == "" {
		return sum, nil
	}
	return sum, p.SetPosition(ctx, partner, "")
}

// stopped notes how far the round is, and gives why it stopped.
func stopped(ctx context.Context, p Places, partner, done string, cause error) error {
	if err := p.SetPosition(ctx, partner, done); err != nil {
		return err
	}
	return cause
}

// Plus gives both together.
func (s Seen) Plus(o Seen) Seen {
	return Seen{Read: s.Read + o.Read, New: s.New + o.New, Changed: s.Changed + o.Changed, Left: s.Left + o.Left, Failed: s.Failed + o.Failed}
}
