package order

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Waits between two requests while the seller is busy with something of this customer: each is twice the one before.
const (
	busy    = 2 * time.Minute
	busiest = time.Hour
)

// failed turns a failure of a step into what is done about it, by what the seller's table says that it means. A failure without a kind is given back:
// it is ours, not the seller's.
func (r *run) failed(ctx context.Context, o Order, err error) (move, error) {
	if fault.Of(err) == "" {
		return move{}, fmt.Errorf("order %s, step %s: %w", o.ID, o.Intent.Step, err)
	}
	meaning, evidence := r.seller.Meaning(err), fault.Text(err)
	if code := fault.Code(err); code != "" && !strings.Contains(evidence, code) {
		evidence += " (" + code + ")"
	}
	m := r.react(ctx, o, err, meaning, evidence)
	m.refused = meaning.refused()
	return m, nil
}

// react decides about a failure. A write that may have been carried out is looked up, whatever else is said.
func (r *run) react(ctx context.Context, o Order, err error, meaning Meaning, evidence string) move {
	wait := max(backoff(o.Intent.Looks), fault.RetryAfter(err))
	m := move{result: Wait, evidence: evidence, wait: wait}
	if o.State == Accepted {
		m.state = Checking
	}
	switch kind := fault.Of(err); {
	case kind == fault.Unknown:
		return r.lost(o, evidence, wait)
	case kind.Retryable():
		return m
	}
	switch meaning.Class {
	case Throttling, Transient:
		return m
	case SignIn:
		return r.refused(ctx, o, m)
	case Busy, LookUp, Already:
		if o.Intent.Step == StepCheckout {
			return r.lost(o, evidence, wait)
		}
		m.wait, m.anew = max(o.patience(), wait), true
		return m
	case Outdated:
		m.anew = true
		return m
	case Eventual:
		if r.Now().Before(o.Intent.At.Add(inDoubt)) {
			return m
		}
	case Final, NoMore:
		if fault.Of(err) == fault.Gone && o.Checkout == nil {
			return move{result: Refused, evidence: evidence, state: Failed, end: true}
		}
	}
	return o.refusal(evidence, err)
}

// patience gives the wait before another request while the seller is busy: the longer, the more often it said so.
func (o Order) patience() time.Duration {
	wait := busy
	if n := len(o.Steps); n > 0 && o.Steps[n-1].Name == o.Intent.Step && o.Steps[n-1].Result == Wait {
		for range min(max(o.Steps[n-1].Count, 1), 10) {
			wait *= 2
		}
	}
	return min(wait, busiest)
}

// lost records that nobody knows whether the step was carried out. A cart without an answer is no harm: another is made.
func (r *run) lost(o Order, evidence string, wait time.Duration) move {
	if o.Intent.Step == StepCart {
		return move{result: Lost, evidence: evidence, wait: wait, anew: true}
	}
	return move{result: Lost, evidence: evidence, state: NotKnown, wait: wait}
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
