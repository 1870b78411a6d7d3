package subscription

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// Seen is what a refresh came to.
type Seen struct {
	Read    int `json:"read"`
	New     int `json:"new"`
	Changed int `json:"changed"` // by somebody else
	Left    int `json:"left"`    // a change of ours is being made; its own outcome tells
	Failed  int `json:"failed"`  // customers that could not be read
}

// Refresh reads all subscriptions of a customer from the seller, and keeps what is new or was changed elsewhere. It writes nothing for those that
// are as they were. One that another worker writes at the same moment is left to it.
func (w Work) Refresh(ctx context.Context, partner, tenant string) (Seen, error) {
	seller, err := w.Seller(ctx, partner)
	if err != nil {
		return Seen{}, err
	}
	all, err := seller.Licences.List(ctx, tenant)
	if err != nil {
		return Seen{}, err
	}
	seen := Seen{Read: len(all)}
	for id, f := range all {
		if err := w.take(ctx, partner, tenant, id, f, &seen); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

// Look reads one subscription from the seller, and keeps it when it is new or was changed elsewhere. One that the seller does not show, or that
// another worker writes at the same moment, is left alone.
func (w Work) Look(ctx context.Context, partner, tenant string, id ID) error {
	seller, err := w.Seller(ctx, partner)
	if err != nil {
		return err
	}
	f, err := seller.Licences.Read(ctx, tenant, id)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return w.take(ctx, partner, tenant, id, f, &Seen{})
}

// take keeps one subscription as the seller shows it.
func (w Work) take(ctx context.Context, partner, tenant string, id ID, f Facts, seen *Seen) error {
	s, err := w.Records.Load(ctx, partner, id)
	missing := fault.Of(err) == fault.NotFound
	if err != nil && !missing {
		return err
	}
	if missing {
		s = newRecord(partner, tenant, id)
		seen.New++
	} else if s.Intent != nil {
		seen.Left++
		return nil
	}
	before := len(s.Drift)
	same := !missing && equal(s.Facts, f)
	s.see(f, w.Now())
	if same && !s.foretell(w.Notice, w.Now()) {
		return nil
	}
	if !missing && len(s.Drift) > before {
		seen.Changed++
	}
	err = w.Records.Save(ctx, &s)
	if fault.Of(err) == fault.Stale {
		seen.Left++
		return nil
	}
	return err
}
