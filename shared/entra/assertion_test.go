package entra_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

func clock() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// keys makes the keys of all tests once, because that takes long.
var keys = sync.OnceValue(func() [2]*rsa.PrivateKey { //nolint:gochecknoglobals // keys for all tests
	var made [2]*rsa.PrivateKey
	for i := range made {
		made[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return made
})

// certificate gives a self-signed certificate for a key, and its DER form.
func certificate(t *testing.T, public, private any) (text string, der []byte) {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "seatwright"}, NotBefore: clock(), NotAfter: clock().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), der
}

func pkcs1(k *rsa.PrivateKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
}

func pkcs8(t *testing.T, k any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestACertificateProvesTheAppAnewForEveryAttempt(t *testing.T) {
	t.Parallel()
	key := keys()[0]
	text, der := certificate(t, &key.PublicKey, key)
	for name, c := range map[string]struct {
		key, path string
		v1        bool
	}{
		"newer": {pkcs8(t, key), "/home.example/oauth2/v2.0/token", false},
		"older": {pkcs1(key), "/home.example/oauth2/token", true},
	} {
		var forms []url.Values
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			forms = append(forms, r.PostForm)
			w.Header().Set("Content-Type", "application/json")
			if len(forms) == 1 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			_, _ = fmt.Fprint(w, `{"access_token":"fresh","expires_in":"3600"}`)
		}))
		t.Cleanup(server.Close)
		client := entra.Open(server.URL, server.Client().Transport)
		client.V1, client.Now = c.v1, clock
		client.Sleep = func(context.Context, time.Duration) error { return nil }
		g := grant()
		g.Credential = token.Credential{Certificate: text, Key: c.key}
		if _, err := client.Mint(t.Context(), g); err != nil || len(forms) != 2 {
			t.Fatalf("%s: %v after %d calls", name, err, len(forms))
		}
		ids := map[any]bool{}
		for _, form := range forms {
			if form.Has("client_secret") || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || form.Get("client_id") != "app" {
				t.Errorf("%s: form %v", name, form)
			}
			claims := proof(t, form.Get("client_assertion"), &key.PublicKey, der)
			ids[claims["jti"]] = true
			delete(claims, "jti")
			want := map[string]any{
				"aud": server.URL + c.path, "iss": "app", "sub": "app", "iat": float64(clock().Unix()),
				"nbf": float64(clock().Unix() - 300), "exp": float64(clock().Unix() + 300),
			}
			if d := cmp.Diff(want, claims); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
		if len(ids) != 2 {
			t.Errorf("%s: the attempts share a proof: %v", name, ids)
		}
	}
}

// proof verifies an assertion as Microsoft documents it, and gives its claims.
func proof(t *testing.T, assertion string, key *rsa.PublicKey, der []byte) map[string]any {
	t.Helper()
	signed, err := jose.ParseSignedCompact(assertion, []jose.SignatureAlgorithm{jose.PS256})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	header := signed.Signatures[0].Header
	if header.ExtraHeaders["x5t#S256"] != base64.RawURLEncoding.EncodeToString(sum[:]) || header.ExtraHeaders["typ"] != "JWT" {
		t.Errorf("header %+v", header)
	}
	payload, err := signed.Verify(key)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestACertificateThatCannotBeUsedIsSaidWithoutItsKeyAndWithoutACall(t *testing.T) {
	t.Parallel()
	rsaKey, other := keys()[0], keys()[1]
	text, _ := certificate(t, &rsaKey.PublicKey, rsaKey)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curveText, _ := certificate(t, &curve.PublicKey, curve)
	for name, c := range map[string]token.Credential{
		"no PEM":         {Certificate: "hush-hush", Key: pkcs1(rsaKey)},
		"a key for it":   {Certificate: pkcs1(rsaKey), Key: pkcs1(rsaKey)},
		"no certificate": {Certificate: "-----BEGIN CERTIFICATE-----\naHVzaA==\n-----END CERTIFICATE-----\n", Key: pkcs1(rsaKey)},
		"no key":         {Certificate: text, Key: "hush-hush"},
		"broken key":     {Certificate: text, Key: "-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----\n"},
		"another key":    {Certificate: text, Key: pkcs1(other)},
		"elliptic":       {Certificate: curveText, Key: pkcs8(t, curve)},
	} {
		client, asked := serve(t, 200, `{}`)
		client.Now = clock
		g := grant()
		g.Credential = c
		_, err := client.Mint(t.Context(), g)
		if fault.Of(err) != fault.Unauthenticated || fault.Code(err) != "certificate" || len(*asked) != 0 {
			t.Errorf("%s: got %v after %d calls", name, err, len(*asked))
		}
		if strings.Contains(fmt.Sprint(err), "hush") || !entra.Diagnose(err, "acme").Holds {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := entra.CheckCertificate(c); fault.Code(err) != "certificate" {
			t.Errorf("%s: the check says %v", name, err)
		}
	}
	until, err := entra.CheckCertificate(token.Credential{Certificate: text, Key: pkcs8(t, rsaKey)})
	if err != nil || !until.Equal(clock().Add(24*time.Hour)) {
		t.Errorf("a good one: until %v, %v", until, err)
	}
}
