package feed

import (
	"context"
	"errors"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Outbox keeps news that were written down with the state that they tell of, until they are emitted.
type Outbox interface {
	// Fresh gives up to limit orders that have news, longest waiting first. One may show that has none any more, and one of a moment ago may be missing.
	Fresh(ctx context.Context, limit int) ([]Source, error)
	// News gives an order's news, those of one record in the order of their versions. It sees all that were put before it was called.
	News(ctx context.Context, s Source) ([]News, error)
	// Forget removes news. Those that are gone already are fine.
	Forget(ctx context.Context, all []News) error
}

// Source is an order that has something to tell.
type Source struct{ Owner, Order string }

// Collector emits what orders wrote down.
type Collector struct {
	Outbox  Outbox
	Journal Journal
}

// mostCollected is how many orders one call looks at, and mostForgotten how many news are removed at a time.
const (
	mostCollected = 200
	mostForgotten = 50
)

// Collect emits the news of orders, each order's in the order of its versions, and gives how many those were. One order's failure does not stop the others. News
// that nobody could be told are given up with an error, so that those behind them are not held up.
func (c Collector) Collect(ctx context.Context) (emitted int, err error) {
	fresh, err := c.Outbox.Fresh(ctx, mostCollected)
	seen := map[Source]bool{}
	for _, s := range fresh {
		if seen[s] {
			continue
		}
		seen[s] = true
		n, failed := c.order(ctx, s)
		emitted, err = emitted+n, errors.Join(err, failed)
	}
	return emitted, err
}

// order emits the news of one order. They are read at once and from the newest state: of two versions none is seen before the one that it follows.
func (c Collector) order(ctx context.Context, s Source) (emitted int, err error) {
	all, err := c.Outbox.News(ctx, s)
	if err != nil {
		return 0, err
	}
	// Those of one record keep their order, whatever the clocks of those say who wrote them.
	for i := 1; i < len(all); i++ {
		if before := all[i-1]; before.Record == all[i].Record && all[i].At.Before(before.At) {
			all[i].At = before.At
		}
	}
	slices.SortStableFunc(all, func(a, b News) int { return a.At.Compare(b.At) })
	all = all[:min(len(all), mostForgotten)]
	var unfit error
	for _, n := range all {
		_, err := Emit(ctx, c.Journal, n)
		if k := fault.Of(err); k == fault.Invalid || k == fault.Conflict {
			unfit = errors.Join(unfit, err)
		} else if err != nil {
			return emitted, err
		} else {
			emitted++
		}
	}
	return emitted, errors.Join(unfit, c.Outbox.Forget(ctx, all))
}
