package subscription

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Work makes the changes of subscriptions.
type Work struct {
	Records Records
	Changes Changes
	Seller  func(ctx context.Context, partner string) (Seller, error)
	Holds   Holds
	// Ended hears of each wish that came to an end; nil: nobody does.
	Ended func(ctx context.Context, c Change)
	// Notice is how long before a renewal its shop is told; 0: never.
	Notice time.Duration
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error
}

// Limits of a run.
const (
	patience = 15 * time.Second // how long a run itself waits for the seller before it leaves the subscription for later
	longest  = 2 * time.Minute  // a run that has more to do than this goes on in the next
	maxSteps = 40
)

// run is one run for one subscription.
type run struct {
	Work
	seller Seller
	until  time.Time
	end    time.Time
	// fresh: the intent was written by this run, so nobody has acted on it yet.
	fresh bool
}

// Run makes the changes that are wished, one after the other, until there is none or the seller has to be waited for. It may be called at any
// time, for any subscription, by several at once: of two, the one that writes second fails with fault.Stale and nothing is done twice. An error means that
// something could not be recorded: the same call is to be made again.
func (w Work) Run(ctx context.Context, partner string, id ID) (Subscription, error) {
	s, err := w.Records.Load(ctx, partner, id)
	if err != nil || w.Now().Before(s.Due) {
		return s, err
	}
	if s.Hold {
		if held, _, err := w.Holds.Held(ctx, partner); err != nil || held {
			return s, err
		}
	}
	r := &run{Work: w, until: w.Now().Add(patience), end: w.Now().Add(longest)}
	if r.seller, err = w.Seller(ctx, partner); err != nil {
		return s, err
	}
	for more := true; more && err == nil; {
		more, err = r.advance(ctx, &s)
	}
	return s, err
}

// advance makes one move, and reports whether the run goes on.
func (r *run) advance(ctx context.Context, s *Subscription) (bool, error) {
	if s.Intent == nil {
		return r.next(ctx, s)
	}
	facts, err := r.try(ctx, s)
	if err == nil {
		return true, r.done(ctx, s, facts)
	}
	wait, err := r.failed(ctx, s, err)
	if err != nil || wait == 0 {
		return err == nil, err
	}
	if s.Hold {
		return false, nil
	}
	if !r.Now().Add(wait).After(r.until) && r.Sleep(ctx, wait) == nil {
		return true, nil
	}
	return false, nil
}

// next begins the oldest wish.
func (r *run) next(ctx context.Context, s *Subscription) (bool, error) {
	pending, err := r.Changes.Pending(ctx, s.Partner, s.ID, 1)
	if err != nil {
		return false, err
	}
	if len(pending) == 0 {
		return false, r.rest(ctx, s, time.Time{})
	}
	if r.Now().After(r.end) {
		return false, r.rest(ctx, s, r.Now())
	}
	return r.begin(ctx, s, pending[0])
}

// rest leaves the subscription until a time; the zero time: until somebody wishes something.
func (r *run) rest(ctx context.Context, s *Subscription, due time.Time) error {
	if s.Due.Equal(due) && !s.Hold {
		return nil
	}
	s.Due, s.Hold = due, false
	return r.Records.Save(ctx, s)
}

// begin decides on a wish by what the seller shows now, and writes the intent. What is refused, or is so already, is over at once.
func (r *run) begin(ctx context.Context, s *Subscription, c Change) (bool, error) {
	facts, offers, err := r.look(ctx, s, c.Wish.Kind)
	if err != nil {
		return r.put(ctx, s, err)
	}
	s.see(facts, r.Now())
	d := Decide(*s, c.Wish, r.Now(), offers)
	c.Decision = &d
	c.note(r.Now(), "decided", d.Why)
	if d.When == Never {
		return true, r.over(ctx, s, c, Refused)
	}
	if len(d.edits) == 0 {
		return true, r.over(ctx, s, c, Done)
	}
	c.State = Acting
	s.Intent = &Intent{Change: c, Edits: d.edits, Attempt: 1, Since: r.Now(), Before: facts}
	s.Due, s.Hold = r.Now(), false
	if err := r.Records.Save(ctx, s); err != nil {
		return false, err
	}
	r.fresh = true
	return true, nil
}

func (r *run) look(ctx context.Context, s *Subscription, k Kind) (Facts, []Transition, error) {
	facts, err := r.seller.Licences.Read(ctx, s.Tenant, s.ID)
	if err != nil || k != Upgrade {
		return facts, nil, err
	}
	offers, err := r.seller.Upgrades.Offers(ctx, s.Tenant, s.ID)
	return facts, offers, err
}

// put leaves a wish that could not be looked at for later: nothing was tried yet.
func (r *run) put(ctx context.Context, s *Subscription, err error) (bool, error) {
	held, wait, err := r.waiting(ctx, s, err, 0)
	if err != nil {
		return false, err
	}
	s.park(r.Now().Add(wait), held)
	return false, r.Records.Save(ctx, s)
}

// done goes on after a write that shows at the seller: to the next of the same change, or to the end of it.
func (r *run) done(ctx context.Context, s *Subscription, facts Facts) error {
	i := *s.Intent
	i.Change.Steps = append([]Step(nil), i.Change.Steps...)
	i.Change.note(r.Now(), i.Edits[i.At].name(), "request "+i.Request(s.ID))
	r.remember(s, i)
	if len(differences(s.Facts, facts, r.Now())) > 0 {
		s.Edition++
	}
	s.show(facts, r.Now())
	if i.At+1 < len(i.Edits) {
		i.At, i.Attempt, i.Since, i.Before, i.Looks = i.At+1, 1, r.Now(), facts, 0
		i.Change.State = Acting
		s.Intent, s.Due, s.Hold = &i, r.Now(), false
		if err := r.Records.Save(ctx, s); err != nil {
			return err
		}
		r.fresh = true
		return nil
	}
	state := Done
	if i.Change.Decision.When == AtNext || i.Change.Decision.When == Partly {
		state = Planned
	}
	return r.over(ctx, s, i.Change, state)
}

// remember keeps what the seller will not: that renewal was on before a suspension, or that the service was to end.
func (r *run) remember(s *Subscription, i Intent) {
	switch i.Edits[i.At].Status {
	case Suspended:
		s.Renewed, s.Ending = i.Before.AutoRenew, i.Before.Ends
	case Active:
		s.Renewed, s.Ending = false, false
	}
}

// over ends a wish.
func (r *run) over(ctx context.Context, s *Subscription, c Change, state ChangeState) error {
	c.State, c.Ended = state, r.Now()
	s.Intent, s.Due, s.Hold = nil, time.Time{}, false // other wishes are due by themselves
	r.fresh = false
	return r.finish(ctx, s, c)
}

// finish keeps the end of a wish, and tells of it. A subscription that an upgrade made is read; when that does not work, the next round finds it.
func (w Work) finish(ctx context.Context, s *Subscription, c Change) error {
	if err := w.Changes.Finish(ctx, s, c); err != nil {
		return err
	}
	if w.Ended != nil {
		w.Ended(ctx, c)
	}
	if c.Made != "" {
		_ = w.Look(ctx, s.Partner, s.Tenant, c.Made)
	}
	return nil
}

// park leaves a subscription until a time, or until the partner's sign-in is there again.
func (s *Subscription) park(due time.Time, held bool) {
	s.Due, s.Hold = due, held
	if held {
		s.Due = time.Time{}
	}
}

// note adds to the history of a change, which keeps its beginning and its end.
func (c *Change) note(at time.Time, what, evidence string) {
	if n := len(c.Steps); n > 0 && c.Steps[n-1].What == what && c.Steps[n-1].Evidence == evidence {
		c.Steps[n-1].At = at
		return
	}
	if len(c.Steps) >= maxSteps {
		c.Steps = append(c.Steps[:maxSteps/2:maxSteps/2], c.Steps[maxSteps/2+1:]...)
	}
	c.Steps = append(c.Steps, Step{At: at, What: what, Evidence: evidence})
}

// waiting says how long to wait after a failure that passes, and whether the partner's work is on hold. Other failures are given back.
func (r *run) waiting(ctx context.Context, s *Subscription, err error, looks int) (held bool, wait time.Duration, rest error) {
	wait = max(backoff(looks), fault.RetryAfter(err))
	switch fault.Of(err) { //nolint:exhaustive // the others are answers
	case fault.Throttled, fault.Unavailable:
		return false, wait, nil
	case fault.Unauthenticated:
		held, _, holdErr := r.Holds.Held(ctx, s.Partner)
		return held, wait, holdErr
	}
	return false, 0, err
}

// backoff is the wait before a further look: from two seconds to an hour.
func backoff(looks int) time.Duration {
	return min(2*time.Second<<min(looks, 12), time.Hour)
}
