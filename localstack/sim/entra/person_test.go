package entra_test

import (
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

func TestATokenSurvivesTheUsersOwnPasswordAndNotTheAdministrators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, "agent@partner.test", true)
	if err := w.ChangePassword("AGENT@partner.test", false); err != nil {
		t.Fatal(err)
	}
	w.granted(t, pathV1, v1(held))
	if err := w.ChangePassword(userID, true); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w, pathV1, v1(held), 50173)
}

func TestASignInFrequencyCountsFromTheSignInAndNotFromTheToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	if err := w.SignInFrequency(userID, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(24*time.Hour - time.Second)
	held, _ = w.granted(t, pathV1, v1(held))["refresh_token"].(string)
	w.now = w.now.Add(time.Second)
	wantCode(t, w, pathV1, v1(held), 70043)
	if err := w.SignInFrequency(userID, 0); err != nil {
		t.Fatal(err)
	}
	w.granted(t, pathV1, v1(held))
}

func TestConsentThatWasTakenBackEndsTokensForGood(t *testing.T) {
	t.Parallel()
	w := signing(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	if err := w.Withdraw(appID, partner, entra.PartnerAPI); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w, pathV1, v1(held).with(form{"resource": entra.PartnerAPI}), 65001)
	w.granted(t, pathV1, v1(held))
	if err := w.Withdraw(appID, partner, ""); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w, pathV1, v1(held), 65001)
	if w.State().Refreshes[0].Usable {
		t.Error("the state calls it usable")
	}
	out := w.granted(t, pathV2, redemption(w.signIn(t, partner, userID))) // consents anew
	wantCode(t, w, pathV1, v1(held), 50173)
	fresh, _ := out["refresh_token"].(string)
	w.granted(t, pathV1, v1(fresh))
	wantCode(t, w, pathV1, v1(fresh).with(form{"resource": entra.Graph}), 65001)
}

func TestTokensCarryThePermissionsOfTheResource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	ask := v2(held).with(form{"scope": entra.Graph + "/.default"})
	if err := w.Permit(appID, entra.Graph, "User.Read Domain.Read.All"); err != nil {
		t.Fatal(err)
	}
	out := w.granted(t, pathV2, ask)
	want := []any{"User.Read Domain.Read.All", entra.Graph + "/User.Read " + entra.Graph + "/Domain.Read.All"}
	if diff := cmp.Diff(want, []any{w.claims(t, out, entra.Graph)["scp"], out["scope"]}); diff != "" {
		t.Error(diff)
	}
	w.Hide("amr")
	if amr := w.claims(t, w.granted(t, pathV2, ask), entra.Graph)["amr"]; amr != nil {
		t.Errorf("amr %v", amr)
	}
	w.Hide()
	if amr := w.claims(t, w.granted(t, pathV2, ask), entra.Graph)["amr"]; amr == nil {
		t.Error("amr did not come back")
	}
}

func TestAFailureCanBeOrderedForOneAppAndOneTenant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.IssueRefresh(partner, appID, userID, true)
	if err := w.Fail(entra.Failure{Code: 53003, App: customer}); err != nil {
		t.Fatal(err)
	}
	if err := w.Fail(entra.Failure{Code: 90033, Tenant: customer}); err != nil {
		t.Fatal(err)
	}
	w.granted(t, pathV1, v1(held))
	wantCode(t, w, "/"+customer+"/oauth2/token", v1(held), 90033)
	if w.Fail(entra.Failure{Code: 53003, At: "home"}) == nil || w.Fail(entra.Failure{Code: 53003, Status: 200}) == nil {
		t.Error("a failure that could never be was taken")
	}
}

func TestEveryCodeOfTheTableCanBeHad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table, err := os.ReadFile("codes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	held, n := w.IssueRefresh(partner, appID, userID, true), 0
	for line := range strings.Lines(string(table)) {
		want, err := strconv.Atoi(strings.SplitN(line, "\t", 2)[0])
		if err != nil || strings.Count(line, "\t") != 3 {
			t.Fatalf("line %q", line)
		}
		if err := w.FailNext(want); err != nil {
			t.Fatal(err)
		}
		wantCode(t, w, pathV1, v1(held), want)
		n++
	}
	if n < 60 {
		t.Errorf("%d codes", n)
	}
}

func TestTheControlInterfaceActsOnPeopleAndRegistrations(t *testing.T) {
	t.Parallel()
	w := signing(t)
	for call, body := range map[string]string{
		"users":             `{"id":"` + customer + `","upn":"new@partner.test","tenant":"` + partner + `","mfa":true}`,
		"mfa":               `{"user":"clerk@partner.test","mfa":true}`,
		"password":          `{"user":"clerk@partner.test","by_administrator":true}`,
		"sign-in-frequency": `{"user":"clerk@partner.test","every":"12h"}`,
		"secrets":           `{"app":"` + appID + `","value":"second","expires":"2030-01-01T00:00:00Z"}`,
		"redirects":         `{"app":"` + appID + `","value":"https://second.test/back"}`,
		"permissions":       `{"app":"` + appID + `","resource":"` + entra.Graph + `","value":"User.Read"}`,
		"withdraw":          `{"app":"` + appID + `","tenant":"` + partner + `"}`,
		"withhold":          `{"times":1}`,
		"hide":              `{"claims":["amr"]}`,
	} {
		if status, out := w.post(t, "/_sim/"+call, "application/json", body); status != http.StatusNoContent {
			t.Errorf("%s: %d %v", call, status, out)
		}
	}
	for call, body := range map[string]string{
		"users": `{"upn":"x"}`, "certificates": `{"app":"` + appID + `","value":"x"}`, "redirects": `{"app":"` + appID + `","value":"x"}`,
		"sign-in-frequency": `{"user":"clerk@partner.test","every":"soon"}`, "withdraw": `{"app":"` + appID + `","tenant":"x"}`,
	} {
		if status, _ := w.post(t, "/_sim/"+call, "application/json", body); status != http.StatusBadRequest {
			t.Errorf("%s: status %d", call, status)
		}
	}
	var clerk entra.User
	for _, u := range w.State().Users {
		if u.UPN == "clerk@partner.test" {
			clerk = u
		}
	}
	if len(w.State().Users) != 4 || !clerk.MFA {
		t.Errorf("users: %+v", w.State().Users)
	}
}
