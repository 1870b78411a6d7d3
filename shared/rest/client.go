// Package rest is the one HTTP client for JSON APIs.
//
// It knows of every call whether it reads or writes, and from that what a lost answer means: a read may be asked again
// (fault.Unavailable), a write may have been carried out (fault.Unknown) unless it surely never left this machine.
// Reads are repeated a few times, with the other side's Retry-After as the least wait. A write is never repeated, but
// for one case: a 401 means that nothing happened, so the token is dropped and the same request sent once more.
//
// Errors and observed calls carry the route's template only: no ids, queries, bodies or tokens.
package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Tokens gives bearer tokens. Drop says that the API refused one, so that the next Access gives another.
type Tokens interface {
	Access(ctx context.Context, audience string) (string, error)
	Drop(token string)
}

// Bearer is a token that is at hand, for whatever audience it is. There is no other when the API refuses it.
type Bearer string

// Access gives the token.
func (b Bearer) Access(context.Context, string) (string, error) { return string(b), nil }

// Drop does nothing.
func (b Bearer) Drop(string) {}

// Client calls one API. Base is needed; everything else has a default. It may be used by many goroutines.
type Client struct {
	Name      string            // what errors call the other side: "Partner Center"
	Base      string            // address without a last slash
	Transport http.RoundTripper // nil: http.DefaultTransport
	Tokens    Tokens            // nil: calls carry no token
	Audience  string            // what the tokens are for
	Header    http.Header       // sent with every request
	// RequestID and CorrelationID name the headers that carry Request.ID, the same for every attempt, and a new GUID
	// for each attempt. "" sends none.
	RequestID     string
	CorrelationID string
	// Decode reads an answer and gives the failure in it, or nil when there is none. It sees answers of every status but
	// redirects; Body is empty when it was not JSON. nil, or a nil failure for a status from 400: by the status alone.
	// A 401 that it gives another kind than fault.Unauthenticated is not tried with a new token.
	Decode  func(Answer) error
	Timeout time.Duration // of one attempt; 0: 30 s
	Limit   int64         // of an answer, in bytes; 0: 4 MiB
	Tries   int           // of a read; 0: 3
	Now     func() time.Time
	Sleep   func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe func(context.Context, Call)
}

// Call is what may be known of an attempt. Status is 0 when there was no answer; Took is 0 without Client.Now.
type Call struct {
	Method        string
	Route         string
	Status        int
	Took          time.Duration
	RequestID     string
	CorrelationID string
}

// Waits between the tries of a read. What takes longer is for the caller to plan, not for a held connection.
const (
	firstWait = 500 * time.Millisecond
	longWait  = 10 * time.Second
)

// Do sends a request and decodes the answer into out, which may be nil. A 202 and a HEAD need no body.
//
// Kinds: fault.Unavailable and fault.Throttled (with fault.RetryAfter) when it surely did not happen or was a read,
// fault.Unknown when a write may have happened, fault.Unauthenticated after a second 401, and what Decode gives.
// The Answer has the status also when there is an error; it is zero when no answer came.
func (c *Client) Do(ctx context.Context, r Request, out any) (Answer, error) {
	for try := 1; ; try++ {
		answer, err := c.signed(ctx, r, out)
		if err == nil || r.Write || try >= c.tries() || !fault.Of(err).Retryable() {
			return answer, err
		}
		wait := max(backoff(try), fault.RetryAfter(err))
		if wait > longWait || c.sleep(ctx, wait) != nil {
			return answer, err
		}
	}
}

// signed makes one attempt, and one more with another token when the API does not accept the first.
func (c *Client) signed(ctx context.Context, r Request, out any) (Answer, error) {
	answer, token, err := c.attempt(ctx, r, out)
	if c.Tokens == nil || answer.Status != http.StatusUnauthorized || fault.Of(err) != fault.Unauthenticated {
		return answer, err
	}
	c.Tokens.Drop(token)
	answer, _, err = c.attempt(ctx, r, out)
	return answer, err
}

func (c *Client) attempt(ctx context.Context, r Request, out any) (Answer, string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout(r))
	defer cancel()
	var token string
	if c.Tokens != nil {
		var err error
		if token, err = c.Tokens.Access(ctx, c.Audience); err != nil {
			return Answer{}, "", err
		}
	}
	call := Call{Method: r.Method, Route: r.Route, RequestID: r.ID}
	if c.CorrelationID != "" {
		call.CorrelationID = NewID()
	}
	req, err := c.build(ctx, r, token, call.CorrelationID)
	if err != nil {
		return Answer{}, "", err
	}
	start := c.now()
	answer, err := c.send(req, r)
	if err == nil {
		err = c.judge(&answer, out)
	}
	call.Status, call.Took = answer.Status, c.now().Sub(start)
	if c.Observe != nil {
		c.Observe(ctx, call)
	}
	return answer, token, err
}

// backoff doubles with each try; half of it is random, so that many callers do not come back together.
func backoff(try int) time.Duration {
	d := firstWait << (try - 1)
	return d/2 + rand.N(d/2) //nolint:gosec // spreads load, guards nothing
}

func (c *Client) tries() int {
	if c.Tries > 0 {
		return c.Tries
	}
	return 3
}

func (c *Client) timeout(r Request) time.Duration {
	switch {
	case r.Timeout > 0:
		return r.Timeout
	case c.Timeout > 0:
		return c.Timeout
	}
	return 30 * time.Second
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Time{}
	}
	return c.Now()
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	return Sleep(ctx, d)
}

// Sleep waits on the machine's own timer, or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
