package order

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Cancel records the wish to cancel an order. The same wish again changes nothing. It fails with fault.Conflict when another end of the term was chosen
// before, or when there is nothing to cancel.
func (d Desk) Cancel(ctx context.Context, p PartnerID, id ID, how AtTermEnd, by string) (Order, error) {
	if how == "" {
		how = End
	}
	if how != End && how != ExtendMonthly {
		return Order{}, fault.At(fault.Invalid.Errorf("at_term_end %q", how), fault.Field{Pointer: "/at_term_end", Text: "want end or extend_monthly"})
	}
	return d.change(ctx, p, id, func(o *Order) (bool, error) {
		switch {
		case o.Return != nil && o.Return.AtTermEnd != how:
			return false, fault.Conflict.Errorf("order %s: is being cancelled with at_term_end %s", o.ID, o.Return.AtTermEnd)
		case o.Return != nil || o.State == Cancelled:
			return false, nil
		case o.State == Failed:
			return false, fault.Conflict.Errorf("order %s: failed, there is nothing to cancel", o.ID)
		}
		o.Return = &Return{At: d.Now(), AtTermEnd: how, By: by}
		if o.State == Fulfilled {
			o.Deadline, o.Late = o.due(d.Now()), false
		}
		return true, nil
	})
}

// withdrawn ends an order of which nothing was bought.
func withdrawn(o Order) move {
	evidence := "cancelled before anything was bought"
	if o.Customer.Tenant != "" && !o.Customer.Existing {
		evidence += "; the new tenant stays"
	} else if o.Intent.Step == StepTenant {
		evidence += "; the tenant may have been created"
	}
	return move{result: Done, evidence: evidence, state: Cancelled, end: true, change: func(o *Order) {
		o.Return.Done = o.Return.At
		for i := range o.Lines {
			o.Lines[i].State = LineCancelled
		}
	}}
}

// giveBack ends the licence of one line by the policy of package subscription: at once inside the seller's window, else at the end of its term. It reads
// before it writes, and both writes ask for a state, not for a change: to find it there already is success.
func (r *run) giveBack(ctx context.Context, o Order) (move, error) {
	l := o.Lines[o.Intent.Line]
	id, facts, err := r.theirs(ctx, o, l)
	if fault.Of(err) == fault.Gone {
		return r.ended(ctx, o, l, "", facts, Ending{At: r.Now(), Immediate: true}, LineCancelled, "line "+l.Key+" was cancelled at Microsoft already")
	}
	if err != nil {
		return move{}, asUnavailable(err)
	}
	switch facts.Status {
	case subscription.Deleted:
		return r.gone(ctx, o, l, id, facts)
	case subscription.Expired, subscription.Disabled:
		e := Ending{At: r.Now(), CommittedUntil: facts.CommitmentEnds, OwedReason: "the term is over"}
		return r.ended(ctx, o, l, id, facts, e, LineRunsOut, "the term of licence "+id+" is over")
	}
	wish := subscription.Wish{Kind: subscription.Cancel, AtTermEnd: subscription.AtTermEnd(o.Return.AtTermEnd)}
	record := o.record(l, id, facts, r.Now())
	d := subscription.Decide(record, wish, r.Now(), nil)
	if d.When == subscription.Now {
		facts, err := r.edit(ctx, o, id, d)
		if err == nil {
			return r.gone(ctx, o, l, id, facts)
		}
		if fault.Of(err) != fault.Gone {
			return move{}, err
		}
		record.Facts.CancelUntil = time.Time{} // the seller's clock has the last word
		d = subscription.Decide(record, wish, r.Now(), nil)
	}
	if d.When == subscription.Never {
		return move{result: Refused, evidence: "licence " + id + ": " + d.Why, state: AsksPerson, ask: &Question{
			Text: strings.Join(append([]string{d.Why}, d.Instead...), "; "), Choices: []string{Retry},
		}}, nil
	}
	return r.runOut(ctx, o, l, id, d)
}

// theirs finds a line's licence, and what the seller shows of it now.
func (r *run) theirs(ctx context.Context, o Order, l Line) (id string, f subscription.Facts, err error) {
	if l.Subscription == nil {
		return r.licence(ctx, o, l)
	}
	f, err = r.read(ctx, o, l.Subscription.ID)
	return l.Subscription.ID, f, err
}

// edit carries a decision out, which is one write.
func (r *run) edit(ctx context.Context, o Order, id string, d subscription.Decision) (f subscription.Facts, err error) {
	for _, e := range d.Edits() {
		if f, err = r.seller.Licences.Edit(ctx, string(o.Request()), string(o.Customer.Tenant), subscription.ID(id), e); err != nil {
			return f, err
		}
	}
	return f, nil
}

// asUnavailable: a licence that was there and does not show now is looked for again.
func asUnavailable(err error) error {
	if fault.Of(err) == fault.NotFound {
		return fault.Unavailable.Wrap(err, "the licence does not show now")
	}
	return err
}

// gone notes that a licence was given back.
func (r *run) gone(ctx context.Context, o Order, l Line, id string, f subscription.Facts) (move, error) {
	return r.ended(ctx, o, l, id, f, Ending{At: r.Now(), Immediate: true}, LineCancelled, "licence "+id+" is given back")
}

// runOut turns renewal off. What is still owed is said with it.
func (r *run) runOut(ctx context.Context, o Order, l Line, id string, d subscription.Decision) (move, error) {
	f, err := r.edit(ctx, o, id, d)
	if err != nil {
		return move{}, err
	}
	e := Ending{At: r.Now(), AtTermEnd: o.Return.AtTermEnd, CommittedUntil: f.CommitmentEnds, Owed: d.Owed, OwedReason: d.Unpriced}
	evidence := "too late to give licence " + id + " back; renewal is off, committed until " + f.CommitmentEnds.Format(time.DateOnly)
	return r.ended(ctx, o, l, id, f, e, LineRunsOut, evidence)
}

// ended records the end of one line and goes on to the next.
func (r *run) ended(ctx context.Context, o Order, l Line, id string, f subscription.Facts, e Ending, state LineState, evidence string) (move, error) {
	if id != "" {
		if err := r.keep(ctx, o.record(l, id, f, r.Now())); err != nil {
			return move{}, err
		}
	}
	at := o.Intent.Line
	change := func(o *Order) {
		o.Lines[at].Ending, o.Lines[at].State = &e, state
		if id != "" {
			o.Lines[at].Subscription = licensed(id, f)
		}
	}
	after := o
	after.Lines = append([]Line(nil), o.Lines...)
	change(&after)
	return r.finish(after, move{result: Done, evidence: evidence, change: change}), nil
}
