// Package callback posts signed messages to addresses that others have chosen.
//
// Whoever names an address could name one that only this machine reaches. So an address is looked at twice. Check refuses what can be told from its text. And
// package reach looks at the address that the name has turned out to have when a connection is made, so that a name may change its mind at any time.
// Redirects are not followed, and of an answer nothing is kept but its status, the wait that it asks for, and whether it echoed what it had to.
//
//	callback.go  options      check.go  addresses, by their text
//	post.go      one post     sign.go   its signatures             failure.go  what went wrong, in one word
package callback

import (
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/reach"
)

var _ feed.Post = (*Client)(nil)

// Options set up a client. The zero value is that of production.
type Options struct {
	Ports []uint16 // beside 443
	// Roots are the authorities that are trusted; nil: those of the machine.
	Roots *x509.CertPool
	// Resolver gives the addresses of names; nil: the machine's own.
	Resolver *net.Resolver
	// Web stands in for the network within one process, so that nothing is dialled; nil: the network, behind the guard.
	Web     http.RoundTripper
	Timeout time.Duration    // of a post with its answer; 0: 15 s
	Now     func() time.Time // needed for answers that say until when to wait
}

// Client posts. It may be used by many goroutines.
type Client struct {
	opt   Options
	ports []uint16
	web   *http.Client
}

// timeout is how long a receiver may take, as receivers are told.
const timeout = 15 * time.Second

// New gives a client. Nothing is sent yet.
func New(o Options) *Client { return guarded(o, nil) }

func guarded(o Options, near []netip.Prefix) *Client {
	if o.Timeout == 0 {
		o.Timeout = timeout
	}
	c := &Client{opt: o, ports: append(slices.Clone(o.Ports), reach.Standard)}
	c.web = &http.Client{
		Transport:     o.Web,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if o.Web == nil {
		c.web.Transport = reach.Transport(reach.Options{Ports: o.Ports, Roots: o.Roots, Resolver: o.Resolver, Timeout: o.Timeout, Near: near})
	}
	return c
}

// Reach says in words where posts may go, for the log of the start.
func (c *Client) Reach() string { return reach.Where() }
