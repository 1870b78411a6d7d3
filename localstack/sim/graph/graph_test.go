package graph_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/graph"
)

const (
	base   = "https://graph.test"
	tenant = "11111111-1111-4111-8111-111111111111"
	app    = "22222222-2222-4222-8222-222222222222"
	gdap   = "/v1.0/tenantRelationships/delegatedAdminRelationships"
	apps   = "/v1.0/applications(appId='" + app + "')"
)

// signer makes one key for all tests, because that takes long.
var signer = sync.OnceValue(func() *control.Signer { //nolint:gochecknoglobals // see above
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return control.NewSigner(key)
})

type world struct {
	*graph.Sim

	t      *testing.T
	client *http.Client
	token  string
}

func now() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, change ...func(*graph.Options)) *world {
	t.Helper()
	o := graph.Options{
		Clock: now, Seed: "a", Base: base, Keys: func() ([]byte, error) { return signer().Keys().Encode() },
		Tenants: []graph.Tenant{{
			ID: tenant, Name: "Sample", Country: "DE", Domains: []string{"sample.test", "sample.onmicrosoft.com"},
			Apps: []graph.App{{ID: app, Name: "Seatwright", Credentials: []graph.Credential{
				{ID: "k1", Name: "2026", Starts: now().AddDate(-1, 0, 0), Ends: now().AddDate(0, 1, 0)},
				{ID: "k2", Certificate: true, Starts: now()},
			}}},
			Relationships: []graph.Relationship{
				{ID: "r2", Name: "two", Status: "approvalPending", Created: now().Add(-time.Hour)},
				{ID: "r1", Name: "one", Customer: app, CustomerName: "Buyer", Status: "active", Roles: []string{"role"}, Created: now().Add(-2 * time.Hour), Ends: now().AddDate(2, 0, 0)},
				{ID: "r3", Name: "three", Customer: tenant, Status: "active", Created: now()},
			},
		}},
	}
	for _, c := range change {
		c(&o)
	}
	w := &world{t: t, Sim: graph.New(o)}
	w.client = &http.Client{Transport: control.Transport(map[string]http.Handler{"graph.test": w.Sim})}
	w.token = w.sign(nil)
	return w
}

// sign makes a token of a signed-in user, changed by claims.
func (w *world) sign(claims map[string]any) string {
	w.t.Helper()
	all := map[string]any{
		"aud": graph.Audience, "tid": tenant, "oid": "user", "exp": now().Add(time.Hour).Unix(),
		"scp": "Application.Read.All DelegatedAdminRelationship.Read.All Organization.Read.All User.Read",
	}
	maps.Copy(all, claims)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	token, err := signer().Sign(all)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// do gives status and body of a call; address is a path, or a link of an answer.
func (w *world) do(method, address, body string) (int, map[string]any) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, base+strings.ReplaceAll(strings.TrimPrefix(address, base), " ", "%20"), strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", w.token)
	if w.token != "" && !strings.Contains(w.token, " ") {
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	r.Header.Set("client-request-id", "mine")
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			w.t.Fatalf("%s: %v", raw, err)
		}
	}
	return res.StatusCode, out
}

func (w *world) want(address string, status int, code string) {
	w.t.Helper()
	got, out := w.do(http.MethodGet, address, "")
	e, _ := out["error"].(map[string]any)
	inner, _ := e["innerError"].(map[string]any)
	if got != status || e["code"] != code || inner["client-request-id"] != "mine" || inner["date"] != "2026-06-01T12:00:00" || e["message"] == "" {
		w.t.Errorf("%s: %d %v, want %d %s", address, got, out, status, code)
	}
}

func TestATokenIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	good := w.token
	for name, c := range map[string]struct {
		token  string
		status int
		code   string
	}{
		"none":             {"", 401, "InvalidAuthenticationToken"},
		"basic":            {"Basic eDp5", 401, "InvalidAuthenticationToken"},
		"cut":              {good[:len(good)-8], 401, "InvalidAuthenticationToken"},
		"expired":          {w.sign(map[string]any{"exp": now().Unix()}), 401, "InvalidAuthenticationToken"},
		"another audience": {w.sign(map[string]any{"aud": "https://api.partnercenter.microsoft.com"}), 401, "InvalidAuthenticationToken"},
		"another tenant":   {w.sign(map[string]any{"tid": app}), 403, "Authorization_IdentityNotFound"},
		"no permission":    {w.sign(map[string]any{"scp": "Mail.Read"}), 403, "Authorization_RequestDenied"},
		"an app alone":     {w.sign(map[string]any{"scp": nil, "oid": nil}), 403, "Authorization_RequestDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, Sim: w.Sim, client: w.client, token: c.token}
			for _, path := range []string{"/v1.0/organization", apps, gdap} {
				w.want(path, c.status, c.code)
			}
		})
	}
}

func TestATenantShowsMoreToThoseWhoMaySeeMore(t *testing.T) {
	t.Parallel()
	w := open(t)
	country := func() any {
		t.Helper()
		_, out := w.do(http.MethodGet, "/v1.0/organization?$select=id,displayName,countryLetterCode,verifiedDomains", "")
		value, _ := out["value"].([]any)
		if len(value) != 1 {
			t.Fatalf("%v", out)
		}
		o, _ := value[0].(map[string]any)
		if o["id"] != tenant || o["displayName"] != "Sample" || !strings.Contains(fmt.Sprint(o["verifiedDomains"]), "sample.onmicrosoft.com") || len(o) != 4 {
			t.Errorf("%v", o)
		}
		return o["countryLetterCode"]
	}
	if got := country(); got != "DE" {
		t.Errorf("country %v", got)
	}
	w.token = w.sign(map[string]any{"scp": "User.Read"})
	if got := country(); got != nil {
		t.Errorf("country %v with the lesser permission", got)
	}
	w.token = w.sign(map[string]any{"scp": nil, "roles": []string{"Directory.Read.All"}})
	if got := country(); got != "DE" {
		t.Errorf("country %v for an app alone", got)
	}
}

func TestAnAppRegistrationTellsWhenItsCredentialsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	status, out := w.do(http.MethodGet, apps+"?$select=passwordCredentials,keyCredentials", "")
	secrets, _ := out["passwordCredentials"].([]any)
	certificates, _ := out["keyCredentials"].([]any)
	if status != 200 || len(secrets) != 1 || len(certificates) != 1 {
		t.Fatalf("%d %v", status, out)
	}
	secret, _ := secrets[0].(map[string]any)
	certificate, _ := certificates[0].(map[string]any)
	got := []any{secret["keyId"], secret["endDateTime"], secret["secretText"], certificate["keyId"], certificate["endDateTime"], certificate["type"]}
	if d := cmp.Diff([]any{"k1", "2026-07-01T12:00:00Z", nil, "k2", nil, "AsymmetricX509Cert"}, got); d != "" {
		t.Error(d)
	}
	w.want("/v1.0/applications(appId='"+tenant+"')", 404, "Request_ResourceNotFound")
	w.want(apps+"?$select=owner", 400, "Request_BadRequest")
	w.want(apps+"?$expand=owners", 400, "Request_BadRequest")
}

func TestRelationshipsComeInPagesThatLinkToEachOther(t *testing.T) {
	t.Parallel()
	w := open(t)
	var names []string
	for next := gdap + "?$top=2&$select=id"; next != ""; {
		_, out := w.do(http.MethodGet, next, "")
		value, _ := out["value"].([]any)
		for _, v := range value {
			o, _ := v.(map[string]any)
			names = append(names, fmt.Sprint(o["id"]))
		}
		names = append(names, "|")
		next, _ = out["@odata.nextLink"].(string)
	}
	if d := cmp.Diff([]string{"r1", "r2", "|", "r3", "|"}, names); d != "" {
		t.Error(d)
	}
	for filter, want := range map[string]int{"status eq 'active'": 2, "customer/tenantId eq '" + app + "'": 1, "status eq 'expired'": 0} {
		_, out := w.do(http.MethodGet, gdap+"?$filter="+filter, "")
		if value, _ := out["value"].([]any); len(value) != want {
			t.Errorf("%s: %d", filter, len(value))
		}
	}
	for _, query := range []string{"$filter=name eq 'x'", "$filter=x", "$top=301", "$top=0", "$skiptoken=x", "$orderby=id"} {
		w.want(gdap+"?"+query, 400, "Request_BadRequest")
	}
	_, out := w.do(http.MethodGet, gdap, "")
	value, _ := out["value"].([]any)
	pending, _ := value[1].(map[string]any)
	if pending["customer"] != nil || pending["endDateTime"] != nil || pending["status"] != "approvalPending" {
		t.Errorf("%v", pending)
	}
}

func TestWhatIsNotModelledIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.want("/v1.0/groups", 400, "BadRequest")
	w.want("/beta/organization", 400, "BadRequest")
	if status, _ := w.do(http.MethodPost, gdap, "{}"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", status)
	}
}

func TestTheControlInterfaceChangesWhatIsServed(t *testing.T) {
	t.Parallel()
	w := open(t)
	for call, body := range map[string]string{
		"tenants":         `{"id":"` + app + `","name":"Second"}`,
		"credentials":     `{"tenant":"` + tenant + `","app":"` + app + `","credential":{"id":"k3","ends":"2030-01-01T00:00:00Z"}}`,
		"relationships":   `{"tenant":"` + tenant + `","relationship":{"id":"r2","status":"active"}}`,
		"end-credentials": `{"tenant":"` + tenant + `","app":"` + app + `","at":"2026-06-02T00:00:00Z"}`,
	} {
		if status, out := w.do(http.MethodPost, "/_sim/"+call, body); status != http.StatusNoContent {
			t.Errorf("%s: %d %v", call, status, out)
		}
	}
	if status, _ := w.do(http.MethodPost, "/_sim/credentials", `{"tenant":"`+tenant+`","app":"nobody","credential":{"id":"k"}}`); status != 400 {
		t.Errorf("an unknown app: %d", status)
	}
	state := w.State()
	if len(state) != 2 || len(state[0].Apps[0].Credentials) != 3 || len(state[0].Relationships) != 3 {
		t.Fatalf("%+v", state)
	}
	if err := w.EndCredentials(tenant, app, now()); err != nil {
		t.Fatal(err)
	}
	for _, k := range w.State()[0].Apps[0].Credentials {
		if !k.Ends.Equal(now()) {
			t.Errorf("%+v", k)
		}
	}
	if w.EndCredentials("nobody", app, now()) == nil || w.SetCredential(tenant, app, graph.Credential{}) == nil {
		t.Error("unknown names were accepted")
	}
}
