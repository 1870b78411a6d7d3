package callback

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// longest is the most of an address, in bytes.
const longest = 2000

// Check refuses an address whose text says already that it is never posted to, with fault.Invalid and the field /url: it has to be https on an allowed port, with
// a name of at least two parts, and without a user, a password or a fragment. Numbers are no names, in whatever way they are written.
func (c *Client) Check(address string) error {
	if len(address) > longest || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return unfit("want at most 2,000 characters of ASCII; names in other scripts as they stand in the DNS (xn--)")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Opaque != "" || u.Host == "":
		return unfit("want an address such as https://shop.example/hook")
	case u.Scheme != "https":
		return unfit("want https")
	case u.User != nil:
		return unfit("want no user or password in it")
	case u.Fragment != "" || strings.Contains(address, "#"):
		return unfit("want no fragment")
	case !c.allows(u):
		return unfit("want port 443")
	case !named(u.Hostname()):
		return unfit("want the name of a host on the public network")
	}
	return nil
}

// allows reports whether the port is one that is posted to.
func (c *Client) allows(u *url.URL) bool {
	text := u.Port()
	if text == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && slices.Contains(c.ports, uint16(n))
}

// named reports whether a host is a name. A last part that begins with a digit is none of a name, but may be of a number: resolvers read 127.1,
// 0x7f.1 and 2130706433 as addresses.
func named(host string) bool {
	host = strings.TrimSuffix(host, ".")
	if _, err := netip.ParseAddr(host); err == nil || net.ParseIP(host) != nil || len(host) > 253 {
		return false
	}
	parts := strings.Split(host, ".")
	if len(parts) < 2 {
		return false
	}
	for _, p := range parts {
		if p == "" || len(p) > 63 || strings.Trim(strings.ToLower(p), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	last := parts[len(parts)-1]
	return last[0] < '0' || last[0] > '9'
}

func unfit(text string) error {
	return fault.At(fault.Invalid.Errorf("endpoint: %s", text), fault.Field{Pointer: "/url", Text: text})
}
