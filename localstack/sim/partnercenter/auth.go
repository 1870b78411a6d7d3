package partnercenter

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Keys gives the JSON Web Key Set of the token service, for example control.KeysAt(nil, address).
type Keys func() ([]byte, error)

// retired is the audience that is no longer supported since August 2025.
const retired = "https://graph.windows.net"

// identity is who calls.
type identity struct {
	Tenant  string
	Subject string // object id of the user, or of the app's principal
	Name    string // user principal name
	Client  string // id of the app
	App     bool   // no user is signed in
	MFA     bool
}

// identify reads claims. A token without any sign of a user is an app's.
func identify(claims map[string]any) identity {
	text := func(name string) string {
		s, _ := claims[name].(string)
		return s
	}
	id := identity{Tenant: strings.ToLower(text("tid")), Subject: text("oid"), Name: text("upn"), Client: text("appid")}
	id.App = text("idtyp") == "app" || text("scp") == "" && text("upn") == "" && text("oid") == ""
	methods, _ := claims["amr"].([]any)
	// The second is the token simulator's, for tokens that do not show it: Partner Center can tell even then.
	id.MFA = slices.Contains(methods, any("mfa")) || claims["sim_mfa"] == true
	return id
}

// authenticate checks the bearer token. Microsoft documents 401 for a wrong one (800001 without, 900420 for the retired
// audience) and 403/900329 for an app's token where a user is needed; that expiry is answered with an empty body is seen
// in practice. What the refusal for a missing second factor looks like is not published: modelled as 401 with code 400.
func (c *call) authenticate() *reply {
	token, ok := bearer(c.r.Header.Get("Authorization"))
	if !ok {
		return refuse(http.StatusUnauthorized, 800001, "The partner token is missing.")
	}
	claims, err := c.tokens.Claims(token, c.opt.Audience, retired)
	switch {
	case errors.Is(err, control.ErrAudience):
		return refuse(http.StatusUnauthorized, 400, "Access denied: the token is for another audience.")
	case err != nil:
		return &reply{status: http.StatusUnauthorized}
	case claims["aud"] == retired:
		return refuse(http.StatusUnauthorized, 900420, "The token audience is no longer supported.")
	}
	c.user = identify(claims)
	if c.partner, ok = c.partners[c.user.Tenant]; !ok {
		return refuse(http.StatusForbidden, 900308, "The account has insufficient privileges.")
	}
	switch {
	case c.isPowerless():
		return refuse(http.StatusForbidden, 900308, "The account has insufficient privileges.")
	case c.opt.EnforceMFA && !c.user.App && !c.user.MFA:
		return refuse(http.StatusUnauthorized, 400, "Access denied: multifactor authentication (MFA) is required.")
	case c.route.user && c.user.App:
		return refuse(http.StatusForbidden, 900329, "Application tokens are not allowed: sign in with App+User.")
	}
	return nil
}

func (c *call) isPowerless() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.powerless[c.user.Subject]
}

// Demote takes a user's roles at Partner Center away, or gives them back. The user is named by object id.
func (s *Sim) Demote(user string, powerless bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.powerless[user] = powerless
}

func bearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return token, ok && token != "" && strings.EqualFold(scheme, "Bearer")
}
