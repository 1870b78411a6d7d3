package entra

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// sizes of a code challenge that RFC 7636 and Microsoft allow.
const minChallenge, maxChallenge = 43, 128

// asked is what an app wants of a sign-in.
type asked struct {
	app       *app
	tenant    string // as in the path: an id, or organizations or common
	redirect  string
	mode      string // how the answer travels
	state     string
	nonce     string
	resource  string
	scopes    []string
	challenge string
	plain     bool // the challenge is the verifier itself
	prompt    string
	hint      string
}

// authorize shows the accounts to sign in with (GET), and answers as the sign-in would when one was chosen (POST with
// account, an id or a user principal name, or with deny). Both look at the whole request anew.
//
// What is wrong with client or address is shown on a page of the service and never sent to the address; the rest goes
// back to the app.
func (s *Sim) authorize(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store, no-cache")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &request{
		Sim: s, version: 2, tenant: fold(r.PathValue("tenant")), base: s.base(r), form: r.URL.Query(), now: s.opt.Clock.Now(),
	}
	ask, refused := q.trusted()
	if refused != nil {
		q.show(w, refused)
		return
	}
	refused = q.complete(&ask)
	if refused == nil && ask.prompt == "none" {
		refused = refuse(50058)
	}
	switch {
	case refused != nil:
		q.returnTo(w, r, ask, q.told(refused))
	case r.Method != http.MethodPost:
		q.pick(w, ask)
	default:
		q.signIn(w, r, ask)
	}
}

// trusted finds the app and the address that its answer may go to.
func (q *request) trusted() (asked, *refusal) {
	ask := asked{tenant: q.tenant, redirect: q.form.Get("redirect_uri"), mode: q.form.Get("response_mode"), state: q.form.Get("state")}
	for name, values := range q.form {
		if len(values) > 1 {
			return ask, refuseText(9000411, "The parameter '"+name+"' is duplicated.")
		}
	}
	if q.form.Get("client_id") == "" {
		return ask, missing("client_id")
	}
	shared := shared(q.tenant)
	if !shared && !q.tenants[q.tenant] {
		return ask, refuse(90002)
	}
	found, ok := q.apps[fold(q.form.Get("client_id"))]
	switch {
	case !ok, !shared && found.tenant != q.tenant && !found.multiTenant:
		return ask, refuse(700016)
	case shared && !found.multiTenant:
		return ask, refuse(50194)
	case !found.answersTo(ask.redirect):
		return ask, refuse(50011)
	}
	ask.app = found
	return ask, nil
}

// complete reads the rest of the request.
func (q *request) complete(ask *asked) *refusal {
	if !slices.Contains([]string{"", "query", "fragment", "form_post"}, ask.mode) {
		ask.mode = "query"
		return refuse(70007)
	}
	switch q.form.Get("response_type") {
	case "code":
	case "":
		return missing("response_type")
	case "id_token", "code id_token", "id_token code":
		return refuse(700054)
	default:
		return refuse(70005)
	}
	ask.nonce, ask.prompt, ask.hint = q.form.Get("nonce"), q.form.Get("prompt"), q.form.Get("login_hint")
	ask.scopes = strings.Fields(q.form.Get("scope"))
	var refused *refusal
	if ask.resource, refused = q.target(); refused != nil {
		return refused
	}
	if refused := ask.permitted(); refused != nil {
		return refused
	}
	return q.pkce(ask)
}

// pkce reads the challenge. Microsoft documents S256 and plain, and plain where no method is given.
func (q *request) pkce(ask *asked) *refusal {
	ask.challenge = q.form.Get("code_challenge")
	method := q.form.Get("code_challenge_method")
	switch {
	case ask.challenge == "" && method == "":
		return nil
	case len(ask.challenge) < minChallenge, len(ask.challenge) > maxChallenge:
		return refuse(501491)
	case method != "" && method != "plain" && method != "S256":
		return refuseText(9002313, "The code_challenge_method is not supported.")
	}
	ask.plain = method != "S256"
	return nil
}

// permitted holds for scopes that the API has. At Graph there are too many to list: any name passes.
func (ask *asked) permitted() *refusal {
	for _, scope := range ask.scopes {
		name, ok := strings.CutPrefix(scope, ask.resource+"/")
		if ok && ask.resource != Graph && name != "user_impersonation" && name != ".default" {
			return refuseText(650053, "The application asked for scope '"+name+"' that does not exist on the resource '"+ask.resource+"'.")
		}
	}
	return nil
}

// answersTo holds for an address that is registered, byte for byte; Microsoft documents that the port is not looked at
// where the host is localhost.
func (a *app) answersTo(redirect string) bool {
	given, err := url.Parse(redirect)
	if redirect == "" || err != nil {
		return false
	}
	return slices.ContainsFunc(a.redirects, func(known string) bool {
		k, err := url.Parse(known)
		if err == nil && k.Hostname() == "localhost" && given.Hostname() == "localhost" {
			k.Host, given.Host = "localhost", "localhost"
			return k.String() == given.String()
		}
		return subtle.ConstantTimeCompare([]byte(known), []byte(redirect)) == 1
	})
}

func shared(tenant string) bool { return tenant == "common" || tenant == "organizations" }
