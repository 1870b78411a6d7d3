package resolver

import (
	"context"
	"net/netip"
	"slices"

	"github.com/miekg/dns"

	"github.com/seatwright/seatwright/shared/fault"
)

// Delegation says who serves a zone, by the word of its parent.
type Delegation struct {
	Zone    string // absolute and in lower case
	Servers []Server
}

// Server is a name server.
type Server struct {
	Host      string       // absolute and in lower case
	Addresses []netip.Addr // as the parent tells them; none when it tells none
}

// Match is how a delegation and the servers of a host agree.
type Match string

// The matches. Only with Same is what is written at the host what the world sees.
const (
	Same  Match = "same"
	Mixed Match = "mixed" // some of them; the world sees the one or the other
	Other Match = "other"
)

// Delegation asks the parent who serves a domain. When the domain is no zone of its own, the delegation is that of the zone
// it lies in: its name tells. It fails with fault.NotFound when nothing is delegated there, and with fault.Unavailable when
// nobody can tell, which is no permission to write anywhere.
func (c *Client) Delegation(ctx context.Context, domain string) (Delegation, error) {
	name := dns.CanonicalName(domain)
	if _, ok := dns.IsDomainName(name); !ok || name == "." {
		return Delegation{}, fault.Invalid.Errorf("look up %q: not a name", domain)
	}
	end, err := c.walk(ctx, name, dns.TypeNS, true, newTrip())
	if err != nil {
		return Delegation{}, err
	}
	// A server may serve parent and zone, and then answers for the zone at once.
	if end.answer != nil {
		for _, r := range end.answer.Answer {
			if ns, ok := r.(*dns.NS); ok && dns.CanonicalName(ns.Hdr.Name) == name {
				if end.zone.Zone != name {
					end.zone = Delegation{Zone: name}
				}
				end.zone.Servers = append(end.zone.Servers, Server{Host: dns.CanonicalName(ns.Ns)})
			}
		}
	}
	if dns.CountLabel(end.zone.Zone) < 2 {
		return Delegation{}, fault.NotFound.Errorf("look up %s: nobody serves it: its parent %s does not delegate it", name, end.zone.Zone)
	}
	return end.zone, nil
}

// Against compares with the servers that a host names, in any case and with or without the last dot.
func (d Delegation) Against(hosts []string) Match {
	wanted := map[string]bool{}
	for _, h := range hosts {
		wanted[dns.CanonicalName(h)] = true
	}
	there := slices.DeleteFunc(slices.Clone(d.Servers), func(s Server) bool { return !wanted[s.Host] })
	switch {
	case len(there) == 0:
		return Other
	case len(there) == len(d.Servers) && len(there) == len(wanted):
		return Same
	}
	return Mixed
}

// Hosts names the servers, sorted.
func (d Delegation) Hosts() []string {
	var all []string
	for _, s := range d.Servers {
		all = append(all, s.Host)
	}
	slices.Sort(all)
	return all
}
