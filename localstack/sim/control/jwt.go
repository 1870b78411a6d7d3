package control

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// leeway is by how much a token's "not before" may lie ahead of the verifier's clock. Expiry has none, so that a
// test sees a token die at the second that it says.
const leeway = 5 * time.Minute

// KeySet holds public keys by their key id.
type KeySet map[string]*rsa.PublicKey

type jwk struct {
	Kty string `json:"kty"`
	Use string `json:"use,omitempty"`
	Alg string `json:"alg,omitempty"`
	Kid string `json:"kid"`
	N   string `json:"n"`
	E   string `json:"e"`
}

// Encode writes the set as a JSON Web Key Set (RFC 7517).
func (s KeySet) Encode() ([]byte, error) {
	set := struct {
		Keys []jwk `json:"keys"`
	}{Keys: []jwk{}}
	for kid, key := range s {
		set.Keys = append(set.Keys, jwk{
			Kty: "RSA", Use: "sig", Alg: "RS256", Kid: kid,
			N: encode(key.N.Bytes()), E: encode(big.NewInt(int64(key.E)).Bytes()),
		})
	}
	return json.Marshal(set)
}

// DecodeKeys reads a JSON Web Key Set. Keys that are not RSA signing keys are passed over.
func DecodeKeys(jwks []byte) (KeySet, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(jwks, &set); err != nil {
		return nil, fmt.Errorf("decode key set: %w", err)
	}
	keys := KeySet{}
	for _, k := range set.Keys {
		if k.Kty != "RSA" || (k.Use != "" && k.Use != "sig") {
			continue
		}
		n, errN := decode(k.N)
		e, errE := decode(k.E)
		if errN != nil || errE != nil || len(e) == 0 || len(e) > 4 {
			return nil, fmt.Errorf("decode key %q: not an RSA key", k.Kid)
		}
		keys[k.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	}
	return keys, nil
}

// Sign makes a JSON Web Token signed with RS256. Equal claims give an equal token.
func Sign(key *rsa.PrivateKey, kid string, claims map[string]any) (string, error) {
	signed, err := unsigned(kid, claims)
	if err != nil {
		return "", err
	}
	return seal(key, signed)
}

// unsigned is the part of a token that the signature covers.
func unsigned(kid string, claims map[string]any) (string, error) {
	header, err := json.Marshal(map[string]string{"typ": "JWT", "alg": "RS256", "kid": kid})
	if err != nil {
		return "", fmt.Errorf("encode token header: %w", err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	return encode(header) + "." + encode(payload), nil
}

func seal(key *rsa.PrivateKey, signed string) (string, error) {
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return signed + "." + encode(sig), nil
}

// Error is why a token is not trusted.
type Error string

// Error gives the reason.
func (e Error) Error() string { return string(e) }

// The reasons that a resource simulator answers in their own way.
const (
	ErrExpired  Error = "token: expired"
	ErrAudience Error = "token: made for another audience"

	errUnknownKey Error = "token: unknown key" // the set may be old
)

// Verify checks a token's signature (RS256 and nothing else), expiry and start at now, and gives its claims. Numbers
// come as json.Number. The audience is left to the caller; see Verifier.
func Verify(token string, keys KeySet, now time.Time) (map[string]any, error) {
	claims, err := verifySignature(token, keys)
	if err != nil {
		return nil, err
	}
	return claims, verifyTime(claims, now)
}

func verifySignature(token string, keys KeySet) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("token: not three parts")
	}
	var header struct {
		Alg  string          `json:"alg"`
		Kid  string          `json:"kid"`
		Crit json.RawMessage `json:"crit"`
	}
	if err := part(parts[0], &header); err != nil {
		return nil, errors.New("token: header unreadable")
	}
	if header.Alg != "RS256" || header.Crit != nil {
		return nil, errors.New("token: algorithm is not RS256")
	}
	key, ok := keys[header.Kid]
	if !ok {
		return nil, errUnknownKey
	}
	sig, err := decode(parts[2])
	if err != nil {
		return nil, errors.New("token: signature unreadable")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sig) != nil {
		return nil, errors.New("token: signature is wrong")
	}
	var claims map[string]any
	if err := part(parts[1], &claims); err != nil {
		return nil, errors.New("token: claims unreadable")
	}
	return claims, nil
}

func verifyTime(claims map[string]any, now time.Time) error {
	exp, ok := seconds(claims["exp"])
	if !ok {
		return errors.New("token: no expiry")
	}
	if !now.Before(exp) {
		return ErrExpired
	}
	if nbf, ok := seconds(claims["nbf"]); ok && now.Add(leeway).Before(nbf) {
		return errors.New("token: not valid yet")
	}
	return nil
}

func seconds(claim any) (time.Time, bool) {
	n, ok := claim.(json.Number)
	if !ok {
		return time.Time{}, false
	}
	s, err := n.Int64()
	return time.Unix(s, 0), err == nil
}

func part(text string, v any) error {
	b, err := decode(text)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	return dec.Decode(v)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func decode(s string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(s) }
