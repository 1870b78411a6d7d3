package partnercenter

import (
	"encoding/json"
	"slices"
	"strings"
)

// owned gives the items of which the customer has a subscription that is not over.
func (c *call) owned() map[string]bool {
	owned := map[string]bool{}
	for _, sub := range c.customer.subs {
		c.settle(sub)
		if sub.Status == active || sub.Status == suspended {
			owned[sub.Item] = true
		}
	}
	return owned
}

// lacks says whether a line is an add-on and nothing that it can be added to is there: Microsoft documents that one of the
// prerequisites is owned or in the same cart. An add-on inside of a line is one of that line (modelled).
func (l *line) lacks(present map[string]bool) bool {
	if l.item.sku == nil || !l.item.sku.Addon {
		return false
	}
	if l.base != nil && l.base.item.sku != nil {
		return !present[l.base.item.key()] || !slices.Contains(l.item.sku.Prerequisites, l.base.item.key())
	}
	return !slices.ContainsFunc(l.item.sku.Prerequisites, func(p string) bool { return present[p] })
}

// wrongChoice checks what may be chosen for a line. Microsoft documents 10007 for a subscription that is not valid, 900242 for
// a custom end of the term, and the rest of the codes in general.
func (c *call) wrongChoice(l *line) *lineError {
	asked, _ := c.customEnd(l)
	switch _, fits := c.customEnd(l); {
	case !fits:
		return &lineError{endInCart, "The customTermEndDate is not valid for the term."}
	case l.CustomEnd != "" && asked.IsZero():
		return &lineError{endInCart, "The customTermEndDate is not a date."}
	case l.Promotion != "" && len(c.eligible(l.asked())) > 0:
		return &lineError{lineInput, "The customer is not eligible for the promotion."}
	case l.base != nil && !l.item.sku.Addon:
		return &lineError{lineUnprocessed, "The item is not an add-on."}
	case len(l.Provisioning) > 0 && l.parent() != "" && !c.extends(l):
		return &lineError{lineSubscription, "The ParentSubscriptionId is not an active subscription that the item can be added to."}
	case len(l.RenewsTo) > 0 && !c.renews(l):
		return &lineError{lineInput, "The trial cannot become a subscription of that term."}
	}
	return nil
}

// extends says whether a line can be added to the subscription that it names.
func (c *call) extends(l *line) bool {
	return slices.ContainsFunc(c.customer.subs, func(sub *subscription) bool {
		return strings.EqualFold(sub.ID, l.parent()) && sub.Status == active && c.shown(sub, c.now) &&
			slices.Contains(l.item.sku.Prerequisites, sub.Item)
	})
}

// renews says whether a trial can become a subscription of the term that it asks for, billed monthly.
func (c *call) renews(l *line) bool {
	paid := c.cat.items[l.item.sku.ConvertsTo]
	return l.item.sku.Trial && paid.sku != nil && paid.plan(l.renewal(), "monthly")
}

// renewal is the term that a trial becomes, "" for the usual one.
func (l *line) renewal() string {
	var to struct {
		Term string `json:"termDuration"`
	}
	_ = json.Unmarshal(l.RenewsTo, &to)
	return strings.ToUpper(to.Term)
}

// parent is the subscription that a line names as its base, "" for none. Names are matched without regard to case.
func (l *line) parent() string {
	var in map[string]any
	_ = json.Unmarshal(l.Provisioning, &in)
	for name, value := range in {
		if id, isText := value.(string); isText && strings.EqualFold(name, "ParentSubscriptionId") {
			return id
		}
	}
	return ""
}

// asked is a line in the form in which one asks for promotions.
func (l *line) asked() promotionItem {
	return promotionItem{Item: l.CatalogItem, Quantity: l.Quantity, Term: l.Term, Cycle: l.Cycle, Promotion: l.Promotion}
}

// stranger says whether a participant is refused: Microsoft documents the id of a reseller of the provider's, never its own.
func (c *call) stranger(p participant) bool {
	key := strings.ToLower(p.Key)
	return key != "transaction_reseller" && key != "additional_transaction_reseller" || p.Value == "" || c.refuseReseller(p.Value) != nil
}

// reseller is the MPN id of the partner of record, "" for none.
func (l *line) reseller() string {
	for _, p := range l.Participants {
		if strings.EqualFold(p.Key, "transaction_reseller") {
			return p.Value
		}
	}
	return ""
}

// additional gives the other ids of record.
func (l *line) additional() []string {
	var all []string
	for _, p := range l.Participants {
		if strings.EqualFold(p.Key, "additional_transaction_reseller") {
			all = append(all, p.Value)
		}
	}
	return all
}
