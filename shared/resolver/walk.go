package resolver

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/miekg/dns"

	"github.com/seatwright/seatwright/shared/fault"
)

// Bounds of a walk: how many delegations it follows, how many servers of a zone it tries, how deep the search for a
// server's own address goes, and how many questions are asked in all.
const (
	mostSteps   = 16
	mostServers = 8
	mostDepth   = 4
	mostAsked   = 60
)

// trip is what one look-up has left: how deep it is in the search for servers' own addresses, and how many questions it may
// still ask. Whoever writes a delegation decides where it leads, and shall not have us ask the world on his behalf.
type trip struct {
	depth int
	left  *int
}

func newTrip() trip {
	left := mostAsked
	return trip{left: &left}
}

// found is where a walk ended: the answer with authority, and the zone that it is of. When the walk was for the delegation
// alone there is no answer.
type found struct {
	answer *dns.Msg
	zone   Delegation
}

// walk follows delegations from the roots, or the closest that is remembered, to a name. With stop it ends where that name
// itself is delegated, without asking the servers that it is delegated to.
func (c *Client) walk(ctx context.Context, name string, kind uint16, stop bool, t trip) (found, error) {
	at := c.nearest(name, stop)
	for range mostSteps {
		m, err := c.any(ctx, at, name, kind, t)
		if err != nil {
			return found{}, err
		}
		next, lasts, ok := below(m, at.Zone, name)
		if !ok {
			if !m.Authoritative {
				return found{}, fault.Unavailable.Errorf("look up %s: the servers of %s answer without authority", name, at.Zone)
			}
			return found{answer: m, zone: at}, nil
		}
		c.remember(next, lasts)
		at = next
		if stop && at.Zone == name {
			return found{zone: at}, nil
		}
	}
	return found{}, fault.Unavailable.Errorf("look up %s: it is delegated too many times", name)
}

// any gives the answer of the first server of a zone that has one.
func (c *Client) any(ctx context.Context, at Delegation, name string, kind uint16, t trip) (*dns.Msg, error) {
	var last error
	for _, s := range at.Servers[:min(len(at.Servers), mostServers)] {
		m, err := c.first(ctx, s, name, kind, t)
		if m != nil {
			return m, nil
		}
		if err != nil {
			last = err
		}
		if *t.left < 0 {
			return nil, fault.Unavailable.Errorf("look up %s: it takes too many questions", name)
		}
	}
	return nil, fault.Unavailable.Wrap(last, "look up %s: none of the servers of %s answers", name, at.Zone)
}

// first gives the answer of the first address of a server that has one; nil when none has.
func (c *Client) first(ctx context.Context, s Server, name string, kind uint16, t trip) (*dns.Msg, error) {
	addresses, err := c.reach(ctx, s, t)
	for _, a := range addresses {
		if *t.left--; *t.left < 0 {
			break
		}
		var m *dns.Msg
		if m, _, err = c.ask(ctx, a, name, kind); err == nil && (m.Rcode == dns.RcodeSuccess || m.Rcode == dns.RcodeNameError) {
			return m, nil
		}
	}
	return nil, err
}

// reach gives the public addresses of a server, by the delegation's own word or by a walk of its own.
func (c *Client) reach(ctx context.Context, s Server, t trip) ([]netip.Addr, error) {
	all := s.Addresses
	if len(all) == 0 {
		if t.depth >= mostDepth {
			return nil, fault.Unavailable.Errorf("look up the server %s: its address depends on too many others", s.Host)
		}
		records, err := c.follow(ctx, s.Host, dns.TypeA, trip{depth: t.depth + 1, left: t.left})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if a, ok := r.(*dns.A); ok {
				if ip, ok := netip.AddrFromSlice(a.A.To4()); ok {
					all = append(all, ip)
				}
			}
		}
	}
	public := slices.DeleteFunc(slices.Clone(all), c.refused)
	if len(public) == 0 {
		return nil, fault.Unavailable.Errorf("look up the server %s: it has no address of the public network", s.Host)
	}
	return public, nil
}

// below reads a referral to a zone that is closer to the name, and how long it holds.
func below(m *dns.Msg, zone, name string) (next Delegation, lasts time.Duration, ok bool) {
	if m.Authoritative && len(m.Answer) > 0 {
		return next, 0, false
	}
	lasts = longMemory
	for _, r := range m.Ns {
		ns, is := r.(*dns.NS)
		if !is {
			continue
		}
		owner := dns.CanonicalName(ns.Hdr.Name)
		closer := owner != zone && dns.IsSubDomain(zone, owner) && dns.IsSubDomain(owner, name)
		if !closer || next.Zone != "" && next.Zone != owner {
			continue
		}
		next.Zone = owner
		lasts = min(lasts, time.Duration(ns.Hdr.Ttl)*time.Second)
		next.Servers = append(next.Servers, Server{Host: dns.CanonicalName(ns.Ns), Addresses: glue(m, ns.Ns, zone)})
	}
	return next, lasts, next.Zone != ""
}

// glue gives the addresses that a referral has of a server. Of hosts outside of the zone that refers nothing is believed.
func glue(m *dns.Msg, host, zone string) []netip.Addr {
	var all []netip.Addr
	for _, r := range m.Extra {
		a, ok := r.(*dns.A)
		if !ok || dns.CanonicalName(a.Hdr.Name) != dns.CanonicalName(host) || !dns.IsSubDomain(zone, dns.CanonicalName(host)) {
			continue
		}
		if ip, ok := netip.AddrFromSlice(a.A.To4()); ok {
			all = append(all, ip)
		}
	}
	return all
}

// nearest gives the closest delegation above a name that is remembered, or the roots. With stop the name's own is not
// taken: it is what is asked for.
func (c *Client) nearest(name string, stop bool) Delegation {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.opt.Now()
	for off, end := 0, false; !end; off, end = dns.NextLabel(name, off) {
		if m, ok := c.cuts[name[off:]]; ok && now.Before(m.until) && (off > 0 || !stop) {
			return m.Delegation
		}
	}
	root := Delegation{Zone: "."}
	for _, a := range c.opt.Roots {
		root.Servers = append(root.Servers, Server{Host: "a root server", Addresses: []netip.Addr{a}})
	}
	return root
}

// remember keeps the delegations of domains that many names are below. That of a customer's own domain is asked for each
// time: whether it changed is the question.
func (c *Client) remember(d Delegation, lasts time.Duration) {
	if dns.CountLabel(d.Zone) > 1 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.cuts) >= manyCuts {
		clear(c.cuts)
	}
	c.cuts[d.Zone] = memory{Delegation: d, until: c.opt.Now().Add(lasts)}
}
