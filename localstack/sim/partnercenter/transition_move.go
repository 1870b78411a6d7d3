package partnercenter

import (
	"net/http"
	"strings"
	"time"
)

// settleMoves does the migrations and the transitions that are due. Subscriptions are brought to that time first, so that a term which ended in
// between has ended.
func (s *Sim) settleMoves(cu *customer, now time.Time) {
	s.settleMigrations(cu, now)
	for _, t := range cu.moves {
		if t.done || now.Before(t.due) {
			continue
		}
		t.done = true
		s.move(cu, t)
		if t.due.After(t.at) {
			s.tellMoved(cu, t)
		}
	}
}

// tellMoved tells of the subscriptions that a transition concerns.
func (s *Sim) tellMoved(cu *customer, t *transition) {
	s.tell(cu, t.from.ID, t.due)
	if id := t.target(); id != "" {
		s.tell(cu, id, t.due)
	}
}

// move moves the seats. Microsoft documents: all seats stay in the same subscription, which changes its item; a part of
// them becomes a new subscription that ends with the source and has its window; none opens a window of its own; and what was
// scheduled is deleted. Modelled: a longer term begins at the time of the transition; the newest seats move first; a source
// without seats, because all went to another subscription, is deleted.
func (s *Sim) move(cu *customer, t *transition) {
	from := t.from
	if s.movable(t); t.failure != nil {
		return
	}
	from.schedule, from.actions = nil, nil
	switch {
	case t.into != nil:
		s.chargeSeats(from, -t.quantity, t.due, "transition")
		from.take(t.quantity, t.due)
		if t.full {
			from.Status, from.AutoRenew, from.cancelled = deleted, false, true
		}
		t.into.Quantity += t.quantity
		t.into.schedule = nil
		s.chargeSeats(t.into, t.quantity, t.due, "transition")
	case t.full:
		s.chargeSeats(from, -from.Quantity, t.due, "transition")
		s.become(from, t)
	default:
		s.chargeSeats(from, -t.quantity, t.due, "transition")
		part := from.clone()
		part.ID, part.order, part.Order, part.rows = t.made, nil, s.shortID(), nil
		part.Created, part.updates, part.Quantity, part.Start = t.due, 0, t.quantity, t.due
		part.batches = from.take(t.quantity, t.due)
		s.become(part, t)
		cu.subs = append(cu.subs, part)
	}
}

// movable lets a transition fail whose subscriptions are not what they were when it was asked for.
func (s *Sim) movable(t *transition) {
	s.advance(t.from, t.due)
	good := t.from.Status == active && t.quantity <= t.from.Quantity
	if t.into != nil {
		s.advance(t.into, t.due)
		good = good && t.into.Status == active
	}
	if t.failure == nil && !good {
		t.failure = &transitionError{900279, "The subscription can no longer be updated."}
	}
}

// become changes the item, the term and the cycle of a subscription at the time of a transition.
func (s *Sim) become(sub *subscription, t *transition) {
	longer := months(t.term) > months(sub.Term)
	same := t.term == sub.Term && t.cycle == sub.BillingCycle
	if sub.FriendlyName == sub.OfferName || sub.ID == t.made {
		sub.FriendlyName = t.to.sku.Title
	}
	sub.Item, sub.Offer, sub.OfferName, sub.Promotion = t.to.key(), t.offer, t.to.sku.Title, ""
	sub.Term, sub.BillingCycle, sub.Extended = t.term, t.cycle, false
	if longer {
		sub.Start, sub.End = t.due, termEnd(t.due, t.term, false)
	}
	if same {
		s.reprice(sub, t.due, "transition")
		return
	}
	s.rebill(sub, t.due, "transition")
}

// take removes seats without asking for a window, the newest first, and gives the parts of the open windows that go.
func (sub *subscription) take(n int, now time.Time) []batch {
	sub.Quantity -= n
	var taken []batch
	for i := len(sub.batches) - 1; i >= 0 && n > 0; i-- {
		b := &sub.batches[i]
		if got := min(n, b.refundable); got > 0 && now.Before(b.until()) {
			b.refundable -= got
			n -= got
			taken = append(taken, batch{at: b.at, refundable: got})
		}
	}
	return taken
}

type eligibility struct {
	Eligible bool              `json:"isEligible"`
	Kind     string            `json:"transitionType"`
	Errors   []transitionError `json:"errors"`
}

type eligibilityView struct {
	CatalogItem   string        `json:"catalogItemId"`
	Title         string        `json:"title"`
	Description   string        `json:"description"`
	Quantity      int           `json:"quantity"`
	Eligibilities []eligibility `json:"eligibilities"`
}

// listEligibilities gives what a subscription can be upgraded to: nothing for a trial. The two types of eligibility are
// documented; that a scheduled one needs renewal is modelled after the rule for what is scheduled.
func (c *call) listEligibilities() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	asked := strings.ToLower(c.r.URL.Query().Get("eligibilityType"))
	if asked != "" && asked != "immediate" && asked != "scheduled" {
		return bad("The eligibilityType is not known.")
	}
	errors := []transitionError{}
	if no := c.refuseSource(sub); no != nil {
		errors = append(errors, transitionError{no.code, no.text})
	} else if asked == "scheduled" && !sub.AutoRenew {
		errors = append(errors, transitionError{900280, "The next term cannot be scheduled without renewal."})
	}
	items := []eligibilityView{}
	source := c.cat.items[sub.Item]
	if source.sku == nil || sub.Trial {
		return list("/customers/"+c.customer.id+"/subscriptions/"+sub.ID+"/transitionEligibilities", items)
	}
	for _, key := range source.sku.Upgrades {
		i, known := c.cat.items[key]
		if !known || i.sku.NotPurchasable || !c.offered(i, c.customer.country, "") {
			continue
		}
		kinds := []eligibility{{len(errors) == 0, transitionOnly, errors}}
		if asked != "scheduled" {
			kinds = append(kinds, eligibility{len(errors) == 0, transitionAll, errors})
		}
		items = append(items, eligibilityView{
			CatalogItem: c.catalogItem(i, c.customer.country, c.now), Title: i.sku.Title, Description: i.sku.Title,
			Quantity: sub.Quantity, Eligibilities: kinds,
		})
	}
	return ok(http.StatusOK, page[eligibilityView]{
		TotalCount: len(items), Items: items, Attributes: attributes{ObjectType: "Collection"},
		Links: &pageLinks{Self: get("/customers/" + c.customer.id + "/subscriptions/" + sub.ID + "/transitionEligibilities")},
	})
}
