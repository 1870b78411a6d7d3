package domain

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// begin sees, before the first change, that nothing is other than it was shown: who serves the zone, its rows, Microsoft's answer. The zone as it is now
// is kept for a person who may have to mend it by hand.
func (r *run) begin(ctx context.Context) error {
	if ok, err := r.current(ctx); !ok {
		return err
	}
	plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
	if err != nil {
		return err
	}
	if err := r.alone(ctx); err != nil {
		return err
	}
	facts, err := r.facts(ctx)
	if err != nil {
		return err
	}
	held, err := r.held(ctx)
	if err != nil {
		return err
	}
	if changes := plan.Drift(&held.Zone, &facts); len(changes) > 0 {
		r.drifted(some(changes))
		return nil
	}
	export, err := held.Export(ctx)
	if err != nil {
		return atHost(err)
	}
	r.s.Export = digest([]byte(export))
	if err := r.Texts.PutText(ctx, r.s.Partner, r.s.Export, []byte(export)); err != nil {
		return err
	}
	r.s.Problem = nil
	if r.s.Host.Kind == File {
		r.enter(ByHand, "")
		return nil
	}
	r.saw = &held
	r.enter(Staging, "")
	return nil
}

// drifted ends a plan of which nothing was done.
func (r *run) drifted(changes []dns.Change) {
	r.s.Applied = r.s.Applied[: len(r.s.Applied)-1 : len(r.s.Applied)-1]
	r.s.Changes = changes
	text := "the zone or Microsoft's answer is another than in the plan: " + changes[0].String() + "; plan it again"
	r.s.Problem = &Problem{Code: "drifted", Text: text, At: r.Now()}
	r.enter(Drifted, text)
}

// stage writes what the plan's rows still lack, and looks again until nothing does: an answer that was lost, a row that was made twice and one that
// somebody else changed all show in the zone. What others changed after the plan was shown stops it, since what is shown to the world is all of the zone.
func (r *run) stage(ctx context.Context) error {
	plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
	if err != nil {
		return err
	}
	for range maxLooks {
		if err := r.alone(ctx); err != nil {
			return err
		}
		held, err := r.glance(ctx)
		if err != nil {
			return err
		}
		steps, err := plan.Forward(held.Zone)
		if fault.Of(err) == fault.Stale {
			r.foreign(&plan, &held.Zone, err)
			return nil
		}
		if err != nil {
			return err
		}
		if len(steps) == 0 {
			r.s.Write.Serial, r.s.Problem, r.saw = held.Zone.Serial, nil, &held
			r.enter(Publishing, "")
			return nil
		}
		if done, err := r.write(ctx, steps, &plan, &held.Zone); done || err != nil {
			return err
		}
	}
	return &trouble{error: fault.Unavailable.Errorf("zone %s: the host does not show what it was given", r.s.Zone), code: "host_unavailable", passing: true}
}

// write stages steps, and reports whether the host refused them for good, so that the plan's changes are taken back. What is staged when the account is
// refused halfway is named.
func (r *run) write(ctx context.Context, steps []dns.Step, plan *dns.Plan, now *dns.Zone) (refused bool, err error) {
	if err := r.alone(ctx); err != nil {
		return false, err
	}
	ref, err := r.zones.Stage(ctx, r.s.Zone, steps)
	switch kind := fault.Of(err); kind {
	case fault.Unknown, fault.Stale, fault.NotFound:
		return false, nil // the next look tells
	case fault.Invalid, fault.Malformed, fault.Gone, fault.TooLarge:
		if r.s.State == Undoing {
			return true, nil
		}
		r.s.undo(r.Now(), &Problem{Code: "host_refused", Text: "the host refused a change, and those before it are taken back: " + fault.Text(err)})
		return true, nil
	default:
		if err == nil {
			r.s.Write.Ref = ref
			return false, nil
		}
		err = atHost(err)
		if t, ok := errors.AsType[*trouble](err); ok && r.s.State == Staging {
			for _, c := range some(dns.Compare(&plan.Zone, now)) {
				t.names = append(t.names, "staged: "+c.String())
			}
		}
		return false, err
	}
}

// foreign decides what becomes of a plan when somebody else edits the zone while it is staged.
func (r *run) foreign(plan *dns.Plan, now *dns.Zone, err error) {
	if !begun(plan, now) && r.s.Write.Asked == 0 {
		r.drifted(some(dns.Compare(&plan.Zone, now)))
		return
	}
	r.s.Changes = some(dns.Compare(&plan.Zone, now))
	r.s.undo(r.Now(), &Problem{Code: "foreign_edit", Text: "somebody else edited the zone meanwhile, and the plan's changes are taken back: " + fault.Text(err)})
}

// mark is a row without its id.
type mark struct {
	dns.Record
	TTL    uint32
	Locked string
}

func marks(z *dns.Zone) map[mark]int {
	all := make(map[mark]int, len(z.Rows))
	for _, row := range z.Rows {
		m := mark{Record: z.Record(row), TTL: row.TTL, Locked: row.Locked}
		if m.TTL == 0 {
			m.TTL = z.TTL
		}
		all[m]++
	}
	return all
}

// begun reports whether a zone has anything that the plan makes, or lacks anything that it takes away.
func begun(p *dns.Plan, now *dns.Zone) bool {
	after := p.Predicted()
	was, will, is := marks(&p.Zone), marks(&after), marks(now)
	for m := range will {
		if will[m] > was[m] && is[m] > was[m] {
			return true
		}
	}
	for m := range was {
		if will[m] < was[m] && is[m] < was[m] {
			return true
		}
	}
	return false
}
