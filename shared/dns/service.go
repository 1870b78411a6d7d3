package dns

import (
	"context"
	"slices"
)

// services plans the records of the chosen services, but SPF.
func (p *planner) services() {
	keys, hosts := 0, 0
	for _, w := range p.want {
		if w.Type == MX {
			hosts++
		}
		if isDKIM(w.Name) {
			keys++
		}
		p.service(&w)
	}
	switch {
	case len(p.opt.Services) == 0:
		return
	case !p.facts.Verified:
		p.note(Warn, "unverified", "", "the records of the services follow once Microsoft has seen the proof of ownership")
	case !slices.Contains(p.opt.Services, Email):
	case hosts == 0 && !p.opt.KeepMX:
		p.note(Block, "no_mx", Email, "Microsoft names no host for the domain's mail, and it cannot be guessed from the name")
	}
	if !slices.Contains(p.opt.Services, Email) {
		return
	}
	if keys == 0 && p.facts.Verified {
		p.note(Warn, "no_dkim", Email, "the names of the DKIM keys are not known; Exchange shows them, and they cannot be guessed")
	}
	p.dmarc()
}

func (p *planner) service(w *Wanted) {
	switch {
	case w.Type == MX && p.opt.KeepMX:
		p.note(Warn, "gateway", Email, "the MX records stay; the gateway has to hand the mail on to "+(Record{Type: MX, Data: w.data()}).target())
	case w.Type == MX:
		p.mx(w)
	case w.Type == CNAME:
		p.cname(w)
	case w.Type == SRV:
		p.srv(w)
	case !isSPF(w.Value):
		p.text(w, "text", about(w))
	}
}

// mail plans SPF.
func (p *planner) mail(ctx context.Context, lookup Lookup) error {
	for i := range p.want {
		if w := &p.want[i]; w.Type == TXT && isSPF(w.Value) {
			if err := p.sender(ctx, lookup, w); err != nil {
				return err
			}
		}
	}
	return nil
}
