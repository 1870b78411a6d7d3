package app

import (
	"context"
	"fmt"
	"strconv"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/setting"
)

// eventWaker sends wishes about endpoints that something waits for.
type eventWaker struct{ waker }

var _ feed.Waker = eventWaker{}

// eventWaker opens the queue of those wishes.
func (e *Env) eventWaker() (eventWaker, error) {
	q, err := e.openQueue(setting.EventQueue)
	return eventWaker{waker{queue: q, now: e.Now, log: e.Log}}, err
}

// Wake implements feed.Waker. A lost wish is only logged: the line is due by itself and the next round will find it. An endpoint has two groups, which take turns:
// a post that takes its time keeps one of them busy, and what comes meanwhile goes by the other.
func (w eventWaker) Wake(ctx context.Context, endpoint string) {
	at := w.now()
	group := key.Hash(endpoint, strconv.FormatInt(at.Unix()%2, 10))
	if err := w.sendOnce(ctx, wish{Endpoint: endpoint}, group, fmt.Sprintf("%s.%d", endpoint, at.UnixNano()), ""); err != nil {
		w.log.WarnContext(ctx, "wish not sent", "endpoint_id", endpoint, "error", err.Error())
	}
}
