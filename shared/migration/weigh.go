package migration

import (
	"fmt"
	"slices"
	"strings"
)

// What evidence counts, in thousandths. Only ids reach what is taken unasked: names that are alike are a question to a person.
const (
	sameItem    = 1000 // product and SKU
	sameOffer   = 980  // the plan is the successor of the legacy offer
	sameProduct = 600  // of one product, another SKU
	alikeName   = 780  // at most
	sameFamily  = 60
	sameSegment = 40
	otherNature = 420 // at most, when a word tells the products apart
	wrongCycle  = 250 // less, when the plan is not billed so
	wrongArea   = 450 // less, when the segment is another one
)

// weigh says how likely a service is of a plan, and by what.
func (m *Matcher) weigh(s *Service, name []string, i int) Candidate {
	p := &m.plans[i]
	c := Candidate{Plan: p.ID}
	switch {
	case item(s.Product, s.SKU) != "" && item(s.Product, s.SKU) == item(p.Product, p.SKU):
		c.add(sameItem, "the product and the SKU are the same")
	case slices.ContainsFunc(p.Replaces, func(o string) bool { return fold(o) == fold(s.Offer) }):
		c.add(sameOffer, "the plan replaces this legacy offer")
	default:
		m.weighName(&c, s, name, i)
	}
	switch {
	case s.Segment == "" || p.Segment == "":
	case fold(s.Segment) == fold(p.Segment):
		c.add(sameSegment, "the segment is the same")
	default:
		c.add(-wrongArea, fmt.Sprintf("the segment is %s, not %s", s.Segment, p.Segment))
	}
	if s.Term != "" && s.Billing != "" && !slices.Contains(p.Cycles, Cycle{Term: s.Term, Billing: s.Billing}) {
		c.add(-wrongCycle, fmt.Sprintf("the plan is not billed %s in a term of %s", s.Billing, s.Term))
	}
	if p.Withdrawn {
		c.Evidence = append(c.Evidence, "the plan is not sold any more")
	}
	c.Confidence = min(max(c.Confidence, 0), 1000)
	return c
}

func (c *Candidate) add(points int, evidence string) {
	c.Confidence += points
	c.Evidence = append(c.Evidence, evidence)
}

func (m *Matcher) weighName(c *Candidate, s *Service, name []string, i int) {
	p := &m.plans[i]
	alike, shared := m.alike(name, m.names[i])
	if alike > 0 {
		c.add(alike*alikeName/1000, "the names share "+strings.Join(shared, ", "))
	}
	if s.Product != "" && fold(s.Product) == fold(p.Product) {
		c.Confidence = max(c.Confidence, sameProduct)
		c.Evidence = append(c.Evidence, "the product is the same, the SKU is not")
	}
	if s.Family != "" && fold(s.Family) == fold(p.Family) {
		c.add(sameFamily, "the family is the same")
	}
	if apart := differ(name, m.names[i]); apart != "" {
		c.Confidence = min(c.Confidence, otherNature)
		c.Evidence = append(c.Evidence, "only one of them is called "+apart)
	}
}

// alike compares names by their words, in thousandths; a word counts the more the fewer plans have it.
func (m *Matcher) alike(a, b []string) (points int, shared []string) {
	common, all := 0, 0
	for _, w := range a {
		worth := m.worth(w)
		all += worth
		if slices.Contains(b, w) {
			common += worth
			shared = append(shared, w)
		}
	}
	for _, w := range b {
		if !slices.Contains(a, w) {
			all += m.worth(w)
		}
	}
	if all == 0 {
		return 0, nil
	}
	return 1000 * common / all, shared
}

// worth is low for a word that no plan has: it tells no two plans apart.
func (m *Matcher) worth(word string) int {
	if len(m.byWord[word]) == 0 {
		return 200
	}
	return 100 + 900/(1+len(m.byWord[word]))
}

// differ gives a word that tells two names apart, or "".
func differ(a, b []string) string {
	for _, pair := range [][2][]string{{a, b}, {b, a}} {
		for _, w := range pair[0] {
			if telling(w) && !slices.Contains(pair[1], w) {
				return w
			}
		}
	}
	return ""
}
