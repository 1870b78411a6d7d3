package partnercenter

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"sync"
	"time"
)

// certificatePath is where the certificate that events are signed with can be read.
const certificatePath = "/certificates/webhook.cer"

// authority is a certificate authority of its own.
type authority struct {
	der         []byte
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// signatory is who signs events.
type signatory struct {
	der []byte
	key *rsa.PrivateKey
}

// Both are made once for all simulators of a process, and only when they are needed, because an RSA key takes long.
var (
	root   = sync.OnceValues(found) //nolint:gochecknoglobals // making keys takes long
	issued = sync.OnceValues(issue) //nolint:gochecknoglobals // making keys takes long
)

// always is a validity at every time that a test may move its clock to.
func always(serial int64, name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		Subject: pkix.Name{CommonName: name, Organization: []string{"Microsoft Corporation"}},
	}
}

func found() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of the root: %w", err)
	}
	t := always(1, "Simulated root")
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("certificate of the root: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	return &authority{der, certificate, key}, err
}

// issue makes the certificate that events are signed with. Microsoft documents that it chains to a root of Microsoft's, and that its
// organisation is Microsoft Corporation.
func issue() (*signatory, error) {
	ca, err := root()
	if err != nil {
		return nil, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("key of the certificate: %w", err)
	}
	t := always(2, "webhook.partnercenter.sim")
	t.DNSNames = []string{"webhook.partnercenter.sim"}
	der, err := x509.CreateCertificate(rand.Reader, t, ca.certificate, &key.PublicKey, ca.key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return &signatory{der, key}, nil
}

// Root gives the root certificate, in PEM, that the signatures of events chain to.
func (s *Sim) Root() ([]byte, error) {
	ca, err := root()
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.der}), nil
}

// Sign gives the headers of an event with this body, as it would leave: Microsoft documents RSA with SHA-256 over the raw body.
func (s *Sim) Sign(body []byte) (http.Header, error) { return s.sign(body, false) }

func (s *Sim) sign(body []byte, token bool) (http.Header, error) {
	by, err := issued()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	signature, err := rsa.SignPKCS1v15(nil, by.key, crypto.SHA256, sum[:])
	if err != nil {
		return nil, fmt.Errorf("sign an event: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(signature)
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-MS-Certificate-Url", s.opt.Base+certificatePath)
	h.Set("X-MS-Signature-Algorithm", "rsa-sha256")
	if token {
		h.Set("x-ms-signature", text)
	} else {
		h.Set("Authorization", "Signature "+text)
	}
	return h, nil
}

// serveCertificate gives the certificate to everybody.
func serveCertificate(w http.ResponseWriter, _ *http.Request) {
	by, err := issued()
	if err != nil {
		http.Error(w, "no certificate", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-cert")
	_, _ = w.Write(by.der) // the client may have gone
}
