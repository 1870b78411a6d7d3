package dns

import "strings"

// cname plans one CNAME. One that points elsewhere is changed in place: a host's default with the consent for its mail records, Microsoft's own keys without
// any, everything else with the consent for its row.
func (p *planner) cname(w *Wanted) {
	owner, want := p.owner(w), w.data()
	rows := p.rows(owner, CNAME)
	if len(rows) == 1 && len(p.at(owner)) == 1 && (rows[0].rec.Data == want || works(rows[0].rec.Data, want)) && p.served(owner, w) {
		p.same(&rows[0], w, "already there")
		return
	}
	if !p.free(owner, w) {
		return
	}
	if len(rows) == 0 {
		p.create(w, "cname", about(w), Low)
		return
	}
	p.repoint(rows, w)
}

// repoint makes the first of an owner's CNAMEs the wanted one, and deletes the others, which a broken zone has.
func (p *planner) repoint(rows []seen, w *Wanted) {
	keep := 0
	for i, s := range rows {
		if s.rec.Data == w.data() {
			keep = i
		}
	}
	kept := rows[keep]
	class, it := p.pointing(&kept, w)
	if kept.rec.Data != w.data() && class != own && !p.agreed(rows[keep:keep+1], class, it) {
		return
	}
	others := append(append([]seen(nil), rows[:keep]...), rows[keep+1:]...)
	twice := Item{Code: "second_cname", Service: w.Service, Risk: High, Reason: "a name has one CNAME, and this one has several", Loses: it.Loses}
	if !p.agreed(others, "", twice) {
		return
	}
	if kept.rec.Data == w.data() {
		p.same(&kept, w, "already there")
	} else {
		p.update(&kept, w, w.data(), Item{Code: it.Code, Reason: it.Reason, Risk: it.Risk, Loses: it.Loses})
	}
	p.remove(others, w.Service, Item{Code: twice.Code, Reason: twice.Reason, Risk: High, Loses: it.Loses})
}

// own marks what is Microsoft's own and needs nobody's consent.
const own Class = "own"

// pointing says what a CNAME that points elsewhere is, and the consent that changes it.
func (p *planner) pointing(s *seen, w *Wanted) (Class, Item) {
	to := s.rec.target()
	switch {
	case isDKIM(w.Name) && s.Locked == "" && (strings.HasSuffix(to, ".onmicrosoft.com") || strings.HasSuffix(to, ".dkim.mail.microsoft")):
		return own, Item{Code: "dkim_moved", Risk: Low, Reason: "Microsoft's own key has another name now"}
	case p.zone.Dialect.ours(to):
		return ReplaceMX, Item{
			Code: "host_mail", Service: w.Service, Risk: High, Reason: p.show(s) + " is what " + p.zone.Dialect.Host + " fills a zone with",
			Loses: "mail programs no longer set themselves up for a mailbox at " + p.zone.Dialect.Host,
		}
	case dead(to):
		return "", Item{
			Code: "stale_cname", Service: w.Service, Risk: Low, Reason: p.show(s) + " points to a cloud of Microsoft's that is closed",
		}
	}
	return "", Item{
		Code: "foreign_cname", Service: w.Service, Risk: High, Reason: p.show(s) + " points elsewhere", Loses: "whatever uses " + join(s.rec.Name, p.zone.Name) + " today",
	}
}

// works reports whether a target serves as well as the wanted one, so that a change gains nothing.
func works(have, want string) bool {
	const short = "enterpriseenrollment.manage.microsoft.com."
	return have == short && want == strings.Replace(short, ".", "-s.", 1)
}

// dead reports whether a host is of Microsoft's former German cloud.
func dead(host string) bool {
	for _, suffix := range []string{"mail.protection.outlook.de", "autodiscover-outlook.office.de", "microsoftonline.de"} {
		if host == suffix || strings.HasSuffix(host, "."+suffix) {
			return true
		}
	}
	return false
}

// about says what a record is for.
func about(w *Wanted) string {
	first, _, _ := strings.Cut(w.Name, ".")
	switch {
	case isDKIM(w.Name):
		return "lets Microsoft sign the domain's mail"
	case first == "autodiscover":
		return "lets mail programs set themselves up"
	case first == "enterpriseenrollment":
		return "lets devices find their management"
	case first == "enterpriseregistration":
		return "lets devices register"
	case first == "_sipfederationtls":
		return "lets other organisations reach the domain's people in Teams"
	case first == "sip", first == "lyncdiscover", first == "_sip":
		return "for old clients and desk phones"
	}
	return "Microsoft asks for it"
}
