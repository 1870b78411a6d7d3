package dns

// free reports whether a record of the type can stand at an owner, and says with a block what hinders it. A consent for the rows in the way deletes them.
func (p *planner) free(owner string, w *Wanted) bool {
	if !p.served(owner, w) {
		return false
	}
	if w.Type == CNAME && owner == "" {
		p.note(Block, "apex_cname", w.Service, "the domain "+p.zone.Name+" is the zone itself, where no CNAME can stand")
		return false
	}
	var away []seen
	here := p.at(owner)
	for i := range here {
		s := &here[i]
		switch {
		case s.rec.Type == w.Type && s.Locked != "": // the same set of records: nothing can be added to it
			p.locked(s, w.Service)
			return false
		case s.rec.Type == w.Type:
		case w.Type == CNAME, s.rec.Type == CNAME:
			away = append(away, *s)
		}
	}
	if len(away) == 0 {
		return true
	}
	it := Item{
		Code: "other_type", Service: w.Service, Risk: High, Reason: "a CNAME stands alone at its name, and there is another record at " + join(owner, p.zone.Name),
		Loses: "whatever uses the record that stands there",
	}
	if !p.agreed(away, "", it) {
		return false
	}
	p.remove(away, w.Service, Item{Code: "other_type", Risk: High, Reason: "makes room for " + string(w.Type) + " " + w.Name, Loses: it.Loses})
	return true
}

// served reports whether the zone's own servers answer for an owner, and says with a block when they do not: below a delegation others do, and below a DNAME
// nothing of the zone does.
func (p *planner) served(owner string, w *Wanted) bool {
	for name := owner; ; name = parent(name) {
		here := p.at(name)
		for i := range here {
			s := &here[i]
			switch {
			case s.rec.Type == NS && name != "":
				p.away("delegated", s, w, "is delegated to "+s.rec.target()+"; enter the record there")
				return false
			case s.rec.Type == DNAME && name != owner:
				p.away("dname", s, w, "and all below it lead to "+s.rec.target())
				return false
			case s.rec.Type == DNAME && w.Type == CNAME:
				p.away("dname", s, w, "has a DNAME, beside which no CNAME stands")
				return false
			}
		}
		if name == "" {
			return true
		}
	}
}

func (p *planner) away(code string, s *seen, w *Wanted, reason string) {
	p.items = append(p.items, Item{
		Kind: Block, Code: code, Row: &s.Row, Service: w.Service, Risk: High, Reason: w.Name + " is not served from here: " + join(s.rec.Name, p.zone.Name) + " " + reason,
	})
}
