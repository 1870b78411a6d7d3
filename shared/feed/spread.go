package feed

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Spreader gives events their places in the feeds and to the endpoints.
type Spreader struct {
	Backlog    Backlog
	Feeds      Feeds
	Endpoints  Endpoints
	Deliveries Deliveries
	Lines      Lines
	Waker      Waker
	Now        func() time.Time
}

// mostSpread is how many events one call spreads.
const mostSpread = 100

// Spread makes the deliveries of events that have none yet, gives the events their places in their feeds, and has the endpoints woken. It gives how many
// events it found; when those are more than none, there may be others. One owner's failure does not stop the others.
//
// The place comes last: an event without one is found again, and what is made of it twice is there once.
func (s Spreader) Spread(ctx context.Context) (found int, err error) {
	events, err := s.Backlog.Unlisted(ctx, mostSpread)
	if err != nil {
		return 0, err
	}
	owned := map[string][]Event{}
	for _, e := range events {
		owned[e.Owner] = append(owned[e.Owner], e)
	}
	for _, owner := range slices.Sorted(maps.Keys(owned)) {
		err = errors.Join(err, s.owner(ctx, owner, owned[owner]))
	}
	return len(events), err
}

func (s Spreader) owner(ctx context.Context, owner string, events []Event) error {
	endpoints, err := s.Endpoints.EndpointsOf(ctx, owner)
	if err != nil {
		return err
	}
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Sequence, b.Sequence))
	})
	reached, err := put(ctx, s.Deliveries, s.Lines, endpoints, events, "", s.Now())
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := s.list(ctx, e); err != nil {
			return err
		}
	}
	for _, id := range reached {
		s.Waker.Wake(ctx, id)
	}
	return nil
}

// put makes the deliveries of events to those endpoints that want them, has their lines looked at, and gives which endpoints that were. They are due one behind
// the other, by a millisecond, so that they go out in the order of the events as long as nothing fails.
func put(ctx context.Context, deliveries Deliveries, lines Lines, to []Endpoint, events []Event, replay string, now time.Time) ([]string, error) {
	var reached []string
	for _, e := range to {
		n := 0
		for i, event := range events {
			if !e.wants(event.Type) {
				continue
			}
			due := now.Add(-time.Duration(len(events)-i) * time.Millisecond)
			d := Delivery{Owner: e.Owner, Endpoint: e.ID, Event: event.ID, Replay: replay, State: Waiting, Made: now, Due: due}
			if err := deliveries.PutDelivery(ctx, d); err != nil {
				return nil, err
			}
			n++
		}
		if n == 0 {
			continue
		}
		if err := touch(ctx, lines, e.ID, now); err != nil {
			return nil, err
		}
		reached = append(reached, e.ID)
	}
	return reached, nil
}

// list gives an event the next place of its feed, unless somebody else did.
func (s Spreader) list(ctx context.Context, e Event) error {
	for range emitTries {
		last, listed, err := s.Feeds.Head(ctx, e.Owner)
		if err != nil {
			return err
		}
		e.Position, e.Listed = last+1, later(s.Now(), listed)
		err = s.Feeds.List(ctx, e)
		switch fault.Of(err) {
		case fault.Conflict:
			return nil
		case fault.Stale:
			continue
		default:
			return err
		}
	}
	return fault.Unavailable.Errorf("feed: others add to it all the time")
}
