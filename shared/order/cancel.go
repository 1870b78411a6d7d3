package order

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
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

// giveBack ends the licence of one line: at once inside the seller's window, else at the end of its term. It reads before it writes, and both writes ask for
// a state, not for a change: to find it there already is success.
func (r *run) giveBack(ctx context.Context, o Order) (move, error) {
	l := o.Lines[o.Intent.Line]
	if l.Subscription == nil {
		s, err := r.licence(ctx, o, l)
		if err != nil {
			return move{}, asUnavailable(err)
		}
		l.Subscription = &s
	}
	s, err := r.seller.Subscriptions.Subscription(ctx, o.Customer.Tenant, l.Subscription.ID)
	if err != nil {
		return move{}, asUnavailable(err)
	}
	if !strings.EqualFold(s.Status, "deleted") && r.Now().Before(s.CancelUntil) {
		err = r.seller.Subscriptions.CancelSubscription(ctx, o.Request(), o.Customer.Tenant, s.ID)
		if err != nil && fault.Of(err) != fault.Gone {
			return move{}, err
		}
		if err == nil {
			s.Status = "deleted"
		}
	}
	if strings.EqualFold(s.Status, "deleted") {
		return r.ended(o, s, Ending{At: r.Now(), Immediate: true}, LineCancelled, "licence "+s.ID+" is given back"), nil
	}
	return r.runOut(ctx, o, l, s)
}

// asUnavailable: a licence that was there and does not show now is looked for again.
func asUnavailable(err error) error {
	if fault.Of(err) == fault.NotFound {
		return fault.Unavailable.Wrap(err, "the licence does not show now")
	}
	return err
}

// runOut turns renewal off. What is still owed is said with it.
func (r *run) runOut(ctx context.Context, o Order, l Line, s Subscription) (move, error) {
	how := o.Return.AtTermEnd
	if err := r.seller.Subscriptions.EndRenewal(ctx, o.Request(), o.Customer.Tenant, s.ID, how); err != nil {
		return move{}, err
	}
	s.AutoRenew = false
	e := Ending{At: r.Now(), AtTermEnd: how, CommittedUntil: s.CommitmentEnds}
	e.Owed, e.OwedReason = owed(l, s, r.Now())
	evidence := "too late to give licence " + s.ID + " back; renewal is off, committed until " + s.CommitmentEnds.Format(time.DateOnly)
	return r.ended(o, s, e, LineRunsOut, evidence), nil
}

// ended records the end of one line and goes on to the next.
func (r *run) ended(o Order, s Subscription, e Ending, state LineState, evidence string) move {
	at := o.Intent.Line
	change := func(o *Order) {
		o.Lines[at].Ending, o.Lines[at].State, o.Lines[at].Subscription = &e, state, &s
	}
	after := o
	after.Lines = append([]Line(nil), o.Lines...)
	change(&after)
	return r.finish(after, move{result: Done, evidence: evidence, change: change})
}
