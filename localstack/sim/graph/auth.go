package graph

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// identity is who calls, and what its app may do.
type identity struct {
	tenant      string
	permissions []string
	roles       []string // of the user, template ids
	app         bool     // nobody is signed in
}

// authenticate checks the bearer token. Microsoft documents 401 InvalidAuthenticationToken.
func (c *call) authenticate() *refusal {
	invalid := func(message string) *refusal {
		return refuse(http.StatusUnauthorized, "InvalidAuthenticationToken", message)
	}
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if token == "" || !strings.EqualFold(scheme, "Bearer") {
		return invalid("Access token is empty.")
	}
	claims, err := c.tokens.Claims(token, Audience)
	switch {
	case errors.Is(err, control.ErrAudience):
		return invalid("Access token validation failure. Invalid audience.")
	case errors.Is(err, control.ErrExpired):
		return invalid("Lifetime validation failed, the token is expired.")
	case err != nil:
		return invalid("Access token validation failure. Invalid signature.")
	}
	tenant, _ := claims["tid"].(string)
	c.who.tenant = strings.ToLower(tenant)
	scopes, _ := claims["scp"].(string)
	c.who.permissions = strings.Fields(scopes)
	roles, _ := claims["roles"].([]any)
	for _, r := range roles {
		if name, ok := r.(string); ok {
			c.who.permissions = append(c.who.permissions, name)
		}
	}
	wids, _ := claims["wids"].([]any)
	for _, r := range wids {
		if id, ok := r.(string); ok {
			c.who.roles = append(c.who.roles, strings.ToLower(id))
		}
	}
	c.who.app = claims["idtyp"] == "app"
	found := c.find(c.who.tenant)
	if found == nil {
		return refuse(http.StatusForbidden, "Authorization_IdentityNotFound", "The identity of the calling application could not be established.")
	}
	c.tenant = found
	return nil
}

// may holds where the app has one of the permissions.
func (c *call) may(one ...string) bool {
	return slices.ContainsFunc(one, func(p string) bool { return slices.Contains(c.who.permissions, p) })
}

func absent(id string) *refusal {
	return refuse(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '"+id+"' does not exist or one of its queried reference-property objects are not present.")
}

func wrongMethod() *refusal {
	return refuse(http.StatusMethodNotAllowed, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
}

func denied() *refusal {
	return refuse(http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}
