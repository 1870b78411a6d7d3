package domain

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// publish has the host serve the rows. That it is asked is written down before it is, so that after a crash it is seen to may have been. Half a plan is never
// served: until the host has said that it was asked, each request is made only when nothing of the plan is missing.
func (r *run) publish(ctx context.Context) error {
	if !r.s.Write.Taken {
		plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
		if err != nil {
			return err
		}
		if ok, err := r.whole(ctx, &plan); !ok {
			return err
		}
	}
	served, ok, err := r.ask(ctx)
	if !ok {
		return err
	}
	switch {
	case len(served.Errors) > 0:
		text := "the host does not serve the zone, and the plan's changes are taken back: " + strings.Join(served.Errors, "; ")
		r.s.undo(r.Now(), &Problem{Code: "publish_refused", Text: text, Names: served.Errors})
	case served.Deployed:
		r.s.Problem = nil
		r.enter(Deployed, "")
	default:
		r.await(backoff(r.s.Tries), &Problem{Code: "not_deployed", Text: "the host has not served the rows yet: look at the zone's state there"})
	}
	return nil
}

// whole sees that the zone is as the plan leaves it. When a request that may have been made already was followed by an edit of somebody else's, it is made
// again all the same, as long as what is ours is there.
func (r *run) whole(ctx context.Context, plan *dns.Plan) (bool, error) {
	if err := r.alone(ctx); err != nil {
		return false, err
	}
	held, err := r.glance(ctx)
	if err != nil {
		return false, err
	}
	steps, err := plan.Forward(held.Zone)
	switch {
	case fault.Of(err) == fault.Stale && r.s.Write.Asked > 0 && !slices.ContainsFunc(plan.Watch(&held.Zone), isOurs):
		return true, nil
	case fault.Of(err) == fault.Stale:
		r.foreign(plan, &held.Zone, err)
		return false, nil
	case err != nil:
		return false, err
	case len(steps) > 0:
		r.enter(Staging, "something is missing again")
		return false, nil
	}
	return true, nil
}

func isOurs(c dns.Change) bool { return c.Ours }

// ask asks the host to serve what it was given, or how far it is. It reports whether it answered.
func (r *run) ask(ctx context.Context) (Served, bool, error) {
	if err := r.open(ctx); err != nil {
		return Served{}, false, err
	}
	r.s.Write.Asked++
	if !r.s.Write.Taken {
		if err := r.Book.Save(ctx, r.s); err != nil {
			return Served{}, false, err
		}
		if err := r.alone(ctx); err != nil {
			return Served{}, false, err
		}
	}
	served, err := r.zones.Publish(ctx, r.s.Zone, r.s.Write)
	if err != nil {
		return Served{}, false, atHost(err)
	}
	r.s.Write.Taken = true
	return served, true, nil
}

// serve asks the name servers until all of them agree.
func (r *run) serve(ctx context.Context) error {
	plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
	if err != nil {
		return err
	}
	visible, err := r.seen(ctx, plan.Published())
	if err != nil {
		return err
	}
	if !visible && r.lagging() {
		if visible, err = r.beside(ctx, &plan); err != nil || r.s.State != Deployed {
			return err
		}
	}
	switch {
	case !visible:
		r.await(backoff(r.s.Tries), r.unseen("serve the rows"))
	case r.s.Stage == Ownership:
		r.s.Problem = nil
		r.enter(Verifying, "")
	default:
		r.s.Problem, r.s.Changes = nil, nil
		r.done()
	}
	return nil
}

// lagging reports whether the name servers take longer than any host does, so that the zone itself is looked at again.
func (r *run) lagging() bool {
	return r.s.Host.Kind != File && r.Now().Sub(r.s.Since) >= 15*time.Minute
}

// beside compares with the zone as it is now: somebody may have entered a record beside ours. Whoever changed ours has made another zone than was planned.
func (r *run) beside(ctx context.Context, plan *dns.Plan) (bool, error) {
	held, err := r.look(ctx)
	if err != nil {
		return false, err
	}
	changes := plan.Watch(&held.Zone)
	if slices.ContainsFunc(changes, isOurs) {
		r.s.Changes = some(changes)
		r.s.Problem = &Problem{Code: "changed_since", Text: "somebody changed what was just published: plan it again, or roll it back", At: r.Now()}
		r.s.alarm(r.Now())
		r.enter(Drifted, r.s.Problem.Text)
		return false, nil
	}
	return r.seen(ctx, plan.Answers(&plan.Zone, &held.Zone))
}

// seen asks every name server for every set.
func (r *run) seen(ctx context.Context, sets []dns.Set) (bool, error) {
	d, err := r.Names.Delegation(ctx, r.s.Domain)
	if err != nil {
		return false, ofNames(err)
	}
	p, err := r.Names.Seen(ctx, d, sets)
	if err != nil {
		return false, ofNames(err)
	}
	r.s.Progress = p
	return p.Visible == p.Sets && len(p.Missing) == 0, nil
}

// unseen says which name servers do not serve what they should.
func (r *run) unseen(what string) *Problem {
	var names []string
	for _, m := range r.s.Progress.Missing {
		names = append(names, m.Server)
	}
	names = plain(names)
	return &Problem{Code: "not_served", Text: "not all name servers " + what + " yet: ask the host when it lasts", Names: names}
}

// byHand asks the name servers whether the person has entered the rows.
func (r *run) byHand(ctx context.Context) error {
	plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
	if err != nil {
		return err
	}
	visible, err := r.seen(ctx, plan.Published())
	if err != nil {
		return err
	}
	if visible {
		after := plan.Predicted()
		if err := r.entered(ctx, &after); err != nil {
			return err
		}
		r.s.Problem = nil
		r.enter(Deployed, "")
		return nil
	}
	r.await(4*backoff(r.s.Tries), r.unseen("serve the rows that are to be entered by hand"))
	return nil
}
