package control

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
)

// remembered is how many signatures a Signer or Verifier keeps before it starts again from none.
const remembered = 4096

// maxKeys is the largest key set that is read from an address, in bytes.
const maxKeys = 1 << 20

// Signer signs tokens with one key. RS256 gives equal bytes for equal claims, so it remembers what it signed: a test
// that runs the same story ten thousand times on a virtual clock pays for each signature once. Safe for concurrent use.
type Signer struct {
	key *rsa.PrivateKey
	kid string

	mu   sync.Mutex
	made map[string]string
}

// NewSigner signs with key. The key id is derived from it.
func NewSigner(key *rsa.PrivateKey) *Signer {
	sum := sha256.Sum256(key.N.Bytes())
	return &Signer{key: key, kid: encode(sum[:15]), made: map[string]string{}}
}

// Keys gives the public half.
func (s *Signer) Keys() KeySet { return KeySet{s.kid: &s.key.PublicKey} }

// Sign makes a token of the claims.
func (s *Signer) Sign(claims map[string]any) (string, error) {
	text, err := unsigned(s.kid, claims)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	token, ok := s.made[text]
	s.mu.Unlock()
	if ok {
		return token, nil
	}
	token, err = seal(s.key, text)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.made) >= remembered {
		clear(s.made)
	}
	s.made[text] = token
	return token, nil
}

// Verifier is how a resource simulator trusts the tokens of a token service that it knows by its key set only.
// It remembers the parsed keys and the signatures that it found good; expiry and audience are looked at on every
// call. Safe for concurrent use.
type Verifier struct {
	fetch func() ([]byte, error)
	clock Clock

	mu   sync.Mutex
	keys KeySet
	good map[[sha256.Size]byte]map[string]any
}

// NewVerifier trusts the keys that fetch gives as a JSON Web Key Set. They are fetched at the first token, and again
// for a token that names a key not seen before.
func NewVerifier(fetch func() (jwks []byte, err error), clock Clock) *Verifier {
	return &Verifier{fetch: fetch, clock: clock, good: map[[sha256.Size]byte]map[string]any{}}
}

// Claims checks a token for one of the audiences and gives its claims, which the caller must not change. It fails
// with ErrExpired, ErrAudience, or another error when the token is not to be trusted.
func (v *Verifier) Claims(token string, audiences ...string) (map[string]any, error) {
	claims, err := v.trusted(token)
	if err != nil {
		return nil, err
	}
	if err := verifyTime(claims, v.clock.Now()); err != nil {
		return nil, err
	}
	if aud, _ := claims["aud"].(string); !slices.Contains(audiences, aud) {
		return nil, ErrAudience
	}
	return claims, nil
}

// trusted gives the claims of a token whose signature is good.
func (v *Verifier) trusted(token string) (map[string]any, error) {
	sum := sha256.Sum256([]byte(token))
	v.mu.Lock()
	claims, ok := v.good[sum]
	keys := v.keys
	v.mu.Unlock()
	if ok {
		return claims, nil
	}
	claims, err := verifySignature(token, keys)
	if errors.Is(err, errUnknownKey) {
		if keys, err = v.refetch(); err != nil {
			return nil, err
		}
		claims, err = verifySignature(token, keys)
	}
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.good) >= remembered {
		clear(v.good)
	}
	v.good[sum] = claims
	return claims, nil
}

func (v *Verifier) refetch() (KeySet, error) {
	jwks, err := v.fetch()
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	keys, err := DecodeKeys(jwks)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys = keys
	return keys, nil
}

// KeysAt fetches a key set of at most 1 MiB from an address. A nil client is http.Client's zero value.
func KeysAt(client *http.Client, url string) func() (jwks []byte, err error) {
	if client == nil {
		client = &http.Client{}
	}
	return func() ([]byte, error) {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		res, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("status %d", res.StatusCode)
		}
		return io.ReadAll(io.LimitReader(res.Body, maxKeys))
	}
}
