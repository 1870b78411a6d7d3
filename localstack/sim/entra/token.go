package entra

import (
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 64 << 10

// request is a call of a token endpoint. Its methods run under the simulator's lock.
type request struct {
	*Sim

	version int // 1 or 2
	tenant  string
	base    string
	form    url.Values
	now     time.Time
}

// answer is a token endpoint's answer to a grant.
type answer map[string]any

// token serves an endpoint.
func (s *Sim) token(version int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store, no-cache")
		w.Header().Set("Pragma", "no-cache")
		signer, err := s.sign()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		form, refused := readForm(w, r)
		q := &request{
			Sim: s, version: version, tenant: fold(r.PathValue("tenant")), base: s.base(r), form: form, now: s.opt.Clock.Now(),
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		var a answer
		if refused == nil {
			a, refused = q.grant(signer)
		}
		if refused != nil {
			q.refuse(w, r, refused)
			return
		}
		control.WriteJSON(w, http.StatusOK, a)
	}
}

// readForm gives the form, or what is wrong with it.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	if r.Method != http.MethodPost {
		return nil, refuseText(900561, "The endpoint only accepts POST requests. Received a "+r.Method+" request.")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, missing("grant_type") // Entra does not see the parameters of any other body
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		refused := missing("grant_type")
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			refused.status = http.StatusRequestEntityTooLarge
		}
		return nil, refused
	}
	form := r.PostForm
	for name, values := range form {
		if len(values) > 1 {
			return nil, refuseText(9000411, "The parameter '"+name+"' is duplicated.")
		}
	}
	if id, secret, ok := r.BasicAuth(); ok { // RFC 6749 has both parts form-encoded within the header
		id, errID := url.QueryUnescape(id)
		secret, errSecret := url.QueryUnescape(secret)
		if errID == nil && errSecret == nil {
			form.Set("client_id", id)
			form.Set("client_secret", secret)
		}
	}
	return form, nil
}

// grant checks in Entra's order: tenant, client, secret, and then what is asked for.
func (q *request) grant(signer *control.Signer) (answer, *refusal) {
	if r := q.failed(AtToken, q.apps[fold(q.form.Get("client_id"))], q.tenant); r != nil {
		return nil, r
	}
	kind := q.form.Get("grant_type")
	for _, name := range []string{"grant_type", "client_id"} {
		if q.form.Get(name) == "" {
			return nil, missing(name)
		}
	}
	if kind != "refresh_token" && kind != "client_credentials" && kind != "authorization_code" {
		return nil, refuseText(70003, "The app requested an unsupported grant type '"+kind+"'.")
	}
	if shared(q.tenant) && kind == "client_credentials" {
		return nil, refuse(9001023)
	} else if !shared(q.tenant) && !q.knows(q.tenant) {
		return nil, refuse(90002)
	}
	if c, ok := q.clients[fold(q.form.Get("client_id"))]; ok {
		return q.callOurs(signer, c, kind)
	}
	a, refused := q.client()
	if refused != nil {
		return nil, refused
	}
	switch kind {
	case "refresh_token":
		return q.redeem(signer, a)
	case "authorization_code":
		return q.exchange(signer, a)
	default:
		return q.appOnly(signer, a)
	}
}

// client finds the app and checks its secret, or its assertion where it brings one.
func (q *request) client() (*app, *refusal) {
	a, ok := q.apps[fold(q.form.Get("client_id"))]
	if !ok || (!shared(q.tenant) && a.tenant != q.tenant && !a.multiTenant) {
		return nil, refuse(700016)
	}
	if q.form.Has("client_assertion") {
		return a, q.asserted(a)
	}
	given := q.form.Get("client_secret")
	if given == "" {
		return nil, refuse(7000218)
	}
	for _, s := range a.secrets {
		if !same(s.value, given) {
			continue
		}
		if !s.expires.IsZero() && !q.now.Before(s.expires) {
			return nil, refuse(7000222)
		}
		return a, nil
	}
	return nil, refuse(7000215)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// target gives the resource that is asked for, by the rules of the endpoint's version.
func (q *request) target() (string, *refusal) {
	if q.version == 1 {
		resource := q.form.Get("resource")
		if resource == "" {
			return "", missing("resource")
		}
		return q.known(resource)
	}
	if q.form.Has("resource") {
		return "", refuse(901002)
	}
	if q.form.Get("scope") == "" {
		return "", missing("scope")
	}
	resource := ""
	for scope := range strings.FieldsSeq(q.form.Get("scope")) {
		if plain(scope) {
			continue
		}
		cut := strings.LastIndex(scope, "/")
		if cut <= 0 || cut == len(scope)-1 || (resource != "" && resource != scope[:cut]) {
			return "", refuse(70011)
		}
		resource = scope[:cut]
	}
	if resource == "" {
		return "", refuse(70011)
	}
	return q.known(resource)
}

func (q *request) known(resource string) (string, *refusal) {
	if !q.resources[resource] {
		return "", refuse(500011)
	}
	return resource, nil
}

// plain scopes belong to no resource.
func plain(scope string) bool {
	switch scope {
	case "openid", "profile", "email", "offline_access":
		return true
	}
	return false
}
