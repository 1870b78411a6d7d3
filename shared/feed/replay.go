package feed

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Replayer sends events once more.
type Replayer struct {
	Journal    Journal
	History    History
	Feeds      Feeds
	Endpoints  Endpoints
	Deliveries Deliveries
	Lines      Lines
	Waker      Waker
	Now        func() time.Time
}

// Again says what is sent once more: one event, all of an order, or what got its place in the feed from a time on and before another.
type Again struct {
	ID       string // of the request; the same again sends nothing more
	Owner    string
	Endpoint string // "" for all endpoints of the owner
	Event    string
	Order    string
	From, To time.Time
}

// mostReplayed is how many events one request may send again. For more, a shop reads the feed.
const mostReplayed = 1000

// Replay makes new deliveries for endpoints that are verified and want the events, and gives how many events those are of. They go by the schedule as the first
// did, with the same ids: a receiver that has an event already may pass it over. It fails with fault.Invalid for a request that names nothing, or
// too much, and with fault.NotFound for an event or endpoint that is not the owner's.
func (r Replayer) Replay(ctx context.Context, a Again) (events int, err error) {
	if err := a.check(); err != nil {
		return 0, err
	}
	endpoints, err := r.Endpoints.EndpointsOf(ctx, a.Owner)
	if err != nil {
		return 0, err
	}
	if a.Endpoint != "" {
		endpoints = slices.DeleteFunc(slices.Clone(endpoints), func(e Endpoint) bool { return e.ID != a.Endpoint })
		if len(endpoints) == 0 {
			return 0, fault.NotFound.Errorf("endpoint %q: not found", a.Endpoint)
		}
	}
	found, err := r.find(ctx, a)
	if err != nil {
		return 0, err
	}
	if len(found) > mostReplayed {
		return 0, fault.Invalid.Errorf("replay: more than %d events; ask for less at a time, or read the feed", mostReplayed)
	}
	reached, err := put(ctx, r.Deliveries, r.Lines, endpoints, found, a.ID, r.Now())
	if err != nil {
		return 0, err
	}
	for _, id := range reached {
		r.Waker.Wake(ctx, id)
	}
	return len(found), nil
}

func (a Again) check() error {
	named := 0
	for _, given := range []bool{a.Event != "", a.Order != "", !a.From.IsZero() || !a.To.IsZero()} {
		if given {
			named++
		}
	}
	if a.ID == "" || a.Owner == "" || named != 1 {
		return fault.Invalid.Errorf("replay: want an event, an order or a time, and only one of them")
	}
	if a.Event == "" && a.Order == "" && !a.From.Before(a.To) {
		return fault.Invalid.Errorf("replay: want a beginning that is before the end")
	}
	return nil
}

// find gives the events to send, up to one more than allowed.
func (r Replayer) find(ctx context.Context, a Again) ([]Event, error) {
	switch {
	case a.Event != "":
		e, err := r.Journal.Event(ctx, a.Owner, a.Event)
		return []Event{e}, err
	case a.Order != "":
		return r.History.OfOrder(ctx, a.Owner, a.Order)
	}
	after, err := r.before(ctx, a.Owner, a.From)
	if err != nil {
		return nil, err
	}
	var found []Event
	for len(found) <= mostReplayed {
		page, err := r.Feeds.Page(ctx, a.Owner, after, MostRead)
		if err != nil || len(page) == 0 {
			return found, err
		}
		for _, e := range page {
			if !e.Listed.Before(a.To) {
				return found, nil
			}
			found = append(found, e)
		}
		after = page[len(page)-1].Position
	}
	return found, nil
}

// before gives the last place of the feed that was taken before a time. Places are dense and their times never fall, so that halving finds it.
func (r Replayer) before(ctx context.Context, owner string, from time.Time) (int64, error) {
	high, _, err := r.Feeds.Head(ctx, owner)
	if err != nil {
		return 0, err
	}
	var low int64
	for low < high {
		middle := (low + high) / 2 // the place behind it is looked at
		page, err := r.Feeds.Page(ctx, owner, middle, 1)
		if err != nil {
			return 0, err
		}
		if len(page) == 1 && page[0].Listed.Before(from) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}
