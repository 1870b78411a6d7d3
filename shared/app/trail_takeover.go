package app

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/takeover"
)

// auditedTakeovers leaves a record with what people decide about a takeover and with each state that it reaches, both or neither. It is for one run.
type auditedTakeovers struct {
	table.Takeovers

	trail audit.Trail
	last  map[string]takeover.Takeover // by id, as stored
}

var _ takeover.Records = auditedTakeovers{}

func newAuditedTakeovers(t *table.Table, trail audit.Trail) auditedTakeovers {
	return auditedTakeovers{Takeovers: t.Takeovers(), trail: trail, last: map[string]takeover.Takeover{}}
}

// Load implements takeover.Records.
func (k auditedTakeovers) Load(ctx context.Context, partner, id string) (takeover.Takeover, error) {
	t, err := k.Takeovers.Load(ctx, partner, id)
	if err == nil {
		k.last[id] = copied(&t)
	}
	return t, err
}

// copied keeps what a record compares: users are changed in place.
func copied(t *takeover.Takeover) takeover.Takeover {
	c := *t
	c.Swap.Users = append([]takeover.User(nil), t.Swap.Users...)
	return c
}

// Save implements takeover.Records.
func (k auditedTakeovers) Save(ctx context.Context, t *takeover.Takeover) error {
	before := k.last[t.ID]
	what := happened(&before, t)
	var err error
	if what == "" {
		err = k.Takeovers.Save(ctx, t)
	} else {
		err = k.left(ctx, t, audit.Record{
			Aggregate: audit.Takeover(t.Partner, t.ID), What: what, Before: takeoverFacts(&before), After: takeoverFacts(t),
		})
	}
	if err == nil {
		k.last[t.ID] = copied(t)
	}
	return err
}

// happened says what a save is for people who read the audit; "" for what is none of their business.
func happened(before, after *takeover.Takeover) audit.What {
	switch {
	case after.Version == 0:
		return audit.TakeoverAsked
	case after.State != before.State:
		return audit.TakeoverReached + audit.What(after.State)
	case after.Approval != before.Approval:
		return audit.TakeoverApproved
	case !after.Confirmed.Equal(before.Confirmed):
		return audit.TakeoverConfirmed
	case len(usersChanged(before, after)) > 0:
		return audit.TakeoverUsers
	case after.Customer != before.Customer:
		return audit.TakeoverCustomer
	}
	return ""
}

// usersChanged lists what became of users, by their ids: they are no names.
func usersChanged(before, after *takeover.Takeover) map[string]string {
	was := map[string]takeover.User{}
	for _, u := range before.Swap.Users {
		was[u.Before.ID] = u
	}
	changed := map[string]string{}
	for i := range after.Swap.Users {
		u := &after.Swap.Users[i]
		if w, ok := was[u.Before.ID]; !ok && u.State != takeover.UserWaiting || ok && w.State != u.State || w.Waived != u.Waived {
			changed[u.Before.ID] = string(u.State)
			if u.Waived != "" {
				changed[u.Before.ID] = "waived by " + u.Waived
			}
		}
	}
	return changed
}

// mostFacts bounds the users that one record names; the others are counted.
const mostFacts = 100

func takeoverFacts(t *takeover.Takeover) audit.Facts {
	if t.ID == "" {
		return nil
	}
	f := audit.Facts{"state": string(t.State), "domain": t.Domain}
	for name, v := range map[string]string{"tenant": t.Tenant, "plan": t.Plan.Hash, "approved": t.Approval.Hash, "failed": string(t.Failed)} {
		if v != "" {
			f[name] = v
		}
	}
	if ordered(t) {
		f["order"] = string(takeoverOrder(t))
	}
	if len(t.Swap.Users) > 0 {
		counts := map[takeover.UserState]int{}
		for i := range t.Swap.Users {
			counts[t.Swap.Users[i].State]++
		}
		for state, n := range counts {
			f["users "+string(state)] = strconv.Itoa(n)
		}
	}
	return f
}

// left makes a change with its record.
func (k auditedTakeovers) left(ctx context.Context, t *takeover.Takeover, r audit.Record) error {
	by := actorOf(ctx)
	r.Partner, r.Who, r.Correlation = t.Partner, by.who, by.correlation
	before := k.last[t.ID]
	for id, what := range usersChanged(&before, t) {
		if len(r.After) >= mostFacts {
			break
		}
		r.After["user "+id] = what
	}
	const tries = 5
	var err error
	for range tries {
		next, failed := k.trail.Next(ctx, audit.Change{Record: r})
		if failed != nil {
			return failed
		}
		if err = k.SaveAudited(ctx, t, next); fault.Of(err) != fault.Conflict {
			return err
		}
		// Something else came into the chain in between.
	}
	return fault.Unavailable.Wrap(err, "takeover: others are changing it; try again")
}
