package resolver

import (
	"context"
	"slices"
	"strings"

	"github.com/miekg/dns"

	plan "github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// mostMissing bounds what a setup keeps of sets that are not visible: enough for a person to see what is wrong.
const mostMissing = 40

// Names speaks of names as setups have them: in lower case, without a final dot.
type Names struct{ *Client }

var _ domain.Names = Names{}

// Delegation asks the parent who serves a domain. It fails as Client.Delegation does.
func (n Names) Delegation(ctx context.Context, name string) (domain.Delegation, error) {
	d, err := n.Client.Delegation(ctx, name)
	if err != nil {
		return domain.Delegation{}, err
	}
	out := domain.Delegation{Zone: normal(d.Zone)}
	for _, h := range d.Hosts() {
		out.Servers = append(out.Servers, normal(h))
	}
	slices.Sort(out.Servers)
	out.Servers = slices.Compact(out.Servers)
	return out, nil
}

// Seen asks every name server of a delegation for every set. A set that a wildcard answers too counts as visible: whether its row was made, its host knows. It
// fails as Client.Check does.
func (n Names) Seen(ctx context.Context, d domain.Delegation, sets []plan.Set) (domain.Progress, error) {
	at := Delegation{Zone: dns.CanonicalName(d.Zone)}
	for _, host := range d.Servers {
		at.Servers = append(at.Servers, Server{Host: dns.CanonicalName(host)})
	}
	r, err := n.Check(ctx, at, sets)
	if err != nil {
		return domain.Progress{}, err
	}
	out := domain.Progress{At: r.At, Sets: len(r.Sets), Users: r.Users, Serials: make(map[string]uint32, len(r.Serials))}
	for host, serial := range r.Serials {
		out.Serials[normal(host)] = serial
	}
	for _, k := range r.Sets {
		if k.Visible {
			out.Visible++
			continue
		}
		out.Missing = append(out.Missing, missing(k)...)
	}
	out.Missing = out.Missing[:min(len(out.Missing), mostMissing)]
	return out, nil
}

// missing names the servers that do not have a set.
func missing(k Checked) []domain.Missing {
	var all []domain.Missing
	for _, s := range k.Seen {
		if !s.Visible {
			all = append(all, domain.Missing{Name: k.Name, Type: string(k.Type), Server: normal(s.Host), Why: s.Why})
		}
	}
	return all
}

func normal(name string) string { return strings.TrimSuffix(dns.CanonicalName(name), ".") }
