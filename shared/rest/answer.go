package rest

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Answer is what came back. Body has no byte-order mark, and is empty when a failure was not told in JSON.
type Answer struct {
	Method string
	Route  string
	Write  bool
	Status int
	Header http.Header
	Body   []byte
}

// OK reports a status from 200 to 299.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Kind gives the kind of failure that the status alone means.
func (a Answer) Kind() fault.Kind {
	switch a.Status {
	case http.StatusUnauthorized:
		return fault.Unauthenticated
	case http.StatusForbidden:
		return fault.Denied
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusConflict:
		return fault.Conflict
	case http.StatusGone:
		return fault.Gone
	case http.StatusPreconditionFailed:
		return fault.Stale
	case http.StatusTooManyRequests:
		return fault.Throttled
	case http.StatusRequestTimeout:
		return lost(a.Write)
	}
	if a.Status >= 400 && a.Status < 500 {
		return fault.Invalid
	}
	return lost(a.Write)
}

// lost is the kind of a call whose outcome cannot be read.
func lost(write bool) fault.Kind {
	if write {
		return fault.Unknown
	}
	return fault.Unavailable
}

// judge decodes an answer or gives the failure in it.
func (c *Client) judge(a *Answer, out any) error {
	a.Body = bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(a.Body), []byte("\xef\xbb\xbf")))
	switch {
	case a.Status >= 400:
		return c.failure(a)
	case !a.OK():
		return lost(a.Write).Errorf("%s %s: %s answered with the redirect %d", a.Method, a.Route, c.Name, a.Status)
	case len(a.Body) == 0:
		if out != nil && a.Status != http.StatusAccepted {
			return lost(a.Write).Errorf("%s %s: the answer of %s is empty", a.Method, a.Route, c.Name)
		}
		return nil
	case !jsonMedia(a.Header):
		return lost(a.Write).Errorf("%s %s: %s answered with %s where JSON is due: a proxy or a wrong address may be in between",
			a.Method, a.Route, c.Name, media(a.Header))
	case !json.Valid(a.Body):
		return lost(a.Write).Errorf("%s %s: the answer of %s is not whole JSON", a.Method, a.Route, c.Name)
	}
	if c.Decode != nil {
		if err := c.Decode(*a); err != nil {
			return err
		}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(a.Body, out); err != nil {
		return lost(a.Write).Wrap(err, "%s %s: the answer of %s has another form than documented", a.Method, a.Route, c.Name)
	}
	return nil
}

func (c *Client) failure(a *Answer) error {
	if !jsonMedia(a.Header) || !json.Valid(a.Body) {
		a.Body = nil
	}
	var err error
	if c.Decode != nil {
		err = c.Decode(*a)
	}
	if err == nil {
		err = a.Kind().Errorf("%s %s: %s answered %d", a.Method, a.Route, c.Name, a.Status)
	}
	if wait := c.retryAfter(a.Header); wait > fault.RetryAfter(err) {
		err = fault.After(err, wait)
	}
	return err
}

// jsonMedia lets an answer without a content type pass: whether it is JSON shows when it is read.
func jsonMedia(h http.Header) bool {
	m := media(h)
	return m == "" || strings.HasSuffix(m, "/json") || strings.HasSuffix(m, "+json")
}

func media(h http.Header) string {
	m, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && h.Get("Content-Type") != "" {
		return "an unreadable content type"
	}
	return m
}

// longestRetryAfter bounds what a header can make us wait.
const longestRetryAfter = time.Hour

// retryAfter reads seconds or a date (RFC 9110, 10.2.3). A date is measured from the other side's own clock if it tells it.
func (c *Client) retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second))
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = c.now()
	}
	if now.IsZero() {
		return 0
	}
	return min(max(at.Sub(now), 0), longestRetryAfter)
}

var word = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,60}$`)

// OData gives a Client's Decode for the failures {error: {code, message}} of Microsoft's newer APIs: what plain says of the status, and the
// code with the name of whose it is. The message may name people and is left out.
func OData(whose string, plain func(status int) string) func(Answer) error {
	return func(a Answer) error {
		if a.OK() {
			return nil
		}
		var body struct {
			Error struct {
				Code string `json:"code"`
			} `json:"error"`
		}
		if json.Unmarshal(a.Body, &body) != nil || !word.MatchString(body.Error.Code) {
			return nil //nolint:nilerr // what cannot be read so is not a refusal of this form
		}
		return fault.Coded(a.Kind().Errorf("%s (%s's error %s)", plain(a.Status), whose, body.Error.Code), body.Error.Code)
	}
}
