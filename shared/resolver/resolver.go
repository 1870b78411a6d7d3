// Package resolver asks the domain name system itself: the parent of a zone for its delegation, and each of the zone's
// name servers for what it serves. No resolver in between, which might remember, is asked or believed.
//
// A question goes over UDP, and again over TCP when the answer was cut. Only an answer with authority counts. Addresses of
// name servers that are not of the public network are refused, because what an answer names could otherwise make this
// machine speak to its own neighbours. Servers are asked by their addresses of version 4.
//
//	resolver.go  options            ask.go      one question to one server      address.go  which addresses are asked
//	walk.go      from the roots     delegation.go  who serves a zone            check.go    what all servers say, and when
//	look.go      what one says      lookup.go      answers for policies of mail    value.go    records as text
//	names.go     names as setups have them         standin.go     a system that stands in for the Internet's
//
// Traps of name servers, each with the number by which the project calls it and the test that steps into it:
//
//	14  a zone that the world does not see        TestADomainOnAnotherPairOfTheSameHostIsServedElsewhere
//	15  published is not served                   TestOneServerThatLagsHoldsUpTheWhole
//	22  a wildcard that answers for a record      TestAWildcardThatSaysTheSameIsTold
package resolver

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Options say where to begin, and how to get there.
type Options struct {
	Roots []netip.Addr // of root servers; none: the thirteen of the Internet
	// Allowed are ranges that are asked though they are not of the public network: those of a stand-in.
	Allowed []netip.Prefix
	// Dial opens a connection ("udp" or "tcp") to an address with its port. nil: the machine's own.
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Now     func() time.Time // needed
	Timeout time.Duration    // of one attempt; 0: 2 s
}

// Client asks. It may be used by many goroutines, and remembers who serves the domains above those it was asked for.
type Client struct {
	opt Options

	mu   sync.Mutex
	cuts map[string]memory // delegations that were seen, by zone
}

// memory is a delegation that was seen, until its time to live is over.
type memory struct {
	Delegation

	until time.Time
}

// manyCuts bounds what is remembered, and longMemory how long.
const (
	manyCuts   = 2000
	longMemory = time.Hour
)

// New gives a client. Nothing is asked yet.
func New(o Options) *Client {
	if len(o.Roots) == 0 {
		o.Roots = roots()
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	return &Client{opt: o, cuts: map[string]memory{}}
}

// roots are the addresses of the root servers a to m, as their operators publish them.
func roots() []netip.Addr {
	var all []netip.Addr
	for _, text := range []string{
		"198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10", "192.5.5.241", "192.112.36.4",
		"198.97.190.53", "192.36.148.17", "192.58.128.30", "193.0.14.129", "199.7.83.42", "202.12.27.33",
	} {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}
