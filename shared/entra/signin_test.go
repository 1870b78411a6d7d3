package entra_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestABrowserIsSentWithWhatIsNeededAndNoMore(t *testing.T) {
	t.Parallel()
	client := entra.Open("https://login.example/", nil)
	got, err := url.Parse(client.AuthorizeURL(entra.Authorize{
		Tenant: "home.example", Client: "app", Redirect: "https://api.example/v1/consents", State: "s&t", Nonce: "n", Challenge: "c",
		Audience: "https://pc.example/", Hint: "service@home.example",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"client_id": {"app"}, "response_type": {"code"}, "response_mode": {"form_post"}, "redirect_uri": {"https://api.example/v1/consents"},
		"scope": {"openid profile offline_access https://pc.example/user_impersonation"}, "state": {"s&t"}, "nonce": {"n"}, "prompt": {"login"},
		"code_challenge": {"c"}, "code_challenge_method": {"S256"}, "login_hint": {"service@home.example"},
	}
	if d := cmp.Diff(want, got.Query()); d != "" || got.Host != "login.example" || got.Path != "/home.example/oauth2/v2.0/authorize" {
		t.Error(got, d)
	}
	if strings.Contains(client.AuthorizeURL(entra.Authorize{Tenant: "t"}), "login_hint") {
		t.Error("an empty account is offered")
	}
}

func TestACodeIsTradedOnceForTokensAndForWhoSignedIn(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.access = unsigned(map[string]any{
		"tid": "another", "upn": "another", "amr": []string{"pwd", "mfa"},
		"wids": []string{"62E90394-69f5-4237-9190-012177145e10", "b79fbf4d-3ef9-4689-8143-76b194e85509", "00000000-0000-4000-8000-000000000000"},
	})
	got, err := a.redeem(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := entra.SignIn{
		Refresh: "new-refresh", Access: a.access, Life: time.Hour, Tenant: tenantID, Object: objectID, User: "service@home.example",
		MFA: new(true), Roles: []string{"Global Administrator", "00000000-0000-4000-8000-000000000000"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {"code-1"}, "redirect_uri": {"https://api.example/v1/consents"}, "code_verifier": {"verifier-1"},
		"client_id": {"app"}, "client_secret": {"s+cr&t"}, "scope": {"openid profile offline_access https://pc.example/user_impersonation"},
	}
	if d := cmp.Diff(form, a.form); d != "" || a.calls.Load() != 1 {
		t.Error(a.calls.Load(), d)
	}
}

func TestASecondFactorIsToldByEitherTokenOrByNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		access   string
		identity any
		want     *bool
	}{
		"access token":                     {unsigned(map[string]any{"amr": []string{"rsa", "mfa"}}), nil, new(true)},
		"access token without":             {unsigned(map[string]any{"amr": []string{"pwd"}}), []string{"mfa"}, new(false)},
		"identity":                         {unsigned(map[string]any{}), []string{"mfa"}, new(true)},
		"neither":                          {unsigned(map[string]any{}), nil, nil},
		"an access token of no known form": {"opaque", nil, nil},
		"an access token of another type":  {"e30.W10.c2ln", nil, nil},
	} {
		a := newAuthority(t)
		a.access = c.access
		if c.identity != nil {
			a.identity["amr"] = c.identity
		}
		got, err := a.redeem(t.Context())
		if d := cmp.Diff(c.want, got.MFA); d != "" || err != nil || got.Tenant != tenantID {
			t.Errorf("%s: %v %s", name, err, d)
		}
	}
}

func TestAnAppOfManyTenantsLearnsTheTenantFromTheIdentity(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.issuer = a.URL + "/{tenantid}/v2.0"
	a.identity["tid"] = strings.ToUpper(tenantID)
	a.identity["iss"] = a.URL + "/" + strings.ToUpper(tenantID) + "/v2.0"
	got, err := a.redeem(t.Context())
	if err != nil || got.Tenant != tenantID {
		t.Errorf("got %q, %v", got.Tenant, err)
	}
	// An issuer of one tenant cannot vouch for another.
	a.identity["tid"] = objectID
	if _, err := a.redeem(t.Context()); fault.Code(err) != "id_token" {
		t.Errorf("another tenant's identity: %v", err)
	}
}

func TestAnIdentityThatIsNotOfThisSignInIsNotTaken(t *testing.T) {
	t.Parallel()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(a *authorityServer){
		"another nonce":      func(a *authorityServer) { a.identity["nonce"] = "nonce-2" },
		"no nonce":           func(a *authorityServer) { delete(a.identity, "nonce") },
		"another audience":   func(a *authorityServer) { a.identity["aud"] = "other-app" },
		"another issuer":     func(a *authorityServer) { a.identity["iss"] = "https://evil.example/" + tenantID + "/v2.0" },
		"another tenant":     func(a *authorityServer) { a.identity["tid"] = objectID },
		"expired":            func(a *authorityServer) { a.identity["exp"] = clock().Add(-time.Second).Unix() },
		"not yet valid":      func(a *authorityServer) { a.identity["nbf"] = clock().Add(time.Hour).Unix() },
		"nobody":             func(a *authorityServer) { delete(a.identity, "oid") },
		"no tenant":          func(a *authorityServer) { delete(a.identity, "tid") },
		"a strange key":      func(a *authorityServer) { a.signer.Key = stranger },
		"an encryption key":  func(a *authorityServer) { a.signer.Key = keys()[1] },
		"a shared secret":    func(a *authorityServer) { a.signer = jose.SigningKey{Algorithm: jose.HS256, Key: make([]byte, 32)} },
		"another algorithm":  func(a *authorityServer) { a.signer.Algorithm = jose.PS256 },
		"a tenant in a path": func(a *authorityServer) { a.identity["tid"] = "../" + tenantID },
		"no signature": func(a *authorityServer) {
			claims := maps.Clone(a.identity)
			a.answer = func(w http.ResponseWriter) {
				none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
				send(w, map[string]any{
					"access_token": "a", "refresh_token": "hush", "expires_in": 1, "id_token": none + "." + base64.RawURLEncoding.EncodeToString(encode(claims)) + ".",
				})
			}
		},
		"none": func(a *authorityServer) {
			a.answer = func(w http.ResponseWriter) {
				send(w, map[string]any{"access_token": "a", "refresh_token": "hush", "expires_in": 1})
			}
		},
	} {
		a := newAuthority(t)
		change(a)
		got, err := a.redeem(t.Context())
		if fault.Of(err) != fault.Denied || fault.Code(err) != "id_token" || got.Refresh != "" || a.calls.Load() != 1 {
			t.Errorf("%s: got %v (%s) after %d calls", name, err, fault.Code(err), a.calls.Load())
		}
		if text := fmt.Sprint(err); strings.Contains(text, "hush") || strings.Contains(text, "service@") {
			t.Errorf("%s: too much is told: %s", name, text)
		}
	}
}

func TestACodeIsSentOnceWhateverComesBack(t *testing.T) {
	t.Parallel()
	status := func(n int, body string) func(w http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(n)
			_, _ = fmt.Fprint(w, body)
		}
	}
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		kind   fault.Kind
		code   string
	}{
		"cut":          {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, fault.Unknown, ""},
		"broken":       {status(500, ``), fault.Unknown, ""},
		"broken, told": {status(503, `{"error":"temporarily_unavailable","error_codes":[90033]}`), fault.Unknown, ""},
		"half":         {status(200, `{"access_token":`), fault.Unknown, ""},
		"used":         {status(400, `{"error":"invalid_grant","error_codes":[54005]}`), fault.Unauthenticated, "AADSTS54005"},
		"verifier":     {status(400, `{"error":"invalid_grant","error_codes":[501481]}`), fault.Unauthenticated, "AADSTS501481"},
		"throttled":    {status(429, `{"error":"temporarily_unavailable"}`), fault.Throttled, "temporarily_unavailable"},
	} {
		a := newAuthority(t)
		a.answer = c.answer
		got, err := a.redeem(t.Context())
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || a.calls.Load() != 1 || got.Refresh != "" {
			t.Errorf("%s: got %v (%s, %q) after %d calls", name, err, fault.Of(err), fault.Code(err), a.calls.Load())
		}
		if text := fmt.Sprint(err); strings.Contains(text, "code-1") || strings.Contains(text, "verifier-1") || strings.Contains(text, "s+cr") {
			t.Errorf("%s: too much is told: %s", name, text)
		}
	}
}

func TestACodeIsNotSpentWhenTheAnswerCouldNotBeChecked(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.down = true
	if _, err := a.redeem(t.Context()); fault.Of(err) != fault.Unavailable || a.calls.Load() != 0 {
		t.Errorf("got %v after %d calls of the token endpoint", err, a.calls.Load())
	}
}

func TestASignInThatDoesNotLastIsNotTaken(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.refresh = ""
	if _, err := a.redeem(t.Context()); fault.Of(err) != fault.Denied || fault.Code(err) != "offline_access" {
		t.Errorf("got %v", err)
	}
}
