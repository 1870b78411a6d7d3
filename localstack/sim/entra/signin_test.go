package entra_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

const (
	redirect = "https://api.seatwright.test/v1/consents"
	verifier = "a-verifier-of-at-least-forty-three-characters-0"
	plainID  = "88888888-8888-4888-8888-888888888888" // an account without a second factor
	awayID   = "99999999-9999-4999-8999-999999999999" // an account of another tenant
)

// signing is a world in which people can sign in.
func signing(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.AddUser(entra.User{ID: userID, UPN: "agent@partner.test", Tenant: partner, MFA: true, Roles: []string{"62e90394-69f5-4237-9190-012177145e10"}})
	w.AddUser(entra.User{ID: plainID, UPN: "clerk@partner.test", Tenant: partner})
	w.AddUser(entra.User{ID: awayID, UPN: "visitor@elsewhere.test", Tenant: customer, MFA: true})
	if err := w.Redirect(appID, redirect); err != nil {
		t.Fatal(err)
	}
	w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return w
}

// wish is a good request for a sign-in.
func wish() form {
	sum := sha256.Sum256([]byte(verifier))
	return form{
		"client_id": appID, "response_type": "code", "response_mode": "form_post", "redirect_uri": redirect, "state": `s<"&>`,
		"nonce": "n-1", "scope": "openid profile offline_access " + entra.PartnerCenter + "/user_impersonation",
		"code_challenge": base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method": "S256", "prompt": "login",
	}
}

func (f form) values() url.Values {
	v := url.Values{}
	for name, value := range f {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// browse asks the authorize endpoint of a tenant as a browser does; choice is nil before an account was picked.
func (w *world) browse(t *testing.T, tenant string, ask, choice form) (*http.Response, string) {
	t.Helper()
	at := base + "/" + tenant + "/oauth2/v2.0/authorize?" + ask.values().Encode()
	method, body := http.MethodGet, ""
	if choice != nil {
		method, body = http.MethodPost, choice.values().Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := w.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// posted gives the fields of the form that brings the answer.
func posted(t *testing.T, page string) map[string]string {
	t.Helper()
	if !strings.Contains(page, `action="`+redirect+`"`) || !strings.Contains(page, "submit()") {
		t.Fatalf("no form for the app: %s", page)
	}
	got := map[string]string{}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		got[m[1]] = html.UnescapeString(m[2])
	}
	return got
}

// signIn gives the code of a sign-in.
func (w *world) signIn(t *testing.T, tenant, account string) string {
	t.Helper()
	_, page := w.browse(t, tenant, wish(), form{"account": account})
	return posted(t, page)["code"]
}

func redemption(code string) form {
	return form{
		"grant_type": "authorization_code", "client_id": appID, "client_secret": "s3cret", "code": code, "redirect_uri": redirect,
		"code_verifier": verifier, "scope": entra.PartnerCenter + "/user_impersonation offline_access openid",
	}
}

func TestASignInGivesTokensForWhoSignedIn(t *testing.T) {
	t.Parallel()
	w := signing(t)
	res, page := w.browse(t, partner, wish(), nil)
	for _, want := range []string{"agent@partner.test", "with MFA", "clerk@partner.test", "without MFA", "visitor@elsewhere.test"} {
		if !strings.Contains(page, want) || res.StatusCode != http.StatusOK {
			t.Errorf("the page of accounts (%d) lacks %q", res.StatusCode, want)
		}
	}
	_, page = w.browse(t, partner, wish(), form{"account": "agent@partner.test"})
	got := posted(t, page)
	if got["state"] != `s<"&>` || got["session_state"] == "" {
		t.Errorf("posted %v", got)
	}
	w.now = w.now.Add(time.Minute)
	out := w.granted(t, pathV2, redemption(got["code"]))
	claims := w.claims(t, out, entra.PartnerCenter)
	want := []any{userID, partner, []any{"pwd", "mfa"}, []any{"62e90394-69f5-4237-9190-012177145e10"}}
	if diff := cmp.Diff(want, []any{claims["oid"], claims["tid"], claims["amr"], claims["wids"]}); diff != "" {
		t.Error(diff)
	}
	held, _ := out["refresh_token"].(string)
	w.granted(t, pathV1, v1(held))
	identified(t, w, out["id_token"])
}

// identified checks an id token as an OpenID client does.
func identified(t *testing.T, w *world, id any) {
	t.Helper()
	ctx := oidc.ClientContext(t.Context(), w.client)
	provider, err := oidc.NewProvider(ctx, base+"/"+partner+"/v2.0")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := id.(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: appID, Now: func() time.Time { return w.now }}).Verify(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := verified.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	want := []any{"n-1", partner, userID, "agent@partner.test", "2.0"}
	if diff := cmp.Diff(want, []any{verified.Nonce, claims["tid"], claims["oid"], claims["preferred_username"], claims["ver"]}); diff != "" {
		t.Error(diff)
	}
}

func TestASignInWithoutASecondFactorSaysSo(t *testing.T) {
	t.Parallel()
	w := signing(t)
	out := w.granted(t, pathV2, redemption(w.signIn(t, partner, plainID)))
	if diff := cmp.Diff([]any{"pwd"}, w.claims(t, out, entra.PartnerCenter)["amr"]); diff != "" {
		t.Error(diff)
	}
	held, _ := out["refresh_token"].(string)
	if diff := cmp.Diff([]any{"pwd"}, w.claims(t, w.granted(t, pathV2, v2(held)), entra.PartnerCenter)["amr"]); diff != "" {
		t.Error(diff)
	}
}

func TestAnAccountOfAnotherTenantSignsInWhereTheTenantIsOpen(t *testing.T) {
	t.Parallel()
	w := signing(t)
	out := w.granted(t, "/organizations/oauth2/v2.0/token", redemption(w.signIn(t, "organizations", awayID)))
	if tid := w.claims(t, out, entra.PartnerCenter)["tid"]; tid != customer {
		t.Errorf("tenant %v", tid)
	}
	w.granted(t, "/"+customer+"/oauth2/v2.0/token", redemption(w.signIn(t, "organizations", awayID)))
}

func TestWhatThePersonIsToldTheAppIsNot(t *testing.T) {
	t.Parallel()
	w := signing(t)
	if err := w.Disable(plainID, true); err != nil {
		t.Fatal(err)
	}
	single := "77777777-7777-4777-8777-777777777777"
	w.AddApp(entra.App{ID: single, Secret: "x", Tenant: partner, Redirects: []string{redirect}})
	for _, c := range []struct {
		name, tenant string
		ask, choice  form
		want         string
	}{
		{"another tenant's account", partner, nil, form{"account": awayID}, "AADSTS50020"},
		{"a disabled account", partner, nil, form{"account": plainID}, "AADSTS50057"},
		{"no such account", partner, nil, form{"account": "nobody"}, "AADSTS50034"},
		{"an unknown tenant", "66666666-aaaa-4666-8666-666666666666", nil, nil, "AADSTS90002"},
		{"an unknown app", partner, form{"client_id": customer}, nil, "AADSTS700016"},
		{"no app", partner, form{"client_id": ""}, nil, "AADSTS900144"},
		{"an address with a slash too many", partner, form{"redirect_uri": redirect + "/"}, nil, "AADSTS50011"},
		{"an address in other case", partner, form{"redirect_uri": strings.ToUpper(redirect)}, nil, "AADSTS50011"},
		{"no address", partner, form{"redirect_uri": ""}, nil, "AADSTS50011"},
		{"an app of one tenant on common", "common", form{"client_id": single}, nil, "AADSTS50194"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			res, page := w.browse(t, c.tenant, wish().with(c.ask), c.choice)
			if res.StatusCode != http.StatusBadRequest || !strings.Contains(page, c.want) || strings.Contains(page, "submit()") {
				t.Errorf("%d %s", res.StatusCode, page)
			}
		})
	}
}

func TestWhatTheAppGotWrongComesBackToIt(t *testing.T) {
	t.Parallel()
	w := signing(t)
	for _, c := range []struct {
		name  string
		ask   form
		error string
		code  string
	}{
		{"an id token", form{"response_type": "code id_token"}, "unsupported_response_type", "AADSTS700054"},
		{"a token", form{"response_type": "token"}, "unsupported_response_type", "AADSTS70005"},
		{"no response type", form{"response_type": ""}, "invalid_request", "AADSTS900144"},
		{"no scope", form{"scope": ""}, "invalid_request", "AADSTS900144"},
		{"two APIs", form{"scope": entra.PartnerCenter + "/.default " + entra.Graph + "/.default"}, "invalid_scope", "AADSTS70011"},
		{"a permission that there is not", form{"scope": entra.PartnerCenter + "/everything"}, "invalid_client", "AADSTS650053"},
		{"an unknown API", form{"scope": "https://nowhere.test/.default"}, "invalid_resource", "AADSTS500011"},
		{"a short challenge", form{"code_challenge": "short"}, "invalid_request", "AADSTS501491"},
		{"an unknown challenge", form{"code_challenge_method": "S512"}, "invalid_request", "AADSTS9002313"},
		{"nobody to ask", form{"prompt": "none"}, "login_required", "AADSTS50058"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, page := w.browse(t, partner, wish().with(c.ask), nil)
			got := posted(t, page)
			if got["error"] != c.error || !strings.HasPrefix(got["error_description"], c.code+": ") || got["state"] != `s<"&>` {
				t.Errorf("posted %v", got)
			}
		})
	}
	res, _ := w.browse(t, partner, wish().with(form{"response_mode": "web_message"}), nil)
	if to := res.Header.Get("Location"); !strings.Contains(to, "AADSTS70007") {
		t.Errorf("an unknown mode: sent to %q", to)
	}
}

func TestACancelledAndARefusedSignInComeBackToTheApp(t *testing.T) {
	t.Parallel()
	w := signing(t)
	_, page := w.browse(t, partner, wish(), form{"deny": "1"})
	if got := posted(t, page); got["error"] != "access_denied" || got["error_subcode"] != "cancel" || got["code"] != "" {
		t.Errorf("cancelled: %v", got)
	}
	if status, out := w.post(t, "/_sim/aadsts", "application/json", `{"code":65001,"at":"signin","app":"`+appID+`"}`); status != http.StatusNoContent {
		t.Fatalf("order: %d %v", status, out)
	}
	w.granted(t, pathV1, v1(w.IssueRefresh(partner, appID, userID, true))) // it was ordered for sign-ins only
	_, page = w.browse(t, partner, wish(), form{"account": userID})
	if got := posted(t, page); got["error"] != "consent_required" || !strings.HasPrefix(got["error_description"], "AADSTS65001: ") {
		t.Errorf("refused: %v", got)
	}
	for mode, mark := range map[string]string{"": "?", "query": "?", "fragment": "#"} {
		res, _ := w.browse(t, partner, wish().with(form{"response_mode": mode}), form{"account": userID})
		if to := res.Header.Get("Location"); res.StatusCode != http.StatusFound || !strings.HasPrefix(to, redirect+mark) || !strings.Contains(to, "code=") {
			t.Errorf("%q: %d to %q", mode, res.StatusCode, to)
		}
	}
}

func TestAnAddressIsRegisteredOnlyWhereMicrosoftWouldTakeIt(t *testing.T) {
	t.Parallel()
	w := signing(t)
	for address, good := range map[string]bool{
		"https://a.test/x": true, "http://localhost/x": true, "http://127.0.0.1:8080/x": true, "http://a.test/x": false, "/x": false,
		"https://a.test/#x": false, "javascript:alert(1)": false,
	} {
		if err := w.Redirect(appID, address); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
	for address, want := range map[string]int{"http://localhost:4711/x": 200, "http://localhost:4711/y": 400, "http://127.0.0.1:8081/x": 400} {
		if res, _ := w.browse(t, partner, wish().with(form{"redirect_uri": address}), nil); res.StatusCode != want {
			t.Errorf("%s: %d", address, res.StatusCode)
		}
	}
}
