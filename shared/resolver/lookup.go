package resolver

import (
	"context"
	"strings"

	"github.com/miekg/dns"

	plan "github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

var _ plan.Lookup = (*Client)(nil)

// mostAliases is how many aliases are followed.
const mostAliases = 8

// Answers gives the values of a name's records of a type, with aliases followed: joined texts of TXT, hosts of MX without
// their numbers, addresses of A and AAAA. None is no error: the name has none, or is none. It fails with fault.Unavailable
// when nobody can tell.
func (c *Client) Answers(ctx context.Context, name string, kind plan.Type) ([]string, error) {
	number, ok := dns.StringToType[strings.ToUpper(string(kind))]
	if _, valid := dns.IsDomainName(name); !ok || !valid {
		return nil, fault.Invalid.Errorf("look up %q: not a name, or %q not a type", name, kind)
	}
	records, err := c.follow(ctx, dns.CanonicalName(name), number, newTrip())
	if err != nil {
		return nil, err
	}
	all := values(records, number)
	if number == dns.TypeMX {
		for i, v := range all {
			_, all[i], _ = strings.Cut(v, " ")
		}
	}
	return all, nil
}

// follow gives the records of a name, and of the name that its aliases lead to.
func (c *Client) follow(ctx context.Context, name string, kind uint16, t trip) ([]dns.RR, error) {
	for range mostAliases {
		end, err := c.walk(ctx, name, kind, false, t)
		if err != nil {
			return nil, err
		}
		records := end.answer.Answer
		to := step(records, name)
		if to == "" || kind == dns.TypeCNAME || len(values(records, kind)) > 0 {
			return records, nil
		}
		for range records { // what the answer has of the way is not asked for again
			if next := step(records, to); next != "" {
				to = next
			}
		}
		name = to
	}
	return nil, fault.Unavailable.Errorf("look up %s: its aliases do not end", name)
}

// step gives where an alias of the answer leads, or "".
func step(records []dns.RR, name string) string {
	for _, r := range records {
		if a, ok := r.(*dns.CNAME); ok && dns.CanonicalName(a.Hdr.Name) == name {
			return dns.CanonicalName(a.Target)
		}
	}
	return ""
}
