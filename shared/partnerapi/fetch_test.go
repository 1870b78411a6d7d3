package partnerapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partnerapi"
)

const sheet = "ProductTitle,ProductId\r\nA,1\r\nB,2\r\n"

// host answers the n-th request, from 0, by the n-th handler; the last one answers all later ones.
func host(t *testing.T, answers ...http.HandlerFunc) (*partnerapi.Client, *[]http.Header) {
	t.Helper()
	var asked []http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header)
		answers[min(len(asked), len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return partnerapi.Open(partnerapi.Options{
		Base: server.URL, Tokens: &tokens{}, Transport: server.Client().Transport,
		Sleep: func(context.Context, time.Duration) error { return nil },
	}), &asked
}

// whole gives the sheet, or the part of it that is asked for.
func whole(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", `"one"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(sheet))
}

// cut gives the beginning of a sheet and leaves.
func cut(tag string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Length", strconv.Itoa(len(sheet)))
		_, _ = fmt.Fprint(w, sheet[:10])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func TestASheetIsFetchedWhole(t *testing.T) {
	t.Parallel()
	c, asked := host(t, whole)
	got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"})
	if err != nil || string(got.Body) != sheet || got.Tag != `"one"` || got.Same {
		t.Errorf("%+v, %v", got, err)
	}
	if (*asked)[0].Get("Range") != "" || (*asked)[0].Get("Authorization") != "Bearer token" {
		t.Errorf("asked with %v", (*asked)[0])
	}
}

func TestTheSameSheetIsNotSentAgain(t *testing.T) {
	t.Parallel()
	c, _ := host(t, whole)
	got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE", Tag: `"one"`})
	if err != nil || !got.Same || len(got.Body) != 0 || got.Tag != `"one"` {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = c.Fetch(t.Context(), partnerapi.Want{Market: "DE", Tag: `"zero"`}); err != nil || got.Same || string(got.Body) != sheet {
		t.Errorf("another: %+v, %v", got, err)
	}
}

func TestASheetThatWasCutGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	c, asked := host(t, cut(`"one"`), whole)
	got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"})
	if err != nil || string(got.Body) != sheet {
		t.Fatalf("%q, %v", got.Body, err)
	}
	if second := (*asked)[1]; second.Get("Range") != "bytes=10-" || second.Get("If-Range") != `"one"` {
		t.Errorf("the second asks with %v", second)
	}
}

func TestASheetThatChangedMeanwhileBeginsAnew(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{`"zero"`, `W/"one"`, ""} { // another sheet; one that may have other bytes; one without a name
		c, _ := host(t, cut(tag), whole)
		got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"})
		if err != nil || string(got.Body) != sheet {
			t.Errorf("%s: %q, %v", tag, got.Body, err)
		}
	}
}

func TestASheetThatNeverComesWholeIsRefused(t *testing.T) {
	t.Parallel()
	c, asked := host(t, cut(""))
	if got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"}); fault.Of(err) != fault.Unavailable || len(got.Body) != 0 || len(*asked) != 5 {
		t.Errorf("after %d: %q, %v", len(*asked), got.Body, err)
	}
}

func TestAPageInThePlaceOfASheetIsRefused(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, "sign in")
		},
		"a page of another name": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = fmt.Fprint(w, "\xef\xbb\xbf\n<!DOCTYPE html><html>")
		},
		"nothing": func(http.ResponseWriter, *http.Request) {},
	} {
		c, _ := host(t, answer)
		if _, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"}); fault.Of(err) != fault.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
		c, _ = host(t, answer, whole)
		if got, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"}); err != nil || string(got.Body) != sheet {
			t.Errorf("%s, then the sheet: %v", name, err)
		}
	}
}

func TestARefusalIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{400: fault.Invalid, 403: fault.Denied, 404: fault.NotFound} {
		c, asked := host(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, `{"error":{"code":"Word","message":"jane"}}`)
		})
		_, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE", Timeline: "history", Month: "202606"})
		if fault.Of(err) != kind || fault.Code(err) != "Word" || strings.Contains(err.Error(), "jane") || len(*asked) != 1 {
			t.Errorf("%d: %v after %d", status, err, len(*asked))
		}
	}
	c, asked := host(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	if _, err := c.Fetch(t.Context(), partnerapi.Want{Market: "DE"}); fault.Of(err) != fault.Unauthenticated || len(*asked) != 2 {
		t.Errorf("a token: %v after %d", err, len(*asked))
	}
}
