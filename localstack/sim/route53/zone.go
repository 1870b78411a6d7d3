package route53

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Set is a set of records as tests give it and see it.
type Set struct {
	Name   string   `json:"name"` // in full
	Type   string   `json:"type"`
	TTL    int64    `json:"ttl,omitempty"`
	Values []string `json:"values,omitempty"` // as they are kept: texts in quotes, with octal escapes
	Alias  string   `json:"alias,omitempty"`  // the host whose records it answers with
	// Identifier tells apart the sets of a name and type that a routing policy chooses from.
	Identifier string `json:"identifier,omitempty"`
	Weight     *int64 `json:"weight,omitempty"`
	Region     string `json:"region,omitempty"`
	Country    string `json:"country,omitempty"`
	Failover   string `json:"failover,omitempty"`
	Multi      *bool  `json:"multi,omitempty"`
}

// Zone is a hosted zone as tests give it and see it.
type Zone struct {
	ID      string   `json:"id,omitempty"` // "": one is made
	Name    string   `json:"name"`
	Private bool     `json:"private,omitempty"`
	Servers []string `json:"servers,omitempty"` // none: four of the service's
	Sets    []Set    `json:"sets"`              // but SOA and NS of the zone itself, which it has anyway
}

type zone struct {
	id, name, caller string
	private          bool
	servers          []string
	sets             map[key]Set
	listing          []Set // in the order in which they are listed; nil after a change
}

// key is what a set is found by.
type key struct{ name, kind, identifier string }

func (s Set) key() key { return key{canonical(s.Name), s.Type, s.Identifier} }

// routed reports whether a policy chooses between this set and others.
func (s Set) routed() bool { return s.Identifier != "" }

// Servers are the name servers of a zone that is given none. Modelled; LocalStack has the same.
func Servers() []string {
	return []string{"ns-2048.awsdns-64.com", "ns-2049.awsdns-65.net", "ns-2050.awsdns-66.org", "ns-2051.awsdns-67.co.uk"}
}

// Put adds a zone or replaces the one of the same id, which is served at once, and gives its id.
func (s *Sim) Put(in Zone) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(in)
}

func (s *Sim) put(in Zone) string {
	if in.ID == "" {
		s.count++
		in.ID = fmt.Sprintf("Z%012dSIM", s.count)
	}
	z := &zone{id: in.ID, name: canonical(in.Name), caller: "sim-" + in.ID, private: in.Private, servers: in.Servers, sets: map[key]Set{}}
	if len(z.servers) == 0 {
		z.servers = Servers()
	}
	var hosts []string
	for _, h := range z.servers {
		hosts = append(hosts, strings.TrimSuffix(h, ".")+".")
	}
	soa := hosts[0] + " awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
	all := []Set{{Name: z.name, Type: "NS", TTL: 172800, Values: hosts}, {Name: z.name, Type: "SOA", TTL: 900, Values: []string{soa}}}
	for _, set := range append(all, in.Sets...) {
		set.Name = canonical(set.Name)
		z.sets[set.key()] = set
	}
	s.zones[z.id] = z
	s.tell(z, s.opt.Clock.Now())
	return z.id
}

// order gives the sets as they are listed: by name from its last label, then by type and identifier.
func (z *zone) order() []Set {
	if z.listing != nil {
		return z.listing
	}
	names := make(map[string]string, len(z.sets))
	for k := range z.sets {
		names[k.name] = sortable(k.name)
	}
	z.listing = slices.SortedFunc(maps.Values(z.sets), func(a, b Set) int {
		return cmp.Or(strings.Compare(names[a.Name], names[b.Name]), strings.Compare(a.Type, b.Type), strings.Compare(a.Identifier, b.Identifier))
	})
	return z.listing
}

func (z *zone) view() Zone {
	return Zone{ID: z.id, Name: z.name, Private: z.private, Servers: slices.Clone(z.servers), Sets: slices.Clone(z.order())}
}

func (z *zone) wire() wireZone {
	return wireZone{ID: "/hostedzone/" + z.id, Name: z.name, Caller: z.caller, Private: z.private, Sets: len(z.sets)}
}

// tell tells the name servers.
func (s *Sim) tell(z *zone, at time.Time) {
	if s.opt.Publish != nil && !z.private {
		s.opt.Publish(strings.TrimSuffix(z.name, "."), File(z.name, z.order()), at)
	}
}

// listed gives all zones in the order of their names and then of their ids.
func (s *Sim) listed() []*zone {
	return slices.SortedFunc(maps.Values(s.zones), func(a, b *zone) int {
		return cmp.Or(strings.Compare(sortable(a.name), sortable(b.name)), strings.Compare(a.id, b.id))
	})
}
