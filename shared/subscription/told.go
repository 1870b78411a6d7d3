package subscription

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Told is a change that the seller remembers, whoever made it: of which subscription, and when.
type Told struct {
	Tenant string
	ID     ID
	At     time.Time
}

// apart is by how much the seller's clock and ours may differ.
const apart = time.Minute

// Catch reads the subscriptions that the seller remembers to have been changed since they were read last, and keeps what is new or was changed elsewhere. So a change
// whose event was lost shows before the round comes to its customer. One that cannot be read is left to the round; a seller that asks to wait, or
// refuses the sign-in, ends it.
func (w Work) Catch(ctx context.Context, partner string, all []Told) (Seen, error) {
	latest := map[ID]Told{}
	for _, t := range all {
		if t.At.After(latest[t.ID].At) {
			latest[t.ID] = t
		}
	}
	var sum Seen
	for _, id := range slices.Sorted(maps.Keys(latest)) {
		err := w.catch(ctx, partner, latest[id], &sum)
		switch kind := fault.Of(err); {
		case err == nil:
		case kind == "", kind == fault.Throttled, kind == fault.Unauthenticated:
			return sum, err
		default:
			sum.Failed++
		}
	}
	return sum, nil
}

func (w Work) catch(ctx context.Context, partner string, t Told, seen *Seen) error {
	s, err := w.Records.Load(ctx, partner, t.ID)
	if err == nil && s.Seen.After(t.At.Add(apart)) {
		return nil
	}
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	seller, err := w.Seller(ctx, partner)
	if err != nil {
		return err
	}
	f, err := seller.Licences.Read(ctx, t.Tenant, t.ID)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	seen.Read++
	return w.take(ctx, partner, t.Tenant, t.ID, f, seen)
}
