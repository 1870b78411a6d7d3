package subscription

import (
	"context"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// busy is the wait after the seller says that it is working on the subscription; Microsoft names two minutes around a renewal.
const busy = 2 * time.Minute

// inDoubt is for how long an upgrade without an answer is looked for: Microsoft shows it at once, and delays of minutes were seen for orders.
const inDoubt = 15 * time.Minute

// try makes the write that is intended, if this run wrote the intent; else it finds out what became of it first.
func (r *run) try(ctx context.Context, s *Subscription) (Facts, error) {
	i := s.Intent
	e := i.Edits[i.At]
	if !r.fresh {
		facts, there, err := r.settle(ctx, s)
		if err != nil || there {
			return facts, err
		}
		e.Was = nil // an earlier try of ours may show any moment
	}
	r.fresh = false
	if e.Upgrade == nil {
		return r.seller.Licences.Edit(ctx, i.Request(s.ID), s.Tenant, s.ID, e)
	}
	to, err := r.seller.Upgrades.Upgrade(ctx, i.Request(s.ID), s.Tenant, s.ID, *e.Upgrade)
	if err != nil {
		return Facts{}, err
	}
	return r.upgraded(ctx, s, to)
}

// upgraded notes where the seats are now. What the seller shows of the old subscription is read once more.
func (r *run) upgraded(ctx context.Context, s *Subscription, to ID) (Facts, error) {
	if to != s.ID {
		s.Intent.Change.Made = to
	}
	facts, err := r.seller.Licences.Read(ctx, s.Tenant, s.ID)
	if err != nil {
		// The upgrade is through: what could not be read is what it looks like now.
		return Facts{}, fault.Unknown.Wrap(err, "upgraded, and the subscription cannot be read")
	}
	return facts, nil
}

// settle looks whether an intended write is there. Not there means that it is made (again): a write asks for a state, so that making it twice is
// making it once. An upgrade is not of that kind: without a sign of it a person has to look.
func (r *run) settle(ctx context.Context, s *Subscription) (Facts, bool, error) {
	i := s.Intent
	e := i.Edits[i.At]
	facts, err := r.seller.Licences.Read(ctx, s.Tenant, s.ID)
	if err != nil {
		return Facts{}, false, err
	}
	if e.Upgrade != nil {
		return r.settleUpgrade(ctx, s, facts)
	}
	switch {
	case e.satisfied(facts):
		return facts, true, nil
	case e.Quantity != nil && facts.Quantity != i.Before.Quantity:
		return Facts{}, false, fault.Stale.Errorf(
			"the seats were %d and were to be %d; now they are %d, because somebody else changed them meanwhile", i.Before.Quantity, *e.Quantity, facts.Quantity)
	}
	return Facts{}, false, nil
}

func (r *run) settleUpgrade(ctx context.Context, s *Subscription, facts Facts) (Facts, bool, error) {
	i := s.Intent
	all, err := r.seller.Upgrades.Upgraded(ctx, s.Tenant, s.ID, i.Since.Add(-time.Minute))
	if err != nil {
		return Facts{}, false, err
	}
	for _, m := range all {
		if !i.Edits[i.At].Upgrade.is(m) {
			continue
		}
		switch m.State {
		case Through:
			if m.To != s.ID {
				i.Change.Made = m.To
			}
			return facts, true, nil
		case NotMoved:
			return Facts{}, false, fault.Denied.Errorf("Microsoft could not make the upgrade: %s", m.Why)
		case Moving, MovedElse:
			return Facts{}, false, fault.Unknown.Errorf("the upgrade is under way at Microsoft")
		}
	}
	if r.Now().Sub(i.Since) < inDoubt {
		return Facts{}, false, fault.Unknown.Errorf("nobody knows yet whether the upgrade was made")
	}
	return Facts{}, false, fault.Stale.Errorf("the upgrade was sent, no answer came, and Microsoft shows no sign of it")
}

// failed decides what is done about a failure: how long to wait, or zero to go on at once.
func (r *run) failed(ctx context.Context, s *Subscription, err error) (time.Duration, error) {
	i := *s.Intent
	i.Change.Steps = append([]Step(nil), i.Change.Steps...)
	evidence := fault.Text(err)
	if code := fault.Code(err); code != "" {
		evidence += " (" + code + ")"
	}
	switch fault.Of(err) {
	case fault.Throttled, fault.Unavailable, fault.Unauthenticated:
		held, wait, err := r.waiting(ctx, s, err, i.Looks)
		if err != nil {
			return 0, err
		}
		if held {
			i.Change.State = Held
		}
		return wait, r.later(ctx, s, i, evidence, wait, held)
	case fault.Unknown:
		i.Change.State = NotKnown
		wait := max(backoff(i.Looks), fault.RetryAfter(err))
		return wait, r.later(ctx, s, i, evidence, wait, false)
	case fault.Conflict:
		i.Attempt++ // an answer was received, so the next request is another one
		wait := max(busy, backoff(i.Looks), fault.RetryAfter(err))
		return wait, r.later(ctx, s, i, evidence, wait, false)
	case fault.Gone:
		return 0, r.tooLate(ctx, s, i, evidence)
	case fault.Stale:
		return 0, r.overtaken(ctx, s, i, evidence)
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Malformed, fault.TooLarge:
		return 0, r.refused(ctx, s, i, evidence)
	}
	return 0, fmt.Errorf("subscription %s: %w", s.ID, err)
}

// overtaken: somebody else changed the subscription between the decision and the write. As long as nothing of the wish may have been done it is decided anew, on what
// the seller shows now; else nobody can tell whose seats these are.
func (r *run) overtaken(ctx context.Context, s *Subscription, i Intent, evidence string) error {
	const most = 5
	i.Change.note(r.Now(), i.Edits[i.At].name(), evidence)
	if i.At > 0 || i.Looks > 0 || i.Attempt > most {
		return r.over(ctx, s, i.Change, Asks)
	}
	facts, offers, err := r.look(ctx, s, i.Change.Wish.Kind)
	if err != nil {
		return r.over(ctx, s, i.Change, Asks)
	}
	s.see(facts, r.Now())
	return r.anew(ctx, s, i, Decide(*s, i.Change.Wish, r.Now(), offers), facts)
}

// anew goes on with another decision. The attempt is another one too: a request id stands for one body.
func (r *run) anew(ctx context.Context, s *Subscription, i Intent, d Decision, facts Facts) error {
	i.Change.Decision = &d
	i.Change.note(r.Now(), "decided", d.Why)
	switch {
	case d.When == Never:
		return r.over(ctx, s, i.Change, Refused)
	case len(d.edits) == 0:
		return r.over(ctx, s, i.Change, Done)
	}
	i.Edits, i.At, i.Attempt, i.Since, i.Looks, i.Before = d.edits, 0, i.Attempt+1, r.Now(), 0, facts
	s.Intent, s.Due, s.Hold = &i, r.Now(), false
	if err := r.Records.Save(ctx, s); err != nil {
		return err
	}
	r.fresh = true
	return nil
}

// later keeps the intent for a further look.
func (r *run) later(ctx context.Context, s *Subscription, i Intent, evidence string, wait time.Duration, held bool) error {
	i.Looks++
	i.Change.note(r.Now(), i.Edits[i.At].name(), evidence)
	s.Intent = &i
	s.park(r.Now().Add(wait), held)
	return r.Records.Save(ctx, s)
}

// tooLate decides again with the window closed: the seller's clock has the last word.
func (r *run) tooLate(ctx context.Context, s *Subscription, i Intent, evidence string) error {
	i.Change.note(r.Now(), i.Edits[i.At].name(), evidence)
	if i.Answered {
		return r.over(ctx, s, i.Change, Refused)
	}
	closed := *s
	closed.Facts = i.Before
	closed.Facts.CancelUntil, closed.Facts.Batches = time.Time{}, nil
	i.Answered = true
	return r.anew(ctx, s, i, Decide(closed, i.Change.Wish, r.Now(), nil), i.Before)
}

// refused ends a change that the seller does not make. When its first write was made and a later one is refused, a person has to know.
func (r *run) refused(ctx context.Context, s *Subscription, i Intent, evidence string) error {
	i.Change.note(r.Now(), i.Edits[i.At].name(), evidence)
	if i.At > 0 {
		return r.over(ctx, s, i.Change, Asks)
	}
	return r.over(ctx, s, i.Change, Refused)
}
