package app

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// newOrder turns what a client sends into an order. What the order's own check finds carries the same names; here only what has no place in a
// noun is refused: a text without the contract's form, and a date or an amount that cannot be read.
func newOrder(n api.NewOrder) (order.Order, error) {
	var bad forms
	bad.order(n)
	o := order.Order{Customer: newCustomer(n.Customer), Test: value(n.Test), MPN: value(n.Mpn)}
	if n.NotBefore != nil {
		var err error
		if o.NotBefore, err = moment(*n.NotBefore); err != nil {
			bad = append(bad, fault.Field{Pointer: "/not_before", Text: err.Error()})
		}
	}
	if n.Agreement != nil {
		c, err := newConsent(*n.Agreement)
		if err != nil {
			bad = append(bad, fault.Field{Pointer: "/agreement/date", Text: err.Error()})
		}
		o.Agreement = &c
	}
	for i, l := range n.Lines {
		line, wrong := newLine(i, l)
		bad = append(bad, wrong...)
		o.Lines = append(o.Lines, line)
	}
	if len(bad) > 0 {
		return o, fault.At(fault.Invalid.Errorf("the order cannot be taken: %d field(s) to correct", len(bad)), bad...)
	}
	return o, nil
}

func newCustomer(n api.NewCustomer) order.Customer {
	c := order.Customer{
		Existing: n.Kind == api.Existing, Tenant: order.TenantID(strings.ToLower(value(n.TenantId))), Domain: strings.ToLower(value(n.Domain)),
		Company: value(n.Company), Registration: value(n.RegistrationId), First: value(n.FirstName), Last: value(n.LastName),
		Email: value(n.Email), Phone: value(n.Phone), Culture: value(n.Culture), Language: value(n.Language),
	}
	if n.Address != nil {
		c.Address = newAddress(*n.Address)
	}
	return c
}

func newAddress(a api.Address) order.Address {
	return order.Address{
		Line1: a.Line1, Line2: value(a.Line2), City: a.City, State: value(a.State), PostalCode: value(a.PostalCode), Country: a.Country,
	}
}

func newConsent(a api.NewAgreement) (order.Consent, error) {
	at, err := moment(a.Date)
	return order.Consent{First: a.FirstName, Last: a.LastName, Email: a.Email, Phone: value(a.Phone), From: value(a.From), Date: at}, err
}

// moment reads a date or a time with its zone.
func moment(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errors.New("want a date such as 2026-03-01 or a time such as 2026-03-01T12:00:00Z")
}

func newLine(i int, n api.NewLine) (order.Line, []fault.Field) {
	var bad []fault.Field
	wrong := func(field, text string) {
		bad = append(bad, fault.Field{Pointer: fmt.Sprintf("/lines/%d/%s", i, field), Text: text})
	}
	l := order.Line{
		Key: cmp.Or(value(n.Reference), strconv.Itoa(i+1)), Quantity: n.Quantity, Nickname: value(n.Nickname), Base: value(n.BaseLine),
		Parent: strings.ToLower(value(n.BaseSubscriptionId)), Promotion: value(n.PromotionId), RenewsTo: string(value(n.RenewsToTerm)),
		Attested: value(n.AttestationAccepted),
		Item: order.Item{
			Product: n.ProductId, SKU: n.SkuId, Term: string(n.TermDuration), Billing: string(n.BillingPlan),
			Segment: cmp.Or(string(value(n.Segment)), "commercial"),
		},
	}
	if n.CustomTermEndDate != nil {
		var err error
		if l.Ends, err = time.Parse(time.DateOnly, *n.CustomTermEndDate); err != nil {
			wrong("custom_term_end_date", "want a day such as 2026-12-31")
		}
	}
	if n.UnitCost != nil {
		cost, err := money.Parse(n.UnitCost.Amount, n.UnitCost.Currency)
		if err != nil {
			wrong("unit_cost", err.Error())
		}
		l.UnitCost = &cost
	}
	return l, bad
}

// shown turns an order into the contract's type.
func shown(o order.Order) api.Order {
	out := api.Order{
		Id: string(o.ID), Partner: string(o.Partner), State: api.State(o.State), CreatedAt: o.Created, Since: o.Since, Test: o.Test,
		Source:   api.Source{Kind: o.Source.Kind, Of: o.Source.Of, Reference: o.Source.Ref, Name: some(o.Source.Name)},
		Customer: shownCustomer(o.Customer), Next: api.Next{Expects: some(o.Expects()), DueAt: sometime(o.Due), Deadline: sometime(o.Deadline)},
		Lines: make([]api.Line, len(o.Lines)), Steps: make([]api.Step, len(o.Steps)),
	}
	for i, l := range o.Lines {
		out.Lines[i] = shownLine(l)
	}
	for i, s := range o.Steps {
		out.Steps[i] = api.Step{
			Name: string(s.Name), Attempt: some(s.Attempt), Result: api.StepResult(s.Result), At: s.At, Count: some(s.Count), Evidence: s.Evidence,
		}
	}
	if q := o.Question; q != nil {
		out.Question = &api.Question{Field: q.Field, Text: q.Text, Pattern: some(q.Pattern)}
		if len(q.Choices) > 0 {
			out.Question.Choices = &q.Choices
		}
	}
	if h := o.Hold; h != nil {
		out.Hold = &api.Hold{Since: h.Since, Code: some(h.Code), Reason: h.Reason, Actor: api.HoldActor(h.Actor), Next: h.Next, Link: some(h.Link)}
	}
	out.Refusal = shownRefusal(o.Refused)
	out.Mpn, out.NotBefore = some(o.MPN), sometime(o.NotBefore)
	if r := o.Relationship; r != nil {
		out.Relationship = &api.Relationship{Was: string(r.Was), Link: some(r.Link), AskedAt: r.Asked, AcceptedAt: sometime(r.Accepted)}
	}
	if a := o.Attested; a != nil {
		out.Agreement = &api.AgreementState{AttestedAt: a.At, TemplateId: a.Template, RequestId: string(a.Request)}
	}
	if r := o.Return; r != nil {
		out.Cancellation = &api.CancellationState{AtTermEnd: api.AtTermEnd(r.AtTermEnd), RequestedAt: r.At, DoneAt: sometime(r.Done)}
	}
	return out
}

func shownRefusal(m *order.Meaning) *api.Refusal {
	if m == nil {
		return nil
	}
	return &api.Refusal{Code: some(m.Code), Class: api.RefusalClass(m.Class), Whose: api.RefusalWhose(m.Whose), Buyer: some(m.Buyer), Operator: m.Operator}
}

func shownCustomer(c order.Customer) api.Customer {
	kind := "new"
	if c.Existing {
		kind = "existing"
	}
	return api.Customer{Kind: kind, Company: some(c.Company), Domain: some(c.Domain), TenantId: some(string(c.Tenant))}
}

func shownLine(l order.Line) api.Line {
	out := api.Line{
		Reference: l.Key, Sku: some(l.SKU), ProductId: l.Item.Product, SkuId: l.Item.SKU, TermDuration: l.Item.Term,
		BillingPlan: l.Item.Billing, Segment: l.Item.Segment, Quantity: l.Quantity, State: api.LineState(l.State),
		OrderId: some(l.Order), Refusal: shownRefusal(l.Refused), Nickname: some(l.Nickname), BaseLine: some(l.Base), BaseSubscriptionId: some(l.Parent),
		PromotionId: some(l.Promotion), RenewsToTerm: some(l.RenewsTo), Trial: some(l.Trial),
	}
	if p := l.Price; p != nil {
		out.Price = &api.LinePrice{
			Amount: p.Seat.Value(), Currency: p.Seat.Currency(), Charges: some(p.Charges), Plan: p.Plan, PlanVersion: int(p.Version), Rule: p.Rule, Import: p.Import,
		}
	}
	if c := l.UnitCost; c != nil {
		out.UnitCost, out.UnitCostImport = &api.LineCost{Amount: c.Value(), Currency: c.Currency()}, some(l.CostImport)
	}
	if m := l.Refused; m != nil {
		out.Reason = some(strings.TrimSpace(m.Code + " " + m.Operator))
	}
	if !l.Ends.IsZero() {
		out.CustomTermEndDate = some(l.Ends.Format(time.DateOnly))
	}
	if s := l.Subscription; s != nil {
		out.Subscription = &api.BoughtSubscription{
			Id: s.ID, Status: s.Status, Quantity: s.Quantity, AutoRenew: s.AutoRenew,
			CommitmentEnds: sometime(s.CommitmentEnds), CancelUntil: sometime(s.CancelUntil),
		}
	}
	if e := l.Ending; e != nil {
		out.Ending = &api.Ending{
			At: e.At, Immediate: e.Immediate, AtTermEnd: some(api.AtTermEnd(e.AtTermEnd)), CommittedUntil: sometime(e.CommittedUntil), OwedReason: some(e.OwedReason),
		}
		if e.Owed != nil {
			out.Ending.Owed = &api.Owed{Amount: e.Owed.Value(), Currency: e.Owed.Currency()}
		}
	}
	return out
}

// value gives what a pointer holds, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// some gives a pointer to v, or nil for the zero value.
func some[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

func sometime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
