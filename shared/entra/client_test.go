package entra_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/token"
)

var _ token.Minter = (*entra.Client)(nil)

func grant() token.Grant {
	return token.Grant{
		Tenant: "home.example", Audience: "https://api.example/", Client: "app", Credential: token.Credential{Secret: "s+cr&t"}, Refresh: "old-refresh",
	}
}

// serve answers every call with a status and a body, and keeps what was asked.
func serve(t *testing.T, status int, body string) (*entra.Client, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		form, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.Path+" "+string(form))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c := entra.Open(server.URL, server.Client().Transport)
	c.Sleep = func(context.Context, time.Duration) error { return nil }
	return c, &asked
}

func TestATokenIsMintedAtBothEndpoints(t *testing.T) {
	t.Parallel()
	for _, v1 := range []bool{false, true} {
		body := `{"token_type":"Bearer","expires_in":4711,"access_token":"fresh","refresh_token":"new-refresh"}`
		want := "POST /home.example/oauth2/v2.0/token client_id=app&client_secret=s%2Bcr%26t&grant_type=refresh_token" +
			"&refresh_token=old-refresh&scope=https%3A%2F%2Fapi.example%2F.default+offline_access"
		if v1 {
			body = `{"token_type":"Bearer","expires_in":"4711","expires_on":"1","access_token":"fresh","refresh_token":"new-refresh"}`
			want = "POST /home.example/oauth2/token client_id=app&client_secret=s%2Bcr%26t&grant_type=refresh_token" +
				"&refresh_token=old-refresh&resource=https%3A%2F%2Fapi.example"
		}
		c, asked := serve(t, 200, body)
		c.V1 = v1
		got, err := c.Mint(t.Context(), grant())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(token.Token{Access: "fresh", Life: 4711 * time.Second, Refresh: "new-refresh"}, got); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{want}, *asked); d != "" {
			t.Error(d)
		}
	}
}

func TestARefusalSaysWhatHappenedAndWhoMustAct(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		word   string
		number int
		kind   fault.Kind
		text   string
		calls  int
	}{
		{400, "invalid_grant", 700082, fault.Unauthenticated, "older than 90 days", 1},
		{400, "interaction_required", 50076, fault.Unauthenticated, "MFA", 1},
		{401, "invalid_client", 7000222, fault.Unauthenticated, "expired: make a new one", 1},
		{400, "unauthorized_client", 700016, fault.Unauthenticated, "client id", 1},
		{400, "invalid_grant", 99999, fault.Unauthenticated, "sign in again", 1},
		{400, "invalid_grant", 50196, fault.Throttled, "loop", 1},
		{400, "temporarily_unavailable", 90033, fault.Unavailable, "just now", 3},
		{400, "temporarily_unavailable", 77777, fault.Unavailable, "just now", 3},
		{503, "server_error", 90006, fault.Unavailable, "just now", 3},
	} {
		body := fmt.Sprintf(`{"error":%q,"error_description":"AADSTS%d: user jane@corp.example ...","error_codes":[%d]}`, c.word, c.number, c.number)
		client, asked := serve(t, c.status, body)
		_, err := client.Mint(t.Context(), grant())
		if fault.Of(err) != c.kind || !strings.Contains(fault.Text(err), c.text) || len(*asked) != c.calls {
			t.Errorf("%d: got %q (%s) after %d calls", c.number, err, fault.Of(err), len(*asked))
		}
		if want := fmt.Sprintf("AADSTS%d", c.number); fault.Code(err) != want {
			t.Errorf("%d: code %q", c.number, fault.Code(err))
		}
		if strings.Contains(err.Error(), "jane") {
			t.Errorf("%d: the error names a person: %v", c.number, err)
		}
	}
}

func TestTheNumberIsFoundInTheDescriptionToo(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, 400, `{"error":"invalid_grant","error_description":"AADSTS50173: the provided grant has expired"}`)
	_, err := client.Mint(t.Context(), grant())
	if fault.Code(err) != "AADSTS50173" {
		t.Errorf("got %q for %v", fault.Code(err), err)
	}
}

func TestWhatIsNoTokenIsAFailure(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"access_token":"x"}`, `{"access_token":"x","expires_in":"soon"}`, `[`, `{"access_token":"x","expires_in":-1}`} {
		client, _ := serve(t, 200, body)
		if _, err := client.Mint(t.Context(), grant()); fault.Of(err) != fault.Unavailable {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

func TestNoSecretIsInAnErrorOrSeenByTheObserver(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, 500, "")
	var seen []rest.Call
	client.Observe = func(_ context.Context, c rest.Call) { seen = append(seen, c) }
	_, err := client.Mint(t.Context(), grant())
	shown := fmt.Sprint(err, seen)
	for _, secret := range []string{"s+cr", "s%2Bcr", "old-refresh", "home.example"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q shows in %s", secret, shown)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d attempts seen, want 3", len(seen))
	}
}

func TestARefusalOfTheSignInIsToldFromOneOfTheApp(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"invalid_grant": true, "interaction_required": true, "invalid_client": false, "unauthorized_client": false} {
		client, _ := serve(t, 400, fmt.Sprintf(`{"error":%q}`, word))
		if _, err := client.Mint(t.Context(), grant()); errors.Is(err, token.GrantRefused) != want {
			t.Errorf("%s: got %v", word, err)
		}
	}
}
