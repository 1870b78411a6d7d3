package domain

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// trouble is a failure of the outside, with the code by which people and programs know it.
type trouble struct {
	error
	code    string
	names   []string
	passing bool // time or a person mends it, and the same is tried again
}

func (t *trouble) Unwrap() error { return t.error }

// codes names a side's failures by their kinds. What is not named passes.
func codes(err error, side string, lasting map[fault.Kind]string) error {
	kind := fault.Of(err)
	if err == nil || kind == "" {
		return err
	}
	if code, ok := lasting[kind]; ok {
		return &trouble{error: err, code: code}
	}
	return &trouble{error: err, code: side + "_unavailable", passing: true}
}

func atHost(err error) error {
	if fault.Of(err) == fault.Conflict {
		return &trouble{error: err, code: "host_busy", passing: true}
	}
	return codes(err, "host", map[fault.Kind]string{
		fault.Denied: "host_denied", fault.Unauthenticated: "host_denied", fault.NotFound: "zone_not_found", fault.Invalid: "host_refused",
		fault.Malformed: "host_refused", fault.TooLarge: "host_refused", fault.Gone: "zone_not_found",
	})
}

func atMicrosoft(err error) error {
	return codes(err, "microsoft", map[fault.Kind]string{
		fault.Conflict: "other_tenant", fault.Denied: "microsoft_denied", fault.NotFound: "no_such_tenant", fault.Invalid: "microsoft_refused", fault.Gone: "no_such_tenant",
	})
}

func ofNames(err error) error {
	return codes(err, "names", map[fault.Kind]string{fault.NotFound: "not_delegated", fault.Invalid: "names_refused"})
}

func ofLease(err error) error {
	if fault.Of(err) == "" {
		return err
	}
	return &trouble{error: err, code: busy, passing: true}
}

// todo says what a person can do about a failure.
func todo(code string) string {
	switch code {
	case "host_denied":
		return "give the account at the host what it lacks"
	case "zone_not_found":
		return "choose the account that has the zone"
	case "other_tenant":
		return "have the other tenant give the domain up"
	case "microsoft_denied":
		return "have the role or the consent given"
	case "not_delegated":
		return "register the domain and delegate it"
	case "served_elsewhere", "mixed_servers":
		return "choose the host that serves the zone, or enter the records there by hand with a zone file"
	}
	return "look at the text, mend what it says"
}

// settle decides about a failure. While nothing was changed, one that lasts ends the setup; once rows may be staged or served, the account may be mended, so
// that the same is tried again until the deadline, and then a person gets it with the zone's export. A rollback may be asked for at any time between.
func (r *run) settle(err error) error {
	t, ok := errors.AsType[*trouble](err)
	if !ok {
		return err
	}
	now, s := r.Now(), r.s
	r.saw = nil
	untouched := s.State == Asked || s.State == Approved
	late := !s.Deadline.IsZero() && !now.Before(s.Deadline)
	s.Problem = &Problem{Code: t.code, Text: cmp.Or(fault.Text(t.error), t.code), Names: t.names, At: now}
	switch {
	case untouched && (late || !t.passing):
		s.Problem.Text += ": " + todo(t.code) + ", then plan it again"
		s.unapply()
		s.Line = dns.Line{Domain: s.Domain, State: dns.Blocked, Codes: []string{t.code}}
		s.Hash = ""
		r.enter(Failed, s.Problem.Text)
	case late:
		s.Problem.Text += ": " + todo(t.code) + ", then roll it back or plan it again"
		r.enter(Operator, s.Problem.Text)
	case s.State == Done:
		r.blind(now)
	default:
		if !t.passing {
			s.Problem.Text += ": " + todo(t.code) + "; it goes on by itself then, or roll it back"
		}
		r.pause(max(backoff(s.Tries), fault.RetryAfter(t.error)))
	}
	return nil
}

// blind looks for changes of a zone again soon, and tells once when it could not for days.
func (r *run) blind(now time.Time) {
	r.pause(min(time.Hour<<min(r.s.Tries, 5), day))
	if now.Sub(r.s.Watched) >= 3*day && !r.s.Late {
		r.s.Late = true
		r.s.tell(TopicLate, now, "could not be looked at for three days: "+r.s.Problem.Text, "mend what the setup's problem says")
	}
}

// unapply forgets that a plan was applied of which nothing was done.
func (s *Setup) unapply() {
	if n := len(s.Applied); n > 0 && s.State == Approved {
		s.Applied = slices.Clone(s.Applied[:n-1])
	}
}

// pause has the setup taken up again after a while.
func (r *run) pause(wait time.Duration) {
	r.s.Tries++
	r.s.Due = r.Now().Add(wait)
}

// await waits for what has not come yet, until the deadline of the state.
func (r *run) await(wait time.Duration, p *Problem) {
	now := r.Now()
	if p != nil {
		p.At = now
	}
	r.s.Problem = p
	if p != nil && !r.s.Deadline.IsZero() && !now.Before(r.s.Deadline) {
		r.enter(Operator, p.Text)
		return
	}
	r.pause(wait)
}

// backoff gives the wait before the next try. What is due is looked for each minute.
func backoff(tries int) time.Duration {
	waits := []time.Duration{time.Minute, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute}
	if tries < len(waits) {
		return waits[tries]
	}
	return 15 * time.Minute
}
