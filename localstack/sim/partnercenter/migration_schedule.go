package partnercenter

import (
	"net/http"
	"strings"
	"time"
)

// The states of a schedule. Microsoft shows the first; the others are modelled.
const (
	scheduleMade      = "Created"
	scheduleDone      = "Completed"
	scheduleFailed    = "Failed"
	scheduleCancelled = "Cancelled"
)

// schedule is a migration that is to begin later.
type schedule struct {
	id            string
	state         string
	in            migrationBody
	current       string
	due           time.Time
	made, changed time.Time
	code          int
	text          string
	migration     string
}

type scheduleView struct {
	ID        string          `json:"id"`
	Current   string          `json:"currentSubscriptionId"`
	Status    string          `json:"status"`
	Customer  string          `json:"customerTenantId"`
	Quantity  *int            `json:"quantity,omitempty"`
	Term      string          `json:"termDuration,omitempty"`
	Cycle     string          `json:"billingCycle,omitempty"`
	Full      bool            `json:"purchaseFullTerm"`
	CustomEnd string          `json:"customTermEndDate,omitempty"`
	Reference string          `json:"externalReferenceId,omitempty"`
	Target    string          `json:"targetDate,omitempty"`
	AtRenewal bool            `json:"migrateOnRenewal"`
	Code      int             `json:"errorCode,omitempty"`
	Text      string          `json:"errorDescription,omitempty"`
	Migration string          `json:"newCommerceMigrationId,omitempty"`
	Created   string          `json:"createdTime"`
	Changed   string          `json:"lastModifiedTime"`
	Addons    []migrationView `json:"addOnMigrationSchedules"`
}

func (p *schedule) view(customer string) scheduleView {
	v := scheduleView{
		ID: p.id, Current: strings.ToUpper(p.current), Status: p.state, Customer: customer, Quantity: p.in.Quantity, Term: p.in.Term, Cycle: p.in.Cycle, Full: p.in.Full,
		CustomEnd: p.in.CustomEnd, Reference: p.in.Reference, Target: p.in.Target, AtRenewal: p.in.AtRenewal, Code: p.code, Text: p.text, Migration: p.migration,
		Created: stamp(p.made), Changed: stamp(p.changed), Addons: []migrationView{},
	}
	for _, a := range p.in.Addons {
		v.Addons = append(v.Addons, migrationView{Current: strings.ToUpper(a.Current), Customer: customer, Term: a.Term, Cycle: a.Cycle, Full: a.Full})
	}
	return v
}

// plannedBody reads a schedule: exactly one of a day and the renewal, as Microsoft documents. Its table and its sample name the add-ons differently: both are taken.
func (c *call) plannedBody() (*schedule, *reply) {
	in := c.migrationBody()
	in.Addons = append(in.Addons, in.Schedules...)
	target, isTime := parseTime(in.Target)
	switch {
	case in.unreadable:
		return nil, refuse(http.StatusBadRequest, 800002, "The body is not a schedule.")
	case (in.Target == "") == !in.AtRenewal:
		return nil, refuse(http.StatusBadRequest, 800002, "Give either targetDate or migrateOnRenewal.")
	case in.Target != "" && (!isTime || !target.After(c.now)):
		return nil, refuse(http.StatusBadRequest, 800002, "The targetDate is not in the future.")
	}
	legs, refusal := c.legs(in)
	if refusal != nil {
		return nil, refusal
	}
	if in.AtRenewal { // the new term begins in the new commerce
		target, in.Full = legs[0].old.End.AddDate(0, 0, 1), true
	}
	return &schedule{in: in, current: legs[0].old.ID, due: target, made: c.now, changed: c.now, state: scheduleMade}, nil
}

func (c *call) createSchedule() reply {
	p, refusal := c.plannedBody()
	if refusal != nil {
		return *refusal
	}
	for _, other := range c.customer.migrations.schedules {
		if other.current == p.current && other.state == scheduleMade {
			return fail(http.StatusBadRequest, 900216, "The subscription has a schedule already.")
		}
	}
	p.id = c.id()
	c.customer.migrations.schedules = append(c.customer.migrations.schedules, p)
	return ok(http.StatusCreated, p.view(c.customer.id))
}

// planned gives the schedule in the path.
func (c *call) planned() (*schedule, *reply) {
	for _, p := range c.customer.migrations.schedules {
		if strings.EqualFold(p.id, c.vars[1]) {
			return p, nil
		}
	}
	return nil, refuse(http.StatusNotFound, 900224, "The schedule was not found.")
}

func (c *call) getSchedule() reply {
	p, refusal := c.planned()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, p.view(c.customer.id))
}

// waiting gives the schedule in the path while it can be changed.
func (c *call) waiting() (*schedule, *reply) {
	p, refusal := c.planned()
	if refusal == nil && p.state != scheduleMade {
		refusal = refuse(http.StatusBadRequest, 900216, "The schedule cannot be changed any more.")
	}
	return p, refusal
}

func (c *call) updateSchedule() reply {
	p, refusal := c.waiting()
	if refusal != nil {
		return *refusal
	}
	next, refusal := c.plannedBody()
	switch {
	case refusal != nil:
		return *refusal
	case next.current != p.current:
		return bad("The schedule is another subscription's.")
	}
	p.in, p.due, p.changed = next.in, next.due, c.now
	return ok(http.StatusOK, p.view(c.customer.id))
}

func (c *call) cancelSchedule() reply {
	p, refusal := c.waiting()
	if refusal != nil {
		return *refusal
	}
	p.state, p.changed = scheduleCancelled, c.now
	return ok(http.StatusOK, p.view(c.customer.id))
}

// listSchedules gives the schedules of a customer, of a subscription or with a reference, as a bare list.
func (c *call) listSchedules() reply {
	of, sub, reference, given := c.migrationQuery()
	if !given {
		return bad("Give customerTenantId, currentSubscriptionId or externalReferenceId.")
	}
	all := []scheduleView{}
	for _, cu := range c.ofPartner(of) {
		c.settleMoves(cu, c.now)
		for _, p := range cu.migrations.schedules {
			if (sub == "" || strings.EqualFold(p.current, sub)) && (reference == "" || strings.EqualFold(p.in.Reference, reference)) {
				all = append(all, p.view(cu.id))
			}
		}
	}
	return ok(http.StatusOK, all)
}

// settleSchedules begins the migrations whose day has come. One that is not eligible then fails.
func (s *Sim) settleSchedules(cu *customer, now time.Time) {
	for _, p := range cu.migrations.schedules {
		if p.state != scheduleMade || now.Before(p.due) {
			continue
		}
		c := &call{Sim: s, now: p.due, customer: cu, partner: s.partners[cu.partner]}
		legs, refusal := c.legs(p.in)
		if refusal == nil {
			refusal = c.refuseMigration(legs)
		}
		if p.changed = p.due; refusal != nil {
			p.state, p.code, p.text = scheduleFailed, refusal.code, refusal.text
			s.send(cu.partner, event{
				Name: eventScheduleFailed, Kind: "newcommercemigrationschedule", At: p.due.UTC(),
				Resource: s.opt.Base + areaAPI + "customers/" + cu.id + "/migrations/newcommerce/schedules/" + p.id,
			}, p.due.Add(s.opt.NotifyAfter), nil)
			continue
		}
		p.state, p.migration = scheduleDone, s.migrate(cu, legs, p.in.Reference, p.due).id
	}
}
