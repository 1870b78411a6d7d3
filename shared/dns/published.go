package dns

import (
	"slices"
	"strings"
)

// Set is what every name server of a zone has to answer for a name and a type once a plan is applied.
type Set struct {
	Name string   `json:"name"` // in full
	Type Type     `json:"type"`
	Data []string `json:"data"` // in normal form and order; empty: the name has none of the type
	// Was is for how many seconds caches may still hold the old answer; 0 where there was none, and the zone's own time for denials counts.
	Was uint32 `json:"was"`
}

// Published gives the sets that the plan changes or counts on, in the order of their names.
func (p *Plan) Published() []Set {
	after := p.Predicted()
	return p.Answers(&p.Zone, &after)
}

// Answers gives what a zone answers for the sets that the plan changes or counts on, where caches may still have what another one answered before: for a plan
// that is taken back, and where others changed their own records beside the plan's.
func (p *Plan) Answers(before, now *Zone) []Set {
	was, is := index(before), index(now)
	var all []Set
	for s := range p.slots() {
		set := Set{Name: join(s.Name, p.Zone.Name), Type: s.Type, Data: is.answer(s.Name, s.Type)}
		for _, c := range was.at[s.Name] {
			if c.Type == s.Type {
				set.Was = max(set.Was, c.TTL)
			}
		}
		all = append(all, set)
	}
	slices.SortFunc(all, func(a, b Set) int {
		if n := strings.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(string(a.Type), string(b.Type))
	})
	return all
}

// slots are the names and types that the plan changes or counts on.
func (p *Plan) slots() map[Record]bool {
	all := map[Record]bool{}
	for i := range p.Items {
		it := &p.Items[i]
		for _, r := range []*Row{it.Row, it.To} {
			if r != nil && (it.Changes() || it.Kind == Noop) {
				rec := p.Zone.Record(*r)
				all[Record{Name: rec.Name, Type: rec.Type}] = true
			}
		}
	}
	return all
}

// served is a zone as its name servers answer for it.
type served struct {
	at    map[string][]content
	exist map[string]bool // names with records, and those on the way to them
}

func index(z *Zone) served {
	s := served{at: make(map[string][]content, len(z.Rows)), exist: map[string]bool{"": true}}
	for _, r := range z.Rows {
		c := z.content(r)
		s.at[c.Name] = append(s.at[c.Name], c)
		for name := c.Name; name != ""; name = parent(name) {
			s.exist[name] = true
		}
	}
	return s
}

// answer gives the data of a set; a wildcard answers where nothing else exists.
func (s served) answer(name string, t Type) []string {
	if !s.exist[name] {
		closest := parent(name)
		for !s.exist[closest] {
			closest = parent(closest)
		}
		name = join("*", closest)
	}
	data := []string{}
	for _, c := range s.at[name] {
		if c.Type == t {
			data = append(data, c.Data)
		}
	}
	slices.Sort(data)
	return slices.Compact(data)
}
