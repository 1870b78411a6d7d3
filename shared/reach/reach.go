// Package reach makes connections to addresses that others have chosen.
//
// Whoever names an address could name one that only this machine reaches: its neighbours, the cloud's own services, or the program that runs the function. So the
// address that a name has turned out to have is looked at in the moment before it is dialled, whenever that is: only the public network is reached. Proxies
// are not asked.
//
// The file loopback.go, which only the build tag of that name compiles, adds the loopback to the public network for systems that run in one machine. What is
// deployed is built without it.
package reach

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

// Standard is the port of https.
const Standard = 443

// Options set up connections.
type Options struct {
	Ports []uint16 // beside 443
	// Roots are the authorities that are trusted; nil: those of the machine.
	Roots *x509.CertPool
	// Resolver gives the addresses of names; nil: the machine's own.
	Resolver *net.Resolver
	Timeout  time.Duration // of a dial
	// Near adds the loopback whatever the build, for tests of who uses this.
	Near []netip.Prefix
}

// exception is what may be dialled beside the public network.
type exception struct {
	name   string
	v4, v6 []netip.Prefix
}

// headers bounds those of an answer, in bytes.
const headers = 64 << 10

// Transport makes connections to the public network alone. Whatever name an address has, the guard sees the number that is about to be dialled.
func Transport(o Options) *http.Transport {
	e := besides()
	for _, p := range o.Near {
		if p.Addr().Is4() {
			e.v4 = append(e.v4, p)
		} else {
			e.v6 = append(e.v6, p)
		}
	}
	options := []ssrf.Option{ssrf.WithPorts(append([]uint16{Standard}, o.Ports...)...)}
	if len(e.v4) > 0 {
		options = append(options, ssrf.WithAllowedV4Prefixes(e.v4...), ssrf.WithAllowedV6Prefixes(e.v6...))
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: ssrf.New(options...).Safe, Resolver: o.Resolver}
	return &http.Transport{
		Proxy:                  nil, // also none from the environment: it would dial for us
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is counted is what comes, not what it unpacks to
		MaxResponseHeaderBytes: headers,
		MaxConnsPerHost:        4,
		IdleConnTimeout:        30 * time.Second,
	}
}

// Where says in words where connections may go, for the log of the start.
func Where() string { return besides().name }

// Prohibited reports whether a failure is that an address is none of the public network, or none of the ports.
func Prohibited(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedPort) || errors.Is(err, ssrf.ErrProhibitedNetwork) ||
		errors.Is(err, ssrf.ErrInvalidHostPort)
}
