package ovh

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// wire sends requests. It signs each as it leaves, so that what is signed is what is sent.
type wire struct {
	next   http.RoundTripper
	keys   Keys
	clock  *clock // nil: no signature
	budget *Budget
	now    func() time.Time
}

// RoundTrip signs and sends, and tells the budget when OVHcloud asks for fewer calls.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	// A path is written as OVHcloud's own programs do it, who leave the comma between ids as it is. Names of zones and
	// numbers need no escape, and nothing else is put in a path.
	out.URL.RawPath = ""
	if w.clock != nil {
		if err := w.sign(out); err != nil {
			return nil, err
		}
	}
	resp, err := w.next.RoundTrip(out)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // without one, the budget has a wait of its own
		w.budget.refused(w.now(), time.Duration(min(max(seconds, 0), 3600))*time.Second)
	}
	return resp, err
}

func (w *wire) sign(r *http.Request) error {
	body, err := bodyOf(r)
	if err != nil {
		return err
	}
	if len(body) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(body))
	} else {
		r.Body = http.NoBody
	}
	unix := w.clock.unix()
	r.Header.Set("X-Ovh-Application", w.keys.Application)
	r.Header.Set("X-Ovh-Consumer", w.keys.Consumer)
	r.Header.Set("X-Ovh-Timestamp", strconv.FormatInt(unix, 10))
	r.Header.Set("X-Ovh-Signature", Sign(w.keys, r.Method, r.URL.String(), body, unix))
	return nil
}

// bodyOf reads the body to its end and closes it, as a RoundTripper has to.
func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	return body, err
}

// turn is asked before each attempt of a call: it waits for its turn, sees to it that OVHcloud's time is known, and gives
// a token when calls carry one.
type turn struct {
	budget *Budget
	clock  *clock // nil: calls carry a token
	tokens *tokens
	now    func() time.Time
	sleep  func(ctx context.Context, d time.Duration) error
}

// Access gives a token, or "" for calls that are signed.
func (t *turn) Access(ctx context.Context, _ string) (string, error) {
	if err := t.budget.await(ctx, t.now, t.sleep); err != nil {
		return "", err
	}
	if t.clock != nil {
		return "", t.clock.know(ctx)
	}
	return t.tokens.access(ctx)
}

// Drop says that a token was refused.
func (t *turn) Drop(token string) {
	if t.tokens != nil {
		t.tokens.drop(token)
	}
}
