package partnercenter

import (
	"encoding/json"
	"slices"
	"time"
)

// How long an expired and then a disabled subscription stays, by Microsoft's "about".
const (
	expiredFor  = 30 * day
	disabledFor = 90 * day
)

// purchase is what a subscription begins with.
type purchase struct {
	order    *order
	offer    string
	quantity int
	term     string
	cycle    string
	friendly string
	at       time.Time
}

// subscribe adds a subscription to a customer. Renewal is on, as it is for a purchase.
func (s *Sim) subscribe(cu *customer, i item, p purchase) *subscription {
	sub := &subscription{Subscription: Subscription{
		ID: s.id(), Customer: cu.id, Item: i.key(), Offer: p.offer, OfferName: i.sku.Title, FriendlyName: p.friendly,
		Term: p.term, BillingCycle: p.cycle, Status: active, AutoRenew: true, Trial: i.sku.Trial, Created: p.at,
	}, order: p.order}
	if sub.FriendlyName == "" {
		sub.FriendlyName = i.sku.Title
	}
	if p.order != nil {
		sub.Order = p.order.alternate
	} else {
		sub.Order = s.shortID()
	}
	sub.Quantity = p.quantity
	sub.begin(p.at)
	cu.subs = append(cu.subs, sub)
	return sub
}

// begin starts a term: the whole quantity has a new window, except in a trial.
func (sub *subscription) begin(at time.Time) {
	sub.Start, sub.End = at, termEnd(at, sub.Term, sub.Trial)
	sub.batches, sub.CancelUntil = nil, time.Time{}
	if !sub.Trial {
		sub.batches = []batch{{at: at, refundable: sub.Quantity}}
		sub.CancelUntil = at.Add(window)
	}
}

// advance brings a subscription up to a time: what was accepted, the ends of terms, and what follows expiry.
func (s *Sim) advance(sub *subscription, now time.Time) {
	if sub.next != nil && !now.Before(sub.nextAt) {
		*sub = *sub.next
	}
	for {
		after := sub.End.AddDate(0, 0, 1) // a term includes its last day: the next begins at the midnight after it
		switch {
		case sub.Status == active && !now.Before(after):
			s.turn(sub, after)
		case sub.Status == suspended && !now.Before(after):
			sub.Status = deleted // lost with its data, as Microsoft documents
		case sub.Status == expired && !now.Before(sub.since.Add(expiredFor)):
			sub.Status, sub.since = disabled, sub.since.Add(expiredFor)
		case sub.Status == disabled && !now.Before(sub.since.Add(disabledFor)):
			sub.Status = deleted
		default:
			return
		}
	}
}

// turn ends a term: renewal, a trial that becomes paid, the extended term, or expiry.
func (s *Sim) turn(sub *subscription, at time.Time) {
	i := s.cat.items[sub.Item]
	switch {
	case sub.Trial && sub.AutoRenew && i.sku.ConvertsTo != "":
		sub.Trial, sub.Item, sub.Term, sub.BillingCycle = false, i.sku.ConvertsTo, "P1Y", "monthly"
	case slices.ContainsFunc(sub.actions, scheduledAction.cancels), sub.Trial:
		sub.Status, sub.since = expired, at
		return
	case sub.AutoRenew:
		sub.follow()
	case s.opt.Extended.applies(sub.Start, sub.End):
		sub.Term, sub.BillingCycle, sub.Extended = "P1M", "monthly", true
	default:
		sub.Status, sub.since = expired, at
		return
	}
	if i, known := s.cat.items[sub.Item]; known {
		sub.OfferName = i.sku.Title
		sub.Offer = s.catalogItem(i, s.customers[sub.Customer].country, at)
	}
	sub.renewed, sub.actions = true, nil
	sub.begin(at)
}

// instructions are what was scheduled for the next term.
type instructions struct {
	Product struct {
		Product string `json:"productId"`
		SKU     string `json:"skuId"`
		Cycle   string `json:"billingCycle"`
		Term    string `json:"termDuration"`
	} `json:"product"`
	Quantity  int    `json:"quantity"`
	CustomEnd string `json:"customTermEndDate"`
}

// follow applies what was scheduled, once.
func (sub *subscription) follow() {
	if sub.schedule == nil {
		return
	}
	var in instructions
	_ = json.Unmarshal(sub.schedule, &in) // checked when it was accepted
	sub.Item, sub.Term, sub.BillingCycle = in.Product.Product+":"+in.Product.SKU, in.Product.Term, plainEnum(in.Product.Cycle)
	sub.Quantity, sub.schedule = in.Quantity, nil
}
