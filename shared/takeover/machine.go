package takeover

import (
	"context"
	"slices"
	"strings"
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
	if t.State == Ordering && (v.Order == OrderError || v.Order == OrderVoid) {
		t.Void = v.Order == OrderVoid
		t.stop("the order is in error at the seller", now)
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

// stop hands a takeover to a person.
func (t *Takeover) stop(why string, now time.Time) {
	t.Failed, t.Blocked = t.State, []string{why}
	t.raise(Alarm{Kind: Stopped, Of: string(t.State) + " " + now.UTC().Format(time.RFC3339), At: now, Text: why})
	t.to(NeedsHuman, now)
}

// wait ends a takeover whose time is over, where its step says so; else people are told once.
func (t *Takeover) wait(s Step, now time.Time) bool {
	switch {
	case now.Before(t.Since.Add(s.Within)):
	case s.Abandon:
		t.raise(Alarm{Kind: GaveUp, Of: string(t.State), At: now, Text: "it was given up: " + strings.Join(t.Blocked, "; ")})
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
	t.stop(fault.Text(err), m.Now())
	return false, nil
}

// begin does what a state stands for: the state is written down before.
func (m Machine) begin(ctx context.Context, t *Takeover, s Step) error {
	switch {
	case s.Do == Place:
		return m.Hands.Order(ctx, t)
	case s.Do == Request:
		return m.Hands.Transfer(ctx, t)
	case m.Swapper != nil:
		return m.swap(ctx, t)
	}
	return nil
}

// swap brings users back who are to be, and changes those whose turn it is: all while the state is for that, and later those of whom somebody asked for it.
func (m Machine) swap(ctx context.Context, t *Takeover) error {
	if err := m.Swapper.Return(ctx, t); err != nil {
		return err
	}
	waits := slices.ContainsFunc(t.Swap.Users, func(u User) bool { return u.State == UserWaiting && u.Waived == "" })
	if t.State == Swapping || waits && t.State.swappable() {
		return m.Swapper.Run(ctx, t)
	}
	return nil
}

// send sends a message, and keeps it.
func (m Machine) send(ctx context.Context, t *Takeover, l Message) error {
	if err := m.Hands.Send(ctx, t, l); err != nil {
		return err
	}
	t.Letters = append(slices.DeleteFunc(slices.Clone(t.Letters), func(o Letter) bool { return o.Kind == l.Kind }), Letter{l, m.Now()})
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
		return m.send(ctx, t, invitation(t, v))
	case Write:
		return m.send(ctx, t, farewell(t))
	case Announce:
		return m.send(ctx, t, Message{Kind: Ended, Text: "The takeover of " + t.Domain + " is complete."})
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
