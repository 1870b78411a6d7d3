package rest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/seatwright/seatwright/shared/fault"
)

// trace watches a request leave. Only a transport that reports looking for a connection and never getting one
// proves that nothing was sent; one that reports nothing proves nothing.
type trace struct{ wanted, got atomic.Bool }

func (t *trace) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	})
}

func (t *trace) nothingSent(err error) bool {
	var op *net.OpError
	return t.wanted.Load() && !t.got.Load() || errors.As(err, &op) && op.Op == "dial"
}

func (c *Client) send(req *http.Request, r Request) (Answer, error) {
	var t trace
	client := http.Client{
		Transport: c.Transport,
		// A redirect would carry the token to an address that nobody configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if err := req.Context().Err(); err != nil {
		return Answer{}, fault.Unavailable.Wrap(err, "%s %s: there was no time left to ask %s", r.Method, r.Route, c.Name)
	}
	resp, err := client.Do(req.WithContext(t.watch(req.Context())))
	if err != nil {
		return Answer{}, c.unanswered(r, &t, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer := Answer{Method: r.Method, Route: r.Route, Write: r.Write, Status: resp.StatusCode, Header: resp.Header}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.limit()+1))
	// These two say by their status alone that nothing happened, whatever becomes of the body.
	if resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusTooManyRequests {
		if err != nil || int64(len(body)) > c.limit() {
			return answer, nil
		}
	}
	if err != nil {
		return answer, lost(r.Write).Wrap(bare(err), "%s %s: the answer of %s broke off", r.Method, r.Route, c.Name)
	}
	if int64(len(body)) > c.limit() {
		return answer, lost(r.Write).Errorf("%s %s: the answer of %s is larger than %d bytes", r.Method, r.Route, c.Name, c.limit())
	}
	answer.Body = body
	return answer, nil
}

func (c *Client) limit() int64 {
	if c.Limit > 0 {
		return c.Limit
	}
	return 4 << 20
}

func (c *Client) unanswered(r Request, t *trace, err error) error {
	err = bare(err)
	if t.nothingSent(err) {
		return fault.Unavailable.Wrap(err, "%s %s: %s cannot be reached", r.Method, r.Route, c.Name)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return lost(r.Write).Wrap(err, "%s %s: %s did not answer in time", r.Method, r.Route, c.Name)
	}
	return lost(r.Write).Wrap(err, "%s %s: the connection to %s broke off", r.Method, r.Route, c.Name)
}

// bare takes the address off an error: its query may name a person.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
