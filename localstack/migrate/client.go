package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client calls our API for one partner.
type client struct {
	base, token string
	out         io.Writer
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	text   string
}

// Error implements error.
func (r refusal) Error() string { return r.text }

// call sends a request to our API and reads the answer.
func (c client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPut {
		r.Header.Set("If-None-Match", "*") // only the plan asks for it, which is to be made once
	}
	return send(r, out)
}

func send(r *http.Request, out any) error {
	res, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it is only read
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		var p struct {
			Detail string `json:"detail"`
		}
		if json.Unmarshal(raw, &p) != nil || p.Detail == "" {
			p.Detail = string(bytes.TrimSpace(raw))
		}
		return refusal{res.StatusCode, fmt.Sprintf("%s %s: %s: %s", r.Method, r.URL.Path, res.Status, p.Detail)}
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, out)
}

// until asks again and again until something is so.
func until(ctx context.Context, so func() (bool, error)) error {
	for {
		done, err := so()
		if err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
