package partnercenter_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/rest"
)

func TestTimesAreReadInEveryDocumentedForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 14, 7, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-03-02T09:14:07Z":              at,
		"2026-03-02T09:14:07":               at,
		"2026-03-02T09:14:07.1234567Z":      at.Add(123456700),
		"2026-03-02T09:14:07.998":           at.Add(998 * time.Millisecond),
		"2026-03-02T01:14:07-08:00":         at,
		"2026-03-02T09:14:07.0+00:00":       at,
		"2026-03-02":                        at.Truncate(24 * time.Hour),
		"0001-01-01T00:00:00":               {},
		"0001-01-01T00:00:00+05:00":         {},
		"":                                  {},
		"9999-12-10T00:00:00Z":              time.Date(9999, 12, 10, 0, 0, 0, 0, time.UTC),
		"9999-12-31T23:59:59.9999999-08:00": time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		if got, err := partnercenter.ParseTime(text); err != nil || !got.Equal(want) {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"soon", "2026-13-01T00:00:00Z", "1783072447"} {
		if got, err := partnercenter.ParseTime(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2026-03-02T09:14:07.1234567Z")
	f.Add("9999-12-31T23:59:59-23:59")
	f.Add("0001-01-01T00:00:00+14:00")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := partnercenter.ParseTime(text)
		if err != nil || got.IsZero() {
			return
		}
		if _, err := json.Marshal(got); err != nil || got.Location() != time.UTC {
			t.Errorf("%q gives %v, which cannot be kept: %v", text, got, err)
		}
		if again, err := partnercenter.ParseTime(got.Format(time.RFC3339Nano)); err != nil || !again.Equal(got) {
			t.Errorf("%q gives %v, and that gives %v, %v", text, got, again, err)
		}
	})
}

func FuzzFailure(f *testing.F) {
	f.Add(400, `{"code":600050,"description":"expected ^(\\d{7}|\\d{10})$"}`)
	f.Add(429, `{"statusCode":429,"message":"Rate limit is exceeded."}`)
	f.Add(400, `{"code":1,"errorMessageExtended":"InternalErrorCode=600061"}`)
	f.Add(400, `{"error":{"code":"x","message":"m"}}`)
	f.Add(200, `{"code":400072,"description":"d"}`)
	words := regexp.MustCompile(`^[A-Za-z0-9_.-]{0,40}$`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		a := rest.Answer{Status: status, Body: []byte(body), Write: true}
		err := partnercenter.Failure(a)
		if err == nil {
			if !a.OK() {
				t.Error("a failure was taken for an answer")
			}
			return
		}
		if fault.Of(err) == "" || fault.Text(err) == "" || !words.MatchString(fault.Code(err)) {
			t.Errorf("%q: kind %q, text %q, code %q", body, fault.Of(err), fault.Text(err), fault.Code(err))
		}
		if status >= 500 && fault.Of(err) != fault.Unknown {
			t.Errorf("a write that the server broke over is %s", fault.Of(err))
		}
	})
}

func TestThePatternOfARegistrationNumberIsTakenOutOfTheText(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`The value must match ^(\\d{7}|\\d{10})$.`:     `^(\d{7}|\d{10})$`,
		`The value must match ^(\\d{7}\n |\\d{10})$ !`: `^(\d{7}|\d{10})$`,
		`The value must match ^(\\d{7}$`:               "",
		`$ comes before ^`:                             "",
		`no pattern`:                                   "",
	} {
		err := partnercenter.Failure(rest.Answer{Status: 400, Write: true, Body: []byte(`{"code":600050,"description":"` + said + `"}`)})
		fields := fault.Fields(err)
		if len(fields) != 1 || fields[0].Pointer != "/customer/registration_id" || fields[0].Pattern != want {
			t.Errorf("%s: got %+v", said, fields)
		}
	}
}

func TestAPageThatAProxyPutInBetweenDoesNotMakeADomainFree(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<html>")
	}))
	t.Cleanup(server.Close)
	c := partnercenter.Open(partnercenter.Options{Base: server.URL, Tokens: fixed{}, Transport: server.Client().Transport})
	if taken, err := c.Taken(t.Context(), "x.onmicrosoft.com"); fault.Of(err) != fault.Unavailable {
		t.Errorf("taken %v, %v", taken, err)
	}
}
