package partnercenter

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// manyPages is more than any partner has; beyond it the other side is going round in circles.
const manyPages = 500

const tokenHeader = "MS-ContinuationToken"

// list reads a collection to its end. The next page is asked for by the documented parameter and header, never by
// following a link that came in an answer.
func list[T any](ctx context.Context, c *Client, route string, query url.Values, args ...string) ([]T, error) {
	var all []T
	token := ""
	for range manyPages {
		items, next, err := turn[T](ctx, c, token, route, query, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		token = next
	}
	return nil, fault.Unavailable.Errorf("GET %s: Partner Center gives no end of pages", route)
}

// first reads one page of a collection.
func first[T any](ctx context.Context, c *Client, route string, query url.Values) ([]T, error) {
	items, _, err := turn[T](ctx, c, "", route, query)
	return items, err
}

// turn reads the page that a token stands for, "" for the first, and gives the token of the next one, "" on the last.
func turn[T any](ctx context.Context, c *Client, token, route string, query url.Values, args ...string) (items []T, next string, err error) {
	r := rest.Request{Method: http.MethodGet, Route: route, Args: args, Query: maps.Clone(query)}
	if token != "" {
		if r.Query == nil {
			r.Query = url.Values{}
		}
		r.Query.Set("seekOperation", "Next")
		r.Header = http.Header{tokenHeader: {token}}
	}
	var raw json.RawMessage
	answer, err := c.do(ctx, r, &raw)
	if fault.Code(err) == "2000" {
		return nil, "", nil // Microsoft documents this refusal as the end of the records
	}
	if err != nil {
		return nil, "", err
	}
	if items, next, err = page[T](raw); err != nil {
		return nil, "", fault.Unavailable.Wrap(err, "GET %s: the answer of Partner Center has another form than documented", route)
	}
	if next == "" { // a few collections have it beside the body
		next = answer.Header.Get(tokenHeader)
	}
	if next == token {
		next = ""
	}
	return items, next, nil
}

func page[T any](raw json.RawMessage) (items []T, token string, err error) {
	var p wirePage
	if bytes.HasPrefix(raw, []byte("[")) {
		p.Items = raw
	} else if err := json.Unmarshal(raw, &p); err != nil {
		return nil, "", err
	}
	if len(p.Items) == 0 {
		p.Items = p.Transitions
	}
	if len(p.Items) > 0 {
		if err := json.Unmarshal(p.Items, &items); err != nil {
			return nil, "", err
		}
	}
	if p.Token != "" {
		return items, p.Token, nil
	}
	for _, h := range p.Links.Next.Headers {
		if strings.EqualFold(h.Key, tokenHeader) {
			return items, h.Value, nil
		}
	}
	return items, "", nil
}
