package migration

import (
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Rule is a person's answer: services of an offer are of a plan. It is for all that come, until another answer takes its place.
type Rule struct {
	ID   string    `json:"id"`
	Of   string    `json:"of"`   // as Offered gives it
	Name string    `json:"name"` // of the offer, for people
	Plan string    `json:"plan"` // "": there is none, and nobody is asked again
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Offered names what a service is of, whatever its term: product and SKU, else the legacy offer, else the words of its name.
func Offered(s *Service) string {
	if i := item(s.Product, s.SKU); i != "" {
		return i
	}
	if product, rest, ok := strings.Cut(s.Offer, ":"); ok && s.Kind == NewCommerce {
		sku, _, _ := strings.Cut(rest, ":")
		return item(product, sku)
	}
	if s.Offer != "" {
		return fold(s.Offer)
	}
	return "name:" + strings.Join(words(s.Name), " ")
}

// RuleID names the answer for services like s, whether there is one yet or not.
func RuleID(s *Service) string { return "rule-" + digest(Offered(s))[:12] }

// Answer remembers that services like s are of a plan, "" for none. It fails with fault.Invalid when nobody answers, or with a plan that is not sold.
func (m *Matcher) Answer(s *Service, plan, by string, at time.Time) (Rule, error) {
	i, there := m.byID[plan]
	switch {
	case by == "":
		return Rule{}, fault.Invalid.Errorf("answer for %s: nobody is named", s.Name)
	case plan != "" && (!there || m.plans[i].Withdrawn):
		return Rule{}, fault.Invalid.Errorf("answer for %s: plan %q is not sold", s.Name, plan)
	}
	of := Offered(s)
	r := Rule{ID: RuleID(s), Of: of, Name: s.Name, Plan: plan, By: by, At: at}
	m.rules[of] = r
	clear(m.seen)
	return r, nil
}
