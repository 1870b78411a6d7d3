//go:build loopback

package reach

import "net/netip"

// loopbackReach is what Where says in a build that reaches this machine itself. No deployed program has this text.
const loopbackReach = "the public network and, by the build tag loopback, this machine itself"

// besides is the loopback. Where everything runs in one machine, so do the receivers.
func besides() exception {
	return exception{
		name: loopbackReach,
		v4:   []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		v6:   []netip.Prefix{netip.MustParsePrefix("::1/128")},
	}
}
