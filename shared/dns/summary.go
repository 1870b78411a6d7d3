package dns

import (
	"cmp"
	"slices"
)

// State is how far a domain is from being set up.
type State string

// States of a plan.
const (
	Done         State = "done" // nothing to change, nothing in the way
	Ready        State = "ready"
	NeedsConsent State = "needs_consent"
	Blocked      State = "blocked" // no consent helps
)

// Line is a domain's line of a summary.
type Line struct {
	Domain string   `json:"domain"`
	Hash   string   `json:"hash"`
	State  State    `json:"state"`
	Codes  []string `json:"codes,omitempty"` // of what stands in the way, each once
	Needs  []Need   `json:"needs,omitempty"`
}

// Line gives a plan's line.
func (p *Plan) Line() Line {
	l := Line{Domain: p.Domain, Hash: p.Hash, State: Ready}
	if p.Empty() {
		l.State = Done
	}
	for i := range p.Items {
		it := &p.Items[i]
		if it.Kind != Block {
			continue
		}
		if l.State != Blocked {
			l.State = NeedsConsent
		}
		if it.Consentable() {
			l.Needs = append(l.Needs, it.Need)
		} else {
			l.State = Blocked
		}
		if !slices.Contains(l.Codes, it.Code) {
			l.Codes = append(l.Codes, it.Code)
		}
	}
	slices.Sort(l.Codes)
	return l
}

// Only reports whether a consent for the class alone makes the plan ready.
func (l *Line) Only(c Class) bool {
	return l.State == NeedsConsent && !slices.ContainsFunc(l.Needs, func(n Need) bool { return n.Class != c })
}

// Reason is what stands in the way of some domains.
type Reason struct {
	Code    string   `json:"code"`
	State   State    `json:"state"`
	Domains []string `json:"domains"`
}

// Summary is many domains at a glance.
type Summary struct {
	Domains int           `json:"domains"`
	States  map[State]int `json:"states"`
	Reasons []Reason      `json:"reasons"` // that of the most domains first
}

// Summarize counts the lines of many domains by their state and by what stands in the way.
func Summarize(lines []Line) Summary {
	s := Summary{Domains: len(lines), States: map[State]int{}}
	at := map[[2]string]int{}
	for _, l := range lines {
		s.States[l.State]++
		for _, code := range l.Codes {
			key := [2]string{code, string(l.State)}
			i, ok := at[key]
			if !ok {
				i = len(s.Reasons)
				at[key] = i
				s.Reasons = append(s.Reasons, Reason{Code: code, State: l.State})
			}
			s.Reasons[i].Domains = append(s.Reasons[i].Domains, l.Domain)
		}
	}
	for _, r := range s.Reasons {
		slices.Sort(r.Domains)
	}
	slices.SortFunc(s.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(len(b.Domains), len(a.Domains)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.State, b.State))
	})
	return s
}
