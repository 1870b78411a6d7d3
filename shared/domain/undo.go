package domain

import (
	"context"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

const maxUndos = 2

// undo takes the plan's changes back at the host, those that are there, and leaves what others changed. Where somebody changed what the plan made, or the host
// refuses twice, a person gets the zone's export: nothing is guessed over what other people did.
func (r *run) undo(ctx context.Context) error {
	plan, err := r.applied(ctx)
	if err != nil {
		return err
	}
	if r.s.Host.Kind == File {
		r.enter(Restoring, "")
		r.s.Deadline = ByHand.deadline(r.Now())
		return nil
	}
	for range maxLooks {
		if more, err := r.takeBack(ctx, &plan); !more {
			return err
		}
	}
	r.again(&plan, nil, "the host does not show that the changes were taken back")
	return nil
}

// takeBack stages what is still to be taken back, and reports whether to look once more.
func (r *run) takeBack(ctx context.Context, plan *dns.Plan) (more bool, err error) {
	if err := r.alone(ctx); err != nil {
		return false, err
	}
	held, err := r.look(ctx)
	if err != nil {
		return false, err
	}
	steps, err := plan.Back(held.Zone)
	if err != nil {
		return false, r.operator(plan, &held.Zone, err)
	}
	if len(steps) == 0 {
		r.s.Write.Serial, r.saw = held.Zone.Serial, &held
		r.enter(Restoring, "")
		return false, nil
	}
	refused, err := r.write(ctx, steps, plan, &held.Zone)
	if refused {
		r.again(plan, &held.Zone, "the host refuses to take a change back")
	}
	return !refused && err == nil, err
}

// applied gives the plan that is to be taken back.
func (r *run) applied(ctx context.Context) (dns.Plan, error) {
	last := r.s.last()
	if last == nil {
		return dns.Plan{}, fault.Conflict.Errorf("plan %s: nothing of it can be taken back", r.s.ID)
	}
	return load(ctx, r.Texts, r.s.Partner, last.Hash)
}

// again tries once more later, and then gives up.
func (r *run) again(plan *dns.Plan, now *dns.Zone, text string) {
	r.s.Undos++
	if now != nil {
		r.s.Changes = some(dns.Compare(&plan.Zone, now))
	}
	p := &Problem{Code: "undo_failed", Text: text + ": put the zone back by hand, as its export shows it", At: r.Now()}
	for _, c := range r.s.Changes {
		p.Names = append(p.Names, c.String())
	}
	r.s.Problem = p
	if r.s.Undos >= maxUndos {
		r.enter(Operator, p.Text)
		return
	}
	r.pause(backoff(r.s.Tries))
}

// operator gives a zone that cannot be put back to a person.
func (r *run) operator(plan *dns.Plan, now *dns.Zone, err error) error {
	if fault.Of(err) != fault.Stale {
		return err
	}
	r.s.Undos = maxUndos
	r.again(plan, now, fault.Text(err))
	return nil
}

// restore has the host serve the zone without the plan's changes, and asks the name servers until all of them do. It is asked even when nothing was served
// yet: somebody else's request may have had half of the plan served.
func (r *run) restore(ctx context.Context) error {
	plan, err := r.applied(ctx)
	if err != nil {
		return err
	}
	if r.s.Host.Kind != File {
		if ok, err := r.former(ctx, &plan); !ok {
			return err
		}
	}
	after := plan.Predicted()
	visible, err := r.seen(ctx, plan.Answers(&after, &plan.Zone))
	if err == nil && !visible && r.lagging() {
		var held Held
		if held, err = r.look(ctx); err == nil {
			visible, err = r.seen(ctx, plan.Answers(&after, &held.Zone))
		}
	}
	switch {
	case err != nil:
		return err
	case !visible:
		r.await(backoff(r.s.Tries), r.unseen("serve the zone as it was"))
	default:
		if r.s.Host.Kind == File {
			if err := r.entered(ctx, &plan.Zone); err != nil {
				return err
			}
		}
		r.s.back()
		r.s.Problem = nil
		r.enter(RolledBack, "")
	}
	return nil
}

// former has the host serve the zone as it was, and reports whether it does.
func (r *run) former(ctx context.Context, plan *dns.Plan) (bool, error) {
	if !r.s.Write.Taken {
		if err := r.alone(ctx); err != nil {
			return false, err
		}
		held, err := r.glance(ctx)
		if err != nil {
			return false, err
		}
		steps, err := plan.Back(held.Zone)
		if err != nil {
			return false, r.operator(plan, &held.Zone, err)
		}
		if len(steps) > 0 {
			r.enter(Undoing, "something of the plan is there again")
			return false, nil
		}
	}
	served, ok, err := r.ask(ctx)
	switch {
	case !ok:
		return false, err
	case len(served.Errors) > 0:
		r.s.Write = Publication{Serial: r.s.Write.Serial}
		r.again(plan, nil, "the host does not serve the zone as it was: "+served.Errors[0])
		return false, nil
	case !served.Deployed:
		r.await(backoff(r.s.Tries), &Problem{Code: "not_deployed", Text: "the host does not serve the zone as it was yet: look at the zone's state there"})
	}
	return served.Deployed, nil
}
