package partnercenter

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

type replayKey struct{ tenant, method, path, id string }

// replay is a call that was received: running, or done with its answer.
type replay struct {
	at     time.Time
	body   []byte
	done   bool
	answer reply
}

type replays struct {
	done  map[replayKey]*replay
	queue []replayKey
}

// forget drops what is older than a day.
func (s *replays) forget(now time.Time) {
	for len(s.queue) > 0 {
		first := s.done[s.queue[0]]
		if first == nil || !first.done || now.Sub(first.at) <= day {
			return
		}
		delete(s.done, s.queue[0])
		s.queue = s.queue[1:]
	}
}

// once does a write, or repeats the answer to it. Microsoft documents that a POST repeated with the same MS-RequestId
// does not yield a different result, and says so strongly for customers only. Modelled: the answer, refusals included,
// is kept for 24 hours by partner tenant, method, path and id; another body under the id is 400/800002; a call that is
// still running is 409.
func (c *call) once(do func() reply) reply {
	id := strings.ToLower(c.r.Header.Get("MS-RequestId"))
	if id == "" || c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		return do()
	}
	c.replays.forget(c.now)
	key := replayKey{c.partner.Tenant, c.r.Method, strings.ToLower(c.r.URL.Path), id}
	if before := c.replays.done[key]; before != nil {
		switch {
		case !bytes.Equal(before.body, c.body):
			return bad("The request id was used with another body.")
		case !before.done && c.route.resource == orders:
			return fail(http.StatusConflict, 800064, "The cart is being processed.")
		case !before.done:
			return fail(http.StatusConflict, 800060, "A request with this id is in progress.")
		}
		return before.answer
	}
	r := &replay{at: c.now, body: c.body}
	c.replays.done[key] = r
	c.replays.queue = append(c.replays.queue, key)
	a := do()
	a.keep = a.body(c.opt.Quirks.StringCodes)
	r.done, r.answer = true, a
	return a
}
