package resolver

import (
	"net/netip"
	"slices"
)

// refused reports that an address is not asked: it is not of the public network (RFC 6890), or wraps one that is not.
func (c *Client) refused(a netip.Addr) bool {
	a = a.Unmap()
	if slices.ContainsFunc(c.opt.Allowed, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return false
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return true
	}
	return slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(a) })
}

// special are the ranges that are global by their form alone: for shared and measured networks, for examples, for relays
// between the two families, and for what is to come.
func special() []netip.Prefix {
	var all []netip.Prefix
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
		"3fff::/20", "5f00::/16", "::/96",
	} {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}
