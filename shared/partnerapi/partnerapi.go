// Package partnerapi is the client of Microsoft's Partner API, the host of the price sheets. It is not Partner Center: its
// tokens are of another audience.
package partnerapi

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Audience is what the tokens have to be for, in the worldwide cloud.
const Audience = "https://api.partner.microsoft.com"

// Options say how to reach the Partner API, and as whom.
type Options struct {
	Base      string            // address without /v1.0
	Audience  string            // "": Audience
	Tokens    rest.Tokens       // of the partner
	Transport http.RoundTripper // nil: http.DefaultTransport
	Now       func() time.Time
	Sleep     func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe   func(context.Context, rest.Call)
}

// Client calls the Partner API. It may be used by many goroutines.
type Client struct{ api rest.Client }

// firstBytes is what is read of a sheet that is only looked at.
const firstBytes = 4 << 10

// Open gives a client. Nothing is sent yet.
func Open(o Options) *Client {
	if o.Audience == "" {
		o.Audience = Audience
	}
	return &Client{api: rest.Client{
		Name: "Microsoft's Partner API", Base: strings.TrimSuffix(o.Base, "/"), Transport: o.Transport,
		Tokens: o.Tokens, Audience: o.Audience, CorrelationID: "client-request-id",
		Decode: rest.OData("Microsoft", plain), Limit: firstBytes, Tries: 1, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
	}}
}

const sheetRoute = "/v1.0/sales/pricesheets(Market='{market}',PricesheetView='{view}')/$value"

var market = regexp.MustCompile(`^[A-Z]{2}$`)

// Reach asks for the current sheet of a market (ISO 3166 alpha 2, upper case) and reads no more than its beginning. Whether
// the host honours a range, or HEAD, Microsoft does not say: the answer's status tells what is asked here in any case.
//
// Kinds: fault.Unauthenticated, fault.Denied for an account without the role, fault.Invalid for a market that has no sheet or
// a token of an app without a user, fault.NotFound, fault.Throttled, fault.Unavailable.
func (c *Client) Reach(ctx context.Context, country string) error {
	if !market.MatchString(country) {
		return fault.Invalid.Errorf("read the price sheet: %q is not a market", country)
	}
	answer, err := c.api.Do(ctx, rest.Request{
		Method: http.MethodGet, Route: sheetRoute, Args: []string{country, "updatedlicensebased"},
		Query: url.Values{"timeline": {"current"}}, Header: http.Header{"Range": {"bytes=0-1023"}, "Accept": {"*/*"}},
	}, nil)
	// The sheet is no JSON and larger than what is read of it, which is a failure of the read alone.
	if answer.OK() && !page(answer.Header) {
		return nil
	}
	return err
}

// page reports a page for people, which a proxy or a sign-in puts in the place of a file.
func page(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "text/html")
}

func plain(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "the price-sheet host does not accept the partner's token"
	case http.StatusForbidden:
		return "the price-sheet host does not allow this: give the service account the Admin agent role"
	case http.StatusNotFound:
		return "there is no such price sheet"
	case http.StatusTooManyRequests:
		return "the price-sheet host asks for fewer calls"
	}
	if status >= 500 {
		return "the price-sheet host could not work on it"
	}
	return "the price-sheet host refused it"
}
