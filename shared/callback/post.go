package callback

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// most is what is read of an answer, in bytes.
const most = 64 << 10

// Post signs a message and posts it once. Every status is an answer and no error, also one that points elsewhere. It fails with fault.Denied when the address is
// one that is never posted to, with fault.Invalid when the message cannot be signed, and with fault.Unavailable when no answer came. The code of
// the failure is one of address, name, refused_connection, certificate, timeout and no_answer. The errors name neither the address nor what was answered.
func (c *Client) Post(ctx context.Context, m feed.Message) (feed.Answer, error) {
	if err := c.Check(m.URL); err != nil {
		return feed.Answer{}, denied(err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return feed.Answer{}, denied(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Seatwright-Webhooks/1")
	if err := sign(req.Header, m); err != nil {
		return feed.Answer{}, err
	}
	res, err := c.web.Do(req)
	if err != nil {
		return feed.Answer{}, failed(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	a := feed.Answer{Status: res.StatusCode, Wait: c.wait(res.Header.Get("Retry-After"))}
	// What is beyond the limit is never read, and a body that breaks off changes nothing: the status was said.
	body, _ := io.ReadAll(io.LimitReader(res.Body, most))
	a.Echoed = m.Nonce != "" && echoes(body, m.Nonce)
	return a, nil
}

// wait reads Retry-After: seconds, or a date (RFC 9110, 10.2.3). What is neither asks for nothing.
func (c *Client) wait(text string) time.Duration {
	const longest = 1 << 31 // seconds: more would not fit
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(min(max(n, 0), longest)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && c.opt.Now != nil {
		return max(0, at.Sub(c.opt.Now()))
	}
	return 0
}

// echoes reports whether a body is the nonce, alone or as the member of that name of an object. That it is somewhere in the body is not enough: a server
// that gives back whatever it is sent wants nothing.
func echoes(body []byte, nonce string) bool {
	if strings.TrimSpace(string(body)) == nonce {
		return true
	}
	var answer struct {
		Nonce string          `json:"nonce"`
		Type  json.RawMessage `json:"type"`
		Data  json.RawMessage `json:"data"`
	}
	return json.Unmarshal(body, &answer) == nil && answer.Nonce == nonce && answer.Type == nil && answer.Data == nil
}
