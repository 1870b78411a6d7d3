package dns

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	nearLookups = 9   // one more sender, and receivers refuse
	longRecord  = 450 // octets; a longer record may not fit an answer
)

// sender plans SPF: one record, with Microsoft let in, and everybody who was.
func (p *planner) sender(ctx context.Context, lookup Lookup, w *Wanted) error {
	domain, err := Includes(w.Value)
	if err != nil {
		return err
	}
	owner := p.owner(w)
	rows := slices.DeleteFunc(p.rows(owner, TXT), func(s seen) bool { return !isSPF(s.rec.Data) })
	if len(rows) == 0 {
		if p.free(owner, w) {
			p.firstSPF(w, domain)
		}
		return nil
	}
	have, ok := p.union(rows, w)
	if !ok {
		return nil
	}
	want, changed, err := have.With(domain)
	if err != nil {
		p.refuse(&rows[0], "spf_refuses", w, Need{}, fault.Text(err))
		return nil
	}
	want, dropped := p.dropSenders(want)
	if !changed && !dropped && len(rows) == 1 {
		p.same(&rows[0], w, "Microsoft may already send")
		return nil
	}
	if at := slices.IndexFunc(rows, func(s seen) bool { return s.Locked != "" }); at >= 0 {
		p.locked(&rows[at], w.Service)
		return nil
	}
	if have.parked() && !p.opt.Consents.given(Need{Class: UnparkSPF}) {
		p.refuse(&rows[0], "spf_parked", w, Need{Class: UnparkSPF}, "the record says that nobody sends mail of the domain")
		return nil
	}
	ok, err = p.counted(ctx, lookup, want, &rows[0], w)
	if err != nil || !ok {
		return err
	}
	p.rewrite(rows, want, w)
	return nil
}

func (p *planner) firstSPF(w *Wanted, domain string) {
	v := *w
	end := " -all"
	if p.opt.SoftFail {
		end = " ~all"
	}
	v.Value = tag + " " + include + ":" + domain + end
	p.create(&v, "spf", "lets Microsoft send the domain's mail, and nobody else", High)
}

// union reads the records, which should be one. Several are refused by every receiver, and become one with a consent.
func (p *planner) union(rows []seen, w *Wanted) (SPF, bool) {
	all := make([]SPF, len(rows))
	for i, s := range rows {
		var err error
		if all[i], err = ParseSPF(s.rec.Data); err != nil {
			p.refuse(&rows[i], "spf_broken", w, Need{}, "receivers cannot read the record: "+fault.Text(err))
			return nil, false
		}
	}
	if len(rows) == 1 {
		return all[0], true
	}
	one, err := Union(all)
	if err != nil {
		p.refuse(&rows[0], "spf_several", w, Need{}, "there are "+strconv.Itoa(len(rows))+" SPF records, and no single one can stand for them: "+fault.Text(err))
		return nil, false
	}
	if need := (Need{Class: MergeSPF}); !p.opt.Consents.given(need) {
		p.refuse(&rows[0], "spf_several", w, need, fmt.Sprintf("there are %d SPF records, so every receiver refuses them; they would become %s", len(rows), one))
		return nil, false
	}
	return one, true
}

func (p *planner) refuse(s *seen, code string, w *Wanted, need Need, reason string) {
	p.items = append(p.items, Item{Kind: Block, Code: code, Row: &s.Row, Service: w.Service, Source: w.Source, Reason: reason, Risk: High, Need: need})
}

// dropSenders takes the host's own senders out, where somebody said that its mailboxes are not used and its mail records go.
func (p *planner) dropSenders(s SPF) (SPF, bool) {
	if !p.opt.DropSender || !p.opt.Consents.given(Need{Class: ReplaceMX}) {
		return s, false
	}
	before := len(s)
	for _, domain := range p.zone.Dialect.Senders {
		s = s.Without(domain)
	}
	return s, len(s) < before
}

// counted reports whether receivers can hold the record, and says with a block when they cannot or when nobody can tell.
func (p *planner) counted(ctx context.Context, lookup Lookup, want SPF, s *seen, w *Wanted) (bool, error) {
	tree, err := want.Count(ctx, lookup, p.facts.Domain)
	need := Need{Class: UncountedSPF}
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case fault.Of(err) == fault.Invalid:
		p.refuse(s, "spf_broken", w, Need{}, "receivers cannot hold the record: "+fault.Text(err))
	case err != nil:
		p.refuse(s, "spf_unproved", w, Need{}, "what the record looks up could not be counted: "+fault.Text(err))
	case tree.Lookups > maxLookups:
		p.refuse(s, "spf_lookups", w, Need{}, fmt.Sprintf("receivers make %d lookups at most, and the record would take %s", maxLookups, &tree))
	case tree.Void > maxVoid:
		p.refuse(s, "spf_void", w, Need{}, fmt.Sprintf("receivers allow %d lookups that find nothing, and the record has %d", maxVoid, tree.Void))
	case len(tree.Uncounted) > 0 && !p.opt.Consents.given(need):
		p.refuse(s, "spf_uncounted", w, need, "what these terms look up depends on the sender: "+strings.Join(tree.Uncounted, " "))
	default:
		if tree.Lookups >= nearLookups {
			p.note(Warn, "spf_near", w.Service, fmt.Sprintf("receivers make %d lookups at most, and the record takes %s", maxLookups, &tree))
		}
		return true, nil
	}
	return false, nil
}

// rewrite makes the oldest row the record, unless another one is it already, and deletes the others in the same change.
func (p *planner) rewrite(rows []seen, want SPF, w *Wanted) {
	text := want.String()
	if at := slices.IndexFunc(rows, func(s seen) bool { return s.rec.Data == text }); at > 0 {
		rows[0], rows[at] = rows[at], rows[0]
	}
	reason := "lets Microsoft send as well; everybody who could still can"
	if len(rows) > 1 {
		reason = "one record instead of " + strconv.Itoa(len(rows)) + ", with everybody in it and Microsoft"
	}
	if rows[0].rec.Data == text {
		p.same(&rows[0], w, reason)
	} else {
		p.update(&rows[0], w, text, Item{Code: "spf", Reason: reason, Risk: High})
	}
	p.remove(rows[1:], w.Service, Item{Code: "spf_several", Risk: High, Reason: "its senders are in the one record now"})
	if len(text) > longRecord {
		p.note(Warn, "spf_long", w.Service, fmt.Sprintf("the record has %d octets; beyond %d an answer may not fit", len(text), longRecord))
	}
	if at := want.all(); at >= 0 {
		for _, t := range want[at+1:] {
			if !t.Modifier {
				p.note(Warn, "spf_dead", w.Service, "nobody asks what stands behind \""+want[at].Text+"\": "+t.Text)
			}
		}
	}
}
