package dns

import "strings"

// wildcards warns of names at which a wildcard stops to answer, for all types, since something is created at them or below them.
func (p *planner) wildcards() {
	wild := map[string][]seen{} // by the name below which they answer
	for i := range p.seen {
		name := p.seen[i].rec.Name
		if rest, ok := strings.CutPrefix(name, "*."); ok || name == "*" {
			wild[strings.TrimPrefix(rest, "*")] = append(wild[strings.TrimPrefix(rest, "*")], p.seen[i])
		}
	}
	if len(wild) == 0 {
		return
	}
	exists := p.existing()
	for i := range p.items {
		if p.items[i].Kind != Create {
			continue
		}
		name := p.items[i].To.Name
		var stops []string
		for ; !exists[name]; name = parent(name) {
			exists[name] = true
			stops = append(stops, join(name, p.zone.Name))
		}
		if rows := wild[name]; len(stops) > 0 && len(rows) > 0 {
			p.stop(stops, rows)
		}
	}
}

// existing gives the names with records, and those on the way to them, which exist without any.
func (p *planner) existing() map[string]bool {
	exists := map[string]bool{"": true}
	for i := range p.seen {
		for name := p.seen[i].rec.Name; name != "" && !exists[name]; name = parent(name) {
			exists[name] = true
		}
	}
	return exists
}

func (p *planner) stop(names []string, rows []seen) {
	var answers []string
	for _, s := range rows {
		answers = append(answers, string(s.rec.Type)+" "+s.rec.Data)
	}
	p.items = append(p.items, Item{
		Kind: Warn, Code: "wildcard", Row: &rows[0].Row, Risk: Low, Loses: "whatever uses these names by the wildcard",
		Reason: "the wildcard no longer answers at " + strings.Join(names, " and ") + ", for no type: " + strings.Join(answers, ", "),
	})
}
