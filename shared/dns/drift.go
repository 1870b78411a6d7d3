package dns

import (
	"fmt"
	"slices"
)

// Change is one difference between two readings of a zone, or of Microsoft's answer.
type Change struct {
	Record Record `json:"-"`
	Name   string `json:"name"` // in full
	Type   Type   `json:"type"`
	Was    string `json:"was,omitempty"` // data in normal form; "" where there was none
	Is     string `json:"is,omitempty"`
	// Seconds of its time to live, then and now; of a change of the time alone, Was and Is are the same.
	WasTTL uint32 `json:"was_ttl,omitempty"`
	IsTTL  uint32 `json:"is_ttl,omitempty"`
	// Ours: what the plan made or counted on, and not somebody else's record.
	Ours bool `json:"ours,omitempty"`
}

// String says the change in a few words.
func (c Change) String() string {
	where := fmt.Sprintf("%s %s", c.Name, c.Type)
	switch {
	case c.Was == c.Is:
		return fmt.Sprintf("%s %s lives %d s, not %d", where, c.Is, c.IsTTL, c.WasTTL)
	case c.Was == "":
		return where + " " + c.Is + " is new"
	case c.Is == "":
		return where + " " + c.Was + " is gone"
	}
	return where + " is " + c.Is + ", was " + c.Was
}

// Compare gives what differs between two readings of a zone, whatever the ids.
func Compare(was, is *Zone) []Change {
	count := make(map[content]int, len(was.Rows))
	for _, r := range was.Rows {
		count[was.content(r)]--
	}
	for _, r := range is.Rows {
		count[is.content(r)]++
	}
	var gone, fresh []content
	for c, n := range count {
		for ; n < 0; n++ {
			gone = append(gone, c)
		}
		for ; n > 0; n-- {
			fresh = append(fresh, c)
		}
	}
	slices.SortFunc(gone, content.compare)
	slices.SortFunc(fresh, content.compare)
	return pairs(is.Name, gone, fresh)
}

// pairs makes one change of two that are about the same: the time to live of a record, or the value of a name's only record of a type.
func pairs(zone string, gone, fresh []content) []Change {
	var all []Change
	add := func(rec Record, was, is content) {
		all = append(all, Change{Record: rec, Name: join(rec.Name, zone), Type: rec.Type, Was: was.Data, Is: is.Data, WasTTL: was.TTL, IsTTL: is.TTL})
	}
	alike := func(same func(a, b content) bool) {
		gone = slices.DeleteFunc(gone, func(g content) bool {
			at := slices.IndexFunc(fresh, func(f content) bool { return same(g, f) })
			if at >= 0 {
				add(g.Record, g, fresh[at])
				fresh = slices.Delete(fresh, at, at+1)
			}
			return at >= 0
		})
	}
	alike(func(a, b content) bool { return a.Record == b.Record })
	alike(func(a, b content) bool { return slot(a.Record) == slot(b.Record) })
	for _, g := range gone {
		add(g.Record, g, content{})
	}
	for _, f := range fresh {
		add(f.Record, content{}, f)
	}
	return all
}

// Drift gives what changed since the plan was made: in the zone, and in Microsoft's answer. A plan with any is not applied.
func (p *Plan) Drift(now *Zone, facts *Facts) []Change {
	all := Compare(&p.Zone, now)
	if p.FactsDigest == facts.Digest() {
		return all
	}
	was, is := p.Facts.asZone(p.Zone.Name), facts.asZone(p.Zone.Name)
	for _, c := range Compare(&was, &is) {
		c.Ours = true
		all = append(all, c)
	}
	if len(all) == 0 {
		all = append(all, Change{Name: p.Domain, Was: "Microsoft's answer as it was", Is: "another answer of Microsoft's", Ours: true})
	}
	return all
}

// asZone gives the wanted records as if they were a zone's.
func (f *Facts) asZone(zone string) Zone {
	z := Zone{Name: zone, TTL: hour}
	for _, w := range f.Wanted {
		r := Row{Name: w.Name + ".", Type: w.Type, TTL: w.TTL, Value: w.data()}
		if w.Type == TXT {
			r.Value = Quote(w.Value)
		}
		z.Rows = append(z.Rows, r)
	}
	return z
}

// Watch gives what changed since the plan was applied. What is Ours needs somebody: Microsoft's service counts on it.
func (p *Plan) Watch(now *Zone) []Change {
	after := p.Predicted()
	ours := map[Record]bool{}
	for i := range p.Items {
		for _, r := range []*Row{p.Items[i].Row, p.Items[i].To} {
			if r != nil && p.Items[i].Kind != Warn {
				ours[slot(p.Zone.Record(*r))] = true
			}
		}
	}
	all := Compare(&after, now)
	for i, c := range all {
		all[i].Ours = ours[slot(c.Record)]
	}
	return all
}

// foreign gives what differs from the zone as it was read and is no change of the plan's, made or not.
func (p *Plan) foreign(now Zone) []Change {
	mine := map[content]bool{}
	for _, s := range p.steps() {
		for _, r := range []Row{s.Row, s.To} {
			if r.Type != "" {
				mine[p.Zone.content(r)] = true
			}
		}
	}
	rest := func(z Zone) Zone {
		z.Rows = slices.DeleteFunc(slices.Clone(z.Rows), func(r Row) bool { return mine[z.content(r)] })
		return z
	}
	was, is := rest(p.Zone), rest(now)
	return Compare(&was, &is)
}
