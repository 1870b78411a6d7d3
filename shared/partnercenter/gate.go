package partnercenter

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// gate lets each attempt of a call through when the budget has room for it. It stands where the token is fetched, which every attempt does
// before anything is sent: what it refuses has surely not happened.
type gate struct {
	Tokens
	client *Client
}

// Access waits for the call's turn, and gives the token.
func (g gate) Access(ctx context.Context, audience string) (string, error) {
	c, subject := g.client, about(ctx)
	for waits := c.clock != nil; waits; {
		wait, ok := c.budget.wait(subject, c.now())
		if !ok {
			return "", tooMany(wait)
		}
		if wait > 0 && c.sleep(ctx, wait) != nil {
			return "", tooMany(wait)
		}
		waits = wait > 0 && c.budget.again(subject, c.now())
	}
	return g.Tokens.Access(ctx, audience)
}

// meter tells the budget of each call that was refused for there being too many.
type meter struct {
	next   http.RoundTripper
	client *Client
}

// RoundTrip sends a request.
func (m meter) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := m.next.RoundTrip(r)
	if err == nil && answer.StatusCode == http.StatusTooManyRequests {
		m.client.budget.refused(about(r.Context()), m.client.now(), asked(answer.Header))
	}
	return answer, err
}

// asked gives the wait that a refusal asks for. Microsoft documents seconds; without them a minute's window has to pass.
func asked(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return time.Minute / 2
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}
