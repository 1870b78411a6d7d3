package price

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	maxPlanRules = 1_000
	maxPoints    = 1_000_000 // 10,000 %: more is a slip of the hand
)

// Check gives everything that is wrong with a plan, by JSON pointers, as one fault.Invalid, or nil.
func (p Plan) Check() error {
	c := &complaints{}
	c.need(strings.TrimSpace(p.Name) != "", "/name", "give it a name")
	c.need(len(p.Rules) > 0 && len(p.Rules) <= maxPlanRules, "/rules", "want 1 to 1000 rules")
	c.need(p.Limits.MinMargin >= 0 && p.Limits.MinMargin < 10_000, "/limits/min_margin", "want 0 to 9999 hundredths of a percent")
	c.need(p.Limits.MaxOverList == nil || *p.Limits.MaxOverList >= 0 && *p.Limits.MaxOverList <= maxPoints, "/limits/max_over_list", "want 0 or more hundredths of a percent")
	ids, matches := map[string]bool{}, map[Match]string{}
	for n, r := range p.Rules {
		at := fmt.Sprintf("/rules/%d", n)
		p.checkRule(c, at, r)
		c.need(!ids[r.ID], at+"/id", "another rule has it")
		ids[r.ID] = true
		other, twice := matches[r.Match]
		c.need(!twice, at+"/match", fmt.Sprintf("rule %q is for the same sales", other))
		matches[r.Match] = r.ID
	}
	if len(c.fields) == 0 {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("plan %q: not as it has to be", p.ID), c.fields...)
}

type complaints struct{ fields []fault.Field }

func (c *complaints) need(ok bool, pointer, text string) {
	if !ok {
		c.fields = append(c.fields, fault.Field{Pointer: pointer, Text: text})
	}
}

func (p Plan) checkRule(c *complaints, at string, r Rule) {
	c.need(r.ID != "", at+"/id", "give it an id")
	c.need(r.Match.SKU == "" || r.Match.Product != "", at+"/match/sku", "a SKU is of a product: name that too")
	if r.Match.Family != "" {
		_, known := p.Families[r.Match.Family]
		c.need(known, at+"/match/family", "the plan has no such family")
	}
	switch r.Way {
	case Markup:
		c.need(r.Points >= -10_000 && r.Points <= maxPoints, at+"/points", "want -10000 to 1000000 hundredths of a percent")
	case Margin:
		c.need(r.Points > -maxPoints && r.Points < 10_000, at+"/points", "want less than 10000: a margin of 100 % has no price")
	case Discount:
		c.need(r.Points >= 0 && r.Points <= 10_000, at+"/points", "want 0 to 10000 hundredths of a percent")
	case Amount, Fixed:
		c.need(p.Currency != "", "/currency", "a rule has an amount: say of which currency")
		c.need(r.Way == Amount || r.Amount >= 0, at+"/amount", "want 0 or more")
	default:
		c.need(false, at+"/way", "want markup, margin, amount, discount or fixed")
	}
	c.need(r.Points == 0 || r.Way != Amount && r.Way != Fixed, at+"/points", "this way has an amount")
	c.need(r.Amount == 0 || r.Way == Amount || r.Way == Fixed, at+"/amount", "this way has points")
	if o := r.Override; o != nil {
		c.need(strings.TrimSpace(o.Reason) != "", at+"/override/reason", "say why")
		c.need(len(o.Limits) > 0, at+"/override/limits", "name the limits that may be passed")
		for _, l := range o.Limits {
			c.need(slices.Contains([]Limit{BelowCost, MinMargin, OverList}, l), at+"/override/limits", "want below_cost, min_margin or over_list")
		}
	}
}
