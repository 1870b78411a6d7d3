package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/rest"
)

const relationships = "/v1.0/tenantRelationships/delegatedAdminRelationships"

// serve answers every call by its address, and keeps the addresses and the tokens' audience.
func serve(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) (*graph.Client, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		if r.Header.Get("Authorization") != "Bearer token" {
			t.Errorf("sent with %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return graph.Open(graph.Options{
		Base: server.URL + "/", Tokens: rest.Bearer("token"), Transport: server.Client().Transport,
		Sleep: func(context.Context, time.Duration) error { return nil },
	}), &asked
}

func says(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

func TestTheTenantIsNamed(t *testing.T) {
	t.Parallel()
	c, asked := serve(t, says(200, `{"@odata.context":"x","value":[{"id":"AAAAAAAA-0000-4000-8000-000000000000","displayName":"Contoso","countryLetterCode":"US",
		"verifiedDomains":[{"name":"contoso.com","isDefault":true},{"name":"contoso.onmicrosoft.com"}]}]}`))
	got, err := c.Organization(t.Context())
	want := graph.Organization{
		ID: "aaaaaaaa-0000-4000-8000-000000000000", Name: "Contoso", Country: "US", Domains: []string{"contoso.com", "contoso.onmicrosoft.com"}, Default: "contoso.com",
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if d := cmp.Diff([]string{"/v1.0/organization?%24select=id%2CdisplayName%2CcountryLetterCode%2CverifiedDomains"}, *asked); d != "" {
		t.Error(d)
	}
	empty, _ := serve(t, says(200, `{"value":[]}`))
	if _, err := empty.Organization(t.Context()); fault.Of(err) != fault.Unavailable {
		t.Errorf("no tenant: %v", err)
	}
}

func TestAnAppsSecretsAndCertificatesTellTheirEnd(t *testing.T) {
	t.Parallel()
	c, asked := serve(t, says(200, `{"passwordCredentials":[{"keyId":"k1","displayName":"2026","hint":"abc","secretText":null,
		"startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2026-12-31T22:00:00.1234567-02:00"}],
		"keyCredentials":[{"keyId":"k2","displayName":null,"type":"AsymmetricX509Cert","usage":"Verify","startDateTime":"2026-01-01T00:00:00Z","endDateTime":null}]}`))
	got, err := c.Credentials(t.Context(), "33333333-3333-4333-8333-333333333333")
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	want := []graph.AppCredential{
		{ID: "k1", Name: "2026", Starts: from, Expires: time.Date(2027, 1, 1, 0, 0, 0, 123456700, time.UTC)},
		{ID: "k2", Certificate: true, Starts: from},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if path, _, _ := strings.Cut((*asked)[0], "?"); path != "/v1.0/applications(appId='33333333-3333-4333-8333-333333333333')" {
		t.Errorf("asked for %s", path)
	}
	if _, err := c.Credentials(t.Context(), "x')/owners"); fault.Of(err) != fault.Invalid || len(*asked) != 1 {
		t.Errorf("an id that is a path: %v", err)
	}
}

func TestRelationshipsAreReadPageByPageFromTheConfiguredAddressOnly(t *testing.T) {
	t.Parallel()
	var next string
	c, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			_, _ = fmt.Fprintf(w, `{"value":[{"id":"r1","displayName":"one","status":"active","endDateTime":"2027-01-01T00:00:00Z","customer":{"tenantId":"ABCD"},
				"accessDetails":{"unifiedRoles":[{"roleDefinitionId":"ROLE"}]}}],"@odata.nextLink":%q}`, next)
			return
		}
		_, _ = fmt.Fprint(w, `{"value":[{"id":"r2","status":"approvalPending","endDateTime":null,"customer":null},{"id":"r3"}]}`)
	})
	next = "https://elsewhere.example" + relationships + "?$skiptoken=a%2Bb&$top=1"
	got, err := c.Relationships(t.Context(), 2)
	want := []graph.Relationship{
		{ID: "r1", Name: "one", Customer: "abcd", Status: "active", Roles: []string{"role"}, Ends: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "r2", Status: "approvalPending"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if len(*asked) != 2 || (*asked)[1] != relationships+"?%24skiptoken=a%2Bb&%24top=1" {
		t.Errorf("asked for %v", *asked)
	}
	if got, err := c.Relationships(t.Context(), 1); len(got) != 1 || len(*asked) != 3 || err != nil {
		t.Errorf("one of them: %v, %v after %d calls", got, err, len(*asked))
	}
	for _, next = range []string{"https://elsewhere.example/v1.0/me?$skiptoken=x", "::", "https://elsewhere.example" + relationships} {
		if _, err := c.Relationships(t.Context(), 9); fault.Of(err) != fault.Unavailable {
			t.Errorf("next page %q: %v", next, err)
		}
	}
}

func TestARefusalHasGraphsWordAndOurText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		kind   fault.Kind
		code   string
	}{
		{401, `{"error":{"code":"InvalidAuthenticationToken","message":"jane"}}`, fault.Unauthenticated, "InvalidAuthenticationToken"},
		{403, `{"error":{"code":"Authorization_RequestDenied","message":"jane lacks","innerError":{"request-id":"1"}}}`, fault.Denied, "Authorization_RequestDenied"},
		{404, `{"error":{"code":"Request_ResourceNotFound","message":"jane"}}`, fault.NotFound, "Request_ResourceNotFound"},
		{429, `{"error":{"code":"TooManyRequests","message":"jane"}}`, fault.Throttled, "TooManyRequests"},
		{503, `{"error":{"code":"serviceNotAvailable","message":"jane"}}`, fault.Unavailable, "serviceNotAvailable"},
		{400, `{"error":{"code":"Request_BadRequest","message":"jane"}}`, fault.Invalid, "Request_BadRequest"},
		{403, `{"error":{"code":"<jane>"}}`, fault.Denied, ""},
		{403, `{"error":"jane"}`, fault.Denied, ""},
		{403, ``, fault.Denied, ""},
	} {
		client, _ := serve(t, says(c.status, c.body))
		_, err := client.Organization(t.Context())
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || fault.Text(err) == "" || strings.Contains(fmt.Sprint(err), "jane") {
			t.Errorf("%d %s: got %v (%s, %q)", c.status, c.body, err, fault.Of(err), fault.Code(err))
		}
	}
}
