package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

const host = "sim.test"

// world is a simulator that counts its effects, reached over a socket or within the process.
type world struct {
	panel   *control.Panel
	client  *http.Client
	base    string
	effects atomic.Int32
}

func newWorld(t *testing.T, socket bool) *world {
	t.Helper()
	w := &world{}
	at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	w.panel = control.New(func() time.Time { return at }, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.effects.Add(1)
		rw.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(rw, "done: "+string(body))
	}))
	if socket {
		server := httptest.NewServer(w.panel)
		t.Cleanup(server.Close)
		// A connection kept alive would let net/http repeat a call that was cut, and blur what is counted here.
		w.client, w.base = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, server.URL
		return w
	}
	w.client = &http.Client{Transport: control.Transport(map[string]http.Handler{host: w.panel})}
	w.base = "http://" + host
	return w
}

func (w *world) call(t *testing.T, method, path, body string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, w.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer secret")
	req.Header.Set("MS-RequestId", "r1")
	res, err := w.client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	return res, string(got), err
}

// both runs a test over a socket and within the process: a client must not be able to tell them apart.
func both(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	for name, socket := range map[string]bool{"over a socket": true, "in process": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, socket))
		})
	}
}

func (w *world) inject(t *testing.T, f control.Fault) {
	t.Helper()
	if err := w.panel.Inject(f); err != nil {
		t.Fatal(err)
	}
}

func TestACutBeforeHasNoEffectAndACutAfterHasOne(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		w.inject(t, control.Fault{Cut: control.CutBefore})
		if _, _, err := w.call(t, http.MethodPost, "/x", "a"); err == nil {
			t.Error("cut before: answered")
		}
		if n := w.effects.Load(); n != 0 {
			t.Errorf("cut before: %d effects", n)
		}
		w.inject(t, control.Fault{Cut: control.CutAfter})
		if _, _, err := w.call(t, http.MethodPost, "/x", "a"); err == nil {
			t.Error("cut after: answered")
		}
		if n := w.effects.Load(); n != 1 {
			t.Errorf("cut after: %d effects", n)
		}
		if _, got, err := w.call(t, http.MethodPost, "/x", "a"); err != nil || got != "done: a" {
			t.Errorf("after the faults: %q, %v", got, err)
		}
	})
}

func TestHalfAnAnswerEndsUnexpectedly(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		w.inject(t, control.Fault{Cut: control.CutHalf})
		res, got, err := w.call(t, http.MethodPost, "/x", "abcd")
		if !errors.Is(err, io.ErrUnexpectedEOF) || got != "done:" {
			t.Fatalf("got %q, %v", got, err)
		}
		if res.ContentLength != 10 || res.StatusCode != http.StatusOK {
			t.Errorf("status %d, length %d", res.StatusCode, res.ContentLength)
		}
		if calls := w.panel.Calls(); calls[0].Status != 0 || calls[0].Fault != "cut half" {
			t.Errorf("journal: %+v", calls[0])
		}
	})
}

func TestAFaultAnswersInsteadOfTheServiceOrAfterItsEffect(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *world) {
		w.inject(t, control.Fault{Status: 502, Body: "<html>", Header: map[string]string{"Retry-After": "3"}})
		w.inject(t, control.Fault{Status: 504, Effect: true})
		w.inject(t, control.Fault{Body: strings.Repeat("x", 1<<20), Repeat: 10})
		res, got, err := w.call(t, http.MethodGet, "/x", "")
		if err != nil || res.StatusCode != 502 || got != "<html>" || res.Header.Get("Retry-After") != "3" || w.effects.Load() != 0 {
			t.Errorf("instead: %v %q %v", res, got, err)
		}
		res, _, err = w.call(t, http.MethodGet, "/x", "")
		if err != nil || res.StatusCode != 504 || w.effects.Load() != 1 {
			t.Errorf("after: %v %v, %d effects", res, err, w.effects.Load())
		}
		if _, got, err = w.call(t, http.MethodGet, "/x", ""); err != nil || len(got) != 10<<20 {
			t.Errorf("oversized: %d bytes, %v", len(got), err)
		}
	})
}

func TestAFaultHitsOnlyTheCallsThatMatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	w.inject(t, control.Fault{Method: "POST", Path: "/carts/*/checkout", Contains: "needle", Skip: 1, Times: 2, Status: 500})
	var got []int
	for _, c := range [][3]string{
		{"POST", "/carts/1/checkout", "a needle"}, // skipped
		{"GET", "/carts/1/checkout", "a needle"},
		{"POST", "/carts/1", "a needle"},
		{"POST", "/carts/1/checkout", "hay"},
		{"POST", "/carts/1/checkout", "a needle"}, // hit
		{"POST", "/carts/2/checkout", "a needle"}, // hit
		{"POST", "/carts/1/checkout", "a needle"},
	} {
		res, body, err := w.call(t, c[0], c[1], c[2])
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode == http.StatusOK && body != "done: "+c[2] {
			t.Errorf("the service read %q", body)
		}
		got = append(got, res.StatusCode)
	}
	if diff := cmp.Diff([]int{200, 200, 200, 200, 500, 500, 200}, got); diff != "" {
		t.Error(diff)
	}
	if left := w.panel.Faults(); len(left) != 0 {
		t.Errorf("left in the plan: %v", left)
	}
}

func TestADelayIsWaitedByTheHookAndEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	var slept time.Duration
	ctx, cancel := context.WithCancel(t.Context())
	w.panel.Sleep = func(_ context.Context, d time.Duration) {
		if slept += d; slept > 2*time.Second {
			cancel()
		}
	}
	w.inject(t, control.Fault{Delay: 2 * time.Second, Times: 2})
	if _, got, err := w.call(t, http.MethodGet, "/x", ""); err != nil || got != "done: " || slept != 2*time.Second {
		t.Fatalf("%q, %v, slept %s", got, err, slept)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.client.Do(req)
	if err == nil {
		_ = res.Body.Close()
	}
	if !errors.Is(err, context.Canceled) || w.effects.Load() != 1 {
		t.Errorf("%v, %d effects", err, w.effects.Load())
	}
}

func TestTheJournalKeepsNoCredentialAndNoBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	if _, _, err := w.call(t, http.MethodPost, "/x?a=b", "private"); err != nil {
		t.Fatal(err)
	}
	want := []control.Call{{
		At: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), Method: "POST", Path: "/x", Query: "a=b",
		Header: map[string]string{"Ms-Requestid": "r1"}, Status: 200,
	}}
	if diff := cmp.Diff(want, w.panel.Calls()); diff != "" {
		t.Error(diff)
	}
	w.panel.Forget()
	if n := len(w.panel.Calls()); n != 0 {
		t.Errorf("%d calls after it was emptied", n)
	}
}

func TestTheJournalIsBounded(t *testing.T) {
	t.Parallel()
	panel := control.New(nil, http.NotFoundHandler())
	for range 20_500 {
		panel.ServeHTTP(discard{}, &http.Request{Method: http.MethodGet, URL: mustURL(t)})
	}
	if n := len(panel.Calls()); n != 10_000 {
		t.Errorf("%d calls", n)
	}
}

func TestFaultsClockAndJournalAreDrivenOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	var moved time.Time
	w.panel.SetClock = func(to time.Time) { moved = to }
	w.panel.Extra = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		control.WriteJSON(rw, http.StatusOK, r.URL.Path)
	})
	for _, c := range []struct {
		method, path, body, want string
		status                   int
	}{
		{"POST", "faults", `{"path":"/x","cut":"before","delay":"2s"}`, `[{"path":"/x","times":1,"cut":"before","delay":"2s"}]`, 200},
		{"POST", "faults", `[{"cut":"after"},{"cut":"sideways"}]`, ``, 400},
		{"POST", "faults", `{"ctu":"after"}`, ``, 400},
		{"POST", "faults", `{}`, ``, 400},
		{"POST", "faults", ``, ``, 400},
		{"GET", "faults", ``, `[{"path":"/x","times":1,"cut":"before","delay":"2s"}]`, 200},
		{"DELETE", "faults", ``, ``, 204},
		{"GET", "faults", ``, `[]`, 200},
		{"GET", "journal", ``, `[]`, 200},
		{"DELETE", "journal", ``, ``, 204},
		{"GET", "clock", ``, `{"now":"2026-03-01T12:00:00Z"}`, 200},
		{"POST", "clock", `{"by":"24h"}`, ``, 200},
		{"POST", "clock", `{"by":"soon"}`, ``, 400},
		{"POST", "clock", `{}`, ``, 400},
		{"GET", "state", ``, `"/_sim/state"`, 200},
	} {
		res, got, err := w.call(t, c.method, "/_sim/"+c.path, c.body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status || (c.want != "" && got != c.want) {
			t.Errorf("%s %s %s: %d %s", c.method, c.path, c.body, res.StatusCode, got)
		}
	}
	if want := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC); !moved.Equal(want) {
		t.Errorf("clock moved to %s", moved)
	}
	if n := len(w.panel.Calls()); n != 0 {
		t.Errorf("control calls in the journal: %d", n)
	}
}

func TestAFaultSurvivesJSON(t *testing.T) {
	t.Parallel()
	want := control.Fault{
		Method: "GET", Path: "/a", Contains: "b", Skip: 1, Times: 2, Delay: time.Minute, Status: 500,
		Header: map[string]string{"A": "b"}, Body: "c", Repeat: 3, Effect: true, Cut: control.CutHalf,
	}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got control.Fault
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
