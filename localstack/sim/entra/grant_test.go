package entra_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

func TestTheFirstVersionWritesItsNumbersAsStrings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.granted(t, pathV1, v1(w.IssueRefresh(partner, appID, userID, true)))
	text, _ := out["expires_in"].(string)
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 3600 || seconds > 5399 {
		t.Errorf("expires_in %v", out["expires_in"])
	}
	want := map[string]any{
		"token_type": "Bearer", "resource": entra.PartnerCenter, "scope": "user_impersonation",
		"expires_in": strconv.Itoa(seconds), "ext_expires_in": strconv.Itoa(seconds),
		"not_before": strconv.FormatInt(w.now.Unix(), 10), "expires_on": strconv.FormatInt(w.now.Unix()+int64(seconds), 10),
		"access_token": out["access_token"], "refresh_token": out["refresh_token"],
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	claims := w.claims(t, out, entra.PartnerCenter)
	got := map[string]any{}
	for _, name := range []string{"tid", "appid", "oid", "upn", "amr", "appidacr"} {
		got[name] = claims[name]
	}
	if diff := cmp.Diff(map[string]any{
		"tid": partner, "appid": appID, "oid": userID, "upn": "agent@partner.test", "amr": []any{"pwd", "mfa"}, "appidacr": "1",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSecondVersionGivesARefreshTokenOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, false)
	out := w.granted(t, pathV2, v2(held))
	if _, ok := out["expires_in"].(float64); !ok || out["refresh_token"] == nil || out["refresh_token"] == held {
		t.Errorf("answer: %T, refresh token given: %v", out["expires_in"], out["refresh_token"] != nil)
	}
	if diff := cmp.Diff([]any{"pwd"}, w.claims(t, out, entra.PartnerCenter)["amr"]); diff != "" {
		t.Error(diff)
	}
	out = w.granted(t, pathV2, v2(held).with(form{"scope": entra.PartnerAPI + "/.default"}))
	if out["refresh_token"] != nil {
		t.Error("a refresh token without offline_access")
	}
	w.claims(t, out, entra.PartnerAPI)
	if got := []int{w.Mints(entra.PartnerCenter), w.Mints(entra.PartnerAPI), w.Mints(entra.Graph)}; !cmp.Equal(got, []int{1, 1, 0}) {
		t.Errorf("mints: %v", got)
	}
}

func TestEachRefreshTokenLivesNinetyDaysFromItsOwnIssue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.IssueRefresh(partner, appID, userID, true)
	w.now = w.now.Add(entra.RefreshLife - time.Second)
	second, _ := w.granted(t, pathV1, v1(first))["refresh_token"].(string)
	w.granted(t, pathV1, v1(first)) // use does not end the old one
	w.now = w.now.Add(time.Second)
	_, out := w.send(t, pathV1, v1(first))
	text, _ := out["error_description"].(string)
	if !strings.HasPrefix(text, "AADSTS700082: ") ||
		!strings.Contains(text, "issued on 2026-03-01T12:00:00.0000000Z and was inactive for 90.00:00:00") {
		t.Errorf("the old one: %v", out)
	}
	w.granted(t, pathV1, v1(second))
}

func TestOneRefreshTokenServesOtherTenantsThatConsented(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	there := "/" + customer + "/oauth2/v2.0/token"
	graph := v2(held).with(form{"scope": entra.Graph + "/.default"})
	if tid := w.claims(t, w.granted(t, there, graph), entra.Graph)["tid"]; tid != customer {
		t.Errorf("tenant %v", tid)
	}
	wantCode(t, w, there, v2(held), 65001)
	if err := w.Consent(appID, customer, entra.PartnerCenter); err != nil {
		t.Fatal(err)
	}
	w.granted(t, there, v2(held))
	if tid := w.claims(t, w.granted(t, "/common/oauth2/token", v1(held)), entra.PartnerCenter)["tid"]; tid != partner {
		t.Errorf("common: tenant %v", tid)
	}
}

func TestAnAppAloneSpeaksForNoUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.granted(t, pathV1, v1("").with(form{"grant_type": "client_credentials"}))
	claims := w.claims(t, out, entra.PartnerCenter)
	if claims["idtyp"] != "app" || claims["oid"] != nil || claims["upn"] != nil || claims["amr"] != nil || out["refresh_token"] != nil {
		t.Errorf("claims %v", claims)
	}
}

func TestATokenForOurAPIIsWhatAnOpenIDVerifierExpects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ask := form{"grant_type": "client_credentials", "client_id": clientID, "client_secret": "cl1ent", "scope": audience + "/.default"}
	out := w.granted(t, "/"+ours+"/oauth2/v2.0/token", ask)
	ctx := oidc.ClientContext(t.Context(), w.client)
	provider, err := oidc.NewProvider(ctx, base+"/"+ours+"/v2.0")
	if err != nil {
		t.Fatal(err)
	}
	token, _ := out["access_token"].(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: audience, Now: func() time.Time { return w.now }}).Verify(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		ClientID string `json:"client_id"`
		AZP      string `json:"azp"`
		Scope    string `json:"scope"`
		SCP      string `json:"scp"`
		TID      string `json:"tid"`
	}
	if err := verified.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	both := "orders.read orders.write"
	if diff := cmp.Diff([]string{clientID, clientID, clientID, both, both, ours},
		[]string{verified.Subject, claims.ClientID, claims.AZP, claims.Scope, claims.SCP, claims.TID}); diff != "" {
		t.Error(diff)
	}
	if life := verified.Expiry.Sub(w.now); life < time.Hour || life > 90*time.Minute {
		t.Errorf("lives %s", life)
	}
	here := "/" + ours + "/oauth2/v2.0/token"
	wantCode(t, w, here, ask.with(form{"client_secret": "guess"}), 7000215)
	wantCode(t, w, here, ask.with(form{"client_secret": ""}), 7000218)
	wantCode(t, w, here, ask.with(form{"scope": entra.PartnerCenter + "/.default"}), 500011)
	wantCode(t, w, here, ask.with(form{"scope": audience + "/orders.read"}), 1002012)
	wantCode(t, w, here, ask.with(form{"grant_type": "refresh_token"}), 70000)
	wantCode(t, w, pathV2, ask, 700016)
}

func TestTheSameSeedAndCallsGiveTheSameTokens(t *testing.T) {
	t.Parallel()
	var got []string
	for range 2 {
		w := newWorld(t)
		out := w.granted(t, pathV1, v1(w.IssueRefresh(partner, appID, userID, true)))
		got = append(got, fmt.Sprint(out["access_token"], out["refresh_token"]))
	}
	if got[0] != got[1] {
		t.Error("they differ")
	}
}

func TestTheStateTellsOfTokensWithoutShowingThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	out := w.granted(t, pathV1, v1(held))
	if err := w.Revoke(userID); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal([]any{w.State(), w.Calls()})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{held, fmt.Sprint(out["access_token"]), fmt.Sprint(out["refresh_token"]), "s3cret"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("it shows a secret: %s", b)
		}
	}
	if r := w.State().Refreshes; len(r) != 2 || r[0].Usable || !r[0].Expires.Equal(w.now.Add(entra.RefreshLife)) {
		t.Errorf("refresh tokens: %+v", r)
	}
}
