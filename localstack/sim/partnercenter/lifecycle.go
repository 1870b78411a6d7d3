package partnercenter

import (
	"cmp"
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

	end       time.Time // that was chosen for the first term, zero for its own
	parent    string
	promotion string
	reseller  string
	renewsTo  string
}

// subscribe adds a subscription to a customer. Renewal is on, as it is for a purchase.
func (s *Sim) subscribe(cu *customer, i item, p purchase) *subscription {
	sub := &subscription{Subscription: Subscription{
		ID: s.id(), Customer: cu.id, Item: i.key(), Offer: p.offer, OfferName: i.sku.Title, FriendlyName: p.friendly,
		Term: p.term, BillingCycle: p.cycle, Status: active, AutoRenew: true, Trial: i.sku.Trial, Created: p.at,
		Parent: p.parent, Promotion: p.promotion, Reseller: p.reseller,
	}, order: p.order, renewsTo: p.renewsTo, used: p.promotion, addons: s.extendable(i.key())}
	if sub.FriendlyName == "" {
		sub.FriendlyName = i.sku.Title
	}
	if p.order != nil {
		sub.Order = p.order.alternate
	} else {
		sub.Order = s.shortID()
	}
	sub.Quantity = p.quantity
	s.begin(sub, p.at, p.end, "purchase")
	cu.subs = append(cu.subs, sub)
	return sub
}

// begin starts a term: the whole quantity has a new window, except in a trial. An end that was chosen holds for this term only.
func (s *Sim) begin(sub *subscription, at, end time.Time, reason string) {
	sub.Start, sub.End, sub.custom = at, termEnd(at, sub.Term, sub.Trial), !end.IsZero()
	if sub.custom {
		sub.End = end
	}
	sub.batches, sub.CancelUntil = nil, time.Time{}
	if !sub.Trial && !sub.Legacy {
		sub.batches = []batch{{at: at, refundable: sub.Quantity}}
		sub.CancelUntil = at.Add(window)
	}
	s.rebill(sub, at, reason)
}

// advance brings a subscription up to a time: what was accepted, the ends of terms, and what follows expiry.
func (s *Sim) advance(sub *subscription, now time.Time) {
	if sub.next != nil && !now.Before(sub.nextAt) {
		*sub = *sub.next
	}
	for {
		after := sub.End.AddDate(0, 0, 1) // a term includes its last day: the next begins at the midnight after it
		s.frequency(sub, now)
		s.bill(sub, now)
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
	reason, end := "renewal", time.Time{}
	defer func() { s.tell(s.customers[sub.Customer], sub.ID, at) }()
	switch {
	case sub.Trial && sub.AutoRenew && i.sku.ConvertsTo != "":
		sub.Trial, sub.Item, sub.Term, sub.BillingCycle = false, i.sku.ConvertsTo, cmp.Or(sub.renewsTo, "P1Y"), "monthly"
		reason = "purchase"
	case slices.ContainsFunc(sub.actions, scheduledAction.cancels), sub.Trial:
		sub.Status, sub.since = expired, at
		return
	case sub.AutoRenew:
		end = sub.follow()
	case !sub.Legacy && s.opt.Extended.applies(sub.Start, sub.End):
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
	s.begin(sub, at, end, reason)
}

// instructions are what was scheduled for the next term.
type instructions struct {
	Product struct {
		Product string `json:"productId"`
		SKU     string `json:"skuId"`
		Cycle   string `json:"billingCycle"`
		Term    string `json:"termDuration"`

		Promotion string `json:"promotionId"`
	} `json:"product"`
	Quantity  int    `json:"quantity"`
	CustomEnd string `json:"customTermEndDate"`
}

// follow applies what was scheduled, once, and gives the end that was chosen for the next term. A promotion ends with the
// term that it was bought for, unless the next one is bought with one (modelled).
func (sub *subscription) follow() time.Time {
	sub.Promotion = ""
	if sub.schedule == nil {
		return time.Time{}
	}
	var in instructions
	_ = json.Unmarshal(sub.schedule, &in) // checked when it was accepted
	sub.Item, sub.Term, sub.BillingCycle = in.Product.Product+":"+in.Product.SKU, in.Product.Term, plainEnum(in.Product.Cycle)
	sub.Quantity, sub.schedule, sub.Promotion = in.Quantity, nil, in.Product.Promotion
	if sub.used = cmp.Or(in.Product.Promotion, sub.used); in.CustomEnd == "" {
		return time.Time{}
	}
	end, _ := parseTime(in.CustomEnd) // checked when it was accepted
	return midnight(end)
}

// extendable says whether the catalogue has an add-on for an item.
func (s *Sim) extendable(key string) bool {
	for _, i := range s.cat.items {
		if i.sku.Addon && !i.sku.NotPurchasable && slices.Contains(i.sku.Prerequisites, key) {
			return true
		}
	}
	return false
}

// frequency changes the billing cycle where it was asked for and the time has come.
func (s *Sim) frequency(sub *subscription, now time.Time) {
	if sub.cycleNext == "" || now.Before(sub.cycleAt) || sub.Status != active {
		return
	}
	s.bill(sub, sub.cycleAt.Add(-1))
	sub.BillingCycle, sub.cycleNext = sub.cycleNext, ""
	s.rebill(sub, sub.cycleAt, "cycle")
}
