package entra_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // x5t is made with it
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// keys are two for all tests: making them takes long.
var keys = sync.OnceValue(func() []*rsa.PrivateKey { //nolint:gochecknoglobals // see above
	var made []*rsa.PrivateKey
	for range 2 {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil
		}
		made = append(made, key)
	}
	return made
})

// certified gives a certificate of a key for thirty days.
func certified(t *testing.T, w *world, key *rsa.PrivateKey) []byte {
	t.Helper()
	model := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotBefore: w.now.Add(-time.Hour), NotAfter: w.now.AddDate(0, 0, 30),
	}
	der, err := x509.CreateCertificate(rand.Reader, model, model, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// assertion signs what an app says of itself; nil removes a claim or a part of the head.
func assertion(t *testing.T, w *world, key *rsa.PrivateKey, head, claims map[string]any) form {
	t.Helper()
	all := map[string]any{
		"aud": base + pathV2, "iss": appID, "sub": appID, "jti": rand.Text(), "nbf": w.now.Unix(), "exp": w.now.Add(5 * time.Minute).Unix(),
	}
	maps.Copy(all, claims)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	maps.DeleteFunc(head, func(_ string, v any) bool { return v == nil })
	h, errHead := json.Marshal(head)
	c, errClaims := json.Marshal(all)
	if errHead != nil || errClaims != nil {
		t.Fatal(errHead, errClaims)
	}
	text := base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(c)
	sum := sha256.Sum256([]byte(text))
	var signature []byte
	var err error
	if head["alg"] == "PS256" {
		signature, err = rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	} else {
		signature, err = rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	}
	if err != nil {
		t.Fatal(err)
	}
	return form{
		"client_secret": "", "client_assertion_type": assertionType, "client_assertion": text + "." + base64.RawURLEncoding.EncodeToString(signature),
	}
}

func TestAnAppMayProveItselfWithACertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	der := certified(t, w, keys()[0])
	if err := w.AddCertificate(appID, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})); err != nil {
		t.Fatal(err)
	}
	held := w.IssueRefresh(partner, appID, userID, true)
	long, short := sha256.Sum256(der), sha1.Sum(der) //nolint:gosec // see above
	newer := func() map[string]any {
		return map[string]any{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(long[:])}
	}
	older := map[string]any{"alg": "RS256", "typ": "JWT", "x5t": base64.RawURLEncoding.EncodeToString(short[:])}
	w.granted(t, pathV2, v2(held).with(assertion(t, w, keys()[0], newer(), nil)))
	w.granted(t, pathV2, v2(held).with(assertion(t, w, keys()[0], older, nil)))
	w.granted(t, pathV1, v1(held).with(assertion(t, w, keys()[0], newer(), map[string]any{"aud": base + pathV1})))
	once := assertion(t, w, keys()[0], newer(), nil)
	w.granted(t, pathV2, v2(held).with(once))
	wantCode(t, w, pathV2, v2(held).with(once), 700027)
	for _, c := range []struct {
		name         string
		key          int
		head, claims map[string]any
		want         int
	}{
		{"another key", 1, nil, nil, 700027},
		{"an unknown certificate", 0, map[string]any{"x5t#S256": "AAAA"}, nil, 700027},
		{"a short name with the newer signature", 0, map[string]any{"x5t#S256": nil, "x5t": older["x5t"]}, nil, 700027},
		{"no signature", 0, map[string]any{"alg": "none"}, nil, 700027},
		{"not a JWT", 0, map[string]any{"typ": "XML"}, nil, 50027},
		{"another app", 0, nil, map[string]any{"iss": customer}, 700021},
		{"another subject", 0, nil, map[string]any{"sub": customer}, 700021},
		{"another audience", 0, nil, map[string]any{"aud": base + "/" + customer + "/oauth2/v2.0/token"}, 700023},
		{"expired", 0, nil, map[string]any{"exp": w.now.Unix()}, 700024},
		{"not yet", 0, nil, map[string]any{"nbf": w.now.Add(time.Hour).Unix()}, 700024},
		{"no id", 0, nil, map[string]any{"jti": nil}, 50027},
	} {
		head := newer()
		maps.Copy(head, c.head)
		wantCode(t, w, pathV2, v2(held).with(assertion(t, w, keys()[c.key], head, c.claims)), c.want)
	}
	wantCode(t, w, pathV2, v2(held).with(form{"client_secret": "", "client_assertion": "x", "client_assertion_type": assertionType}), 50027)
	wantCode(t, w, pathV2, v2(held).with(assertion(t, w, keys()[0], newer(), nil)).with(form{"client_assertion_type": "jwt"}), 900144)

	w.now = w.now.AddDate(0, 0, 31)
	held = w.IssueRefresh(partner, appID, userID, true)
	wantCode(t, w, pathV2, v2(held).with(assertion(t, w, keys()[0], newer(), nil)), 700027)
	if w.AddCertificate(appID, []byte("nonsense")) == nil || w.AddCertificate("nothing", der) == nil {
		t.Error("a wrong certificate was taken")
	}
}

func TestACertificateRedeemsACode(t *testing.T) {
	t.Parallel()
	w := signing(t)
	der := certified(t, w, keys()[0])
	if err := w.AddCertificate(appID, der); err != nil {
		t.Fatal(err)
	}
	long := sha256.Sum256(der)
	head := map[string]any{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(long[:])}
	w.granted(t, pathV2, redemption(w.signIn(t, partner, userID)).with(assertion(t, w, keys()[0], head, nil)))
	w.granted(t, pathV2, form{"grant_type": "client_credentials", "client_id": appID, "scope": entra.Graph + "/.default"}.
		with(assertion(t, w, keys()[0], head, nil)))
}
