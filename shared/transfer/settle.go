package transfer

import (
	"cmp"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// settle decides about a failure of a read, or of a write that may be sent again. An error that it gives back is a defect of ours.
func (r *run) settle(err error) error {
	kind := fault.Of(err)
	if kind == "" || kind == fault.Stale {
		return err
	}
	t := r.t
	switch {
	case t.State == Asked && fault.Code(err) == NoRelationship:
		t.Task = t.relationship()
		r.trouble("no_relationship", "the customer has not accepted the partner as its reseller")
		r.pause(r.often())
	case t.State == Asked && final(kind):
		r.fail(err)
	default:
		r.trouble(code(err), fault.Text(err))
		r.pause(max(backoff(t.Tries), fault.RetryAfter(err)))
	}
	return nil
}

// final reports whether a refusal is the seller's last word about a write.
func final(k fault.Kind) bool {
	switch k {
	case fault.Invalid, fault.Denied, fault.Malformed, fault.NotFound, fault.Gone, fault.TooLarge:
		return true
	case fault.Unauthenticated, fault.Conflict, fault.Stale, fault.Throttled, fault.Unavailable, fault.Unknown:
	}
	return false
}

// again puts a transfer back to where its write is prepared: it was surely not carried out.
func (r *run) again(s State, err error) {
	tries, late := r.t.Tries, r.t.Late
	r.enter(s, "not taken: "+fault.Text(err))
	r.t.Tries, r.t.Late = tries, late
	r.trouble(code(err), fault.Text(err))
	r.pause(max(backoff(tries), fault.RetryAfter(err)))
}

// unknown notes that the answer to a write is lost.
func (r *run) unknown(err error) {
	r.trouble("outcome_unknown", "the answer is lost: Partner Center's list tells what became of it; "+fault.Text(err))
	r.pause(time.Minute)
}

func (r *run) fail(err error) {
	r.enter(Failed, fault.Text(err))
	r.trouble(code(err), fault.Text(err))
}

func (r *run) trouble(code, text string) {
	r.t.Problem = &Problem{Code: code, Text: cmp.Or(text, code), At: r.Now()}
}

func code(err error) string {
	if fault.Of(err) == fault.Unauthenticated {
		return "sign_in"
	}
	return cmp.Or(fault.Code(err), "seller_unavailable")
}

// overdue does what comes when a state was not left in time.
func (r *run) overdue() {
	t := r.t
	switch t.State {
	case Asked:
		r.enter(Expired, "the customer did not accept the partner as its reseller in time")
	case Requesting, Submitting:
		problem := t.Problem
		r.enter(Operator, "Partner Center does not show what became of it")
		t.Problem = problem
	default:
		if !t.Late {
			t.late(r.Now())
		}
	}
}

// backoff gives the wait before the next try. What is due is looked for each minute.
func backoff(tries int) time.Duration {
	waits := []time.Duration{time.Minute, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute}
	if tries < len(waits) {
		return waits[tries]
	}
	return 15 * time.Minute
}
