package ovh

import (
	"crypto/sha1" //nolint:gosec // the service's scheme
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// skew is how far a call's time may be off. Modelled: no number is published.
const skew = 30 * time.Second

// App is an application.
type App struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

// Rule is a call that a consumer key may make.
type Rule struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// ConsumerKey is what a customer confirmed, or has yet to confirm.
type ConsumerKey struct {
	Key     string     `json:"key"`
	App     string     `json:"app"`
	Account string     `json:"account"`
	Status  string     `json:"status"` // validated, pendingValidation, refused, expired
	Rules   []Rule     `json:"rules"`
	Made    time.Time  `json:"made"`
	Expires *time.Time `json:"expires,omitempty"`
}

// OAuthClient is a service account with the actions that its policy allows: dnsZone:apiovh:record/create, or with a star
// at the end.
type OAuthClient struct {
	ID      string   `json:"id"`
	Secret  string   `json:"secret"`
	Account string   `json:"account"`
	Actions []string `json:"actions"`
}

type caller struct {
	account string
	key     *ConsumerKey
	actions []string
}

type bearer struct {
	client  string
	expires time.Time
}

// authenticate finds out who calls, by the signature over the address as the client saw it, or by a token.
func (c *call) authenticate() *refusal {
	h := c.r.Header
	if scheme, token, _ := strings.Cut(h.Get("Authorization"), " "); token != "" {
		b, ok := c.bearers[token]
		if !strings.EqualFold(scheme, "Bearer") || !ok || !c.now.Before(b.expires) {
			return &refusal{status: http.StatusUnauthorized, class: "Client::Unauthorized", message: "Invalid token"} // modelled
		}
		client := c.clients[b.client]
		c.who = caller{account: client.Account, actions: client.Actions}
		return nil
	}
	app, ok := c.apps[h.Get("X-Ovh-Application")]
	if !ok {
		return forbidden("INVALID_KEY", "This application key is invalid")
	}
	if h.Get("X-Ovh-Consumer") == "" {
		return forbidden("NOT_CREDENTIAL", "You must login first")
	}
	key, ok := c.keys[h.Get("X-Ovh-Consumer")]
	if !ok || key.App != app.Key || key.Status != "validated" || key.Expires != nil && !c.now.Before(*key.Expires) {
		return forbidden("INVALID_CREDENTIAL", "This credential is not valid")
	}
	unix, err := strconv.ParseInt(h.Get("X-Ovh-Timestamp"), 10, 64)
	if at := time.Unix(unix, 0); err != nil || at.Sub(c.now).Abs() > skew {
		return &refusal{status: http.StatusBadRequest, code: "QUERY_TIME_OUT", message: "Query out of time"}
	}
	if !c.signed(app, key) {
		return &refusal{status: http.StatusBadRequest, code: "INVALID_SIGNATURE", message: "Invalid signature"}
	}
	c.who = caller{account: key.Account, key: key}
	return nil
}

func (c *call) signed(app App, key *ConsumerKey) bool {
	base := c.opt.Base
	if base == "" {
		base = "https://" + c.r.Host
	}
	h := sha1.New() //nolint:gosec // the service's scheme
	for _, field := range []string{app.Secret, key.Key, c.r.Method, base + c.r.RequestURI, string(c.body)} {
		_, _ = h.Write([]byte(field + "+"))
	}
	_, _ = h.Write([]byte(c.r.Header.Get("X-Ovh-Timestamp")))
	want := "$1$" + hex.EncodeToString(h.Sum(nil))
	return subtle.ConstantTimeCompare([]byte(want), []byte(c.r.Header.Get("X-Ovh-Signature"))) == 1
}

// allowed looks at the rules of a consumer key, or at the actions of a policy.
func (c *call) allowed() *refusal {
	if c.who.key == nil {
		need := c.action()
		for _, a := range c.who.actions {
			if prefix, star := strings.CutSuffix(a, "*"); a == need || star && strings.HasPrefix(need, prefix) {
				return nil
			}
		}
		return &refusal{
			status: http.StatusForbidden, class: "Client::Forbidden", message: "User not authorized",
			details: map[string]any{"unauthorizedActionsByIAM": need},
		}
	}
	for _, r := range c.who.key.Rules {
		if r.Method == c.r.Method && glob(r.Path, c.path) {
			return nil
		}
	}
	return forbidden("NOT_GRANTED_CALL", "This call has not been granted")
}

// glob matches with stars that stand for anything.
func glob(pattern, path string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == path
	}
	if !strings.HasPrefix(path, head) {
		return false
	}
	for i := len(head); i <= len(path); i++ {
		if glob(tail, path[i:]) {
			return true
		}
	}
	return false
}

// action is the name of a call in policies.
func (c *call) action() string {
	const dns = "dnsZone:apiovh:"
	parts := strings.Split(strings.TrimPrefix(c.path, "/domain/zone"), "/")
	if len(parts) < 3 {
		return dns + "get"
	}
	switch parts[2] {
	case "record":
		verb := map[string]string{"GET": "get", "POST": "create", "PUT": "edit", "DELETE": "delete"}[c.r.Method]
		return dns + "record/" + verb
	case "refresh":
		return dns + "refresh"
	}
	return dns + parts[2] + "/get"
}

// credential makes a consumer key that a customer has yet to confirm.
func (c *call) credential() (any, *refusal) {
	app, ok := c.apps[c.r.Header.Get("X-Ovh-Application")]
	if !ok {
		return nil, forbidden("INVALID_KEY", "This application key is invalid")
	}
	var in struct {
		Rules []Rule `json:"accessRules"`
		Back  string `json:"redirection"`
	}
	if json.Unmarshal(c.body, &in) != nil || len(in.Rules) == 0 {
		return nil, bad("Missing parameter: accessRules")
	}
	k := &ConsumerKey{Key: c.word("consumer"), App: app.Key, Status: "pendingValidation", Rules: in.Rules, Made: c.now}
	c.keys[k.Key] = k
	return map[string]string{
		"consumerKey": k.Key, "state": k.Status, "validationUrl": "https://www.ovh.com/auth/sso/api?credentialToken=" + c.word("validation"),
	}, nil
}

func (c *call) current() (any, *refusal) {
	k := c.who.key
	if k == nil {
		return nil, noAddress()
	}
	return map[string]any{
		"credentialId": 1, "applicationId": 1, "status": k.Status, "rules": k.Rules, "allowedIPs": nil,
		"creation": k.Made.Format(time.RFC3339), "expiration": k.Expires, "lastUse": c.now.Format(time.RFC3339), "ovhSupport": false,
	}, nil
}

// token answers the token service, with OAuth2's own errors.
func (c *call) token(w http.ResponseWriter) {
	form, err := url.ParseQuery(string(c.body))
	client, ok := c.clients[form.Get("client_id")]
	switch {
	case err != nil || c.r.Method != http.MethodPost || form.Get("grant_type") != "client_credentials" || form.Get("scope") != "all":
		control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_request", "error_description": "Invalid request"})
		return
	case !ok || client.Secret != form.Get("client_secret"):
		control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_client", "error_description": "Invalid client"})
		return
	}
	token := c.word("token")
	const seconds = 3599
	c.bearers[token] = bearer{client: client.ID, expires: c.now.Add(seconds * time.Second)}
	control.WriteJSON(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": "all"})
}
