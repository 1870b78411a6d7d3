package entra

import (
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/token"
)

// Authorize says where a browser is sent to sign in.
type Authorize struct {
	Tenant    string // the partner's, or "organizations" for an app of many tenants
	Client    string // application (client) id
	Redirect  string // registered at Microsoft, byte for byte
	State     string
	Nonce     string
	Challenge string // PKCE: base64url, without padding, of the verifier's SHA-256
	Audience  string // the API that the sign-in is for
	Hint      string // the account to offer, or ""
}

// AuthorizeURL gives the address of Microsoft's sign-in page. Its answer is posted as a form, so that no code is ever in
// an address. The person types the password again even when the browser is signed in: it is often signed in as somebody else.
func (c *Client) AuthorizeURL(a Authorize) string {
	query := url.Values{
		"client_id": {a.Client}, "response_type": {"code"}, "response_mode": {"form_post"}, "redirect_uri": {a.Redirect},
		"scope": {scope(a.Audience)}, "state": {a.State}, "nonce": {a.Nonce}, "prompt": {"login"},
		"code_challenge": {a.Challenge}, "code_challenge_method": {"S256"},
	}
	if a.Hint != "" {
		query.Set("login_hint", a.Hint)
	}
	return c.base + "/" + url.PathEscape(a.Tenant) + "/oauth2/v2.0/authorize?" + query.Encode()
}

// scope asks for what is needed and no more: who it is, a token that lasts, and to act for that person at one API.
func scope(audience string) string {
	return "openid profile offline_access " + strings.TrimSuffix(audience, "/") + "/user_impersonation"
}

// Redemption trades the code that came back from a sign-in. Tenant, Client, Redirect, Audience and Nonce are those of Authorize.
type Redemption struct {
	Tenant     string
	Client     string
	Credential token.Credential
	Code       string
	Redirect   string
	Verifier   string // PKCE
	Audience   string
	Nonce      string
}

// SignIn is who signed in, and the tokens that came of it.
type SignIn struct {
	Refresh string
	Access  string        // for Redemption.Audience
	Life    time.Duration // of Access, from the moment that it was asked for
	Tenant  string        // tenant id
	Object  string        // the user's object id
	User    string        // user principal name, or ""
	MFA     *bool         // whether there was a second factor; nil: the token does not tell
	Roles   []string      // directory roles by name, or by template id where the name is not known here; nil: the token does not tell
}
