package rest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Request is a call to make. Route is a template whose placeholders are filled with Args, in their order:
// "/v1/customers/{customer}/carts", "/v1.0/applications(appId='{app}')".
type Request struct {
	Method string
	Route  string
	Args   []string
	Query  url.Values
	Header http.Header
	Write  bool       // it changes something: a lost answer is fault.Unknown
	ID     string     // idempotency key, sent in Client.RequestID
	JSON   any        // body, or nil; json.RawMessage is sent byte for byte
	Form   url.Values // body instead of JSON, or nil
	// MakeForm makes the body anew for each attempt, instead of Form: for a proof that may be used once. nil: none.
	MakeForm func() (url.Values, error)
	Timeout  time.Duration // of an attempt; 0: the client's
}

func (c *Client) build(ctx context.Context, r Request, token, correlation string) (*http.Request, error) {
	path, err := fill(r.Route, r.Args)
	if err != nil {
		return nil, err
	}
	if len(r.Query) > 0 {
		path += "?" + r.Query.Encode()
	}
	body, media, err := r.body()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, c.Base+path, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: the configured address of %s cannot be used", r.Method, r.Route, c.Name)
	}
	for _, header := range []http.Header{c.Header, r.Header} {
		for name, values := range header {
			req.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	set(req.Header, "Accept", "application/json")
	set(req.Header, "Content-Type", media)
	set(req.Header, "User-Agent", "seatwright")
	set(req.Header, c.RequestID, r.ID)
	set(req.Header, c.CorrelationID, correlation)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

func set(h http.Header, name, value string) {
	if name != "" && value != "" {
		h.Set(name, value)
	}
}

// body gives http.NoBody for a request without one, which makes net/http write Content-Length: 0 for a POST.
func (r Request) body() (io.Reader, string, error) {
	if r.MakeForm != nil {
		form, err := r.MakeForm()
		if err != nil {
			return nil, "", err
		}
		r.Form = form
	}
	if r.Form != nil {
		return strings.NewReader(r.Form.Encode()), "application/x-www-form-urlencoded", nil
	}
	if r.JSON == nil {
		return http.NoBody, "", nil
	}
	// Marshal would compact and escape a raw message; a document that is given back has to stay as it came.
	if raw, ok := r.JSON.(json.RawMessage); ok {
		return bytes.NewReader(raw), "application/json", nil
	}
	b, err := json.Marshal(r.JSON)
	if err != nil {
		return nil, "", errors.New(r.Method + " " + r.Route + ": the body cannot be written as JSON")
	}
	return bytes.NewReader(b), "application/json", nil
}

// fill puts the arguments in their places, which may be parts of a segment. It refuses an empty or dotted argument: it would
// make another route of this one.
func fill(route string, args []string) (string, error) {
	var path strings.Builder
	for {
		before, rest, found := strings.Cut(route, "{")
		path.WriteString(before)
		if !found {
			return path.String(), nil
		}
		name, after, _ := strings.Cut(rest, "}")
		if len(args) == 0 || args[0] == "" || args[0] == "." || args[0] == ".." {
			return "", fault.Invalid.Errorf("call %s: %s is missing", route, name)
		}
		path.WriteString(url.PathEscape(args[0]))
		args, route = args[1:], after
	}
}

// NewID gives a random GUID.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
