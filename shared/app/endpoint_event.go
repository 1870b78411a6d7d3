package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// events gives a page of a feed.
func (c endpointCounter) events(ctx context.Context, r edge.Request) (edge.Answer, error) {
	owner, err := c.owned(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	limit := onPage
	if len(r.Query["limit"]) > 0 {
		text, err := parameter(r, "limit")
		if err != nil {
			return edge.Answer{}, err
		}
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > feed.MostRead {
			return edge.Answer{}, fault.Malformed.Errorf("want limit to be a number from 1 to %d", feed.MostRead)
		}
	}
	page, next, err := feed.Read(ctx, c.table.Feed(), owner, after, limit)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	body := api.EventPage{Events: []api.Event{}, Next: next}
	for _, e := range page {
		body.Events = append(body.Events, shownEvent(e))
	}
	return edge.Answer{Status: http.StatusOK, Body: body}, nil
}

// deliveries lists what was sent to an endpoint.
func (c endpointCounter) deliveries(ctx context.Context, r edge.Request) (edge.Answer, error) {
	e, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	page, next, err := c.table.Feed().Posted(ctx, e.ID, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	body := api.CallbackPage{Deliveries: []api.Callback{}, Next: some(next)}
	for _, d := range page {
		body.Deliveries = append(body.Deliveries, shownDelivery(d))
	}
	return edge.Answer{Status: http.StatusOK, Body: body}, nil
}

// replay sends events once more. The same call under the same key sends nothing more.
func (c endpointCounter) replay(ctx context.Context, r edge.Request) (edge.Answer, error) {
	again, err := newReplay(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if again.ID, err = named("rpl_", "replayEvents", r); err != nil {
		return edge.Answer{}, err
	}
	if again.Owner, err = c.owned(ctx, r); err != nil {
		return edge.Answer{}, err
	}
	f := c.table.Feed()
	replayer := feed.Replayer{Journal: f, History: f, Feeds: f, Endpoints: f, Deliveries: f, Lines: f, Waker: c.wake, Now: c.env.Now}
	n, err := replayer.Replay(ctx, again)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: api.Replay{Id: again.ID, Events: n}}, nil
}
