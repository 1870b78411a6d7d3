package entra

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/token"
)

// Mint trades a refresh token for an access token, and gives the refresh token that comes with it. The old one stays
// valid. Kinds: fault.Unauthenticated when a person has to act, fault.Throttled, fault.Unavailable. It is asked again
// like a read: a mint whose answer was lost has changed nothing.
func (c *Client) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.Refresh}}
	route, audience := routeV2, strings.TrimSuffix(g.Audience, "/")
	if c.V1 {
		route = routeV1
		form.Set("resource", audience)
	} else {
		form.Set("scope", audience+"/.default offline_access")
	}
	answer, err := c.ask(ctx, rest.Request{Route: route}, g.Tenant, g.Client, g.Credential, form)
	if err != nil {
		return token.Token{}, err
	}
	if answer.Access == "" || answer.Life == 0 {
		return token.Token{}, fault.Unavailable.Errorf("Microsoft Entra answered without a token")
	}
	return token.Token{Access: answer.Access, Life: time.Duration(answer.Life) * time.Second, Refresh: answer.Refresh}, nil
}
