package app

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedLicences leaves a record of each change of a subscription that was tried at the seller, before its outcome is saved: a crash in between lets
// the outcome be found again, and the record is left once. It is for one run. A wish that the policy refuses changes nothing and leaves none, and what
// others change at the seller stands in the subscription itself, as drift.
type auditedLicences struct {
	table.Subscriptions

	trail audit.Trail
	last  map[subscription.ID]subscription.Subscription // as stored
}

func (e *Env) auditedLicences(t *table.Table) auditedLicences {
	return auditedLicences{t.Subscriptions(), e.trail(t), map[subscription.ID]subscription.Subscription{}}
}

// Load implements subscription.Records.
func (l auditedLicences) Load(ctx context.Context, partner string, id subscription.ID) (subscription.Subscription, error) {
	s, err := l.Subscriptions.Load(ctx, partner, id)
	l.last[id] = s
	return s, err
}

// Save implements subscription.Records. A change of several writes comes through here after each but the last.
func (l auditedLicences) Save(ctx context.Context, s *subscription.Subscription) error {
	i := l.last[s.ID].Intent
	if i != nil && s.Intent != nil && s.Intent.Change.ID == i.Change.ID && s.Intent.At > i.At {
		if err := l.leave(ctx, *i, s.Facts, s.Intent.Change, subscription.Done); err != nil {
			return err
		}
	}
	err := l.Subscriptions.Save(ctx, s)
	l.stored(*s, err)
	return err
}

// Finish implements subscription.Changes.
func (l auditedLicences) Finish(ctx context.Context, s *subscription.Subscription, c subscription.Change) error {
	if i := l.last[s.ID].Intent; i != nil && i.Change.ID == c.ID {
		if err := l.leave(ctx, *i, s.Facts, c, c.State); err != nil {
			return err
		}
	}
	err := l.Subscriptions.Finish(ctx, s, c)
	l.stored(*s, err)
	return err
}

func (l auditedLicences) stored(s subscription.Subscription, err error) {
	if err == nil {
		l.last[s.ID] = s
	}
}

// leave leaves the record of a write that was intended, with what became of it and what the seller shows now.
func (l auditedLicences) leave(
	ctx context.Context, i subscription.Intent, now subscription.Facts, c subscription.Change, became subscription.ChangeState,
) error {
	was, is := shows(i.Before), shows(now)
	r := audit.Record{
		Aggregate: audit.Subscription(c.Partner, string(c.Of)), Partner: c.Partner, Who: audit.Client(c.By),
		What: audit.SubscriptionChanged + audit.What(c.Wish.Kind), Before: audit.Facts{}, After: audit.Facts{"result": string(became), "change": c.ID},
		Request: i.Request(c.Of), Correlation: c.Correlation, Once: fmt.Sprintf("%s.%d.%d.%s", c.ID, i.At, i.Attempt, became),
	}
	if c.By == "" {
		r.Who = audit.Worker
	}
	for name := range maps.Keys(is) {
		if was[name] != is[name] {
			r.Before[name], r.After[name] = was[name], is[name]
		}
	}
	if c.Made != "" {
		r.After["made"] = string(c.Made)
	}
	priced(&r, c.Decision)
	personal := map[string]string{}
	if i.Before.Nickname != now.Nickname { // people call licences by their names
		personal["nickname before"], personal["nickname after"] = i.Before.Nickname, now.Nickname
	}
	if n := len(c.Steps); n > 0 {
		personal["said"] = c.Steps[n-1].Evidence
	}
	return l.trail.Leave(ctx, r, personal)
}

// priced says what a change costs or gives back, where that is known.
func priced(r *audit.Record, d *subscription.Decision) {
	switch {
	case d == nil || r.After["result"] == string(subscription.Refused):
		return
	case d.Charge != nil:
		r.Money = d.Charge
	case d.Refund != nil:
		r.Money, r.After["money"] = d.Refund, "given back"
	case d.Owed != nil:
		r.Money, r.After["money"] = d.Owed, "still owed"
	}
	r.After["rule"] = d.Rule
}

// shows is what records say of a subscription: nothing of people.
func shows(f subscription.Facts) audit.Facts {
	next := ""
	if n := f.Next; n != nil {
		next = fmt.Sprintf("%d x %s:%s %s %s", n.Quantity, n.Product, n.SKU, n.Term, n.Billing)
	}
	return audit.Facts{
		"seats": strconv.Itoa(f.Quantity), "status": f.Status, "renews": strconv.FormatBool(f.AutoRenew), "next": next,
		"product": f.Product + ":" + f.SKU, "term": f.Term + " " + f.Billing, "partner of record": f.PartnerOfRecord,
		"ends": strconv.FormatBool(f.Ends), "until": f.CommitmentEnds.UTC().Format(time.DateOnly),
	}
}
