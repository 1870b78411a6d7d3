package control_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

const audience = "https://api.test"

func newSigner(t *testing.T) *control.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024) // small, because the test is about the checks
	if err != nil {
		t.Fatal(err)
	}
	return control.NewSigner(key)
}

func sign(t *testing.T, s *control.Signer, claims map[string]any) string {
	t.Helper()
	token, err := s.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestATokenIsTrustedOnlyWithSignatureLifeAndAudience(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	signer, stranger := newSigner(t), newSigner(t)
	fetches := 0
	verifier := control.NewVerifier(func() ([]byte, error) {
		fetches++
		return signer.Keys().Encode()
	}, func() time.Time { return now })
	claims := map[string]any{"aud": audience, "exp": now.Unix() + 60, "nbf": now.Unix(), "tid": "t1"}
	good := sign(t, signer, claims)
	for range 2 {
		got, err := verifier.Claims(good, "https://other.test", audience)
		if err != nil || got["tid"] != "t1" {
			t.Fatalf("good token: %v, %v", got, err)
		}
	}
	if fetches != 1 {
		t.Errorf("keys fetched %d times", fetches)
	}
	if _, err := verifier.Claims(good, "https://other.test"); !errors.Is(err, control.ErrAudience) {
		t.Errorf("other audience: %v", err)
	}
	parts := strings.Split(good, ".")
	other := strings.Split(sign(t, signer, map[string]any{"aud": audience, "exp": now.Unix() + 61}), ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	for name, token := range map[string]string{
		"empty": "", "two parts": parts[0] + "." + parts[1], "no signature": parts[0] + "." + parts[1] + ".",
		"other claims": parts[0] + "." + other[1] + "." + parts[2], "unsigned": none + "." + parts[1] + ".",
		"foreign":        sign(t, stranger, claims),
		"no expiry":      sign(t, signer, map[string]any{"aud": audience}),
		"not yet valid":  sign(t, signer, map[string]any{"aud": audience, "exp": now.Unix() + 9000, "nbf": now.Unix() + 301}),
		"audience twice": sign(t, signer, map[string]any{"aud": []string{audience}, "exp": now.Unix() + 60}),
	} {
		if _, err := verifier.Claims(token, audience); err == nil {
			t.Errorf("%s: trusted", name)
		}
	}
	now = now.Add(59 * time.Second)
	if _, err := verifier.Claims(good, audience); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	now = now.Add(time.Second)
	if _, err := verifier.Claims(good, audience); !errors.Is(err, control.ErrExpired) {
		t.Errorf("at its end: %v", err)
	}
}

func TestANewKeyIsFetchedWhenATokenNamesIt(t *testing.T) {
	t.Parallel()
	now := control.Clock(nil).Now()
	signer := newSigner(t)
	verifier := control.NewVerifier(func() ([]byte, error) { return signer.Keys().Encode() }, nil)
	claims := map[string]any{"aud": audience, "exp": now.Unix() + 60}
	for range 2 {
		if _, err := verifier.Claims(sign(t, signer, claims), audience); err != nil {
			t.Fatal(err)
		}
		signer = newSigner(t)
	}
}

func TestKeysThatCannotBeFetchedOrReadTrustNothing(t *testing.T) {
	t.Parallel()
	token := sign(t, newSigner(t), map[string]any{"aud": audience, "exp": control.Clock(nil).Now().Unix() + 60})
	for name, fetch := range map[string]func() ([]byte, error){
		"unreachable": func() ([]byte, error) { return nil, errors.New("unreachable") },
		"not JSON":    func() ([]byte, error) { return []byte("<html>"), nil },
		"no key":      func() ([]byte, error) { return []byte(`{"keys":[]}`), nil },
	} {
		if _, err := control.NewVerifier(fetch, nil).Claims(token, audience); err == nil {
			t.Errorf("%s: trusted", name)
		}
	}
}

func TestEqualClaimsGiveAnEqualToken(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{"a": 1, "b": 2, "exp": 2_000_000_000}
	one, errOne := control.Sign(key, "k", claims)
	two, errTwo := control.Sign(key, "k", claims)
	if errOne != nil || errTwo != nil || one != two {
		t.Errorf("%v, %v", errOne, errTwo)
	}
	if _, err := control.Verify(one, control.KeySet{"k": &key.PublicKey}, time.Unix(1_999_999_999, 0)); err != nil {
		t.Error(err)
	}
}
