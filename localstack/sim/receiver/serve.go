package receiver

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// authority is an authority of one certificate: its own, which is the server's too.
type authority struct {
	cert tls.Certificate
	leaf *x509.Certificate
}

func newAuthority(hosts []string) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, fmt.Errorf("make a key: %w", err)
	}
	// Valid for as long as anybody's virtual time goes.
	draft := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "receiver simulator"}, DNSNames: hosts,
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, draft, draft, &key.PublicKey, key)
	if err != nil {
		return authority{}, fmt.Errorf("make a certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, fmt.Errorf("read the certificate: %w", err)
	}
	return authority{cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, leaf: leaf}, nil
}

// Roots are the authorities that a client of the server has to trust; none when no certificate could be made, of which Start tells.
func (s *Sim) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	if c, err := s.cert(); err == nil {
		pool.AddCert(c.leaf)
	}
	return pool
}

// PEM is the same as a file, for clients in other programs.
func (s *Sim) PEM() []byte {
	c, err := s.cert()
	if err != nil {
		return nil
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.leaf.Raw})
}

// Start serves at an address such as 127.0.0.1:0, and gives the port. Stop ends it at once, and with it what hangs.
func (s *Sim) Start(ctx context.Context, address string) (port uint16, stop func(), err error) {
	cert, err := s.cert()
	if err != nil {
		return 0, nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return 0, nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	at, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0, nil, fmt.Errorf("listen at %s: not TCP", address)
	}
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert.cert}},
		ErrorLog: log.New(io.Discard, "", 0), // clients that do not trust us, and those that leave
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return at.AddrPort().Port(), func() { _ = server.Close() }, nil
}
