package local_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// entered puts a credential of the sample partner's app.
func entered(t *testing.T, s *local.System, body any) events.APIGatewayProxyResponse {
	t.Helper()
	raw, err := json.Marshal(body)
	must(t, err)
	return ask(t, s, local.Client, "credential", "credential.put", func(e *request) { e.Body = string(raw) })
}

// credentials reads the answer that says what the app proves itself with.
func credentials(t *testing.T, a events.APIGatewayProxyResponse) api.Credential {
	t.Helper()
	status(t, a, http.StatusOK)
	var c api.Credential
	must(t, json.Unmarshal([]byte(a.Body), &c))
	return c
}

// kept gives the client secret of a version of what is stored, or "" for none.
func kept(t *testing.T, s *local.System, l secret.Label) string {
	t.Helper()
	v, err := s.Secrets.Version(t.Context(), token.AppSecret("sample"), l)
	if fault.Of(err) == fault.NotFound {
		return ""
	}
	must(t, err)
	var c token.Credential
	must(t, json.Unmarshal([]byte(v.Value), &c))
	return c.Secret
}

func TestCredential_ANewSecretIsProvenTakesTheOldOnesPlaceAndGivesItBack(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Log: app.Logger(&log, "debug")})
	ends := clock.Now().AddDate(2, 0, 0)
	must(t, s.Entra.AddSecret(sampleApp, "fresh-app-secret", ends))
	body := map[string]any{"client_secret": "fresh-app-secret", "expires_at": ends}
	first := entered(t, s, body)
	now := clock.Now()
	want := api.Credential{Kind: api.ClientSecret, AddedAt: &now, ExpiresAt: &ends, Previous: &api.PreviousCredential{Kind: api.ClientSecret}}
	if diff := cmp.Diff(want, credentials(t, first)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	changes := s.Secrets.Changes()
	clock.Advance(time.Minute)
	if diff := cmp.Diff(want, credentials(t, entered(t, s, body))); diff != "" || s.Secrets.Changes() != changes {
		t.Errorf("the same again changed something: %s", diff)
	}
	if kept(t, s, secret.Current) != "fresh-app-secret" || kept(t, s, secret.Previous) != "sample-app-secret" {
		t.Errorf("current %q, previous %q", kept(t, s, secret.Current), kept(t, s, secret.Previous))
	}
	for range 2 { // a repeated call under the same key must not go back again
		if c := credentials(t, ask(t, s, local.Client, "credential", "credential.rollback", nil)); c.ExpiresAt != nil || c.Previous == nil {
			t.Errorf("after the rollback: %+v", c)
		}
		if kept(t, s, secret.Current) != "sample-app-secret" {
			t.Errorf("current %q", kept(t, s, secret.Current))
		}
	}
	shown := ask(t, s, local.Reader, "credential", "credential", nil)
	if all := first.Body + shown.Body + log.String(); strings.Contains(all, "-app-secret") {
		t.Errorf("a secret came out: %s", all)
	}
}

func TestCredential_OneThatMicrosoftRefusesChangesNothing(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	a := entered(t, s, map[string]any{"client_secret": "wrong-app-secret", "expires_at": clock.Now().AddDate(1, 0, 0)})
	status(t, a, http.StatusUnprocessableEntity)
	if !strings.Contains(a.Body, "nothing was changed") || !strings.Contains(a.Body, "secret's value, not its id") {
		t.Errorf("answer %s", a.Body)
	}
	if kept(t, s, secret.Current) != "sample-app-secret" || kept(t, s, secret.Pending) != "" || kept(t, s, secret.Previous) != "" {
		t.Errorf("current %q, pending %q, previous %q", kept(t, s, secret.Current), kept(t, s, secret.Pending), kept(t, s, secret.Previous))
	}
	status(t, ask(t, s, local.Client, "credential", "credential.rollback", nil), http.StatusNotFound)
	if e, _ := examined(t, s); e.Verdict != api.Ok {
		t.Errorf("the doctor: %+v", e)
	}
}

func TestCredential_ACertificateWorksAsASecretDoes(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	ends := clock.Now().AddDate(1, 0, 0)
	certificate, key := certified(t, clock.Now(), ends)
	must(t, s.Entra.AddCertificate(sampleApp, certificate))
	must(t, s.Entra.ExpireSecrets(sampleApp))
	got := credentials(t, entered(t, s, map[string]any{"certificate": string(certificate), "private_key": string(key)}))
	if got.Kind != api.Certificate || got.ExpiresAt == nil || !got.ExpiresAt.Equal(ends) {
		t.Errorf("got %+v", got)
	}
	e, found := examined(t, s)
	if e.Verdict != api.Ok || !strings.Contains(said(found["app_credential"]), "the certificate is good until 2027-11-20") {
		t.Errorf("the doctor: %+v", e)
	}
	_, other := certified(t, clock.Now(), ends)
	a := entered(t, s, map[string]any{"certificate": string(certificate), "private_key": string(other)})
	status(t, a, http.StatusUnprocessableEntity)
	if diff := cmp.Diff([]string{"/certificate"}, pointers(t, a)); diff != "" {
		t.Error(diff)
	}
}

func certified(t *testing.T, from, until time.Time) (certificate, key []byte) {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sample"}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &k.PublicKey, k)
	must(t, err)
	raw, err := x509.MarshalPKCS8PrivateKey(k)
	must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}

func TestCredential_EachThingThatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	for name, c := range map[string]struct {
		body map[string]any
		want []string
	}{
		"nothing":         {map[string]any{}, []string{"/client_secret"}},
		"empty":           {map[string]any{"client_secret": ""}, []string{"/client_secret"}},
		"too long":        {map[string]any{"client_secret": strings.Repeat("x", 1025)}, []string{"/client_secret"}},
		"both":            {map[string]any{"client_secret": "x", "certificate": "y", "private_key": "z"}, []string{"/client_secret"}},
		"no key":          {map[string]any{"certificate": "y"}, []string{"/private_key"}},
		"no certificate":  {map[string]any{"private_key": "y"}, []string{"/certificate"}},
		"no PEM":          {map[string]any{"certificate": "y", "private_key": "z"}, []string{"/certificate"}},
		"ended":           {map[string]any{"client_secret": "x", "expires_at": clock.Now()}, []string{"/expires_at"}},
		"no time":         {map[string]any{"client_secret": "x", "expires_at": "tomorrow"}, []string{"/expires_at"}},
		"something else":  {map[string]any{"client_secret": "x", "scope": "all"}, []string{"/scope"}},
		"several at once": {map[string]any{"certificate": "", "expires_at": clock.Now()}, []string{"/certificate", "/private_key", "/expires_at"}},
	} {
		a := entered(t, s, c.body)
		if diff := cmp.Diff(c.want, pointers(t, a)); a.StatusCode != http.StatusUnprocessableEntity || diff != "" {
			t.Errorf("%s: %d %s: %s", name, a.StatusCode, a.Body, diff)
		}
	}
	denied := ask(t, s, local.Foreign, "credential", "credential.put", nil)
	status(t, denied, http.StatusForbidden)
	must(t, s.Secrets.Write(t.Context(), token.AppSecret("sample"), "null"))
	status(t, ask(t, s, local.Reader, "credential", "credential", nil), http.StatusNotFound)
}

func TestCredential_ANewSecretLetsWorkGoOnThatTheOldOneStopped(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	must(t, s.Entra.ExpireSecrets(sampleApp))
	book := table.Open(s.Store, clock.Now)
	stopped := fault.Coded(fault.Unauthenticated.Errorf("the client secret has expired"), "AADSTS7000222")
	_, err := hold.Place(t.Context(), book, "sample", entra.Diagnose(stopped, "sample"), clock.Now(), clock.Now())
	must(t, err)
	clock.Advance(time.Hour)
	must(t, s.Entra.AddSecret(sampleApp, "fresh-app-secret", clock.Now().AddDate(2, 0, 0)))
	status(t, entered(t, s, map[string]any{"client_secret": "fresh-app-secret"}), http.StatusOK)
	if standing, err := book.Standing(t.Context(), "sample"); err != nil || standing.Hold != nil || standing.Release == nil {
		t.Errorf("standing %+v and %v", standing, err)
	}
}

func TestCredential_ANewSecretDoesNotEndAHoldThatASignInHasToEnd(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	must(t, s.Entra.Revoke(sampleUser))
	book := table.Open(s.Store, clock.Now)
	stopped := fault.Coded(fault.Unauthenticated.Errorf("the sign-in was revoked"), "AADSTS50173")
	_, err := hold.Place(t.Context(), book, "sample", entra.Diagnose(stopped, "sample"), clock.Now(), clock.Now())
	must(t, err)
	must(t, s.Entra.AddSecret(sampleApp, "fresh-app-secret", clock.Now().AddDate(2, 0, 0)))
	status(t, entered(t, s, map[string]any{"client_secret": "fresh-app-secret"}), http.StatusOK)
	if standing, err := book.Standing(t.Context(), "sample"); err != nil || standing.Hold == nil {
		t.Errorf("standing %+v and %v", standing, err)
	}
}
