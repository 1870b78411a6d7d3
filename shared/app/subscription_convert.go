package app

import (
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
)

// What the operations give.
type (
	subscriptionEntry struct {
		ID            string     `json:"id"`
		Tenant        string     `json:"tenant_id"`
		Product       string     `json:"product_id"`
		SKU           string     `json:"sku_id"`
		Name          *string    `json:"name,omitempty"`
		Nickname      *string    `json:"nickname,omitempty"`
		Status        string     `json:"status"`
		Quantity      int        `json:"quantity"`
		Term          *string    `json:"term_duration,omitempty"`
		Billing       *string    `json:"billing_plan,omitempty"`
		AutoRenew     bool       `json:"auto_renew"`
		Trial         bool       `json:"trial"`
		Ends          *time.Time `json:"commitment_ends,omitempty"`
		Month         *string    `json:"renewal_month,omitempty"`
		Scheduled     bool       `json:"scheduled"`
		Order         *string    `json:"order_id,omitempty"`
		ChangedByElse bool       `json:"changed_elsewhere"`
	}
	subscriptionPage struct {
		Subscriptions []subscriptionEntry `json:"subscriptions"`
		Next          *string             `json:"next,omitempty"`
	}
	seatBatch struct {
		Quantity int       `json:"quantity"`
		Until    time.Time `json:"until"`
	}
	drift struct {
		Field  string    `json:"field"`
		Before string    `json:"before"`
		After  string    `json:"after"`
		Seen   time.Time `json:"seen_at"`
	}
	subscriptionDetail struct {
		subscriptionEntry

		Partner         string      `json:"partner"`
		NewCommerce     bool        `json:"new_commerce"`
		Created         *time.Time  `json:"created_at,omitempty"`
		Started         *time.Time  `json:"commitment_start,omitempty"`
		CancelUntil     *time.Time  `json:"cancel_until,omitempty"`
		Refundable      []seatBatch `json:"refundable"`
		Next            *nextTerm   `json:"next_term,omitempty"`
		PartnerOfRecord *string     `json:"partner_of_record,omitempty"`
		Base            *string     `json:"base_subscription_id,omitempty"`
		SellerOrder     *string     `json:"seller_order_id,omitempty"`
		Line            *string     `json:"order_line,omitempty"`
		Segment         *string     `json:"segment,omitempty"`
		UnitCost        *api.Owed   `json:"unit_cost,omitempty"`
		Drift           []drift     `json:"drift"`
		Change          *string     `json:"change_id,omitempty"` // the one that is being made
		OnHold          bool        `json:"on_hold"`
		Due             *time.Time  `json:"due_at,omitempty"`
		Seen            *time.Time  `json:"seen_at,omitempty"`
		Edition         int         `json:"edition"`
	}
	decision struct {
		When     string     `json:"when"`
		Rule     string     `json:"rule"`
		Why      string     `json:"why"`
		Until    *time.Time `json:"until,omitempty"`
		From     *time.Time `json:"from,omitempty"`
		Seats    *int       `json:"seats_now,omitempty"`
		Later    *int       `json:"seats_later,omitempty"`
		Charge   *api.Owed  `json:"charge,omitempty"`
		Refund   *api.Owed  `json:"refund,omitempty"`
		Owed     *api.Owed  `json:"owed,omitempty"`
		Unpriced *string    `json:"unpriced_reason,omitempty"`
		Loses    []string   `json:"loses,omitempty"`
		Instead  []string   `json:"instead,omitempty"`
	}
	changeStep struct {
		At       time.Time `json:"at"`
		What     string    `json:"what"`
		Evidence string    `json:"evidence"`
	}
	changeDetail struct {
		ID           string       `json:"id"`
		Subscription string       `json:"subscription_id"`
		Kind         string       `json:"kind"`
		State        string       `json:"state"`
		Decision     decision     `json:"decision"`
		By           string       `json:"requested_by"`
		At           time.Time    `json:"requested_at"`
		Ended        *time.Time   `json:"ended_at,omitempty"`
		Made         *string      `json:"made_subscription_id,omitempty"`
		Steps        []changeStep `json:"steps"`
	}
)

func shownEntry(e subscription.Entry) subscriptionEntry {
	return subscriptionEntry{
		ID: string(e.ID), Tenant: e.Tenant, Product: e.Product, SKU: e.SKU, Name: some(e.Name), Nickname: some(e.Nickname), Status: e.Status,
		Quantity: e.Quantity, Term: some(e.Term), Billing: some(e.Billing), AutoRenew: e.AutoRenew, Trial: e.Trial, Ends: sometime(e.Ends),
		Month: some(e.Month()), Scheduled: e.Scheduled, Order: some(e.Order), ChangedByElse: e.Drifted,
	}
}

func shownSubscription(s subscription.Subscription) subscriptionDetail {
	f := s.Facts
	out := subscriptionDetail{
		subscriptionEntry: shownEntry(s.Entry()), Partner: s.Partner, NewCommerce: f.NewCommerce, Created: sometime(f.Created), Started: sometime(f.Started),
		CancelUntil: sometime(f.CancelUntil), Refundable: []seatBatch{}, PartnerOfRecord: some(f.PartnerOfRecord), Base: some(string(f.Base)),
		SellerOrder: some(f.Sold), Line: some(s.Line), Segment: some(s.Segment), UnitCost: amount(s.UnitCost), Drift: []drift{}, OnHold: s.Hold,
		Due: sometime(s.Due), Seen: sometime(s.Seen), Edition: int(s.Edition),
	}
	for _, b := range f.Batches {
		out.Refundable = append(out.Refundable, seatBatch(b))
	}
	for _, d := range s.Drift {
		out.Drift = append(out.Drift, drift(d))
	}
	if f.Next != nil {
		n := nextTerm(*f.Next)
		out.Next = &n
	}
	if s.Intent != nil {
		out.Change = some(s.Intent.Change.ID)
	}
	return out
}

func shownDecision(d subscription.Decision) decision {
	return decision{
		When: string(d.When), Rule: d.Rule, Why: d.Why, Until: sometime(d.Until), From: sometime(d.From), Seats: some(d.Seats), Later: some(d.Later),
		Charge: amount(d.Charge), Refund: amount(d.Refund), Owed: amount(d.Owed), Unpriced: some(d.Unpriced), Loses: d.Loses, Instead: d.Instead,
	}
}

func shownChange(c subscription.Change) changeDetail {
	out := changeDetail{
		ID: c.ID, Subscription: string(c.Of), Kind: string(c.Wish.Kind), State: string(c.State), By: c.By, At: c.At, Ended: sometime(c.Ended),
		Made: some(string(c.Made)), Steps: make([]changeStep, len(c.Steps)),
	}
	if c.Decision != nil {
		out.Decision = shownDecision(*c.Decision)
	}
	for i, s := range c.Steps {
		out.Steps[i] = changeStep(s)
	}
	return out
}

func amount(a *money.Amount) *api.Owed {
	if a == nil {
		return nil
	}
	return &api.Owed{Amount: a.Value(), Currency: a.Currency()}
}
