package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

func TestALostAnswerIsUnknownForAWriteAndAskedAgainForARead(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]func(w http.ResponseWriter){
		"500":          func(w http.ResponseWriter) { answer(w, 500, jsonType, `{}`) },
		"503":          func(w http.ResponseWriter) { answer(w, 503, "text/html", `<html>`) },
		"408":          func(w http.ResponseWriter) { answer(w, 408, jsonType, `{}`) },
		"HTML":         func(w http.ResponseWriter) { answer(w, 200, "text/html", `<html>sign in</html>`) },
		"text":         func(w http.ResponseWriter) { answer(w, 201, "text/plain", `fine`) },
		"empty":        func(w http.ResponseWriter) { answer(w, 200, jsonType, ``) },
		"half JSON":    func(w http.ResponseWriter) { answer(w, 200, jsonType, `{"a":`) },
		"another form": func(w http.ResponseWriter) { answer(w, 200, jsonType, `[1]`) },
		"redirect":     func(w http.ResponseWriter) { w.Header().Set("Location", "/elsewhere"); w.WriteHeader(307) },
		"10 MB":        func(w http.ResponseWriter) { answer(w, 200, jsonType, `"`+strings.Repeat("x", 10<<20)+`"`) },
		"cut":          func(http.ResponseWriter) { cut() },
		"half written": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			answer(w, 200, jsonType, `{"a":1}`)
		},
		"half an error": func(w http.ResponseWriter) { w.Header().Set("Content-Length", "100"); answer(w, 400, jsonType, `{`) },
	} {
		for _, write := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, write %v", name, write), func(t *testing.T) {
				t.Parallel()
				w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) { handler(rw) })
				_, err := w.do(t, write)
				kind, calls := fault.Unavailable, 3
				if write {
					kind, calls = fault.Unknown, 1
				}
				if fault.Of(err) != kind || len(w.calls()) != calls {
					t.Errorf("got %v (%s) after %d calls, want %s after %d", err, fault.Of(err), len(w.calls()), kind, calls)
				}
				if text := fmt.Sprint(err, w.seen); strings.Contains(text, "jane") || strings.Contains(text, "token-") {
					t.Errorf("too much is told: %s", text)
				}
			})
		}
	}
}

func TestAReadThatWorksLaterWorks(t *testing.T) {
	t.Parallel()
	w := serve(t, func(n int, rw http.ResponseWriter, r *http.Request) {
		if r.URL.EscapedPath() != "/things/a%20b%2Fc" || r.URL.RawQuery != "who=jane" {
			t.Errorf("asked for %s", r.URL)
		}
		switch n {
		case 0:
			cut()
		case 1:
			rw.Header().Set("Retry-After", "7")
			answer(rw, 429, jsonType, `{}`)
		default:
			answer(rw, 200, jsonType, "\xef\xbb\xbf {\"a\":1}\n")
		}
	})
	got, err := w.do(t, false)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]any{"a": 1.0}, got); d != "" {
		t.Error(d)
	}
	if len(w.slept) != 2 || w.slept[0] >= time.Second || w.slept[1] != 7*time.Second {
		t.Errorf("slept %v, want less than a second and the 7 s that were asked for", w.slept)
	}
	if len(w.seen) != 3 || w.seen[2].Status != 200 || w.seen[2].Route != "/things/{thing}" || w.seen[2].CorrelationID == w.seen[1].CorrelationID {
		t.Errorf("saw %+v", w.seen)
	}
}

func TestA401DropsTheTokenAndSendsTheSameRequestOnceMore(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != `{"who":"jane"}` {
			t.Errorf("body %q", body)
		}
		if r.Header.Get("Authorization") != "Bearer token-1" {
			answer(rw, 401, "", "")
			return
		}
		answer(rw, 200, jsonType, `{"a":1}`)
	})
	if _, err := w.do(t, true); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"token-0"}, w.tokens.drops); d != "" {
		t.Error(d)
	}
	a, b := w.calls()[0], w.calls()[1]
	if a.Get("X-Request") != "request-1" || b.Get("X-Request") != "request-1" || a.Get("X-Correlation") == b.Get("X-Correlation") {
		t.Errorf("headers of the two attempts: %v and %v", a, b)
	}
}

func TestASecond401IsTheEnd(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) { answer(rw, 401, jsonType, `{}`) })
	_, err := w.do(t, false)
	if fault.Of(err) != fault.Unauthenticated || len(w.calls()) != 2 || len(w.tokens.drops) != 1 {
		t.Errorf("got %v after %d calls and %d drops", err, len(w.calls()), len(w.tokens.drops))
	}
}

func TestA401ThatNoTokenMendsIsNotReplayed(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) { answer(rw, 401, jsonType, `{}`) })
	w.client.Decode = func(rest.Answer) error { return fault.Denied.Errorf("wrong audience") }
	_, err := w.do(t, true)
	if fault.Of(err) != fault.Denied || len(w.calls()) != 1 || len(w.tokens.drops) != 0 {
		t.Errorf("got %v after %d calls and %d drops", err, len(w.calls()), len(w.tokens.drops))
	}
}

func TestAThrottledWriteSaysHowLongToWaitAndIsNotRepeated(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		header, date string
		want         time.Duration
	}{
		{"", "", 0},
		{"12", "", 12 * time.Second},
		{"0.5", "", 500 * time.Millisecond},
		{"-3", "", 0},
		{"NaN", "", 0},
		{"soon", "", 0},
		{"999999999999", "", time.Hour},
		{date.Add(90 * time.Second).Format(http.TimeFormat), date.Format(http.TimeFormat), 90 * time.Second},
		{date.Format(http.TimeFormat), date.Add(time.Minute).Format(http.TimeFormat), 0},
	} {
		w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) {
			if c.header != "" {
				rw.Header().Set("Retry-After", c.header)
			}
			if c.date != "" {
				rw.Header().Set("Date", c.date)
			}
			answer(rw, 429, jsonType, `{"statusCode":429,"message":"Rate limit is exceeded."}`)
		})
		_, err := w.do(t, true)
		if fault.Of(err) != fault.Throttled || fault.RetryAfter(err) != c.want || len(w.calls()) != 1 {
			t.Errorf("%q: got %v, wait %v, %d calls", c.header, err, fault.RetryAfter(err), len(w.calls()))
		}
	}
}

func TestAReadDoesNotHoldTheCallerForALongWait(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "60")
		answer(rw, 429, jsonType, `{}`)
	})
	_, err := w.do(t, false)
	if fault.RetryAfter(err) != time.Minute || len(w.calls()) != 1 || len(w.slept) != 0 {
		t.Errorf("got %v after %d calls, slept %v", err, len(w.calls()), w.slept)
	}
}

func TestAWriteThatSurelyWasNotSentMayBeRepeated(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	w := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	w.client.Base = closed.URL
	if _, err := w.do(t, true); fault.Of(err) != fault.Unavailable {
		t.Errorf("nobody listens: got %v (%s)", err, fault.Of(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.client.Do(ctx, rest.Request{Method: http.MethodPost, Route: "/", Write: true}, nil)
	if fault.Of(err) != fault.Unavailable {
		t.Errorf("no time left: got %v (%s)", err, fault.Of(err))
	}
}

// silent is a transport that says nothing of what it sent, such as one within the process.
type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("cut") }

func TestATransportThatTellsNothingLeavesAWriteUnknown(t *testing.T) {
	t.Parallel()
	w := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	w.client.Transport = silent{}
	if _, err := w.do(t, true); fault.Of(err) != fault.Unknown {
		t.Errorf("got %v (%s)", err, fault.Of(err))
	}
}

func TestASlowAnswerIsGivenUp(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	w := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-release
	})
	defer close(release)
	w.client.Timeout = 30 * time.Millisecond
	if _, err := w.do(t, true); fault.Of(err) != fault.Unknown || !strings.Contains(fault.Text(err), "in time") {
		t.Errorf("got %v (%s)", err, fault.Of(err))
	}
}

func TestARefusalHasTheKindOfItsStatus(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		400: fault.Invalid, 403: fault.Denied, 404: fault.NotFound, 409: fault.Conflict, 410: fault.Gone, 412: fault.Stale, 422: fault.Invalid,
	} {
		w := serve(t, func(_ int, rw http.ResponseWriter, _ *http.Request) {
			answer(rw, status, "text/html", "<html>jane</html>")
		})
		if _, err := w.do(t, true); fault.Of(err) != kind || strings.Contains(err.Error(), "jane") {
			t.Errorf("%d: got %v (%s), want %s", status, err, fault.Of(err), kind)
		}
	}
}

func TestARouteIsNotFilledWithNothing(t *testing.T) {
	t.Parallel()
	w := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	for _, args := range [][]string{nil, {""}, {".."}, {"."}} {
		_, err := w.client.Do(t.Context(), rest.Request{Method: http.MethodGet, Route: "/things/{thing}", Args: args}, nil)
		if fault.Of(err) != fault.Invalid || len(w.calls()) != 0 {
			t.Errorf("%q: got %v after %d calls", args, err, len(w.calls()))
		}
	}
}

func TestAPostWithoutABodySaysSo(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 || r.Header.Get("Content-Length") != "0" && len(r.TransferEncoding) > 0 || r.Header.Get("Content-Type") != "" {
			t.Errorf("length %d, encoding %v, type %q", r.ContentLength, r.TransferEncoding, r.Header.Get("Content-Type"))
		}
		answer(rw, 201, jsonType, `{}`)
	})
	if _, err := w.client.Do(t.Context(), rest.Request{Method: http.MethodPost, Route: "/x", Write: true}, nil); err != nil {
		t.Error(err)
	}
}
