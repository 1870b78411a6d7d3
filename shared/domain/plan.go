package domain

import (
	"context"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// plan makes a plan of what Microsoft wants and what the zone has. Whether the world looks at that zone at all is asked first: what is planned for another
// one helps nobody, and Microsoft is told of no domain that cannot be set up.
func (r *run) plan(ctx context.Context) error {
	if ok, err := r.current(ctx); !ok {
		return err
	}
	held, err := r.held(ctx)
	if err != nil {
		return err
	}
	facts, err := r.facts(ctx)
	if err != nil {
		return err
	}
	s := r.s
	switch {
	case facts.Verified:
		s.Stage = Services
	case s.Stage == Services:
		return atMicrosoft(fault.Unavailable.Errorf("domain %s: Microsoft has verified it, and does not show that yet", s.Domain))
	}
	plan, err := dns.Prepare(ctx, r.Names, held.Zone, facts, s.Options)
	if err != nil {
		return codes(err, "names", map[fault.Kind]string{fault.Invalid: "not_plannable"})
	}
	if err := keep(ctx, r.Texts, s.Partner, &plan); err != nil {
		return err
	}
	s.Hash, s.Line, s.Problem, s.Changes = plan.Hash, plan.Line(), nil, nil
	s.Notes = append(slices.Clone(facts.Notes), held.note(&plan)...)
	s.Write, s.Progress = Publication{}, Progress{}
	switch {
	case s.Line.State != dns.Done:
		r.enter(Planned, string(s.Line.State))
	case s.Stage == Ownership:
		r.enter(Verifying, "the proof is there")
	default:
		r.enter(Deployed, "everything is there")
	}
	return nil
}

// held asks the parent who serves the domain, and reads the zone at its host if that is the host's. With some of the servers only, the world sees now the
// one and now the other, so that nothing is written either.
func (r *run) held(ctx context.Context) (Held, error) {
	d, err := r.Names.Delegation(ctx, r.s.Domain)
	if err != nil {
		return Held{}, ofNames(err)
	}
	r.s.Zone = d.Zone
	held, err := r.look(ctx)
	elsewhere := func(code, text string) error {
		return &trouble{code: code, names: d.Servers, error: fault.Conflict.Errorf("zone %s: served by %s, %s", d.Zone, strings.Join(d.Servers, ", "), text)}
	}
	if fault.Of(err) == fault.NotFound {
		return held, elsewhere("served_elsewhere", "and this account does not have it")
	}
	if err != nil {
		return held, err
	}
	if r.s.Host.Kind == File {
		held.Servers = d.Servers
	}
	switch common := shared(d.Servers, held.Servers); {
	case common == 0:
		return held, elsewhere("served_elsewhere", "not by this account")
	case common < len(d.Servers) || common < len(plain(held.Servers)):
		return held, elsewhere("mixed_servers", "and only some of them are of this account, which has "+strings.Join(held.Servers, ", "))
	}
	return held, nil
}

// shared counts the servers that two lists have in common, in whatever form.
func shared(a, b []string) int {
	n := 0
	b = plain(b)
	for _, host := range plain(a) {
		if slices.Contains(b, host) {
			n++
		}
	}
	return n
}

// plain gives hosts in lower case without the final dot, each once.
func plain(hosts []string) []string {
	all := make([]string, len(hosts))
	for i, h := range hosts {
		all[i] = strings.ToLower(strings.TrimSuffix(h, "."))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// note says what a person should look at who gave a zone as a file: one of another host is easily taken for this one's.
func (h *Held) note(p *dns.Plan) []string {
	var named []string
	for _, row := range h.Zone.Rows {
		if rec := p.Zone.Record(row); rec.Type == dns.NS && rec.Name == "" {
			named = append(named, rec.Data)
		}
	}
	if len(named) == 0 || shared(named, h.Servers) == len(plain(h.Servers)) {
		return nil
	}
	return []string{"the zone names " + strings.Join(named, ", ") + " as its servers, and its parent names " + strings.Join(h.Servers, ", ")}
}
