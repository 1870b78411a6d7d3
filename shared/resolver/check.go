package resolver

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	plan "github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// mostHosts is how many servers of a zone are asked; the root itself has 13.
const mostHosts = 20

// Seen is what one server said of a set.
type Seen struct {
	Host    string
	Address netip.Addr
	Visible bool
	Why     string // why it is not visible
	Values  []string
	TCP     bool
	// Wildcard: a wildcard says the same, so that the answer does not prove that the record is there.
	Wildcard bool
}

// Checked is a set and what all servers said of it.
type Checked struct {
	plan.Set

	Seen    []Seen
	Visible bool      // at all of them
	Users   time.Time // until when a resolver may still have what was before; zero while it is not visible
}

// Report is what all servers of a zone say at a time.
type Report struct {
	At      time.Time
	Sets    []Checked
	Serials map[string]uint32 // of the SOA, by host; a server that does not answer is not there
	Visible bool              // everything, everywhere
	Users   time.Time         // the last of the sets' own
}

// Check asks every name server of a delegation for every set. What a server does not say is part of the report. It fails
// with fault.Invalid for a set that cannot be asked for, and for more servers than a zone has.
func (c *Client) Check(ctx context.Context, d Delegation, sets []plan.Set) (Report, error) {
	if len(d.Servers) > mostHosts {
		return Report{}, fault.Invalid.Errorf("check %s: it has more than %d servers", d.Zone, mostHosts)
	}
	for _, w := range sets {
		if _, ok := dns.IsDomainName(w.Name); !ok || dns.StringToType[string(w.Type)] == 0 || !dns.IsSubDomain(d.Zone, dns.CanonicalName(w.Name)) {
			return Report{}, fault.Invalid.Errorf("check %q %q: not a name in %s, or not a type", w.Name, w.Type, d.Zone)
		}
	}
	said := make([]view, len(d.Servers))
	var all sync.WaitGroup
	for i, s := range d.Servers {
		all.Go(func() { said[i] = c.look(ctx, d.Zone, s, sets) })
	}
	all.Wait()
	return report(c.opt.Now(), sets, said), nil
}

// report puts together what the servers say.
func report(now time.Time, sets []plan.Set, said []view) Report {
	r := Report{At: now, Serials: map[string]uint32{}, Visible: len(said) > 0}
	negative := time.Duration(0)
	for _, v := range said {
		if v.soa != nil {
			r.Serials[v.host] = v.soa.Serial
			negative = max(negative, time.Duration(min(v.soa.Minttl, v.soa.Hdr.Ttl))*time.Second)
		}
	}
	for i, w := range sets {
		k := Checked{Set: w}
		for _, v := range said {
			k.Seen = append(k.Seen, v.seen[i]...)
		}
		k.Visible = len(k.Seen) > 0 && !slices.ContainsFunc(k.Seen, func(s Seen) bool { return !s.Visible })
		if k.Visible {
			k.Users = now.Add(remembered(w, negative))
			r.Users = later(r.Users, k.Users)
		}
		r.Visible = r.Visible && k.Visible
		r.Sets = append(r.Sets, k)
	}
	if !r.Visible {
		r.Users = time.Time{}
	}
	return r
}

// remembered is how long a resolver may still have what was before: the records for their time to live, or that there were
// none (RFC 2308).
func remembered(w plan.Set, negative time.Duration) time.Duration {
	if w.Was > 0 {
		return time.Duration(w.Was) * time.Second
	}
	return negative
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
