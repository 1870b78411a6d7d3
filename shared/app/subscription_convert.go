package app

import (
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
)

func shownEntry(e subscription.Entry) api.SubscriptionEntry {
	return api.SubscriptionEntry{
		Id: string(e.ID), TenantId: e.Tenant, ProductId: e.Product, SkuId: e.SKU, Name: some(e.Name), Nickname: some(e.Nickname), Status: e.Status,
		Quantity: e.Quantity, TermDuration: some(e.Term), BillingPlan: some(e.Billing), AutoRenew: e.AutoRenew, Trial: e.Trial,
		CommitmentEnds: sometime(e.Ends), RenewalMonth: some(e.Month()), Scheduled: e.Scheduled, OrderId: some(e.Order), ChangedElsewhere: e.Drifted,
	}
}

func shownSubscription(s subscription.Subscription) api.Subscription {
	f, e := s.Facts, shownEntry(s.Entry())
	out := api.Subscription{
		Id: e.Id, TenantId: e.TenantId, ProductId: e.ProductId, SkuId: e.SkuId, Name: e.Name, Nickname: e.Nickname, Status: e.Status,
		Quantity: e.Quantity, TermDuration: e.TermDuration, BillingPlan: e.BillingPlan, AutoRenew: e.AutoRenew, Trial: e.Trial,
		CommitmentEnds: e.CommitmentEnds, RenewalMonth: e.RenewalMonth, Scheduled: e.Scheduled, OrderId: e.OrderId, ChangedElsewhere: e.ChangedElsewhere,
		Partner: s.Partner, NewCommerce: f.NewCommerce, CreatedAt: sometime(f.Created), CommitmentStart: sometime(f.Started),
		CancelUntil: sometime(f.CancelUntil), Refundable: []api.SeatBatch{}, NextTerm: shownNext(f.Next), PartnerOfRecord: some(f.PartnerOfRecord),
		BaseSubscriptionId: some(string(f.Base)), SellerOrderId: some(f.Sold), OrderLine: some(s.Line), Segment: some(s.Segment),
		UnitCost: amount(s.UnitCost), Drift: []api.Drift{}, OnHold: s.Hold, DueAt: sometime(s.Due), SeenAt: sometime(s.Seen), Edition: int(s.Edition),
	}
	for _, b := range f.Batches {
		out.Refundable = append(out.Refundable, api.SeatBatch(b))
	}
	for _, d := range s.Drift {
		out.Drift = append(out.Drift, api.Drift{Field: d.Field, Before: d.Before, After: d.After, SeenAt: d.Seen})
	}
	if s.Intent != nil {
		out.ChangeId = some(s.Intent.Change.ID)
	}
	return out
}

func shownNext(n *subscription.Next) *api.NextTerm {
	if n == nil {
		return nil
	}
	return &api.NextTerm{ProductId: n.Product, SkuId: n.SKU, TermDuration: n.Term, BillingPlan: n.Billing, Quantity: n.Quantity}
}

func shownDecision(d subscription.Decision) api.Decision {
	return api.Decision{
		When: api.When(d.When), Rule: d.Rule, Why: d.Why, Until: sometime(d.Until), From: sometime(d.From), SeatsNow: some(d.Seats),
		SeatsLater: some(d.Later), Charge: amount(d.Charge), Refund: amount(d.Refund), Owed: amount(d.Owed), UnpricedReason: some(d.Unpriced),
		Loses: sentences(d.Loses), Instead: sentences(d.Instead),
	}
}

func shownChange(c subscription.Change) api.Change {
	out := api.Change{
		Id: c.ID, SubscriptionId: string(c.Of), Kind: api.ChangeKind(c.Wish.Kind), State: api.ChangeState(c.State), RequestedBy: c.By, RequestedAt: c.At,
		EndedAt: sometime(c.Ended), MadeSubscriptionId: some(string(c.Made)), Steps: make([]api.ChangeStep, len(c.Steps)),
	}
	if c.Decision != nil {
		out.Decision = shownDecision(*c.Decision)
	}
	for i, s := range c.Steps {
		out.Steps[i] = api.ChangeStep{At: s.At, What: s.What, Evidence: s.Evidence}
	}
	return out
}

func sentences(all []string) *[]string {
	if len(all) == 0 {
		return nil
	}
	return &all
}

func amount(a *money.Amount) *api.Owed {
	if a == nil {
		return nil
	}
	return &api.Owed{Amount: a.Value(), Currency: a.Currency()}
}
