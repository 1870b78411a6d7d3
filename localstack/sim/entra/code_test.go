package entra_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

func TestACodeIsGoodOnceForItsClientAddressVerifierAndTenant(t *testing.T) {
	t.Parallel()
	w := signing(t)
	w.AddApp(entra.App{ID: customer, Secret: "other", Tenant: partner, MultiTenant: true})
	good := redemption(w.signIn(t, partner, userID))
	for _, c := range []struct {
		name, path string
		form       form
		want       int
	}{
		{"no code", pathV2, form{"code": ""}, 900144},
		{"an invented code", pathV2, form{"code": "nonsense"}, 70000},
		{"no address", pathV2, form{"redirect_uri": ""}, 900144},
		{"another address", pathV2, form{"redirect_uri": redirect + "/"}, 500112},
		{"another client", pathV2, form{"client_id": customer, "client_secret": "other"}, 70000},
		{"a wrong secret", pathV2, form{"client_secret": "guess"}, 7000215},
		{"no verifier", pathV2, form{"code_verifier": ""}, 50148},
		{"another verifier", pathV2, form{"code_verifier": verifier + "1"}, 501481},
		{"another tenant", "/" + customer + "/oauth2/v2.0/token", nil, 700005},
		{"no tenant in particular", "/organizations/oauth2/v2.0/token", nil, 700005},
		{"another API", pathV2, form{"scope": entra.Graph + "/.default"}, 70011},
		{"the older endpoint", pathV1, form{"scope": "", "resource": entra.PartnerCenter}, 70000},
	} {
		wantCode(t, w, c.path, good.with(c.form), c.want)
	}
	w.granted(t, pathV2, good.with(form{"scope": ""}))
	wantCode(t, w, pathV2, good, 54005)
}

func TestACodeDiesAfterTenMinutesAndWithItsUser(t *testing.T) {
	t.Parallel()
	w := signing(t)
	first, second, third := w.signIn(t, partner, userID), w.signIn(t, partner, userID), w.signIn(t, partner, plainID)
	w.now = w.now.Add(entra.CodeLife - time.Second)
	w.granted(t, pathV2, redemption(first))
	if err := w.Disable(plainID, true); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w, pathV2, redemption(third), 50057)
	w.now = w.now.Add(time.Second)
	wantCode(t, w, pathV2, redemption(second), 70008)
}

func TestARefreshTokenAndAnIDTokenComeOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	w := signing(t)
	_, page := w.browse(t, partner, wish().with(form{"scope": entra.PartnerCenter + "/user_impersonation"}), form{"account": userID})
	out := w.granted(t, pathV2, redemption(posted(t, page)["code"]))
	if out["refresh_token"] != nil || out["id_token"] != nil {
		t.Error("they came")
	}
	w.Withhold(1)
	if out := w.granted(t, pathV2, redemption(w.signIn(t, partner, userID))); out["refresh_token"] != nil {
		t.Error("it was to be withheld")
	}
	if out := w.granted(t, pathV2, redemption(w.signIn(t, partner, userID))); out["refresh_token"] == nil {
		t.Error("it was to be withheld once")
	}
}

func TestASignInWithoutAChallengeTakesNoVerifier(t *testing.T) {
	t.Parallel()
	w := signing(t)
	bare := wish().with(form{"code_challenge": "", "code_challenge_method": ""})
	_, page := w.browse(t, partner, bare, form{"account": userID})
	made := redemption(posted(t, page)["code"])
	wantCode(t, w, pathV2, made, 501481)
	w.granted(t, pathV2, made.with(form{"code_verifier": ""}))

	_, page = w.browse(t, partner, wish().with(form{"code_challenge": verifier, "code_challenge_method": ""}), form{"account": userID})
	w.granted(t, pathV2, redemption(posted(t, page)["code"]))
}
