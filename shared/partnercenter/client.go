// Package partnercenter is the client of Microsoft's Partner Center for one partner.
//
// Its methods are what orders and subscriptions ask of a seller (order.Seller, subscription.Seller).
//
//	api.go         what goes over the wire          convert.go   into our terms and back
//	codes.tsv      what each of Microsoft's numbers means to us, and for whom it is a problem
//	change.go      a subscription's whole document, read, edited and written back         edit.go, plan.go   what is edited in it
//	transition.go  upgrades                         line.go      a cart's lines, add-ons below their bases
//	budget.go      how many calls are made          page.go      lists to their end
//	app_consent.go the app in a customer's tenant
//	signature.go   whether an event is Microsoft's  event.go     what it says             audit.go   what was done, by whomever
//
// The failure of a call has Microsoft's number as its code, and a text of our own: Microsoft's descriptions vary by locale and year and may
// name persons, so that nothing of them is passed on but numbers and patterns.
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
	Transport http.RoundTripper                                // nil: http.DefaultTransport
	Budget    *Budget                                          // shared by all clients of the partner; nil: the client's own
	Now       func() time.Time                                 // nil: calls are not counted
	Sleep     func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe   func(context.Context, rest.Call)
}

// Client calls Partner Center. It may be used by many goroutines.
type Client struct {
	api     rest.Client
	partner partner.Partner
	budget  *Budget
	clock   func() time.Time
	sleep   func(ctx context.Context, d time.Duration) error
}

var (
	_ order.Tenants    = (*Client)(nil)
	_ order.Agreements = (*Client)(nil)
	_ order.Catalogue  = (*Client)(nil)
	_ order.Carts      = (*Client)(nil)
	_ order.Sales      = (*Client)(nil)
	_ order.Countries  = (*Client)(nil)
	_ order.Relations  = (*Client)(nil)
	_ order.Standing   = (*Client)(nil)
	_ order.Promotions = (*Client)(nil)
	_ order.Resellers  = (*Client)(nil)
)

// customerRoute begins the routes about one customer.
const customerRoute = "/v1/customers/{customer}"

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
	if o.Budget == nil {
		o.Budget = &Budget{}
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	c := &Client{partner: o.Partner, budget: o.Budget, clock: o.Now, sleep: o.Sleep}
	c.api = rest.Client{
		Name: "Partner Center", Base: strings.TrimSuffix(o.Base, "/"), Transport: meter{o.Transport, c},
		Tokens: gate{o.Tokens, c}, Audience: o.Audience,
		Header:    http.Header{"Ms-Contract-Version": {"v1"}, "Ms-Partnercenter-Client": {"Seatwright"}},
		RequestID: "MS-RequestId", CorrelationID: "MS-CorrelationId",
		Decode: failure, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
	}
	return c
}

// now is the time, or the zero time where nobody gives a clock.
func (c *Client) now() time.Time {
	if c.clock == nil {
		return time.Time{}
	}
	return c.clock()
}

// Seller gives the client in all its roles for orders. Who owns a domain of a tenant that is nobody's customer Partner Center does not
// tell, so that the Directory is another's.
func (c *Client) Seller() order.Seller {
	return order.Seller{
		Settings: order.Settings{
			Indirect: c.partner.Tier == partner.Indirect, MPN: c.partner.MPN, CheckDomain: c.partner.CheckDomain, Attest: c.partner.Agreement,
			Registration: c.partner.Registration,
		},
		Tenants: c, Agreements: c, Catalogue: c, Carts: c, Sales: c, Licences: licences{c}, Countries: c, Relations: c, Standing: c, Promotions: c,
		Resellers: c, Meaning: MeaningOf,
	}
}

// do sends a request within the budget of what it is about.
func (c *Client) do(ctx context.Context, r rest.Request, out any) (rest.Answer, error) {
	return c.api.Do(within(ctx, subject(r)), r, out)
}

// subject tells what a request is about: a customer, or a kind of thing that is the partner's.
func subject(r rest.Request) string {
	if strings.HasPrefix(r.Route, customerRoute) && len(r.Args) > 0 {
		return strings.ToLower(r.Args[0])
	}
	parts := strings.SplitN(r.Route, "/", 4) // "", "v1", "domains", ...
	return parts[min(2, len(parts)-1)]
}

func (c *Client) read(ctx context.Context, out any, route string, query url.Values, args ...string) error {
	_, err := c.do(ctx, rest.Request{Method: http.MethodGet, Route: route, Args: args, Query: query}, out)
	return err
}

func (c *Client) post(ctx context.Context, id order.RequestID, in, out any, route string, args ...string) error {
	_, err := c.do(ctx, rest.Request{
		Method: http.MethodPost, Route: route, Args: args, Write: true, ID: string(id), JSON: in, Timeout: longWrite,
	}, out)
	return err
}
