package migration

import (
	"fmt"
	"strings"
)

// Expectation is something that is going to fail, and by what it is known.
type Expectation struct {
	Cause    Cause     `json:"cause"`
	Service  ServiceID `json:"service,omitempty"`
	Evidence string    `json:"evidence"`
}

// expect lists what is going to fail of a client, in the order of its rows.
func (f *Forecaster) expect(folder *Folder, e *Entry) []Expectation {
	c := &folder.Customer
	all := standing(c)
	if f.Reading != "" && folder.Reading != f.Reading {
		all = append(all, Expectation{Cause: Vanished, Evidence: "the last reading did not list the customer"})
	}
	var lacks []string
	for _, field := range []Field{Username, Currency, Registered, Status} {
		if e.Row("").Value(field) == "" {
			lacks = append(lacks, string(field))
		}
	}
	if len(lacks) > 0 {
		all = append(all, Expectation{Cause: Incomplete, Evidence: "not filled in: " + strings.Join(lacks, ", ")})
	}
	for i := range folder.Services {
		all = append(all, f.expectOf(folder, e, &folder.Services[i])...)
	}
	return append(all, f.crowded(folder, e)...)
}

func standing(c *Customer) (all []Expectation) {
	if c.Reached == No {
		all = append(all, Expectation{Cause: Unreachable, Evidence: "the tenant did not answer as a customer of the partner"})
	}
	if c.Consented == No {
		all = append(all, Expectation{Cause: NoConsent, Evidence: "there is no delegated administration"})
	}
	if c.Agreed == No {
		all = append(all, Expectation{Cause: NoAgreement, Evidence: "the customer agreement is neither attested nor signed"})
	}
	return all
}

// expectOf lists what is going to fail of one service that is to be taken.
func (f *Forecaster) expectOf(folder *Folder, e *Entry, s *Service) (all []Expectation) {
	r := e.Row(s.ID)
	if r == nil || r.Value(Take) != "yes" {
		return nil
	}
	add := func(c Cause, evidence string) {
		all = append(all, Expectation{Cause: c, Service: s.ID, Evidence: evidence})
	}
	m := f.Match.Match(s)
	plan, there := f.Match.Plan(r.Value(PlanField))
	switch {
	case r.Value(PlanField) == "" && m.Verdict == Asked:
		add(NotDecided, "nearest: "+names(m.Nearest))
	case r.Value(PlanField) == "":
		add(NoPlan, "nearest: "+names(m.Nearest))
	case !there:
		add(PlanGone, "there is no plan "+r.Value(PlanField))
	case plan.Withdrawn:
		add(PlanGone, plan.Name+" is not sold any more")
	case r.Value(CustomerRenewal) == "" || r.Value(ResellerRenewal) == "":
		add(NoPrice, r.Cells[CustomerRenewal].Why)
	}
	if own := e.currency(); s.Currency != "" && own != "" && s.Currency != own {
		add(OddCurrency, fmt.Sprintf("the service is in %s, the client in %s", s.Currency, own))
	}
	if s.Kind == Legacy {
		if why := apart(folder, e, s); why != "" {
			add(LegacyAddOn, why)
		}
	}
	return all
}

// apart says why a legacy service cannot move: the seller moves a base and all of its add-ons, or none of them. "" when it can.
func apart(folder *Folder, e *Entry, s *Service) string {
	if s.Base != "" && !taken(e, s.Base) {
		return "the add-on's base is not taken over with it"
	}
	for i := range folder.Services {
		a := &folder.Services[i]
		if a.Base == s.ID && a.Kind == Legacy && a.Live() && !taken(e, a.ID) {
			return "its add-on " + a.Name + " would move with it and is not taken over"
		}
	}
	return ""
}

func taken(e *Entry, id ServiceID) bool {
	r := e.Row(id)
	return r != nil && r.Value(Take) == "yes" && r.Value(PlanField) != ""
}

func names(nearest []Candidate) string {
	if len(nearest) == 0 {
		return "none"
	}
	all := make([]string, len(nearest))
	for i, c := range nearest {
		all[i] = fmt.Sprintf("%s (%d ‰)", c.Plan, c.Confidence)
	}
	return strings.Join(all, ", ")
}

// crowded lists products of which a tenant has more seats than it may: Microsoft limits Business suites to 300 of each, whoever sold them.
func (f *Forecaster) crowded(folder *Folder, e *Entry) (all []Expectation) {
	seats := map[string]int{}
	for i := range folder.Services {
		s := &folder.Services[i]
		r := e.Row(s.ID)
		if r == nil || r.Value(Take) != "yes" {
			continue
		}
		p, ok := f.Match.Plan(r.Value(PlanField))
		if !ok || p.MaxSeats == 0 {
			continue
		}
		before := seats[p.Product]
		seats[p.Product] += s.Quantity
		if before <= p.MaxSeats && seats[p.Product] > p.MaxSeats {
			all = append(all, Expectation{Cause: TooMany, Service: s.ID, Evidence: fmt.Sprintf("more than %d seats of %s in one tenant", p.MaxSeats, p.Name)})
		}
	}
	return all
}
