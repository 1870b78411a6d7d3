// Package entra is the client of Microsoft Entra's token service.
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

// Client mints tokens. The exported fields may be set before the first call.
type Client struct {
	// V1 uses the older endpoint, which names the API by "resource" instead of "scope".
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

type tokenAnswer struct {
	Access  string  `json:"access_token"`
	Refresh string  `json:"refresh_token"`
	Life    seconds `json:"expires_in"`
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

// Mint trades a refresh token for an access token, and gives the refresh token that comes with it. The old one stays
// valid. Kinds: fault.Unauthenticated when a person has to act, fault.Throttled, fault.Unavailable. It is asked again
// like a read: a mint whose answer was lost has changed nothing.
func (c *Client) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	form := url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {g.Refresh}, "client_id": {g.Client}, "client_secret": {g.Credential.Secret},
	}
	route, audience := "/{tenant}/oauth2/v2.0/token", strings.TrimSuffix(g.Audience, "/")
	if c.V1 {
		route = "/{tenant}/oauth2/token"
		form.Set("resource", audience)
	} else {
		form.Set("scope", audience+"/.default offline_access")
	}
	api := rest.Client{
		Name: "Microsoft Entra", Base: c.base, Transport: c.transport, Decode: failure, CorrelationID: "client-request-id",
		Timeout: 15 * time.Second, Limit: 1 << 20, Now: c.Now, Sleep: c.Sleep, Observe: c.Observe,
	}
	var answer tokenAnswer
	_, err := api.Do(ctx, rest.Request{Method: http.MethodPost, Route: route, Args: []string{g.Tenant}, Form: form}, &answer)
	if err != nil {
		return token.Token{}, err
	}
	if answer.Access == "" || answer.Life == 0 {
		return token.Token{}, fault.Unavailable.Errorf("Microsoft Entra answered without a token")
	}
	return token.Token{Access: answer.Access, Life: time.Duration(answer.Life) * time.Second, Refresh: answer.Refresh}, nil
}
