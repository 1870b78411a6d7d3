// Package entra is the client of Microsoft Entra's token service.
//
//	client.go     how it is asked                         redeem.go    the code of a sign-in traded for tokens
//	mint.go       an access token from a refresh token    identity.go  who signed in, verified and as far as told
//	assertion.go  a certificate's proof                   failure.go   refusals become kinds
//	signin.go     where a browser signs in                diagnose.go  what a refusal means for people
//
// The service's own number for a refusal (AADSTS700082) is the code of the failure, and aadsts.tsv says in plain words
// what each means and who has to act. Clients are told to branch on the word in "error"; the number decides the text,
// and the kind only where it says that waiting helps.
package entra

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/token"
)

// Client asks the token service. The exported fields may be set before the first call; certificates and Redeem need Now.
type Client struct {
	// V1 mints at the older endpoint, which names the API by "resource" instead of "scope". A sign-in is always the newer one's.
	V1      bool
	Now     func() time.Time
	Sleep   func(ctx context.Context, d time.Duration) error
	Observe func(context.Context, rest.Call)

	base      string
	transport http.RoundTripper
}

// Open gives a client of the token service at an address such as https://login.microsoftonline.com.
// A nil transport is http.DefaultTransport.
func Open(base string, transport http.RoundTripper) *Client {
	return &Client{base: strings.TrimSuffix(base, "/"), transport: transport}
}

const (
	routeV1 = "/{tenant}/oauth2/token"
	routeV2 = "/{tenant}/oauth2/v2.0/token"
)

func (c *Client) api() *rest.Client {
	return &rest.Client{
		Name: "Microsoft Entra", Base: c.base, Transport: c.transport, Decode: failure, CorrelationID: "client-request-id",
		Timeout: 15 * time.Second, Limit: 1 << 20, Now: c.Now, Sleep: c.Sleep, Observe: c.Observe,
	}
}

type tokenAnswer struct {
	Access   string  `json:"access_token"`
	Refresh  string  `json:"refresh_token"`
	Identity string  `json:"id_token"`
	Life     seconds `json:"expires_in"`
}

// seconds is a number in answers of the newer endpoint and a string in those of the older one.
type seconds int64

func (s *seconds) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil || n < 0 || n > int64(10*365*24*time.Hour/time.Second) {
		return fault.Unavailable.Errorf("expires_in is not a number of seconds")
	}
	*s = seconds(n)
	return nil
}

// ask sends a form to a token endpoint, with the app's proof added anew for every attempt: a certificate's may be used once.
func (c *Client) ask(ctx context.Context, r rest.Request, tenant, client string, proof token.Credential, form url.Values) (tokenAnswer, error) {
	r.Method, r.Args = http.MethodPost, []string{tenant}
	form.Set("client_id", client)
	r.MakeForm = func() (url.Values, error) {
		return form, c.prove(form, strings.Replace(r.Route, "{tenant}", url.PathEscape(tenant), 1), client, proof)
	}
	var answer tokenAnswer
	if _, err := c.api().Do(ctx, r, &answer); err != nil {
		return tokenAnswer{}, err
	}
	return answer, nil
}
