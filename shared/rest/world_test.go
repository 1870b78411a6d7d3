package rest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/rest"
)

// world is a server, a client of it that never really sleeps, and what both saw.
type world struct {
	client rest.Client
	tokens *tokens
	mu     sync.Mutex
	asked  []http.Header
	slept  []time.Duration
	seen   []rest.Call
}

type tokens struct {
	n     int
	drops []string
}

func (t *tokens) Access(context.Context, string) (string, error) {
	return "token-" + strconv.Itoa(t.n), nil
}

func (t *tokens) Drop(token string) {
	t.drops = append(t.drops, token)
	t.n++
}

// serve starts a server whose n-th call (from 0) the handler answers.
func serve(t *testing.T, handler func(n int, w http.ResponseWriter, r *http.Request)) *world {
	t.Helper()
	w := &world{tokens: &tokens{}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		n := len(w.asked)
		w.asked = append(w.asked, r.Header.Clone())
		w.mu.Unlock()
		handler(n, rw, r)
	}))
	t.Cleanup(server.Close)
	w.client = rest.Client{
		Name: "the API", Base: server.URL, Transport: server.Client().Transport, Tokens: w.tokens, Audience: "api",
		RequestID: "X-Request", CorrelationID: "X-Correlation", Timeout: 2 * time.Second,
		Sleep:   func(_ context.Context, d time.Duration) error { w.slept = append(w.slept, d); return nil },
		Observe: func(_ context.Context, c rest.Call) { w.seen = append(w.seen, c) },
	}
	return w
}

func (w *world) do(t *testing.T, write bool) (map[string]any, error) {
	t.Helper()
	r := rest.Request{Method: http.MethodGet, Route: "/things/{thing}", Args: []string{"a b/c"}, Query: url.Values{"who": {"jane"}}}
	if write {
		r.Method, r.Write, r.ID, r.JSON = http.MethodPost, true, "request-1", map[string]string{"who": "jane"}
	}
	var out map[string]any
	_, err := w.client.Do(t.Context(), r, &out)
	return out, err
}

func (w *world) calls() []http.Header {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked)
}

func answer(w http.ResponseWriter, status int, media, body string) {
	if media != "" {
		w.Header().Set("Content-Type", media)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func cut() { panic(http.ErrAbortHandler) }

const jsonType = "application/json; charset=utf-8"
