package rest_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

func TestAnArgumentMayBeAPartOfASegment(t *testing.T) {
	t.Parallel()
	var path string
	w := serve(t, func(_ int, rw http.ResponseWriter, r *http.Request) {
		path = r.URL.EscapedPath()
		answer(rw, 200, jsonType, `{}`)
	})
	route := "/sheets(Market='{market}',View='{view}')/$value"
	if _, err := w.client.Do(t.Context(), rest.Request{Method: http.MethodGet, Route: route, Args: []string{"US", "a/b'"}}, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("/sheets(Market='US',View='a%2Fb%27')/$value", path); d != "" || w.seen[0].Route != route {
		t.Error(d, w.seen)
	}
	if _, err := w.client.Do(t.Context(), rest.Request{Method: http.MethodGet, Route: route, Args: []string{"US"}}, nil); fault.Of(err) != fault.Invalid {
		t.Errorf("an argument is missing: %v", err)
	}
}

func TestABodyThatMayBeUsedOnceIsMadeAnewForEveryAttempt(t *testing.T) {
	t.Parallel()
	var bodies []string
	w := serve(t, func(n int, rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.Header.Get("Content-Type")+" "+string(body))
		answer(rw, []int{503, 401, 200}[n], jsonType, `{}`)
	})
	made := 0
	r := rest.Request{Method: http.MethodPost, Route: "/things", MakeForm: func() (url.Values, error) {
		made++
		return url.Values{"n": {strconv.Itoa(made)}}, nil
	}}
	if _, err := w.client.Do(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	form := "application/x-www-form-urlencoded n="
	if d := cmp.Diff([]string{form + "1", form + "2", form + "3"}, bodies); d != "" {
		t.Error(d)
	}
	r.MakeForm = func() (url.Values, error) { return nil, fault.Unauthenticated.Errorf("no proof") }
	if _, err := w.client.Do(t.Context(), r, nil); fault.Of(err) != fault.Unauthenticated || len(w.calls()) != 3 || len(w.tokens.drops) != 1 {
		t.Errorf("a body that cannot be made: %v after %d calls", err, len(w.calls()))
	}
}

func TestATokenAtHandIsSentAndNotReplaced(t *testing.T) {
	t.Parallel()
	w := serve(t, func(_ int, rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer mine" {
			t.Errorf("sent with %v", r.Header)
		}
		answer(rw, 401, jsonType, `{}`)
	})
	w.client.Tokens = rest.Bearer("mine")
	if _, err := w.do(t, false); fault.Of(err) != fault.Unauthenticated {
		t.Errorf("got %v", err)
	}
}
