package resolver

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	plan "github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// view is what one host says: for each set, one Seen for each of its addresses.
type view struct {
	host string
	soa  *dns.SOA
	seen [][]Seen
}

// look asks a server for everything.
func (c *Client) look(ctx context.Context, zone string, s Server, sets []plan.Set) view {
	v := view{host: s.Host, seen: make([][]Seen, len(sets))}
	addresses, err := c.reach(ctx, s, newTrip())
	if err != nil {
		for i := range sets {
			v.seen[i] = []Seen{{Host: s.Host, Why: fault.Text(err)}}
		}
		return v
	}
	for _, a := range addresses {
		if soa := c.soa(ctx, a, zone); soa != nil {
			v.soa = soa
		}
		for i, w := range sets {
			one := c.one(ctx, zone, a, w)
			one.Host, one.Address = s.Host, a
			v.seen[i] = append(v.seen[i], one)
		}
	}
	return v
}

// soa gives what an address says of the zone itself, or nil.
func (c *Client) soa(ctx context.Context, at netip.Addr, zone string) *dns.SOA {
	m, _, err := c.ask(ctx, at, zone, dns.TypeSOA)
	if weak(m, err) != "" {
		return nil
	}
	for _, r := range m.Answer {
		if soa, ok := r.(*dns.SOA); ok {
			return soa
		}
	}
	return nil
}

// one puts a set to one address.
func (c *Client) one(ctx context.Context, zone string, to netip.Addr, w plan.Set) Seen {
	kind := dns.StringToType[string(w.Type)]
	m, tcp, err := c.ask(ctx, to, w.Name, kind)
	s := Seen{TCP: tcp}
	if s.Why = weak(m, err); s.Why != "" {
		return s
	}
	s.Values = values(owned(m.Answer, w.Name), kind)
	var want []string
	for _, v := range w.Data {
		want = append(want, wantedValue(w.Type, v))
	}
	slices.Sort(want)
	switch {
	case slices.Equal(slices.Compact(want), s.Values):
		s.Visible = true
	case len(s.Values) == 0:
		s.Why = "has no such record"
	case len(want) == 0:
		s.Why = "still has the record"
	default:
		s.Why = "has other values"
	}
	if s.Visible && len(want) > 0 && dns.CanonicalName(w.Name) != zone {
		s.Wildcard = c.wild(ctx, to, w.Name, kind, s.Values)
	}
	return s
}

// weak says why an answer does not count.
func weak(m *dns.Msg, err error) string {
	switch {
	case err != nil:
		return "does not answer"
	case m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError:
		return "answers " + dns.RcodeToString[m.Rcode]
	case !m.Authoritative:
		return "answers without authority"
	}
	return ""
}

// owned leaves out what belongs to another name: an alias leads there, and what it leads to is not the record.
func owned(records []dns.RR, name string) []dns.RR {
	return slices.DeleteFunc(slices.Clone(records), func(r dns.RR) bool { return dns.CanonicalName(r.Header().Name) != dns.CanonicalName(name) })
}

// wild asks for a name beside that nobody made. When it has the same, a wildcard speaks.
func (c *Client) wild(ctx context.Context, to netip.Addr, name string, kind uint16, same []string) bool {
	_, above, ok := strings.Cut(dns.CanonicalName(name), ".")
	if !ok {
		return false
	}
	beside := "seatwright-probe-7f3a9c." + above
	m, _, err := c.ask(ctx, to, beside, kind)
	return weak(m, err) == "" && slices.Equal(values(owned(m.Answer, beside), kind), same)
}
