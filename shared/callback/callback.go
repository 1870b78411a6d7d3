// Package callback posts signed messages to addresses that others have chosen.
//
// Whoever names an address could name one that only this machine reaches: its neighbours, the cloud's own services, or the program that runs the function
// and hands it everybody's events. So an address is looked at twice. Check refuses what can be told from its text. And when a connection is made, the address
// that the name has turned out to have is looked at in the moment before it is dialled, so that a name may change its mind at any time: only
// the public network is reached. Redirects are not followed, proxies are not asked, and of an answer nothing is kept but its status, the wait that it
// asks for, and whether it echoed what it had to.
//
// The file loopback.go, which only the build tag of that name compiles, adds the loopback to the public network for systems that run in one machine. What is
// deployed is built without it.
//
//	callback.go  options      check.go  addresses, by their text   guard.go  addresses, as they are dialled
//	post.go      one post     sign.go   its signatures             failure.go  what went wrong, in one word
package callback

import (
	"crypto/x509"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

var _ feed.Post = (*Client)(nil)

// Options set up a client. The zero value is that of production.
type Options struct {
	Ports []uint16 // beside 443
	// Roots are the authorities that are trusted; nil: those of the machine.
	Roots *x509.CertPool
	// Resolver gives the addresses of names; nil: the machine's own.
	Resolver *net.Resolver
	Timeout  time.Duration    // of a post with its answer; 0: 15 s
	Now      func() time.Time // needed for answers that say until when to wait
}

// Client posts. It may be used by many goroutines.
type Client struct {
	opt   Options
	ports []uint16
	web   *http.Client
	reach string
}

// timeout is how long a receiver may take, as receivers are told.
const timeout = 15 * time.Second

// New gives a client. Nothing is sent yet.
func New(o Options) *Client { return guarded(o, exception()) }

func guarded(o Options, e reach) *Client {
	if o.Timeout == 0 {
		o.Timeout = timeout
	}
	c := &Client{opt: o, ports: append(slices.Clone(o.Ports), standard), reach: e.name}
	c.web = &http.Client{
		Transport:     c.transport(e),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Reach says in words where posts may go, for the log of the start.
func (c *Client) Reach() string { return c.reach }
