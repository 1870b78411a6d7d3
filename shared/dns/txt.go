package dns

import (
	"slices"
	"strings"
)

// ownership plans the proof that the domain is the tenant's. Proofs of other tenants stay beside it.
func (p *planner) ownership() {
	proofs := slices.ContainsFunc(p.facts.Wanted, func(w Wanted) bool { return w.Service == Ownership && w.Type == TXT })
	if !p.facts.Verified && !proofs {
		p.note(Block, "no_proof", Ownership, "Microsoft has not seen a proof of ownership, and named none to publish")
	}
	for i := range p.facts.Wanted {
		// The same proof as an MX record would stand among those of the mail.
		if w := &p.facts.Wanted[i]; w.Service == Ownership && w.Type == TXT {
			p.proof(w)
		}
	}
}

func (p *planner) proof(w *Wanted) {
	if !p.facts.Verified {
		p.text(w, "proof", "shows Microsoft that the domain is the tenant's")
		return
	}
	if !p.opt.DropProof {
		return
	}
	done := slices.DeleteFunc(p.rows(p.owner(w), TXT), func(s seen) bool { return s.rec.Data != w.data() || s.Locked != "" })
	p.remove(done, Ownership, Item{Code: "proof", Risk: Harmless, Reason: "the domain is verified, and somebody asked to tidy up"})
}

// text plans one TXT record beside all others of its name.
func (p *planner) text(w *Wanted, code, reason string) {
	owner := p.owner(w)
	for _, s := range p.rows(owner, TXT) {
		if s.rec.Data == w.data() {
			p.same(&s, w, "already there")
			return
		}
	}
	if p.free(owner, w) {
		p.create(w, code, reason, Harmless)
	}
}

// dmarc begins a policy where there is none. One that exists in any form, its owner's or a vendor's, is only reported.
func (p *planner) dmarc() {
	w := &Wanted{Name: "_dmarc." + p.facts.Domain, Type: TXT, Value: p.opt.DMARC, Service: Email, Source: FromOperator}
	owner := p.owner(w)
	var texts []seen
	for _, s := range p.rows(owner, "") {
		switch {
		case s.rec.Type == CNAME:
			p.same(&s, &Wanted{Service: Email, TTL: p.zone.ttl(s.Row)}, "the policy is kept at "+s.rec.target())
			return
		case s.rec.Type == TXT && isDMARC(s.rec.Data):
			texts = append(texts, s)
		}
	}
	switch {
	case len(texts) > 1:
		kind := Warn
		if p.opt.DMARC != "" {
			kind = Block
		}
		p.items = append(p.items, Item{
			Kind: kind, Code: "two_dmarc", Row: &texts[0].Row, Service: Email, Risk: Low,
			Reason: "there are several DMARC policies, so receivers hold none of them: " + texts[0].rec.Data + " and " + texts[1].rec.Data,
		})
	case len(texts) == 1:
		p.same(&texts[0], &Wanted{Service: Email, TTL: p.zone.ttl(texts[0].Row)}, "the policy stays: "+texts[0].rec.Data)
	case p.opt.DMARC != "" && p.free(owner, w):
		p.create(w, "dmarc", "begins a policy for mail that claims to be the domain's", Low)
	}
}

// report says what else a person should know, and offers to delete what gets in Microsoft's way.
func (p *planner) report() {
	for _, text := range p.facts.Notes {
		p.note(Warn, "by_hand", "", "Microsoft asks for something that is no record: "+text)
	}
	for _, id := range p.opt.Consents.Rows {
		if !slices.ContainsFunc(p.seen, func(s seen) bool { return s.ID == id }) {
			p.note(Warn, "consent_gone", "", "somebody agreed to a change of row "+id+", which the zone does not have; hosts renumber rows")
		}
	}
	for _, s := range p.rows(join("msoid", p.base), CNAME) {
		if p.facts.Cloud != China {
			p.offer(&s, "msoid", "", "an old checklist's record: outside China it keeps people from signing in and from activating")
		}
	}
	if slices.Contains(p.opt.Services, Teams) && !p.opt.LegacySkype {
		p.skype()
	}
	if slices.Contains(p.opt.Services, Email) && !p.opt.KeepMX {
		p.rival()
	}
}

// rival offers to delete what sends mail programs elsewhere, although Microsoft's own record is there.
func (p *planner) rival() {
	for _, s := range p.rows(join("_autodiscover._tcp", p.base), SRV) {
		class := Class("")
		if p.zone.Dialect.ours(s.rec.target()) {
			class = ReplaceMX
		}
		p.offer(&s, "autodiscover_srv", class, "mail programs may follow it to "+s.rec.target()+", and not to Microsoft")
	}
}

// skype reports what stands at the names of an on-premises Skype: it keeps a tenant from leaving it.
func (p *planner) skype() {
	for _, at := range []string{"sip", "lyncdiscover", "_sip._tls"} {
		for _, s := range p.rows(join(at, p.base), "") {
			if strings.HasSuffix(s.rec.target(), ".online.lync.com") {
				continue
			}
			p.items = append(p.items, Item{
				Kind: Warn, Code: "old_skype", Row: &s.Row, Service: Teams, Risk: Low, Reason: p.show(&s) + " looks like a Skype server, which keeps the tenant from using Teams alone",
			})
		}
	}
}

// offer deletes a row if somebody agreed, and else says that it could.
func (p *planner) offer(s *seen, code string, class Class, reason string) {
	need := Need{Class: class, Rows: []string{s.ID}}
	if s.Locked == "" && p.opt.Consents.given(need) {
		p.remove([]seen{*s}, "", Item{Code: code, Risk: Low, Reason: reason, Loses: "whatever uses the record today"})
		return
	}
	p.items = append(p.items, Item{Kind: Warn, Code: code, Row: &s.Row, Risk: Low, Reason: reason, Need: need})
}
