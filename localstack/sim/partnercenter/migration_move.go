package partnercenter

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// MigrationFailure has the next migrations of a legacy subscription, or of an offer, fail.
type MigrationFailure struct {
	Subscription string `json:"subscription"` // id of the legacy subscription, or
	Offer        string `json:"offer"`        // GUID of its offer
	// Suspended leaves the legacy subscription suspended, as Microsoft says can be for 72 hours; else it is active again at once.
	Suspended bool `json:"suspended"`
	// Recovers, with Suspended, is after how long the service gets through all the same, as a duration; "": never, and the subscription is active again after 72 hours.
	Recovers string `json:"recovers"`
	Times    int    `json:"times"` // 0 means 1

	recovers time.Duration
}

// patience is how long Microsoft documents that a migration may be under way.
const patience = 72 * time.Hour

// FailMigration has migrations fail.
func (s *Sim) FailMigration(f MigrationFailure) error {
	var err error
	if f.Recovers != "" {
		if f.recovers, err = time.ParseDuration(f.Recovers); err != nil || f.recovers < 0 {
			return fmt.Errorf("migration failure: %q is not a duration", f.Recovers)
		}
	}
	if f.Subscription == "" && f.Offer == "" {
		return errors.New("migration failure: needs a subscription or an offer")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(1, f.Times)
	s.upsets = append(s.upsets, &f)
	return nil
}

// upset takes one failure of a subscription, if there is any. The caller holds the lock.
func (s *Sim) upset(sub *subscription) *MigrationFailure {
	for _, f := range s.upsets {
		if f.Times > 0 && (strings.EqualFold(f.Subscription, sub.ID) || strings.EqualFold(f.Offer, sub.Offer)) {
			f.Times--
			return f
		}
	}
	return nil
}

// migrate begins: the legacy subscriptions stand still from now on, as Microsoft documents. The caller holds the lock.
func (s *Sim) migrate(cu *customer, legs []leg, reference string, now time.Time) *conversion {
	m := &conversion{id: s.id(), reference: reference, state: processing, started: now, due: now.Add(s.opt.MigrationTakes), legs: legs}
	m.failure = s.upset(legs[0].old)
	for _, l := range legs {
		before := l.old.view(now)
		l.old.Status = suspended
		l.old.updates++
		s.noteBy(cu, "", "update_subscription", "subscription", before, l.old.view(now), now)
	}
	cu.migrations.all = append(cu.migrations.all, m)
	s.tellMigration(cu, m, eventMigrationCreated, now)
	return m
}

// settleMigrations does what is due.
func (s *Sim) settleMigrations(cu *customer, now time.Time) {
	s.settleSchedules(cu, now)
	for _, m := range cu.migrations.all {
		if m.state == processing && !now.Before(m.due) {
			s.finish(cu, m)
		}
		if m.state != failed || !m.open() {
			continue
		}
		switch f := m.failure; {
		case f.Recovers != "" && !now.Before(m.over.Add(f.recovers)):
			s.complete(cu, m, m.over.Add(f.recovers))
		case f.Recovers == "" && !now.Before(m.over.Add(patience)):
			m.release()
		}
	}
}

func (s *Sim) finish(cu *customer, m *conversion) {
	if m.failure == nil {
		s.complete(cu, m, m.due)
		return
	}
	m.state, m.over = failed, m.due
	if !m.failure.Suspended {
		m.release()
	}
	s.tellMigration(cu, m, eventMigrationFailed, m.due)
}

// release has legacy subscriptions go on as before.
func (m *conversion) release() {
	for _, l := range m.legs {
		l.old.Status = active
	}
}

// complete makes the subscriptions of the new commerce, each with a window of seven days, and ends the legacy ones. That these show as deleted is modelled.
func (s *Sim) complete(cu *customer, m *conversion, at time.Time) {
	m.state, m.over = completed, at
	order := s.shortID()
	for n := range m.legs {
		l := &m.legs[n]
		parent := s.successor(cu, l.old.Parent)
		l.made = s.subscribe(cu, l.item, purchase{
			offer: l.offer, quantity: l.quantity, term: l.term, cycle: l.cycle, friendly: l.old.FriendlyName, at: at, end: l.end, parent: parent, reseller: l.old.Reseller,
		})
		l.made.Order, l.made.From, l.made.AutoRenew = order, l.old.ID, l.old.AutoRenew
		l.made.custom = !l.custom.IsZero()
		l.old.Status, l.old.AutoRenew, l.old.cancelled = deleted, false, true
		s.noteBy(cu, "", "create_subscription", "subscription", nil, l.made.view(at), at)
		s.tell(cu, l.old.ID, at)
		s.tell(cu, l.made.ID, at)
	}
	s.tellMigration(cu, m, eventMigrationCompleted, at)
}

// successor gives the id of the subscription that a legacy base has become, "" for none.
func (s *Sim) successor(cu *customer, legacy string) string {
	for _, sub := range cu.subs {
		if legacy != "" && sub.From == legacy {
			return sub.ID
		}
	}
	return ""
}

// tellMigration tells the partner of a migration. The address of the resource is modelled.
func (s *Sim) tellMigration(cu *customer, m *conversion, name string, at time.Time) {
	if _, registered := s.hooks[cu.partner]; registered {
		s.send(cu.partner, event{
			Name: name, Kind: "newcommercemigration", At: at.UTC(), Resource: s.opt.Base + areaAPI + "customers/" + cu.id + "/migrations/newcommerce/" + m.id,
		}, at.Add(s.opt.NotifyAfter), nil)
	}
}

type migrationEvent struct {
	ID        string `json:"id"`
	Migration string `json:"newCommerceMigrationId"`
	Current   string `json:"currentSubscriptionId"`
	Customer  string `json:"customerTenantId"`
	At        string `json:"createdTime"`
	Name      string `json:"eventName"`
}

// listMigrationEvents gives what happened in a migration so far, as a bare list.
func (c *call) listMigrationEvents() reply {
	m := c.customer.migration(c.vars[1])
	if m == nil {
		return fail(http.StatusNotFound, 900224, "The migration was not found.")
	}
	all := []migrationEvent{}
	add := func(name string, at time.Time) {
		all = append(all, migrationEvent{c.id(), m.id, m.legs[0].old.ID, c.customer.id, stamp(at), name})
	}
	add("MigrationStarted", m.started)
	switch m.state {
	case completed:
		add("NewCommerceSubscriptionCreated", m.over)
		add("NewCommerceSubscriptionProvisioned", m.over)
		add("MigrationCompleted", m.over)
	case failed:
		add("MigrationFailed", m.over)
	}
	return ok(http.StatusOK, all)
}

// Migration is a migration as tests see it.
type Migration struct {
	ID        string   `json:"id"`
	Customer  string   `json:"customer"`
	Reference string   `json:"reference"`
	State     string   `json:"state"`
	From      []string `json:"from"` // the base first
	Made      []string `json:"made"`
}

// Migrations gives all as they are now, by customer.
func (s *Sim) Migrations() []Migration {
	s.catchUp()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Migration{}
	for _, cu := range s.listed {
		for _, m := range cu.migrations.all {
			shown := Migration{ID: m.id, Customer: cu.id, Reference: m.reference, State: m.state}
			for _, l := range m.legs {
				shown.From = append(shown.From, l.old.ID)
				if l.made != nil {
					shown.Made = append(shown.Made, l.made.ID)
				}
			}
			all = append(all, shown)
		}
	}
	return all
}
