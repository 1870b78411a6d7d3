// Package graph is the client of Microsoft Graph in one tenant: the partner's, of which it reads what the doctor wants to know, or a customer's, whose
// domains it adds, verifies and enables services for, and whose users' licences it reads and changes.
//
//	graph.go   how it is asked                     tenant.go  the organization, an app's credentials, relationships (GDAP)
//	domain.go  a domain on its way into a tenant   record.go  the DNS records that Microsoft asks for
//	licence.go what was sold to a tenant, and who has it
//
// A write is never repeated without a look: what a lost answer left behind shows in the next read.
//
// The failure of a call has Graph's word as its code (Authorization_RequestDenied) and a text of our own.
package graph

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Audience is what the tokens have to be for, in the worldwide cloud.
const Audience = "https://graph.microsoft.com"

// Options say how to reach Graph, and as whom.
type Options struct {
	Base      string            // address without /v1.0
	Audience  string            // "": Audience
	Tokens    rest.Tokens       // of the tenant that is looked at
	Transport http.RoundTripper // nil: http.DefaultTransport
	Now       func() time.Time
	Sleep     func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe   func(context.Context, rest.Call)
}

// Client calls Graph. It may be used by many goroutines.
type Client struct{ api rest.Client }

// Open gives a client. Nothing is sent yet.
func Open(o Options) *Client {
	if o.Audience == "" {
		o.Audience = Audience
	}
	return &Client{api: rest.Client{
		Name: "Microsoft Graph", Base: strings.TrimSuffix(o.Base, "/"), Transport: o.Transport, Tokens: o.Tokens, Audience: o.Audience,
		CorrelationID: "client-request-id", Decode: refused, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
	}}
}

func (c *Client) read(ctx context.Context, out any, route string, query url.Values, args ...string) error {
	return c.readWith(ctx, nil, out, route, query, args...)
}

func (c *Client) readWith(ctx context.Context, header http.Header, out any, route string, query url.Values, args ...string) error {
	_, err := c.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: route, Args: args, Query: query, Header: header}, out)
	return err
}

func (c *Client) write(ctx context.Context, method string, in, out any, route string, args ...string) error {
	_, err := c.api.Do(ctx, rest.Request{Method: method, Route: route, Args: args, Write: true, JSON: in}, out)
	return err
}

// list reads a collection until it ends or has this many items. Graph names the next page by an address, of which only the
// query is used: no answer decides where a token goes.
func list[T any](ctx context.Context, c *Client, route string, query url.Values, most int, args ...string) ([]T, error) {
	return listWith[T](ctx, c, nil, route, query, most, args...)
}

func listWith[T any](ctx context.Context, c *Client, header http.Header, route string, query url.Values, most int, args ...string) ([]T, error) {
	last := route[strings.LastIndex(route, "/"):]
	var all []T
	for len(all) < most {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := c.readWith(ctx, header, &page, route, query, args...); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if page.Next == "" || len(page.Value) == 0 {
			break
		}
		next, err := url.Parse(page.Next)
		if err != nil || !strings.HasSuffix(next.Path, last) || next.RawQuery == "" {
			return nil, fault.Unavailable.Errorf("GET %s: Microsoft Graph names a next page that is none of this list", route)
		}
		query = next.Query()
	}
	return all[:min(len(all), most)], nil
}

func plain(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "Microsoft Graph does not accept the token"
	case http.StatusForbidden:
		return "Microsoft Graph does not allow this: the app lacks a permission, or the account a role"
	case http.StatusNotFound:
		return "Microsoft Graph does not know this"
	case http.StatusTooManyRequests:
		return "Microsoft Graph asks for fewer calls"
	}
	if status >= 500 {
		return "Microsoft Graph could not work on it"
	}
	return "Microsoft Graph refused it"
}
