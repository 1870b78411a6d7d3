package entra

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/token"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// leeway is how far our clock and Microsoft's may be apart, each way. Both ways together are the longest life that
// Microsoft documents for a certificate's proof.
const leeway = 5 * time.Minute

// prove puts the app's proof of itself into a form for an endpoint.
func (c *Client) prove(form url.Values, endpoint, client string, proof token.Credential) error {
	if proof.Secret != "" {
		form.Set("client_secret", proof.Secret)
		return nil
	}
	signed, err := c.assertion(c.base+endpoint, client, proof)
	if err != nil {
		return err
	}
	form.Set("client_assertion_type", assertionType)
	form.Set("client_assertion", signed)
	return nil
}

// assertion is a statement of the app about itself, signed with the certificate's key, for one endpoint and for one use.
func (c *Client) assertion(endpoint, client string, proof token.Credential) (string, error) {
	if c.Now == nil {
		return "", errors.New("prove a certificate: the client of Microsoft Entra has no clock")
	}
	certificate, key, err := pair(proof)
	if err != nil {
		return "", fault.Coded(err, "certificate")
	}
	print256 := sha256.Sum256(certificate.Raw)
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("x5t#S256", base64.RawURLEncoding.EncodeToString(print256[:]))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.PS256, Key: key}, options)
	if err != nil {
		return "", fault.Coded(fault.Unauthenticated.Wrap(err, "the stored certificate's key cannot sign"), "certificate")
	}
	now := c.Now()
	claims, err := json.Marshal(map[string]any{
		"aud": endpoint, "iss": client, "sub": client, "jti": rest.NewID(),
		"iat": now.Unix(), "nbf": now.Add(-leeway).Unix(), "exp": now.Add(leeway).Unix(),
	})
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fault.Coded(fault.Unauthenticated.Wrap(err, "the stored certificate's key cannot sign"), "certificate")
	}
	return signed.CompactSerialize()
}

// CheckCertificate fails with fault.Unauthenticated unless a credential's certificate and key can be used together, and
// gives the end of the certificate's life.
func CheckCertificate(proof token.Credential) (expires time.Time, err error) {
	certificate, _, err := pair(proof)
	if err != nil {
		return time.Time{}, fault.Coded(err, "certificate")
	}
	return certificate.NotAfter.UTC(), nil
}

// pair reads a certificate and its key. The errors of the parsers are left out: they could quote what they read.
func pair(proof token.Credential) (*x509.Certificate, *rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(proof.Certificate))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, nil, fault.Unauthenticated.Errorf("the stored certificate is not in PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, nil, fault.Unauthenticated.Errorf("the stored certificate cannot be read")
	}
	key := privateKey(proof.Key)
	if key == nil {
		return nil, nil, fault.Unauthenticated.Errorf("the stored certificate's private key is not an RSA key in PEM (PKCS #8 or #1)")
	}
	if public, ok := certificate.PublicKey.(*rsa.PublicKey); !ok || !public.Equal(&key.PublicKey) {
		return nil, nil, fault.Unauthenticated.Errorf("the stored private key belongs to another certificate")
	}
	return certificate, key, nil
}

func privateKey(text string) *rsa.PrivateKey {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	any8, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil
	}
	key, _ := any8.(*rsa.PrivateKey)
	return key
}
