// Package partnercenter is the client of Microsoft's Partner Center for one partner.
//
// Its methods are what fulfilment asks of a seller (order.Seller). Wire types are in api.go, conversion in convert.go;
// codes.tsv says what each of Microsoft's numbers means to us. The failure of a call has Microsoft's number as its code,
// and a text of our own: Microsoft's descriptions vary by locale and year and may name persons, so that nothing of them
// is passed on but numbers and patterns.
package partnercenter

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
)

// Audience is what the tokens have to be for, in the worldwide cloud.
const Audience = "https://api.partnercenter.microsoft.com"

// Tokens gives the partner's access tokens. Drop says that one was refused.
type Tokens interface {
	Access(ctx context.Context, audience string) (string, error)
	Drop(token string)
}

// Options say how to reach Partner Center, and as whom.
type Options struct {
	Base      string // address without /v1
	Audience  string // "": Audience
	Partner   partner.Partner
	Tokens    Tokens
	Transport http.RoundTripper // nil: http.DefaultTransport
	Now       func() time.Time
	Sleep     func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe   func(context.Context, rest.Call)
}

// Client calls Partner Center. It may be used by many goroutines.
type Client struct {
	api   rest.Client
	terms []partner.TermRule
	sleep func(ctx context.Context, d time.Duration) error
}

var (
	_ order.Tenants       = (*Client)(nil)
	_ order.Agreements    = (*Client)(nil)
	_ order.Catalogue     = (*Client)(nil)
	_ order.Carts         = (*Client)(nil)
	_ order.Sales         = (*Client)(nil)
	_ order.Subscriptions = (*Client)(nil)
)

// longWrite bounds a write: making a tenant takes tens of seconds.
const longWrite = 90 * time.Second

// Open gives a partner's client. Nothing is sent yet.
func Open(o Options) *Client {
	if o.Audience == "" {
		o.Audience = Audience
	}
	if o.Sleep == nil {
		o.Sleep = rest.Sleep
	}
	return &Client{
		api: rest.Client{
			Name: "Partner Center", Base: strings.TrimSuffix(o.Base, "/"), Transport: o.Transport,
			Tokens: o.Tokens, Audience: o.Audience,
			Header:    http.Header{"Ms-Contract-Version": {"v1"}, "Ms-Partnercenter-Client": {"Seatwright"}},
			RequestID: "MS-RequestId", CorrelationID: "MS-CorrelationId",
			Decode: failure, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
		},
		terms: o.Partner.Terms,
		sleep: o.Sleep,
	}
}

// Seller gives the client in all its roles.
func (c *Client) Seller() order.Seller {
	return order.Seller{Tenants: c, Agreements: c, Catalogue: c, Carts: c, Sales: c, Subscriptions: c}
}

func (c *Client) read(ctx context.Context, out any, route string, query url.Values, args ...string) error {
	_, err := c.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: route, Args: args, Query: query}, out)
	return err
}

func (c *Client) post(ctx context.Context, id order.RequestID, in, out any, route string, args ...string) error {
	_, err := c.api.Do(ctx, rest.Request{
		Method: http.MethodPost, Route: route, Args: args, Write: true, ID: string(id), JSON: in, Timeout: longWrite,
	}, out)
	return err
}
