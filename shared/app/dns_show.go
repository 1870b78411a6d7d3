package app

import (
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// domainPlan is what callers see of a domain's setup. The nouns in it have the contract's names.
type domainPlan struct {
	ID       string           `json:"id"`
	Customer string           `json:"customer_id"`
	Domain   string           `json:"domain"`
	Host     domain.Host      `json:"host"`
	Zone     string           `json:"zone,omitempty"`
	Batch    string           `json:"batch,omitempty"`
	Options  dns.Options      `json:"options"`
	State    domain.State     `json:"state"`
	Stage    domain.Stage     `json:"stage"`
	Hash     string           `json:"hash,omitempty"`
	Line     *dns.Line        `json:"line,omitempty"`
	Text     string           `json:"text,omitempty"`
	Items    []dns.Item       `json:"items,omitempty"`
	Lines    []string         `json:"lines,omitempty"`
	Export   string           `json:"export,omitempty"`
	Notes    []string         `json:"notes,omitempty"`
	Applied  []domain.Applied `json:"applied,omitempty"`
	Progress *domain.Progress `json:"progress,omitempty"`
	Changes  []dns.Change     `json:"changes,omitempty"`
	Watched  time.Time        `json:"watched,omitzero"`
	Problem  *domain.Problem  `json:"problem,omitempty"`
	Created  time.Time        `json:"created"`
	Since    time.Time        `json:"since"`
	Due      time.Time        `json:"due,omitzero"`
	Deadline time.Time        `json:"deadline,omitzero"`
	Steps    []domain.Step    `json:"steps,omitempty"`
}

func shownDomain(v domain.View) domainPlan {
	s := v.Setup
	out := domainPlan{
		ID: s.ID, Customer: s.Customer, Domain: s.Domain, Host: s.Host, Zone: s.Zone, Batch: s.Batch, Options: s.Options, State: s.State, Stage: s.Stage, Hash: s.Hash,
		Text: v.Text, Lines: v.Lines, Export: v.Export, Notes: s.Notes, Applied: s.Applied, Progress: progress(s), Changes: s.Changes, Watched: s.Watched,
		Problem: s.Problem, Created: s.Created, Since: s.Since, Due: s.Due, Deadline: s.Deadline, Steps: s.Steps,
	}
	if s.Hash != "" {
		out.Line = &s.Line
	}
	if v.Plan != nil {
		out.Items = v.Plan.Items
	}
	return out
}

func progress(s domain.Setup) *domain.Progress {
	if s.Progress.At.IsZero() {
		return nil
	}
	return &s.Progress
}

// domainZone is what callers see of a zone.
type domainZone struct {
	Domain   string           `json:"domain"`
	Zone     string           `json:"zone,omitempty"`
	Plan     string           `json:"plan_id"`
	State    domain.State     `json:"state"`
	Host     domain.Host      `json:"host"`
	Drifted  bool             `json:"drifted"`
	Changes  []dns.Change     `json:"changes"`
	Watched  time.Time        `json:"watched,omitzero"`
	Due      time.Time        `json:"due,omitzero"`
	Progress *domain.Progress `json:"progress,omitempty"`
	Problem  *domain.Problem  `json:"problem,omitempty"`
}

func shownZone(s domain.Setup) domainZone {
	changes := s.Changes
	if changes == nil {
		changes = []dns.Change{}
	}
	return domainZone{
		Domain: s.Domain, Zone: s.Zone, Plan: s.ID, State: s.State, Host: s.Host, Changes: changes, Watched: s.Watched, Due: s.Due, Progress: progress(s), Problem: s.Problem,
		Drifted: slices.ContainsFunc(changes, func(c dns.Change) bool { return c.Ours }),
	}
}

// domainBatch is what callers see of a request for many domains.
type domainBatch struct {
	ID       string               `json:"id"`
	Domains  int                  `json:"domains"`
	Expanded int                  `json:"expanded"`
	Refused  int                  `json:"refused,omitempty"`
	Refusals []domain.Refusal     `json:"refusals,omitempty"`
	States   map[domain.State]int `json:"states"`
	Plans    map[dns.State]int    `json:"plans"`
	Reasons  []batchReason        `json:"reasons"`
	Jobs     []domain.Job         `json:"jobs,omitempty"`
	Created  time.Time            `json:"created"`
	Due      time.Time            `json:"due,omitzero"`
}

type batchReason struct {
	Code    string    `json:"code"`
	State   dns.State `json:"state"`
	Domains int       `json:"domains"`
	Some    []string  `json:"some"`
}

func shownBatch(v domain.BatchView) domainBatch {
	b := v.Batch
	out := domainBatch{
		ID: b.ID, Domains: b.Domains, Expanded: b.Expanded, Refused: b.Refused, Refusals: b.Refusals, States: v.States, Plans: v.Summary.States,
		Reasons: []batchReason{}, Jobs: b.Jobs, Created: b.Created, Due: b.Due,
	}
	if out.States == nil {
		out.States = map[domain.State]int{}
	}
	if out.Plans == nil {
		out.Plans = map[dns.State]int{}
	}
	const few = 20
	for _, r := range v.Summary.Reasons {
		out.Reasons = append(out.Reasons, batchReason{Code: r.Code, State: r.State, Domains: len(r.Domains), Some: r.Domains[:min(few, len(r.Domains))]})
	}
	return out
}

// domainCandidates is a list to decide on.
type domainCandidates struct {
	Class   dns.Class    `json:"class,omitempty"`
	Digest  string       `json:"digest"`
	Domains []domain.Row `json:"domains"`
}
