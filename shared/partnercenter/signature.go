package partnercenter

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Signatures verifies that an event comes from Partner Center.
//
// Microsoft documents that an event is signed over its raw body with RSA and SHA-256, that it names the address of the certificate, and what
// is to be checked: that the address is Microsoft's, that the certificate chains to a root of Microsoft's, and that it is issued to Microsoft
// Corporation. Which addresses and roots those are is not published as a list, so both are configuration. It may be used by many
// goroutines.
type Signatures struct {
	// Origins are the addresses that certificates are read from, scheme and host and nothing else. An event can name any address; no other
	// than these is ever asked, and they are asked without a token.
	Origins []string
	// Roots are the authorities that certificates must chain to.
	Roots *x509.CertPool
	// Transport reads certificates; nil: http.DefaultTransport.
	Transport http.RoundTripper
	Now       func() time.Time

	known certificates
}

// organisation is whom the certificate has to be issued to.
const organisation = "Microsoft Corporation"

// Verify checks an event's headers against its raw body. What does not hold is fault.Unauthenticated, whoever is to blame for it; a certificate
// that cannot be read just now is fault.Unavailable.
func (s *Signatures) Verify(ctx context.Context, header http.Header, body []byte) error {
	signature, err := signatureOf(header)
	if err != nil {
		return err
	}
	address, err := s.address(header.Get("X-MS-Certificate-Url"))
	if err != nil {
		return err
	}
	leaf, between, err := s.known.get(ctx, s.Transport, address, s.Now())
	if err != nil {
		return err
	}
	if err := s.trusted(leaf, between); err != nil {
		return err
	}
	key, ok := leaf.PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < 2048 {
		return unsigned("the certificate has no RSA key of 2048 bits or more")
	}
	sum := sha256.Sum256(body)
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
		return unsigned("the signature is not of this body")
	}
	return nil
}

// signatureOf reads the signature, of which there are two places.
func signatureOf(h http.Header) ([]byte, error) {
	if a := h.Get("X-MS-Signature-Algorithm"); !strings.EqualFold(a, "rsa-sha256") {
		return nil, unsigned("the algorithm of the signature is not rsa-sha256")
	}
	text := h.Get("x-ms-signature")
	if text == "" {
		scheme, rest, _ := strings.Cut(h.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Signature") {
			return nil, unsigned("there is no signature")
		}
		text = rest
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, unsigned("the signature is not base64")
	}
	return signature, nil
}

// address checks where a certificate is to be read.
func (s *Signatures) address(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Fragment != "" || u.Opaque != "" ||
		!slices.ContainsFunc(s.Origins, func(o string) bool { return strings.EqualFold(strings.TrimSuffix(o, "/"), u.Scheme+"://"+u.Host) }) {
		return "", unsigned("the address of the certificate is not one of Microsoft's")
	}
	return u.String(), nil
}

func (s *Signatures) trusted(leaf *x509.Certificate, between *x509.CertPool) error {
	if !slices.Contains(leaf.Subject.Organization, organisation) {
		return unsigned("the certificate is not issued to " + organisation)
	}
	if leaf.IsCA {
		return unsigned("the certificate is an authority's")
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: s.Roots, Intermediates: between, CurrentTime: s.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil || s.Roots == nil {
		return fault.Unauthenticated.Wrap(err, "the event is not from Partner Center: the certificate does not chain to a root of Microsoft's, or is out of date")
	}
	return nil
}

func unsigned(why string) error {
	return fault.Unauthenticated.Errorf("the event is not from Partner Center: %s", why)
}
