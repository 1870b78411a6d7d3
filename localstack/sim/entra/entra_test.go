package entra_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
)

const (
	host     = "login.test"
	base     = "http://" + host
	partner  = "11111111-1111-4111-8111-111111111111"
	customer = "22222222-2222-4222-8222-222222222222"
	ours     = "33333333-3333-4333-8333-333333333333"
	appID    = "44444444-4444-4444-8444-444444444444"
	userID   = "55555555-5555-4555-8555-555555555555"
	clientID = "66666666-6666-4666-8666-666666666666"
	audience = "api://seatwright"
)

// sharedSigner makes one key for all tests: making one takes a good part of a second.
//
//nolint:gochecknoglobals // see above
var sharedSigner = sync.OnceValues(entra.NewSigner)

// world is a token service with a clock that a test moves.
type world struct {
	*entra.Sim

	now    time.Time
	client *http.Client
}

func newWorld(t *testing.T, change ...func(*entra.Options)) *world {
	t.Helper()
	signer, err := sharedSigner()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)}
	o := entra.Options{
		Clock: func() time.Time { return w.now }, Seed: "a", Base: base, Signer: signer,
		Tenants: []string{customer}, Tenant: ours, Audience: audience,
		Apps: []entra.App{{
			ID: appID, Secret: "s3cret", Tenant: partner, SecretExpires: w.now.AddDate(1, 0, 0), MultiTenant: true,
			Consents: map[string][]string{customer: {entra.Graph}},
		}},
		Users:   []entra.User{{ID: userID, UPN: "agent@partner.test", Tenant: partner}},
		Clients: []entra.Client{{ID: clientID, Secret: "cl1ent", Scopes: []string{"orders.read", "orders.write"}}},
	}
	for _, c := range change {
		c(&o)
	}
	w.Sim = entra.New(o)
	w.client = &http.Client{Transport: control.Transport(map[string]http.Handler{host: w.Sim})}
	return w
}

// form is what a client sends; a field that is "" is left out.
type form map[string]string

func (f form) with(more form) form {
	out := form{}
	for _, m := range []form{f, more} {
		maps.Copy(out, m)
	}
	return out
}

func (w *world) post(t *testing.T, path, kind, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	res, err := w.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
	}
	return res.StatusCode, out
}

func (w *world) send(t *testing.T, path string, f form) (int, map[string]any) {
	t.Helper()
	values := url.Values{}
	for k, v := range f {
		if v != "" {
			values.Set(k, v)
		}
	}
	return w.post(t, path, "application/x-www-form-urlencoded; charset=utf-8", values.Encode())
}

func (w *world) granted(t *testing.T, path string, f form) map[string]any {
	t.Helper()
	status, out := w.send(t, path, f)
	if status != http.StatusOK {
		t.Fatalf("status %d: %v", status, out)
	}
	return out
}

func v1(refresh string) form {
	return form{
		"grant_type": "refresh_token", "client_id": appID, "client_secret": "s3cret", "refresh_token": refresh,
		"resource": entra.PartnerCenter,
	}
}

func v2(refresh string) form {
	return v1(refresh).with(form{"resource": "", "scope": entra.PartnerCenter + "/.default offline_access"})
}

func (w *world) claims(t *testing.T, out map[string]any, audience string) map[string]any {
	t.Helper()
	token, _ := out["access_token"].(string)
	claims, err := control.NewVerifier(control.KeysAt(w.client, base+"/"+ours+"/discovery/v2.0/keys"), func() time.Time { return w.now }).Claims(token, audience)
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

const (
	pathV1 = "/" + partner + "/oauth2/token"
	pathV2 = "/" + partner + "/oauth2/v2.0/token"
)
