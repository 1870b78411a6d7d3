package dns

import (
	"slices"
	"strings"
)

// mailer is what the host of an MX record is.
type mailer int

const (
	thirdParty  mailer = iota // also the null host, which says that the domain takes no mail
	oldHost                   // Microsoft's, in the form before July 2026
	newHost                   // Microsoft's, in the form since
	deadHost                  // of Microsoft's former German cloud
	hostDefault               // with what the zone's host fills a fresh zone
	proofHost                 // of Microsoft's proof of ownership; it takes no mail
)

func (p *planner) mailer(s *seen) mailer {
	target := s.rec.target()
	is := func(suffixes ...string) bool {
		return slices.ContainsFunc(suffixes, func(x string) bool { return strings.HasSuffix(target, x) })
	}
	switch {
	case dead(target):
		return deadHost
	case is(".mx.microsoft"):
		return newHost
	case is(".mail.protection.outlook.com", ".mail.eo.outlook.com", ".mail.protection.office365.us", ".mail.protection.partner.outlook.cn"):
		return oldHost
	case is(".msv1.invalid"):
		return proofHost
	case p.zone.Dialect.ours(target):
		return hostDefault
	}
	return thirdParty
}

// mx plans where the domain's mail goes. It never adds Microsoft's host beside one that takes mail today, and never deletes one without a consent: the host's
// own with the class for it, any other by its row.
func (p *planner) mx(w *Wanted) {
	owner := p.owner(w)
	target := Record{Type: MX, Data: w.data()}.target()
	var here, ours, theirs, former []seen
	for _, s := range p.rows(owner, MX) {
		switch p.mailer(&s) {
		case proofHost:
		case hostDefault:
			ours = append(ours, s)
		case oldHost, newHost:
			if s.rec.target() == target {
				here = append(here, s)
			} else {
				former = append(former, s)
			}
		default:
			theirs = append(theirs, s)
		}
	}
	if p.opt.Move != "" {
		p.move(w, here, former, append(ours, theirs...))
		return
	}
	if len(former) > 0 && p.stays(w, here, former) {
		if len(here) == 0 {
			here = former
		}
		former = nil
	}
	p.takeOver(w, here, ours, append(theirs, former...))
}

// stays says that another host of Microsoft's that takes the domain's mail works as well, and is left: beside the wanted one the domain is being moved, and
// alone it is the older form, whose move is a work of its own. A host in the same form as the wanted one is another tenant's.
func (p *planner) stays(w *Wanted, here, former []seen) bool {
	want := p.mailer(&seen{rec: Record{Type: MX, Data: w.data()}})
	for _, s := range former {
		if len(here) == 0 && p.mailer(&s) == want {
			return false
		}
	}
	for _, s := range former {
		p.items = append(p.items, Item{
			Kind: Warn, Code: "other_microsoft_mx", Row: &s.Row, Service: w.Service, Risk: Harmless,
			Reason: "mail reaches Microsoft by " + s.rec.target() + ", which stays; moving it to " + w.data() + " takes steps with a test between them",
		})
	}
	return true
}

// takeOver makes Microsoft's host the only one.
func (p *planner) takeOver(w *Wanted, here, ours, theirs []seen) {
	if len(here) > 0 && len(ours)+len(theirs) == 0 {
		p.same(&here[0], w, "mail already goes to Microsoft")
		return
	}
	if !p.free(p.owner(w), w) {
		return
	}
	host := p.zone.Dialect.Host
	agreed := true
	if len(ours) > 0 {
		agreed = p.agreed(ours, ReplaceMX, Item{
			Code: "host_mail", Service: w.Service, Risk: High, Reason: "mail goes to " + host + ", as in every fresh zone",
			Loses: "new mail no longer reaches a mailbox at " + host + ", if there is one",
		})
	}
	if len(theirs) > 0 {
		agreed = p.agreed(theirs, "", Item{
			Code: "foreign_mx", Service: w.Service, Risk: High, Reason: "somebody else takes the domain's mail, and beside Microsoft's host mail would be split",
			Loses: "new mail no longer reaches the mailboxes there",
		}) && agreed
	}
	if len(theirs)+len(ours) > 0 && !p.policy(w) || !agreed {
		return
	}
	if len(here) > 0 {
		p.same(&here[0], w, "mail already goes to Microsoft")
	} else {
		p.create(w, "mx", "mail goes to Microsoft", High)
	}
	p.remove(ours, w.Service, Item{Code: "host_mail", Risk: High, Reason: "replaced by Microsoft's", Loses: "new mail no longer reaches a mailbox at " + host + ", if there is one"})
	p.remove(theirs, w.Service, Item{Code: "foreign_mx", Risk: High, Reason: "replaced by Microsoft's", Loses: "new mail no longer reaches the mailboxes there"})
}

func (p *planner) list(rows []seen) string {
	all := make([]string, len(rows))
	for i, s := range rows {
		all[i] = "MX " + s.rec.Data
	}
	return strings.Join(all, ", ")
}

// policy reports whether mail may move under the policy that senders hold the domain to. The policy itself is a web page: senders that enforce it refuse a
// host that it does not list.
func (p *planner) policy(w *Wanted) bool {
	for _, s := range p.rows(join("_mta-sts", p.owner(w)), "") {
		need := Need{Class: MTASTS}
		if p.opt.Consents.given(need) {
			continue
		}
		p.items = append(p.items, Item{
			Kind: Block, Code: "mta_sts", Row: &s.Row, Service: w.Service, Risk: High, Need: need,
			Reason: "senders are told to hold a policy (MTA-STS), which must list " + (Record{Type: MX, Data: w.data()}).target() + " before mail moves there",
			Loses:  "mail from senders that enforce the policy",
		})
		return false
	}
	return true
}
