package local_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
)

// browse sends a request to the outside world and gives status and body.
func browse(t *testing.T, s *local.System, method, address, token string, form url.Values) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "*/*")
	r.Header.Set("MS-CorrelationId", "dddddddd-0000-4000-8000-000000000001")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := control.Transport(s.Handlers()).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestEachSimulatedServiceTakesTheTokensOfAPartnerThatSignedInAndOfNoOther(t *testing.T) {
	t.Parallel()
	s := start(t, local.Options{})
	f, err := s.Seed()
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]string{
		"https://api.partnercenter.microsoft.com": "http://partnercenter/v1/profiles/organization",
		"https://api.partner.microsoft.com":       "http://partnerapi/v1.0/sales/pricesheets(Market='DE',PricesheetView='updatedlicensebased')/$value",
		"https://graph.microsoft.com":             "http://graph/v1.0/organization",
	}
	waiting := 0
	for _, p := range f.Partners {
		if p.RefreshToken == "" {
			waiting++
			continue
		}
		for audience, address := range services {
			status, body := browse(t, s, http.MethodPost, "http://entra/"+string(p.Tenant)+"/oauth2/v2.0/token", "", url.Values{
				"grant_type": {"refresh_token"}, "refresh_token": {p.RefreshToken}, "client_id": {p.App.Client}, "client_secret": {p.ClientSecret},
				"scope": {audience + "/.default"},
			})
			var made struct {
				Access string `json:"access_token"`
			}
			if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusOK {
				t.Fatalf("%s, a token for %s: %d %s", p.ID, audience, status, body)
			}
			for of, at := range services {
				if status, body := browse(t, s, http.MethodGet, at, made.Access, nil); (status == http.StatusOK) != (of == audience) {
					t.Errorf("%s, a token for %s at %s: %d %s", p.ID, audience, at, status, body)
				}
			}
			if status, body := browse(t, s, http.MethodGet, address, made.Access, nil); audience != "https://api.partner.microsoft.com" && !strings.Contains(body, p.Name) {
				t.Errorf("%s is not named: %d %s", p.ID, status, body)
			}
		}
	}
	if waiting != 1 {
		t.Errorf("%d partners have no sign-in", waiting)
	}
}

func TestAPersonCanSignInForThePartnerThatHasNotYet(t *testing.T) {
	t.Parallel()
	s := start(t, local.Options{})
	at := "http://entra/11111111-aaaa-4bbb-8ccc-000000000003/oauth2/v2.0/authorize?" + url.Values{
		"client_id": {"22222222-aaaa-4bbb-8ccc-000000000003"}, "response_type": {"code"}, "response_mode": {"form_post"},
		"redirect_uri": {local.API + "/v1/consents"}, "scope": {"openid offline_access https://api.partnercenter.microsoft.com/user_impersonation"},
	}.Encode()
	_, page := browse(t, s, http.MethodGet, at, "", nil)
	for _, upn := range []string{local.Account("branch"), local.Clerk("branch"), local.Visitor} {
		if !strings.Contains(page, upn) {
			t.Errorf("%s is not offered", upn)
		}
	}
	for account, want := range map[string]string{local.Account("branch"): `name="code"`, local.Clerk("branch"): `name="code"`, local.Visitor: "AADSTS50020"} {
		if _, page := browse(t, s, http.MethodPost, at, "", url.Values{"account": {account}}); !strings.Contains(page, want) {
			t.Errorf("%s: %s", account, page)
		}
	}
	unregistered := strings.Replace(at, url.QueryEscape(local.API), url.QueryEscape("https://elsewhere.example"), 1)
	if _, page := browse(t, s, http.MethodGet, unregistered, "", nil); !strings.Contains(page, "AADSTS50011") {
		t.Errorf("another address: %s", page)
	}
}
