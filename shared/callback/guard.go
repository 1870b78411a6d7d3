package callback

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

// standard is the port of https.
const standard = 443

// reach is what may be dialled beside the public network.
type reach struct {
	name   string
	v4, v6 []netip.Prefix
}

// headers bounds those of an answer, in bytes.
const headers = 64 << 10

// transport makes connections to the public network alone. Whatever name an address has, the guard sees the number that is about to be dialled.
func (c *Client) transport(e reach) *http.Transport {
	options := []ssrf.Option{ssrf.WithPorts(c.ports...)}
	if len(e.v4) > 0 {
		options = append(options, ssrf.WithAllowedV4Prefixes(e.v4...), ssrf.WithAllowedV6Prefixes(e.v6...))
	}
	dialer := &net.Dialer{Timeout: c.opt.Timeout, Control: ssrf.New(options...).Safe, Resolver: c.opt.Resolver}
	return &http.Transport{
		Proxy:                  nil, // also none from the environment: it would dial for us
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.opt.Roots},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is counted is what comes, not what it unpacks to
		MaxResponseHeaderBytes: headers,
		MaxConnsPerHost:        4,
		IdleConnTimeout:        30 * time.Second,
	}
}
