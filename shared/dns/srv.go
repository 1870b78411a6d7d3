package dns

import "strings"

// srv plans one SRV record. One that leads to the same host and port serves, whatever its weight; others at the name need a consent for each.
func (p *planner) srv(w *Wanted) {
	owner, want := p.owner(w), w.data()
	if !p.free(owner, w) {
		return
	}
	var same, others []seen
	for _, s := range p.rows(owner, SRV) {
		if place(s.rec.Data) == place(want) {
			same = append(same, s)
		} else {
			others = append(others, s)
		}
	}
	it := Item{
		Code: "foreign_srv", Service: w.Service, Risk: High, Reason: "another service answers there: " + w.Name,
		Loses: "whatever uses the service that answers there today",
	}
	if len(others) > 0 {
		it.Reason = p.show(&others[0]) + " leads elsewhere"
	}
	switch {
	case !p.agreed(others, "", it):
		return
	case len(same) > 0:
		p.same(&same[0], w, "already there")
	case len(others) > 0:
		p.update(&others[0], w, want, Item{Code: it.Code, Reason: it.Reason, Risk: High, Loses: it.Loses})
		others = others[1:]
	default:
		p.create(w, "srv", about(w), Low)
	}
	p.remove(others, w.Service, Item{Code: it.Code, Reason: it.Reason, Risk: High, Loses: it.Loses})
}

// place is where an SRV record leads: port and host.
func place(data string) string {
	words := strings.Fields(data)
	if len(words) != 4 {
		return data
	}
	return words[2] + " " + words[3]
}
