package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

const maxSteps = 40

// record writes the outcome of a step together with the next intent. When somebody else wrote in between, and the order is still
// at the same intent, the outcome is put onto the newer version: what was learnt outside is never lost. Otherwise it goes on from there.
func (r *run) record(ctx context.Context, o Order, m move) (Order, error) {
	const tries = 8
	at := o.Intent
	for try := range tries {
		next := o
		next.Lines = append([]Line(nil), o.Lines...)
		next.Steps = append([]Step(nil), o.Steps...)
		next.Tell = nil
		r.apply(&next, m)
		err := r.Ledger.Save(ctx, &next)
		switch kind := fault.Of(err); {
		case err == nil:
			r.fresh = m.next != "" || m.anew
			return next, nil
		case kind == fault.Stale:
			if o, err = r.Ledger.Load(ctx, o.ID); err != nil {
				return o, err
			}
			if r.overtaken(o, at, m) {
				r.fresh = false
				return o, nil
			}
		case kind == fault.Unknown || kind.Retryable():
			// Tried again. If the first try was carried out after all, this one finds the order moved on, and the run goes on from there.
			if err := r.Sleep(ctx, backoff(try)); err != nil {
				return o, err
			}
		default:
			return o, err
		}
	}
	return o, fault.Unavailable.Errorf("order %s: could not be recorded", o.ID)
}

// overtaken reports whether somebody else came further with the order than to the intent that the move is about. To be put aside would also hide a
// question or an end at the same intent, and a reminder of a question that was answered is none.
func (r *run) overtaken(o Order, at Intent, m move) bool {
	if m.evidence == "" && o.State != AsksPerson {
		return true
	}
	return o.Intent.Step != at.Step || o.Intent.Attempt != at.Attempt || m.hold != nil && (r.resting(o) || o.State == AsksPerson)
}

// apply changes an order by a move.
func (r *run) apply(o *Order, m move) {
	now, before := r.Now(), *o
	o.extend(now)
	if m.evidence != "" {
		o.note(Step{Name: o.Intent.Step, Attempt: o.Intent.Attempt, Result: m.result, At: now, Evidence: m.evidence})
	}
	if m.change != nil {
		m.change(o)
	}
	if m.state != "" && m.state != o.State {
		o.enter(m.state, now)
	}
	if !m.until.IsZero() {
		o.Deadline = m.until
	}
	switch {
	case m.next != "":
		o.Intent = Intent{Step: m.next, Attempt: o.Intent.Attempt + 1, At: now, Line: m.line}
	case m.anew:
		o.Intent = Intent{Step: o.Intent.Step, Attempt: o.Intent.Attempt + 1, At: now, Line: o.Intent.Line}
	case m.hold == nil:
		o.Intent.Looks = r.looked(*o)
	}
	o.Parked = m.wait > 0
	if m.evidence != "" {
		o.Question, o.Refused = m.ask, m.refused
	}
	if m.hold != nil {
		o.aside(m.hold)
		return
	}
	o.Hold = nil
	switch {
	case m.wait > 0:
		o.Due = now.Add(m.wait)
	case o.State == Waiting || o.State == AsksPerson:
		o.Due = o.Deadline
	case m.end:
		o.Due, o.Deadline = time.Time{}, time.Time{}
	}
	o.tell(before, now)
	if o.State == AsksPerson && o.Late {
		o.Due = time.Time{}
	}
}

// note adds to the history. The same thing again counts up, so that long waiting stays one line.
func (o *Order) note(s Step) {
	if n := len(o.Steps); n > 0 {
		last := &o.Steps[n-1]
		if last.Name == s.Name && last.Result == s.Result && last.Evidence == s.Evidence {
			last.Count = max(last.Count, 1) + 1
			last.At, last.Attempt = s.At, s.Attempt
			return
		}
	}
	o.Steps = append(o.Steps, s)
	if len(o.Steps) > maxSteps {
		o.Steps = append(o.Steps[:1:1], o.Steps[len(o.Steps)-maxSteps+1:]...)
	}
}

// backoff gives the wait before the next look: seconds at first, then minutes.
func backoff(looks int) time.Duration {
	waits := []time.Duration{
		time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute,
	}
	return waits[min(looks, len(waits)-1)]
}
