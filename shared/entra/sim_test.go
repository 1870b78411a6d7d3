package entra_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	away     = "33333333-3333-4333-8333-333333333333"
	callback = "https://api.seatwright.test/v1/consents"
	verifier = "a-verifier-of-at-least-forty-three-characters-0"
)

// world is the client and the simulated token service, which share nothing but the wire.
type world struct {
	*entra.Client

	sim     *sim.Sim
	browser http.Client
	proof   token.Credential
}

func simulated(t *testing.T) *world {
	t.Helper()
	text, der := certificate(t, &keys()[1].PublicKey, keys()[1])
	known, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{proof: token.Credential{Certificate: text, Key: pkcs8(t, keys()[1])}}
	w.sim = sim.New(sim.Options{
		Clock: clock, Signer: control.NewSigner(keys()[0]),
		Apps: []sim.App{{
			ID: "app", Secret: "app-secret", Tenant: tenantID, MultiTenant: true, Certificates: []*x509.Certificate{known}, Redirects: []string{callback},
			Consents: map[string][]string{away: {sim.PartnerCenter}},
		}},
		Users: []sim.User{
			{ID: objectID, UPN: "service@home.test", Tenant: tenantID, MFA: true, Roles: []string{"62e90394-69f5-4237-9190-012177145e10"}},
			{ID: "44444444-4444-4444-8444-444444444444", UPN: "plain@home.test", Tenant: tenantID},
			{ID: "55555555-5555-4555-8555-555555555555", UPN: "visitor@away.test", Tenant: away, MFA: true},
		},
	})
	transport := control.Transport(map[string]http.Handler{"entra.test": w.sim})
	w.browser = http.Client{Transport: transport}
	w.Client = entra.Open("http://entra.test", transport)
	w.Now, w.Sleep = clock, func(context.Context, time.Duration) error { return nil }
	return w
}

var field = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// signIn picks an account on the page that the client's address leads to, and gives the form that is posted back.
func (w *world) signIn(t *testing.T, tenant string, choice url.Values) map[string]string {
	t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	at := w.AuthorizeURL(entra.Authorize{
		Tenant: tenant, Client: "app", Redirect: callback, State: "state-1", Nonce: "nonce-1", Audience: sim.PartnerCenter,
		Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), Hint: "service@home.test",
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader(choice.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := w.browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	posted := map[string]string{}
	for _, m := range field.FindAllStringSubmatch(string(page), -1) {
		posted[m[1]] = html.UnescapeString(m[2])
	}
	if posted["state"] != "state-1" {
		t.Fatalf("the page leads nowhere: %s", page)
	}
	return posted
}

func (w *world) redeem(t *testing.T, tenant, code string) (entra.SignIn, error) {
	t.Helper()
	return w.Redeem(t.Context(), entra.Redemption{
		Tenant: tenant, Client: "app", Credential: w.proof, Code: code, Redirect: callback, Verifier: verifier, Audience: sim.PartnerCenter, Nonce: "nonce-1",
	})
}

func TestASignInAtTheSimulatorGivesATokenThatMints(t *testing.T) {
	t.Parallel()
	for _, tenant := range []string{tenantID, "organizations"} {
		w := simulated(t)
		code := w.signIn(t, tenant, url.Values{"account": {"service@home.test"}})["code"]
		in, err := w.redeem(t, tenant, code)
		if err != nil {
			t.Fatalf("%s: %v", tenant, err)
		}
		if in.Tenant != tenantID || in.Object != objectID || in.User != "service@home.test" || in.MFA == nil || !*in.MFA || in.Life <= 0 {
			t.Errorf("%s: %s %s %s %v %v", tenant, in.Tenant, in.Object, in.User, in.MFA, in.Life)
		}
		if len(in.Roles) != 1 || in.Roles[0] != "Global Administrator" {
			t.Errorf("%s: roles %v", tenant, in.Roles)
		}
		for _, v1 := range []bool{false, true} {
			for _, proof := range []token.Credential{w.proof, {Secret: "app-secret"}} {
				w.V1 = v1
				got, err := w.Mint(t.Context(), token.Grant{Tenant: tenantID, Audience: sim.Graph, Client: "app", Credential: proof, Refresh: in.Refresh})
				if err != nil || got.Access == "" || got.Refresh == "" || entra.Peek(got.Access).Tenant != tenantID {
					t.Errorf("%s, older endpoint %v: %v", tenant, v1, err)
				}
			}
		}
		if _, err := w.redeem(t, tenant, code); fault.Code(err) != "AADSTS54005" {
			t.Errorf("%s: the code a second time: %v", tenant, err)
		}
	}
}

func TestWhoSignsInAtTheSimulatorIsTold(t *testing.T) {
	t.Parallel()
	w := simulated(t)
	in, err := w.redeem(t, tenantID, w.signIn(t, tenantID, url.Values{"account": {"plain@home.test"}})["code"])
	if err != nil || in.MFA == nil || *in.MFA {
		t.Errorf("without a second factor: %v, %v", in.MFA, err)
	}
	in, err = w.redeem(t, "organizations", w.signIn(t, "organizations", url.Values{"account": {"visitor@away.test"}})["code"])
	if err != nil || in.Tenant != away || in.User != "visitor@away.test" {
		t.Errorf("of another tenant: %s %s, %v", in.Tenant, in.User, err)
	}
	denied := w.signIn(t, tenantID, url.Values{"deny": {"1"}})
	d := entra.Diagnose(entra.Refused(denied["error"], denied["error_description"]), "acme")
	if d.Code != "AADSTS65004" || d.Holds || d.Link != "/v1/partners/acme/consents" {
		t.Errorf("declined: %v gives %+v", denied, d)
	}
}
