package takeover

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Hands does what the machine does outside. Each is keyed by the takeover, and orders by the plan's hash too: asking again is asking for the same.
type Hands interface {
	// Order buys what the plan says. It fails with fault.Invalid or fault.Denied when the seller refuses.
	Order(ctx context.Context, t *Takeover) error
	// Transfer asks the seller to hand the old subscriptions over.
	Transfer(ctx context.Context, t *Takeover) error
	// Send sends a message of a kind, once for each takeover.
	Send(ctx context.Context, t *Takeover, m Message) error
}

// Machine leads takeovers from state to state.
type Machine struct {
	Records Records
	Eyes    Eyes
	Hands   Hands
	Swapper *Swapper // nil: people change the users
	Now     func() time.Time
}

// mostSteps is as many as the way has.
const mostSteps = 20

// Run goes on with a takeover as far as it can now. Of two at once one does: the other finds the record written, and leaves.
func (m Machine) Run(ctx context.Context, partner, id string) (Takeover, error) {
	t, err := m.Records.Load(ctx, partner, id)
	if err != nil {
		return t, err
	}
	for range mostSteps {
		s, goes := t.step()
		if !goes {
			return t, nil
		}
		moved, err := m.advance(ctx, &t, s)
		if kind := fault.Of(err); kind.Retryable() || kind == fault.Unknown {
			t.Due = m.Now().Add(max(fault.RetryAfter(err), time.Minute))
		} else if err != nil {
			return t, err
		}
		err = m.Records.Save(ctx, &t)
		if fault.Of(err) == fault.Stale {
			return t, nil
		}
		if err != nil || !moved {
			return t, err
		}
	}
	return t, nil
}

// advance makes a step when everything that it needs is seen.
func (m Machine) advance(ctx context.Context, t *Takeover, s Step) (bool, error) {
	now := m.Now()
	if err := m.begin(ctx, t, s); err != nil {
		return m.refused(t, err)
	}
	v, err := m.Eyes.Look(ctx, t)
	if err != nil {
		return false, err
	}
	if t.State == Planned && !v.Read.IsZero() {
		m.plan(t, &v)
	}
	t.cover(&v, now)
	t.alarm(&v, now)
	if v.Order == OrderError && t.State == Ordering {
		t.to(NeedsHuman, now)
		t.Failed, t.Blocked = Ordering, []string{"the order is in error at the seller"}
		return false, nil
	}
	missing := map[Guard]string{}
	t.Blocked = nil
	for _, g := range s.Guards {
		if why := t.stands(g, &v, now); why != "" {
			missing[g] = why
			t.Blocked = append(t.Blocked, why)
		}
	}
	t.list(s, missing, now)
	t.Due = now.Add(s.Every)
	if len(missing) > 0 {
		return t.wait(s, now), nil
	}
	if err := m.end(ctx, t, s, &v); err != nil {
		return m.refused(t, err)
	}
	t.to(s.To, now)
	return true, nil
}

func (t *Takeover) to(s State, now time.Time) {
	t.State, t.Since, t.Due = s, now, now
	if s == Fulfilled {
		t.Bought = now
	}
}

// wait ends a takeover whose time is over, where its step says so; else people are told once.
func (t *Takeover) wait(s Step, now time.Time) bool {
	switch {
	case now.Before(t.Since.Add(s.Within)):
	case s.Abandon:
		t.to(Abandoned, now)
	default:
		t.raise(Alarm{Kind: Late, Of: string(t.State), Text: "the state " + string(t.State) + " was not left in time", At: now})
	}
	return false
}

// refused hands a takeover to a person when the outside says no for good.
func (m Machine) refused(t *Takeover, err error) (bool, error) {
	kind := fault.Of(err)
	if kind == "" || kind.Retryable() || kind == fault.Unknown || kind == fault.Stale {
		return false, err
	}
	t.Failed, t.Blocked = t.State, []string{fault.Text(err)}
	t.to(NeedsHuman, m.Now())
	return false, nil
}

// begin does what a state stands for: the state is written down before.
func (m Machine) begin(ctx context.Context, t *Takeover, s Step) error {
	switch {
	case s.Do == Place:
		return m.Hands.Order(ctx, t)
	case s.Do == Request:
		return m.Hands.Transfer(ctx, t)
	case t.State == Swapping && m.Swapper != nil:
		return m.Swapper.Run(ctx, t)
	}
	return nil
}

// end does what comes when everything is seen.
func (m Machine) end(ctx context.Context, t *Takeover, s Step, v *View) error {
	switch s.Do {
	case Resolve:
		t.Tenant = v.Tenants[0]
	case Compute:
		m.plan(t, v)
	case Invite:
		return m.Hands.Send(ctx, t, invitation(t))
	case Write:
		return m.Hands.Send(ctx, t, farewell(t))
	case Announce:
		return m.Hands.Send(ctx, t, Message{Kind: Ended, Text: "The takeover of " + t.Domain + " is complete."})
	case Nothing, Place, Request:
	}
	return nil
}

// plan computes the plan anew. Another plan has another hash, so that a person's approval of the former one holds no more.
func (m Machine) plan(t *Takeover, v *View) { t.Plan, t.Old = NewPlan(t, v, m.Now()) }

// cover notes since when coverage is seen without a gap.
func (t *Takeover) cover(v *View, now time.Time) {
	switch {
	case t.State != OldDisabled && t.State != Covered || t.stands(Coverage, v, now) != "" || t.stands(NoErrors, v, now) != "":
		t.Covering = time.Time{}
	case t.Covering.IsZero():
		t.Covering = now
	}
}

// Approve notes a person's word for a plan. It fails with fault.Stale for another plan than the one that is there.
func (m Machine) Approve(ctx context.Context, partner, id, hash, by string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if by == "" || t.State != Planned || hash != t.Plan.Hash {
			return fault.Stale.Errorf("takeover %s: plan %s is not the one to approve", id, hash)
		}
		t.Approval = Approval{Hash: hash, By: by, At: m.Now()}
		return nil
	})
}

// Confirm notes the old provider's word that its subscription will end. The machine believes it when the subscription is seen disabled.
func (m Machine) Confirm(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State != Asked {
			return fault.Conflict.Errorf("takeover %s: the old provider was not asked", id)
		}
		t.Confirmed = m.Now()
		return nil
	})
}

// Abandon ends a takeover while nothing is ordered.
func (m Machine) Abandon(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		switch t.State {
		case Requested, TenantResolved, CustomerLinked, RelationshipPending, RelationshipOK, Inventoried, Planned:
			t.to(Abandoned, m.Now())
			return nil
		default:
			return fault.Conflict.Errorf("takeover %s: it is %s, and something may be ordered", id, t.State)
		}
	})
}

// Resume takes a takeover up where it was handed to a person.
func (m Machine) Resume(ctx context.Context, partner, id string) error {
	return m.note(ctx, partner, id, func(t *Takeover) error {
		if t.State != NeedsHuman {
			return fault.Conflict.Errorf("takeover %s: it does not wait for a person", id)
		}
		t.to(t.Failed, m.Now())
		t.Failed = ""
		return nil
	})
}

func (m Machine) note(ctx context.Context, partner, id string, f func(*Takeover) error) error {
	t, err := m.Records.Load(ctx, partner, id)
	if err != nil {
		return err
	}
	if err := f(&t); err != nil {
		return err
	}
	return m.Records.Save(ctx, &t)
}
