package order

import (
	"context"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// busy is the wait after the seller says that it is working on something of this customer.
const busy = 2 * time.Minute

// failed turns a failure of a step into what is done about it. A failure without a kind is given back: it is ours, not the seller's.
func (r *run) failed(ctx context.Context, o Order, err error) (move, error) {
	evidence := fault.Text(err)
	if code := fault.Code(err); code != "" {
		evidence += " (" + code + ")"
	}
	wait := max(backoff(o.Intent.Looks), fault.RetryAfter(err))
	switch fault.Of(err) {
	case fault.Throttled, fault.Unavailable, fault.Unauthenticated:
		m := move{result: Wait, evidence: evidence, wait: wait}
		if o.State == Accepted {
			m.state = Checking
		}
		if fault.Of(err) == fault.Unauthenticated {
			m = r.refused(ctx, o, m)
		}
		return m, nil
	case fault.Unknown:
		return r.lost(o, evidence, wait), nil
	case fault.Conflict:
		if o.Intent.Step == StepCheckout {
			return r.lost(o, evidence, wait), nil
		}
		return move{result: Wait, evidence: evidence, wait: max(busy, wait), anew: true}, nil
	case fault.Gone:
		if o.Checkout == nil {
			return move{result: Refused, evidence: evidence, state: Failed, end: true}, nil
		}
		return refusal(evidence, err), nil
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Malformed, fault.TooLarge:
		return refusal(evidence, err), nil
	case fault.Stale:
	}
	return move{}, fmt.Errorf("order %s, step %s: %w", o.ID, o.Intent.Step, err)
}

// lost records that nobody knows whether the step was carried out. A cart without an answer is no harm: another is made.
func (r *run) lost(o Order, evidence string, wait time.Duration) move {
	if o.Intent.Step == StepCart {
		return move{result: Lost, evidence: evidence, wait: wait, anew: true}
	}
	return move{result: Lost, evidence: evidence, state: NotKnown, wait: wait}
}

// refusal asks a person: to correct the field that is to blame, or to mend the cause and try again.
func refusal(evidence string, err error) move {
	q := &Question{Text: fault.Text(err), Choices: []string{Retry}}
	if fields := fault.Fields(err); len(fields) > 0 {
		q = &Question{Field: fields[0].Pointer, Text: fields[0].Text, Pattern: fields[0].Pattern}
	}
	return move{result: Refused, evidence: evidence, state: AsksPerson, ask: q}
}

// Stick makes a question of an order that our own work failed on too often, so that it does not fail in silence. An order that rests, or that a
// hold stops, stays as it is.
func (f Fulfil) Stick(ctx context.Context, id ID) error {
	o, err := f.Ledger.Load(ctx, id)
	if err != nil || f.resting(o) || o.State == AsksPerson {
		return err
	}
	if stopped, err := f.stopped(ctx, o); err != nil || stopped {
		return err
	}
	now := f.Now()
	o.note(Step{Name: o.Intent.Step, Attempt: o.Intent.Attempt, Result: Wait, At: now, Evidence: "our own work failed five times; see the dead letter"})
	before := o
	o.enter(AsksPerson, now)
	o.Due, o.Deadline, o.Parked, o.Hold = time.Time{}, time.Time{}, false, nil
	o.Question = &Question{Text: "Seatwright could not go on with this order; answer retry, or replay the dead letter", Choices: []string{Retry}, Stuck: true}
	o.tell(before, now)
	return f.Ledger.Save(ctx, &o)
}

// unstick lets an order go on from where our own work failed: what it had written down is looked up, as after a crash.
func (o *Order) unstick(now time.Time) {
	o.Question = nil
	if o.Checkout != nil {
		o.enter(NotKnown, now)
		return
	}
	o.enter(Checking, now)
}
