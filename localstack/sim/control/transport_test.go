package control_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func mustURL(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse("http://" + host + "/x")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// ask calls a handler in process.
func ask(ctx context.Context, t *testing.T, method string, h http.HandlerFunc) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+host+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := control.Transport(map[string]http.Handler{host: h}).RoundTrip(req)
	if err == nil {
		t.Cleanup(func() { _ = res.Body.Close() })
	}
	return res, err
}

func TestAHeadAnswerHasALengthAndNoBody(t *testing.T) {
	t.Parallel()
	res, err := ask(t.Context(), t, http.MethodHead, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || len(body) != 0 || res.ContentLength != 5 || res.Header.Get("Content-Length") != "5" {
		t.Errorf("%q, %v, length %d", body, err, res.ContentLength)
	}
}

func TestHeadersSetAfterTheStatusAreNotSent(t *testing.T) {
	t.Parallel()
	res, err := ask(t.Context(), t, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
		if r.Host != host || r.URL.Host != "" || r.Body == nil || r.RequestURI != "/x" {
			t.Errorf("request as the server sees it: %+v", r)
		}
		w.Header().Set("A", "early")
		w.WriteHeader(http.StatusAccepted)
		w.Header().Set("A", "late")
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{202, "early", int64(0)}, []any{res.StatusCode, res.Header.Get("A"), res.ContentLength}); diff != "" {
		t.Error(diff)
	}
}

func TestAnAnswerShorterThanAnnouncedEndsUnexpectedly(t *testing.T) {
	t.Parallel()
	res, err := ask(t.Context(), t, http.MethodGet, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9")
		_, _ = io.WriteString(w, "short")
	})
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(body) != "short" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestACutConnectionAndAnUnknownHostAreErrors(t *testing.T) {
	t.Parallel()
	_, err := ask(t.Context(), t, http.MethodGet, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://elsewhere.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := control.Transport(nil).RoundTrip(req)
	if err == nil {
		_ = res.Body.Close()
		t.Error("unknown host: answered")
	}
}

func TestACallThatEndsByItsContextMayStillHaveHadItsEffect(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	effects := 0
	act := func(http.ResponseWriter, *http.Request) {
		effects++
		cancel()
	}
	for range 2 { // the second call is not even made
		if _, err := ask(ctx, t, http.MethodGet, act); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if effects != 1 {
		t.Errorf("%d effects", effects)
	}
}

func TestOtherPanicsAndGoexitPassThrough(t *testing.T) {
	t.Parallel()
	panel := control.New(nil, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { runtime.Goexit() }))
	done := make(chan bool)
	go func() {
		survived := false
		defer func() { done <- survived }()
		res, err := ask(t.Context(), t, http.MethodGet, panel.ServeHTTP)
		if err == nil {
			_ = res.Body.Close()
		}
		survived = true
	}()
	if <-done {
		t.Error("the goroutine went on after Goexit")
	}
	if calls := panel.Calls(); len(calls) != 1 || calls[0].Status != 0 {
		t.Errorf("journal: %+v", calls)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of the simulator was swallowed")
		}
	}()
	res, err := ask(t.Context(), t, http.MethodGet, func(http.ResponseWriter, *http.Request) { panic("defect") })
	if err == nil {
		_ = res.Body.Close()
	}
}
