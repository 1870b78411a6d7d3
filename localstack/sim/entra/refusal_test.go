package entra_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
)

func code(out map[string]any) int {
	codes, _ := out["error_codes"].([]any)
	if len(codes) != 1 {
		return 0
	}
	n, _ := codes[0].(float64)
	return int(n)
}

func wantCode(t *testing.T, w *world, path string, f form, want int) {
	t.Helper()
	status, out := w.send(t, path, f)
	if got := code(out); got != want {
		t.Errorf("%s: status %d, code %d, want %d: %v", path, status, got, want, out)
	}
}

func TestAWrongRequestGetsItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	app := form{"grant_type": "client_credentials"}
	for _, c := range []struct {
		name, path string
		form       form
		want       int
	}{
		{"no grant type", pathV1, v1(held).with(form{"grant_type": ""}), 900144},
		{"no client", pathV1, v1(held).with(form{"client_id": ""}), 900144},
		{"no refresh token", pathV1, v1(""), 900144},
		{"no resource", pathV1, v1(held).with(form{"resource": ""}), 900144},
		{"no scope", pathV2, v2(held).with(form{"scope": ""}), 900144},
		{"unknown grant type", pathV1, v1(held).with(form{"grant_type": "password"}), 70003},
		{"unknown tenant", "/99999999-9999-4999-8999-999999999999/oauth2/token", v1(held), 90002},
		{"unknown app", pathV1, v1(held).with(form{"client_id": customer}), 700016},
		{"no secret", pathV1, v1(held).with(form{"client_secret": ""}), 7000218},
		{"wrong secret", pathV1, v1(held).with(form{"client_secret": "guess"}), 7000215},
		{"malformed token", pathV1, v1("nonsense"), 70000},
		{"unknown resource", pathV1, v1(held).with(form{"resource": "https://nowhere.test"}), 500011},
		{"resource on v2", pathV2, v1(held), 901002},
		{"scope of no resource", pathV2, v2(held).with(form{"scope": "offline_access"}), 70011},
		{"scopes of two resources", pathV2, v2(held).with(form{"scope": entra.Graph + "/.default " + entra.PartnerAPI + "/.default"}), 70011},
		{"app alone on common", "/common/oauth2/token", v1("").with(app), 9001023},
		{"app alone with a user's scope", pathV2, v2("").with(app).with(form{"scope": entra.Graph + "/User.Read"}), 1002012},
		{"app alone where nobody consented", "/" + customer + "/oauth2/token", v1("").with(app), 700016},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, w, c.path, c.form, c.want)
		})
	}
}

func TestARefusalHasTheDocumentedBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	status, out := w.send(t, pathV1, v1("x").with(form{"client_secret": "guess"}))
	trace, _ := out["trace_id"].(string)
	correlation, _ := out["correlation_id"].(string)
	if len(trace) != 36 || len(correlation) != 36 || status != http.StatusUnauthorized {
		t.Errorf("status %d, trace %q, correlation %q", status, trace, correlation)
	}
	want := map[string]any{
		"error": "invalid_client", "error_codes": []any{7000215.0}, "timestamp": "2026-03-01 12:00:00Z",
		"error_description": "AADSTS7000215: Invalid client secret provided. Trace ID: " + trace + " Correlation ID: " +
			correlation + " Timestamp: 2026-03-01 12:00:00Z",
		"trace_id": trace, "correlation_id": correlation, "error_uri": base + "/error?code=7000215",
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	held := w.IssueRefresh(partner, appID, userID, true)
	status, out = w.send(t, "/"+customer+"/oauth2/token", v1(held))
	if status != http.StatusBadRequest || out["error"] != "invalid_grant" || out["suberror"] != "consent_required" {
		t.Errorf("no consent: %d %v", status, out)
	}
}

func TestARefreshTokenEndsWithItsUserAndASecretWithItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(w.Disable(userID, true))
	wantCode(t, w, pathV1, v1(held), 50057)
	do(w.Disable(userID, false))
	w.granted(t, pathV1, v1(held))

	do(w.Revoke(userID))
	wantCode(t, w, pathV1, v1(held), 50173)
	held = w.IssueRefresh(partner, appID, userID, true) // a new sign-in at the same moment
	w.granted(t, pathV1, v1(held))

	do(w.ExpireSecrets(appID))
	wantCode(t, w, pathV1, v1(held), 7000222)
	do(w.AddSecret(appID, "rotated", time.Time{}))
	w.granted(t, pathV1, v1(held).with(form{"client_secret": "rotated"}))

	do(w.Delete(userID))
	wantCode(t, w, pathV1, v1(held).with(form{"client_secret": "rotated"}), 50034)

	w.AddApp(entra.App{ID: customer, Secret: "other", Tenant: partner})
	wantCode(t, w, pathV1, v1(held).with(form{"client_id": customer, "client_secret": "other"}), 70000)
	if w.Revoke("nobody") == nil || w.ExpireSecrets("nothing") == nil {
		t.Error("unknown names were accepted")
	}
}

func TestAnyCodeCanBeHadOnDemand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	for _, n := range []int{
		70000, 70008, 70043, 700082, 700084, 54005, 50173, 50132, 50133, 50074, 50076, 50078, 50079, 50034, 50057, 50053, 53003,
		530034, 65001, 700016, 700011, 7000215, 70002, 7000222, 700025, 90002, 90099, 500011, 9001023, 901002, 50196, 50033, 90006,
		90024, 90033, 90055,
	} {
		if err := w.FailNext(n); err != nil {
			t.Fatal(err)
		}
		wantCode(t, w, pathV1, v1(held), n)
	}
	if status, _ := w.post(t, "/_sim/aadsts", "application/json", `{"code":90024,"times":2,"status":503}`); status != http.StatusNoContent {
		t.Fatalf("status %d", status)
	}
	for range 2 {
		if status, out := w.send(t, pathV1, v1(held)); status != http.StatusServiceUnavailable || out["error"] != "temporarily_unavailable" {
			t.Errorf("status %d, %v", status, out)
		}
	}
	w.granted(t, pathV1, v1(held))
	if w.FailNext(1) == nil {
		t.Error("a code that is not modelled was accepted")
	}
}

func TestOnlyAFormOfAReasonableSizeIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, out := w.post(t, pathV1, "application/json", `{"grant_type":"refresh_token"}`); code(out) != 900144 {
		t.Errorf("JSON: %v", out)
	}
	if _, out := w.post(t, pathV1, "application/x-www-form-urlencoded", "client_id=a&client_id=b"); code(out) != 9000411 {
		t.Errorf("duplicated: %v", out)
	}
	if status, _ := w.send(t, pathV1, v1(strings.Repeat("x", 64<<10))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: status %d", status)
	}
	res, err := w.client.Get(base + pathV1) //nolint:noctx // in process
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("GET: status %d", res.StatusCode)
	}
}

func TestAClientMayProveItselfInTheHeader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+pathV1,
		strings.NewReader("grant_type=client_credentials&resource="+entra.PartnerCenter))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(appID, "s3cret")
	res, err := w.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestACutAfterTheGrantHasIssuedTheTokenNobodyGot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	if err := w.Inject(control.Fault{Path: pathV1, Cut: control.CutAfter}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+pathV1, strings.NewReader(
		"grant_type=refresh_token&client_id="+appID+"&client_secret=s3cret&resource="+entra.PartnerCenter+"&refresh_token="+held))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := w.client.Do(req)
	if err == nil {
		_ = res.Body.Close()
		t.Error("answered")
	}
	if n := len(w.State().Refreshes); n != 2 {
		t.Errorf("%d refresh tokens", n)
	}
	w.granted(t, pathV1, v1(held))
}

func TestTheControlInterfaceActsOnUsersAppsAndTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	fresh := "77777777-7777-4777-8777-777777777777"
	for _, c := range []struct {
		call, body, path string
		want             int
	}{
		{"tenants", `{"id":"` + fresh + `"}`, "/" + fresh + "/oauth2/token", 65001},
		{"consents", `{"app":"` + appID + `","tenant":"` + fresh + `","resource":"` + entra.PartnerCenter + `"}`, "/" + fresh + "/oauth2/token", 0},
		{"disable", `{"user":"` + userID + `"}`, pathV1, 50057},
		{"enable", `{"user":"` + userID + `"}`, pathV1, 0},
		{"revoke", `{"user":"` + userID + `"}`, pathV1, 50173},
		{"delete", `{"user":"` + userID + `"}`, pathV1, 50034},
		{"expire-secrets", `{"app":"` + appID + `"}`, pathV1, 7000222},
	} {
		if status, out := w.post(t, "/_sim/"+c.call, "application/json", c.body); status != http.StatusNoContent {
			t.Errorf("%s: %d %v", c.call, status, out)
		}
		wantCode(t, w, c.path, v1(held), c.want)
	}
	if status, _ := w.post(t, "/_sim/revoke", "application/json", `{"user":"nobody"}`); status != http.StatusBadRequest {
		t.Errorf("unknown user: status %d", status)
	}
}
