package app

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

var (
	percentForm = regexp.MustCompile(`^-?[0-9]{1,5}(\.[0-9]{1,2})?$`)
	moneyForm   = regexp.MustCompile(`^-?[0-9]{1,10}(\.[0-9]{1,6})?$`)
	marginForm  = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,2})?$`)
	overForm    = regexp.MustCompile(`^[0-9]{1,5}(\.[0-9]{1,2})?$`)
)

// perPoint is a hundredth of a percent in millionths of a percent.
const perPoint = 10_000

// planOf reads a plan. What is wrong with its form is told at once; what is wrong with its sense, Check says.
func planOf(id string, b api.NewPlan) (price.Plan, error) {
	var bad forms
	p := price.Plan{ID: id, Name: b.Name, Currency: value(b.Currency)}
	bad.text("/name", &b.Name, 1, 100, nil)
	bad.text("/currency", b.Currency, 3, 3, currencyForm)
	for n, f := range value(b.Families) {
		at := fmt.Sprintf("/families/%d", n)
		bad.text(at+"/name", &f.Name, 1, 60, nil)
		bad.length(at+"/products", len(f.Products), 1, 1000)
		for i := range f.Products {
			bad.text(fmt.Sprintf("%s/products/%d", at, i), &f.Products[i], 1, 40, nil)
		}
		if p.Families == nil {
			p.Families = map[string][]string{}
		}
		p.Families[f.Name] = append(p.Families[f.Name], f.Products...)
	}
	bad.length("/families", len(value(b.Families)), 0, 100)
	bad.length("/rules", len(b.Rules), 1, 1000)
	for n, r := range b.Rules {
		p.Rules = append(p.Rules, bad.rule(fmt.Sprintf("/rules/%d", n), r))
	}
	p.Limits.MinMargin = value(bad.points("/min_margin", b.MinMargin, marginForm))
	p.Limits.MaxOverList = bad.points("/max_over_list", b.MaxOverList, overForm)
	if len(bad) > 0 {
		return p, fault.At(fault.Invalid.Errorf("the plan cannot be taken: %d field(s) to correct", len(bad)), bad...)
	}
	return p, nil
}

// length looks at how many a list has.
func (f *forms) length(pointer string, n, least, most int) {
	if n < least || n > most {
		*f = append(*f, fault.Field{Pointer: pointer, Text: fmt.Sprintf("want %d to %d", least, most)})
	}
}

// points reads a percentage as hundredths of a percent, nil when it is missing.
func (f *forms) points(pointer string, text *string, form *regexp.Regexp) *int64 {
	if text == nil {
		return nil
	}
	m, err := money.ParseMicro([]byte(*text))
	if err != nil || !form.MatchString(*text) {
		*f = append(*f, fault.Field{Pointer: pointer, Text: "want percent with at most two decimal places, such as 12.5", Pattern: form.String()})
		return nil
	}
	n := int64(m) / perPoint
	return &n
}

func (f *forms) rule(at string, r api.PlanRule) price.Rule {
	out := price.Rule{ID: r.Id, Way: price.Way(r.Way)}
	f.text(at+"/id", &r.Id, 1, 60, nil)
	f.choice(at+"/way", r.Way.Valid())
	out.Points = value(f.points(at+"/percent", r.Percent, percentForm))
	if r.Amount != nil {
		m, err := money.ParseMicro([]byte(*r.Amount))
		if err != nil || !moneyForm.MatchString(*r.Amount) {
			*f = append(*f, fault.Field{Pointer: at + "/amount", Text: "want an amount such as 1.50", Pattern: moneyForm.String()})
		}
		out.Amount = m
	}
	if m := r.Match; m != nil {
		match := at + "/match"
		for _, x := range []struct {
			name string
			text *string
			most int
			to   *string
		}{
			{"customer", m.Customer, 36, &out.Match.Customer},
			{"reseller", m.Reseller, 10, &out.Match.Reseller},
			{"product_id", m.ProductId, 40, &out.Match.Product},
			{"sku_id", m.SkuId, 4, &out.Match.SKU},
			{"family", m.Family, 60, &out.Match.Family},
			{"segment", m.Segment, 20, &out.Match.Segment},
			{"term_duration", m.TermDuration, 6, &out.Match.Term},
			{"billing_plan", m.BillingPlan, 20, &out.Match.Billing},
		} {
			f.text(match+"/"+x.name, x.text, 1, x.most, nil)
			*x.to = value(x.text)
		}
	}
	if o := r.Override; o != nil {
		out.Override = f.override(at+"/override", *o)
	}
	return out
}

func (f *forms) override(at string, o api.PlanOverride) *price.Override {
	out := price.Override{Reason: o.Reason}
	f.text(at+"/reason", &o.Reason, 1, 200, nil)
	f.text(at+"/by", o.By, 0, 200, nil)
	f.length(at+"/limits", len(o.Limits), 1, 3)
	for n, l := range o.Limits {
		f.choice(fmt.Sprintf("%s/limits/%d", at, n), l.Valid())
		out.Limits = append(out.Limits, price.Limit(l))
	}
	return &out
}

// shownPlan gives a plan as callers write it.
func shownPlan(p price.Plan) api.NewPlan {
	out := api.NewPlan{Name: p.Name, Currency: some(p.Currency), Rules: []api.PlanRule{}}
	for _, name := range slices.Sorted(maps.Keys(p.Families)) {
		out.Families = new(append(value(out.Families), api.PlanFamily{Name: name, Products: p.Families[name]}))
	}
	if p.Limits.MinMargin > 0 {
		out.MinMargin = new(percentage(p.Limits.MinMargin))
	}
	if p.Limits.MaxOverList != nil {
		out.MaxOverList = new(percentage(*p.Limits.MaxOverList))
	}
	for _, r := range p.Rules {
		out.Rules = append(out.Rules, shownRule(r))
	}
	return out
}

func shownRule(r price.Rule) api.PlanRule {
	out := api.PlanRule{Id: r.ID, Way: api.PlanRuleWay(r.Way)}
	if r.Way == price.Amount || r.Way == price.Fixed {
		out.Amount = new(r.Amount.String())
	} else {
		out.Percent = new(percentage(r.Points))
	}
	if m := r.Match; m != (price.Match{}) {
		out.Match = &api.PlanMatch{
			Customer: some(m.Customer), Reseller: some(m.Reseller), ProductId: some(m.Product), SkuId: some(m.SKU), Family: some(m.Family),
			Segment: some(m.Segment), TermDuration: some(m.Term), BillingPlan: some(m.Billing),
		}
	}
	if o := r.Override; o != nil {
		out.Override = &api.PlanOverride{Reason: o.Reason, By: some(o.By), Limits: []api.PlanOverrideLimits{}}
		for _, l := range o.Limits {
			out.Override.Limits = append(out.Override.Limits, api.PlanOverrideLimits(l))
		}
	}
	return out
}

// percentage writes hundredths of a percent.
func percentage(points int64) string { return money.Micro(points * perPoint).String() }
