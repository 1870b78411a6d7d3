package partnercenter

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// certificates keeps what was read for a day, as each event names its certificate again.
type certificates struct {
	mu    sync.Mutex
	known map[string]chain
}

type chain struct {
	all  []*x509.Certificate // the first signs
	read time.Time
}

const (
	keepCertificate  = 24 * time.Hour
	mostCertificates = 16
	largestChain     = 64 << 10
	certificateWait  = 10 * time.Second
)

// get gives the certificate at an address, and those between it and a root that came with it.
func (c *certificates) get(ctx context.Context, web http.RoundTripper, address string, now time.Time) (*x509.Certificate, *x509.CertPool, error) {
	c.mu.Lock()
	found, ok := c.known[address]
	c.mu.Unlock()
	if !ok || now.Sub(found.read) > keepCertificate {
		all, err := fetch(ctx, web, address)
		if err != nil {
			return nil, nil, err
		}
		found = chain{all, now}
		c.keep(address, found)
	}
	between := x509.NewCertPool()
	for _, x := range found.all[1:] {
		between.AddCert(x)
	}
	return found.all[0], between, nil
}

func (c *certificates) keep(address string, found chain) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= mostCertificates {
		c.known = map[string]chain{} // paths are chosen by whoever sends: what is kept is bounded
	}
	c.known[address] = found
}

// fetch reads a certificate, in DER or PEM. A redirect is not followed: it could lead anywhere.
func fetch(ctx context.Context, web http.RoundTripper, address string) ([]*x509.Certificate, error) {
	ctx, cancel := context.WithTimeout(ctx, certificateWait)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, unsigned("the address of the certificate cannot be used")
	}
	client := http.Client{Transport: web, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return nil, fault.Unavailable.Wrap(err, "the certificate of the event cannot be read")
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests {
		return nil, fault.Unavailable.Errorf("the certificate of the event cannot be read: HTTP %d", answer.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, largestChain))
	if err != nil {
		return nil, fault.Unavailable.Wrap(err, "the certificate of the event cannot be read")
	}
	if answer.StatusCode != http.StatusOK {
		return nil, unsigned("there is no certificate at the address that it names")
	}
	return parseChain(raw)
}

func parseChain(raw []byte) ([]*x509.Certificate, error) {
	var der []byte
	for rest := raw; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			der = append(der, block.Bytes...)
		}
	}
	if der == nil {
		der = raw
	}
	all, err := x509.ParseCertificates(der)
	if err != nil || len(all) == 0 {
		return nil, unsigned("what is at the address that it names is no certificate")
	}
	return all, nil
}
